import type { Entity } from '../../catalogue/types';
import { isDeleted } from '../wire/deletion';
import { readPage, type MakiniRecord, type PageBody } from '../wire/envelopes';
import { parseJson } from '../wire/json';
import type { Keyed } from '../wire/keys';
import { isListPath, listIn } from '../wire/listPlace';

/**
 * A record as it came. Parsed, it takes many times the memory, so it is parsed by itself and for as long as it is used:
 * V8 lets a process grow to hold what outlives a collection of young objects, and a page of parsed records does.
 */
export class RawRecord implements Keyed {
	readonly key: unknown;

	readonly id: unknown;

	/** See {@link isDeleted}; known from the same look at the record as its key. */
	readonly isDeleted: boolean;

	/**
	 * @param bytes its JSON in UTF-8.
	 * @throws SyntaxError where it is none.
	 */
	constructor(readonly bytes: Buffer) {
		const record = this.toJSON();
		this.key = record.key;
		this.id = record.id;
		this.isDeleted = isDeleted(record);
	}

	/** The record, parsed anew. */
	toJSON(): MakiniRecord {
		return parseJson(this.bytes.toString()) as MakiniRecord;
	}
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Where a record stands in the bytes of a page: from (inclusive) to (exclusive). */
interface Span {
	from: number;
	to: number;
}

/** The place behind the quotation mark that closes a string, or the end. RFC 8259, section 7. */
function afterString(bytes: Buffer, open: number): number {
	let at = open + 1;
	while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
	return at + 1;
}

/** Names that lead to a list, as a text. */
const nameOf = (path: readonly string[]): string => JSON.stringify(path);

/** Names are looked at so far within. */
const DEEPEST_NAME = 2;

/**
 * The objects of each list that may be the list of records, by the names that lead to it. Bytes of
 * JSON's own characters stand for nothing else in UTF-8. Whether the rest is JSON is not looked at.
 */
function placesOf(bytes: Buffer, entity: Entity | undefined): Map<string, Span[]> {
	const places = new Map<string, Span[]>();
	const names: string[] = [];
	let list: Span[] | undefined;
	let depth = 0;
	let listDepth = 0;
	let from = 0;
	for (let at = 0; at < bytes.length; at += 1) {
		const byte = bytes[at];
		if (byte === QUOTE) {
			const end = afterString(bytes, at);
			if (!list && depth > 0 && depth <= DEEPEST_NAME) {
				names.length = depth;
				names[depth - 1] = bytes.toString('latin1', at + 1, end - 1);
			}
			at = end - 1;
		} else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
			if (list && depth === listDepth) from = byte === OPEN_OBJECT ? at : -1;
			if (!list && byte === OPEN_LIST && depth <= DEEPEST_NAME) {
				const path = names.slice(0, depth);
				if (path.length === depth && isListPath(path, entity)) {
					list = places.get(nameOf(path)) ?? [];
					places.set(nameOf(path), list);
					listDepth = depth + 1;
				}
			}
			depth += 1;
		} else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
			depth -= 1;
			if (list && depth === listDepth && from >= 0) list.push({ from, to: at + 1 });
			if (list && depth < listDepth) list = undefined;
		}
	}
	return places;
}

/** The bytes with an empty object in place of each record. */
function withoutRecords(bytes: Buffer, places: readonly Span[]): string {
	const starts = [0, ...places.map(({ to }) => to)];
	const ends = [...places.map(({ from }) => from), bytes.length];
	return starts.map((start, index) => bytes.toString('utf8', start, ends[index])).join('{}');
}

/** Reads a list response whose records are parsed one by one; `undefined` if the body is not a page of records. */
export function readRawPage(bytes: Buffer, entity?: Entity): PageBody<RawRecord> | undefined {
	try {
		const places = placesOf(bytes, entity);
		const all = [...places.values()].flat().sort((a, b) => a.from - b.from);
		const body: unknown = JSON.parse(withoutRecords(bytes, all).replace(/^\uFEFF/, ''));
		const page = readPage(body, entity);
		const records = places.get(nameOf(listIn(body, entity)?.path ?? [])) ?? [];
		if (page?.records.length !== records.length) return undefined;
		return {
			...page,
			records: records.map(({ from, to }) => new RawRecord(bytes.subarray(from, to))),
		};
	} catch {
		return undefined;
	}
}
