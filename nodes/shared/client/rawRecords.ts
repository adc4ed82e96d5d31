import { readPage, type Keyed, type MakiniRecord, type PageBody } from './envelopes';

/**
 * A record as it came. Parsed, it takes many times the memory, so it is parsed by itself and for as long as it is used:
 * V8 lets a process grow to hold what outlives a collection of young objects, and a page of parsed records does.
 */
export class RawRecord implements Keyed {
	readonly key: unknown;

	/**
	 * @param bytes its JSON in UTF-8.
	 * @throws SyntaxError where it is none.
	 */
	constructor(readonly bytes: Buffer) {
		this.key = this.toJSON().key;
	}

	/** The record, parsed anew. */
	toJSON(): MakiniRecord {
		return JSON.parse(this.bytes.toString()) as MakiniRecord;
	}
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Where a record stands in the bytes of a page: from (inclusive) to (exclusive). */
interface Place {
	from: number;
	to: number;
}

/** The place behind the quotation mark that closes a string, or the end. RFC 8259, section 7. */
function afterString(bytes: Buffer, open: number): number {
	let at = open + 1;
	while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
	return at + 1;
}

/**
 * The objects of the list that stands under `data` in the outermost object. Bytes of JSON's own characters stand for
 * nothing else in UTF-8. Whether the rest is JSON is not looked at.
 */
function placesOf(bytes: Buffer): Place[] {
	const places: Place[] = [];
	let depth = 0;
	let name = '';
	let isData = false;
	let from = 0;
	for (let at = 0; at < bytes.length; at += 1) {
		const byte = bytes[at];
		if (byte === QUOTE) {
			const end = afterString(bytes, at);
			if (depth === 1) name = bytes.toString('latin1', at + 1, end - 1);
			at = end - 1;
		} else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
			if (depth === 1) isData = byte === OPEN_LIST && name === 'data';
			if (depth === 2) from = byte === OPEN_OBJECT ? at : -1;
			depth += 1;
		} else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
			depth -= 1;
			if (depth === 2 && isData && from >= 0) places.push({ from, to: at + 1 });
		}
	}
	return places;
}

/** The bytes with an empty object in place of each record. */
function withoutRecords(bytes: Buffer, places: readonly Place[]): string {
	const starts = [0, ...places.map(({ to }) => to)];
	const ends = [...places.map(({ from }) => from), bytes.length];
	return starts.map((start, index) => bytes.toString('utf8', start, ends[index])).join('{}');
}

/** Reads a list response whose records are parsed one by one; `undefined` if the body is not a page of records. */
export function readRawPage(bytes: Buffer): PageBody<RawRecord> | undefined {
	try {
		const places = placesOf(bytes);
		const page = readPage(JSON.parse(withoutRecords(bytes, places).replace(/^\uFEFF/, '')));
		if (page?.records.length !== places.length) return undefined;
		return {
			...page,
			records: places.map(({ from, to }) => new RawRecord(bytes.subarray(from, to))),
		};
	} catch {
		return undefined;
	}
}
