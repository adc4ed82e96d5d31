import { sumBy } from 'lodash';
import type { Field } from '../catalogue/types';
import type { MakiniRecord } from '../client/wire/envelopes';
import type { RawRecord } from '../client/records/rawRecords';
import { hintToCollect } from './collect';
import { cellOf, columnsOf, otherCell, valueAt, type NestedValues } from './columns';
import { csvLine, withoutFormula } from './csv';
import { OTHER_COLUMN } from './formats';

/** Writes records as lines of text. */
export interface LineWriter {
	/** What stands before the first record. */
	head: string;
	/** The line of a record, with its end. */
	line(record: MakiniRecord): string;
}

export const ndjsonWriter: LineWriter = {
	head: '',
	line: (record) => `${JSON.stringify(record)}\n`,
};

export interface CsvPlan {
	/** The fields that have columns. */
	fields: readonly Field[];
	nested: NestedValues;
	/** Whether a last column takes what has none, so that nothing is lost. */
	withOther: boolean;
	/** Whether texts that a spreadsheet would run are made harmless. They are not what they were then. */
	escapeFormulas: boolean;
}

/** The header is known before the first record, so that records can be written as they come. */
export function csvWriter({ fields, nested, withOther, escapeFormulas }: CsvPlan): LineWriter {
	const columns = columnsOf(fields, nested);
	const other = withOther ? [OTHER_COLUMN] : [];
	const safe = escapeFormulas ? withoutFormula : (cell: string) => cell;
	return {
		head: csvLine([...columns.map(({ name }) => name), ...other]),
		line: (record) => {
			const cells = columns.map(({ path }) => safe(cellOf(valueAt(record, path))));
			return csvLine(withOther ? [...cells, otherCell(record, fields, nested)] : cells);
		},
	};
}

/** Writes a file. */
export interface FileWriter {
	/** What stands before the first record. */
	head: string;
	/** The bytes of a record's line, with its end, in pieces. */
	line(record: RawRecord): readonly Uint8Array[];
}

const LINE_END = Buffer.from('\n');

/** All of a record is on its line as it came, unless that takes more than one. */
export const rawNdjsonWriter: FileWriter = {
	head: '',
	line: (record) =>
		record.bytes.includes(LINE_END)
			? [Buffer.from(ndjsonWriter.line(record.toJSON()))]
			: [record.bytes, LINE_END],
};

/** Writes each record as lines of a format. */
export const fileWriter = ({ head, line }: LineWriter): FileWriter => ({
	head,
	line: (record) => [Buffer.from(line(record.toJSON()))],
});

/** Bytes that are handed on at once. */
const PIECE = 64 * 1024;

/** Bytes of records that are read between two hints to the garbage collector. */
const HINT_AFTER = 4 * 1024 * 1024;

/** Takes the records out of a page: whoever still holds the page does not keep them from being forgotten. */
function takeOut(page: RawRecord[], { line }: FileWriter): Uint8Array {
	const bytes = Buffer.concat(page.flatMap((record) => line(record)));
	page.length = 0;
	return bytes;
}

/**
 * The bytes of a file in pieces. A page is asked for when what was before it is taken, and its records are turned into
 * bytes at once: they are the bulk of what is in memory.
 * @param pages are emptied.
 */
export async function* piecesOf(
	pages: AsyncIterable<RawRecord[]>,
	writer: FileWriter,
): AsyncGenerator<Uint8Array> {
	if (writer.head !== '') yield Buffer.from(writer.head);
	let read = 0;
	for await (const page of pages) {
		read += sumBy(page, (record) => record.bytes.length);
		const bytes = takeOut(page, writer);
		if (read > HINT_AFTER) {
			read = 0;
			hintToCollect();
		}
		for (let from = 0; from < bytes.length; from += PIECE) yield bytes.subarray(from, from + PIECE);
	}
}
