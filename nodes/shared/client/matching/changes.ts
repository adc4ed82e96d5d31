import { wordOf } from '../../catalogue/referring';
import type { Field } from '../../catalogue/types';
import { isObject, type MakiniRecord } from '../wire/envelopes';
import { isBlank } from '../wire/values';
import { isSame } from './compare';

/** What a write makes of one field. */
export interface Change {
	/** Where it stands: "title", "vendor", "lineItems.2.quantity" for the second line. */
	field: string;
	/** `null` where it is empty. */
	from: unknown;
	to: unknown;
	/** Name of the entity whose keys these are. */
	of?: string;
}

/** One value: given, as it was, and as the record shows it after the write; undefined where that is not known. */
interface Values {
	sent: unknown;
	before: unknown;
	after: unknown;
}

const plain = (value: unknown): unknown => {
	if (isBlank(value)) return null;
	return Array.isArray(value) ? value.map(String).join(', ') : value;
};

const isList = (value: unknown): value is MakiniRecord[] =>
	Array.isArray(value) && value.length > 0 && value.every(isObject);

const partOf = (value: unknown, index: number): unknown =>
	Array.isArray(value) ? (value[index] as unknown) : undefined;

/** The fields that a part has or had: those that were given or, of one that goes, those that people may set. */
function namesIn(fields: readonly Field[], sent: unknown, before: unknown): string[] {
	if (isObject(sent)) return Object.keys(sent);
	const settable = fields.filter(({ writable }) => writable === 'user').map(({ name }) => name);
	return isObject(before) ? settable.filter((name) => !isBlank(before[name])) : [];
}

function changesIn(
	fields: readonly Field[],
	{ sent, before, after }: Values,
	path: string,
): Change[] {
	const valueOf = (record: unknown, name: string): unknown =>
		isObject(record) ? record[name] : undefined;
	return namesIn(fields, sent, before).flatMap((name) => {
		const field = fields.find((each) => each.name === name);
		if (field && field.writable !== 'user') return [];
		const { readAs = name, references } = field ?? {};
		const values = {
			sent: valueOf(sent, name),
			before: valueOf(before, readAs),
			after: valueOf(after, readAs),
		};
		const word = field && references !== undefined ? wordOf(field, fields) : name;
		return changesOfValue(field, values, `${path}${word}`);
	});
}

function changesOfValue(field: Field | undefined, values: Values, path: string): Change[] {
	const { sent, before, after } = values;
	const { fields = [], references: of } = field ?? {};
	if (isList(sent) || isList(before)) {
		const length = Math.max(
			...[sent, before].map((list) => (Array.isArray(list) ? list.length : 0)),
		);
		return Array.from({ length }, (_, index) => index).flatMap((index) => {
			const part = {
				sent: partOf(sent, index),
				before: partOf(before, index),
				after: partOf(after, index),
			};
			return changesIn(fields, part, `${path}.${index + 1}.`);
		});
	}
	if (isObject(sent) || isObject(before)) return changesIn(fields, values, `${path}.`);
	// As it was given, unless the system made something else of it.
	const to = after === undefined || isSame(sent, after, field) ? sent : after;
	if (isSame(to, before, field)) return [];
	return [{ field: path, from: plain(before), to: plain(to), ...(of === undefined ? {} : { of }) }];
}

/**
 * What a write makes of a record, field by field, as far as it was given. References have the names that words for them
 * have; their values are keys.
 * @param fields that may be sent.
 * @param before the record as it was; `undefined` for a new one.
 * @param after the record as it is by what the write answered.
 */
export const changesOf = (
	fields: readonly Field[],
	sent: MakiniRecord,
	before: MakiniRecord | undefined,
	after: MakiniRecord,
): Change[] => changesIn(fields, { sent, before: before ?? {}, after }, '');
