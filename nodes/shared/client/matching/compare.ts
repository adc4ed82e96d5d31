import { DateTime } from 'luxon';
import type { Field } from '../../catalogue/types';
import { isObject, type MakiniRecord } from '../wire/envelopes';
import { canonicalDecimal } from '../wire/exact';
import { isBlank } from '../wire/values';

/** The same instant in different spellings is one time. */
function canonicalTime(value: unknown): string {
	const text = String(value).trim();
	const time = DateTime.fromISO(text, { zone: 'utc' });
	return time.isValid ? String(time.toMillis()) : text;
}

const CANONICAL: Partial<Record<Field['type'], (value: unknown) => string>> = {
	decimal: canonicalDecimal,
	number: canonicalDecimal,
	dateTime: canonicalTime,
	boolean: (value) => String(value).toLowerCase(),
};

/** A value as a text that is the same for all spellings of it, by the type of its field. */
export const canonical = (field: Field | undefined, value: unknown): string =>
	((field && CANONICAL[field.type]) ?? String)(value);

function isSameList(given: unknown[], existing: unknown, field: Field | undefined): boolean {
	if (!Array.isArray(existing) || existing.length !== given.length) return false;
	return given.every((element, index) => {
		const other: unknown = existing[index];
		if (!isObject(element) || !isObject(other)) return String(element) === String(other);
		return differingFields(field?.fields ?? [], element, other).length === 0;
	});
}

/** Whether two values are the same, by the type of their field; of objects, what is given. */
export function isSame(given: unknown, existing: unknown, field: Field | undefined): boolean {
	if (isBlank(given) || isBlank(existing)) return isBlank(given) && isBlank(existing);
	if (Array.isArray(given)) return isSameList(given, existing, field);
	if (isObject(given)) {
		return isObject(existing) && differingFields(field?.fields ?? [], given, existing).length === 0;
	}
	return canonical(field, given) === canonical(field, existing);
}

/** Names of the given fields that can be written and not be read, so that nobody can tell whether they differ. */
export const unreadableFields = (
	fields: readonly Field[],
	given: MakiniRecord,
	existing: MakiniRecord,
): string[] =>
	fields
		.filter(({ name, writable, writeOnly, writeOn }) => {
			const isWritten = writable === 'user' && writeOnly && writeOn !== 'create';
			return isWritten && name in given && !(name in existing);
		})
		.map(({ name }) => name);

/**
 * Names of the given fields whose value differs from the existing record's. Only what is given
 * counts; fields that nobody but the system can change never do, nor do those that cannot be read.
 * Lists are the same when all their elements are, in order.
 */
export function differingFields(
	fields: readonly Field[],
	given: MakiniRecord,
	existing: MakiniRecord,
): string[] {
	const byName = new Map(fields.map((field) => [field.name, field]));
	return Object.keys(given).filter((name) => {
		const field = byName.get(name);
		if (field && field.writable !== 'user') return false;
		if (field?.writeOnly && !(name in existing)) return false;
		return !isSame(given[name], existing[field?.readAs ?? name], field);
	});
}

/**
 * What a record holds, so that records which hold the same give the same JSON, however their values
 * are spelled and in whatever order their fields come. An empty value is not the same as none.
 */
export function contentOf(fields: readonly Field[], record: MakiniRecord): unknown {
	const byName = new Map(fields.map((field) => [field.name, field]));
	return Object.keys(record)
		.sort()
		.map((name) => [name, valueContent(byName.get(name), record[name])]);
}

function valueContent(field: Field | undefined, value: unknown): unknown {
	if (isBlank(value)) return null;
	if (Array.isArray(value)) return { list: value.map((each) => valueContent(field, each)) };
	if (isObject(value)) return { record: contentOf(field?.fields ?? [], value) };
	return canonical(field, value);
}
