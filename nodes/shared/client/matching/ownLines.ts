import { omit } from 'lodash';
import { LINE_NUMBER, numberedLines } from '../../catalogue/lineItems';
import type { Field } from '../../catalogue/types';
import { isObject, type MakiniRecord } from '../wire/envelopes';
import { keyText } from '../wire/keys';
import { matchValue } from './matchValue';

const hasKey = (line: MakiniRecord): boolean => 'key' in line;

const linesIn = (value: unknown): MakiniRecord[] =>
	Array.isArray(value) ? value.filter(isObject) : [];

/** The key of the same line in the record: by its number, else by the key itself. */
function ownKey(line: MakiniRecord, present: readonly MakiniRecord[]): string | undefined {
	const number = matchValue(line[LINE_NUMBER]);
	const key = keyText(line.key);
	const same = present.find((each) => {
		const other = matchValue(each[LINE_NUMBER]);
		return number !== undefined && other !== undefined
			? number === other
			: key !== undefined && keyText(each.key) === key;
	});
	return keyText(same?.key);
}

/**
 * Data whose lines have no keys but those of the record's own lines. A line that was read from another connection has a
 * key of that one, which may be the key of a line of another record here.
 * @param record as it is; `undefined` where it is to be created, and none of its lines has a key yet.
 */
export function withOwnLineKeys(
	fields: readonly Field[],
	data: MakiniRecord,
	record?: MakiniRecord,
): MakiniRecord {
	const lists = numberedLines(fields).filter(({ name }) => linesIn(data[name]).some(hasKey));
	if (lists.length === 0) return data;
	const owned = lists.map((field): [string, unknown] => {
		const present = linesIn(record?.[field.readAs ?? field.name]);
		const lines = data[field.name] as unknown[];
		return [
			field.name,
			lines.map((line) => {
				if (!isObject(line) || !hasKey(line)) return line;
				const key = ownKey(line, present);
				return key === undefined ? omit(line, 'key') : { ...line, key };
			}),
		];
	});
	return { ...data, ...Object.fromEntries(owned) };
}
