import { numberedLines } from '../../catalogue/lineItems';
import type { Field } from '../../catalogue/types';
import type { MakiniRecord } from '../wire/envelopes';
import { linesIn, pairLines, presentLines } from './sameLines';

/** Lines of a record that a list of its lines does not have. */
export interface LeftOut {
	/** The field that the list was given under. */
	field: Field;
	lines: readonly MakiniRecord[];
	/** How many lines the record has. */
	of: number;
}

/** Whether data name the lines of their record, so that others of its lines may be lost. */
export const givesLines = (fields: readonly Field[], data: MakiniRecord): boolean =>
	numberedLines(fields).some(({ name }) => data[name] !== undefined);

/**
 * Lines of a record that are not among those that it is to get. What was deleted does not count, and neither does the
 * material: a further line may be of the same one.
 * @param data what is to be written.
 * @param record as it is.
 */
export function leftOutLines(
	fields: readonly Field[],
	data: MakiniRecord,
	record: MakiniRecord,
): LeftOut | undefined {
	return numberedLines(fields)
		.filter(({ name }) => data[name] !== undefined)
		.map((field) => {
			const present = presentLines(record[field.readAs ?? field.name]);
			const given = new Set(pairLines(linesIn(data[field.name]), present).values());
			const lines = present.filter((line) => !given.has(line));
			return { field, lines, of: present.length };
		})
		.find(({ lines }) => lines.length > 0);
}
