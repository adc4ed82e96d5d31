import { LINE_NUMBER, numberedLines } from '../../catalogue/lineItems';
import type { Field } from '../../catalogue/types';
import { isDeleted } from '../wire/deletion';
import { isObject, type MakiniRecord } from '../wire/envelopes';
import { keyText } from '../wire/keys';
import { matchValue } from './matchValue';

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

const linesIn = (value: unknown): MakiniRecord[] =>
	Array.isArray(value) ? value.filter(isObject) : [];

/** By the number of the line; by its key, which only its own connection knows, where one of the two has no number. */
function isSameLine(one: MakiniRecord, other: MakiniRecord): boolean {
	const numbers = [matchValue(one[LINE_NUMBER]), matchValue(other[LINE_NUMBER])];
	if (numbers[0] !== undefined && numbers[1] !== undefined) return numbers[0] === numbers[1];
	const key = keyText(one.key);
	return key !== undefined && key === keyText(other.key);
}

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
			const present = linesIn(record[field.readAs ?? field.name]).filter(
				(line) => !isDeleted(line),
			);
			const given = linesIn(data[field.name]);
			const lines = present.filter((line) => !given.some((each) => isSameLine(each, line)));
			return { field, lines, of: present.length };
		})
		.find(({ lines }) => lines.length > 0);
}
