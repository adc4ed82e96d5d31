import type { Field } from '../catalogue/types';
import type { MakiniRecord } from '../client/envelopes';
import { hintToCollect } from './collect';
import { cellOf, columnsOf, otherCell, valueAt, type NestedValues } from './columns';
import { csvLine, withoutFormula } from './csv';
import { OTHER_COLUMN } from './names';

/** Writes the lines of a file. */
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

/** Bytes that are handed on at once. */
const PIECE = 64 * 1024;

/** Bytes that are written between two hints to the garbage collector. */
const HINT_AFTER = 4 * 1024 * 1024;

/** Takes the records out of a page: whoever still holds the page does not keep them from being forgotten. */
function takeOut(page: MakiniRecord[], { line }: LineWriter): Uint8Array {
	const text = page.map((record) => line(record)).join('');
	page.length = 0;
	return Buffer.from(text);
}

/**
 * The bytes of a file in pieces. A page is asked for when what was before it is taken, and its records are turned into
 * bytes at once: they are the bulk of what is in memory.
 * @param pages are emptied.
 */
export async function* piecesOf(
	pages: AsyncIterable<MakiniRecord[]>,
	writer: LineWriter,
): AsyncGenerator<Uint8Array> {
	if (writer.head !== '') yield Buffer.from(writer.head);
	let written = 0;
	for await (const page of pages) {
		const bytes = takeOut(page, writer);
		written += bytes.length;
		if (written > HINT_AFTER) {
			written = 0;
			hintToCollect();
		}
		for (let from = 0; from < bytes.length; from += PIECE) yield bytes.subarray(from, from + PIECE);
	}
}
