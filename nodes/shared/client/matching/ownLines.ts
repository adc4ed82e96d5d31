import { omit } from 'lodash';
import { numberedLines } from '../../catalogue/lineItems';
import type { Field } from '../../catalogue/types';
import { isObject, type MakiniRecord } from '../wire/envelopes';
import { keyText } from '../wire/keys';
import { linesIn, pairLines, presentLines } from './sameLines';

const hasKey = (line: MakiniRecord): boolean => 'key' in line;

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
		const lines = data[field.name] as unknown[];
		const present = presentLines(record?.[field.readAs ?? field.name]);
		const pairs = pairLines(linesIn(lines), present);
		return [
			field.name,
			lines.map((line) => {
				if (!isObject(line) || !hasKey(line)) return line;
				const key = keyText(pairs.get(line)?.key);
				return key === undefined ? omit(line, 'key') : { ...line, key };
			}),
		];
	});
	return { ...data, ...Object.fromEntries(owned) };
}
