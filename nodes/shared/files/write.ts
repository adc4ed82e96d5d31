import type { Field } from '../catalogue/types';
import type { MakiniRecord } from '../client/envelopes';
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

/** Characters that are collected before they are handed on. */
const PIECE = 64 * 1024;

/** The text of a file in pieces of about {@link PIECE} characters, each made when it is asked for. */
export async function* piecesOf(
	pages: AsyncIterable<readonly MakiniRecord[]>,
	{ head, line }: LineWriter,
): AsyncGenerator<Uint8Array> {
	let collected = head;
	for await (const page of pages) {
		for (const record of page) {
			collected += line(record);
			if (collected.length < PIECE) continue;
			yield Buffer.from(collected);
			collected = '';
		}
	}
	if (collected !== '') yield Buffer.from(collected);
}
