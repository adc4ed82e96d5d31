import type { Reference, Referring } from '../../catalogue/referring';
import type { Entity } from '../../catalogue/types';
import { isObject, type MakiniRecord } from '../wire/envelopes';
import { keyText } from '../wire/keys';
import type { Named } from './directory';

/** The records within a part of a record, which is a list of them or a single one. */
const recordsIn = (value: unknown): MakiniRecord[] =>
	(Array.isArray(value) ? value : [value]).filter(isObject);

/** Goes through the keys of other records in a record, at any depth. */
export function eachKey(
	{ references, parts }: Referring,
	record: MakiniRecord,
	visit: (target: Entity, key: string) => void,
): void {
	for (const { field, target } of references) {
		const key = keyText(record[field.name]);
		if (key !== undefined) visit(target, key);
	}
	for (const { field, within } of parts) {
		for (const part of recordsIn(record[field.name])) eachKey(within, part, visit);
	}
}

/** Code and name of a record by its key, as far as they are known. */
export type NameOf = (target: Entity, key: string) => Named | undefined;

/** Code and name without what is not known. The key says where they come from. */
const wordsOf = ({ key, code, name }: Named): MakiniRecord => ({
	key,
	...(code === undefined ? {} : { code }),
	...(name === undefined ? {} : { name }),
});

function namesFor(
	references: readonly Reference[],
	record: MakiniRecord,
	nameOf: NameOf,
): Map<string, readonly [string, MakiniRecord]> {
	const names = new Map<string, readonly [string, MakiniRecord]>();
	for (const { field, target, word } of references) {
		const key = keyText(record[field.name]);
		const named = key === undefined || word in record ? undefined : nameOf(target, key);
		if (named) names.set(field.name, [word, wordsOf(named)]);
	}
	return names;
}

/**
 * A record in which code and name stand beside each key whose record is known: `vendor` beside `vendorKey`, within
 * lists and objects as well. What the record has under that word already stays.
 */
export function withNames(
	{ references, parts }: Referring,
	record: MakiniRecord,
	nameOf: NameOf,
): MakiniRecord {
	const names = namesFor(references, record, nameOf);
	const withinOf = new Map(parts.map(({ field, within }) => [field.name, within]));
	const named: MakiniRecord = {};
	for (const [name, value] of Object.entries(record)) {
		const within = withinOf.get(name);
		named[name] = within ? partWithNames(within, value, nameOf) : value;
		const words = names.get(name);
		if (words) named[words[0]] = words[1];
	}
	return named;
}

function partWithNames(within: Referring, value: unknown, nameOf: NameOf): unknown {
	if (Array.isArray(value)) {
		return value.map((each: unknown) => partWithNames(within, each, nameOf));
	}
	return isObject(value) ? withNames(within, value, nameOf) : value;
}

/**
 * A record whose references are flat texts, `vendorCode` and `vendorName`, as tables have them. A key whose record is
 * not known stays.
 * @param record with names.
 */
export function withFlatNames(
	{ references }: Referring,
	record: MakiniRecord,
	keepsKeys: boolean,
): MakiniRecord {
	const byField = new Map(references.map((reference) => [reference.field.name, reference]));
	const words = new Set(references.map(({ word }) => word));
	const flat: MakiniRecord = {};
	for (const [name, value] of Object.entries(record)) {
		const reference = byField.get(name);
		const named = reference && record[reference.word];
		if (!reference || !isObject(named)) {
			if (!words.has(name) || !isObject(value)) flat[name] = value;
			continue;
		}
		if (keepsKeys) flat[name] = value;
		for (const [part, text] of [['Code', named.code] as const, ['Name', named.name] as const]) {
			const flatName = `${reference.word}${part}`;
			// What the record itself has under that name stays.
			if (!(flatName in record)) flat[flatName] = text ?? '';
		}
	}
	return flat;
}
