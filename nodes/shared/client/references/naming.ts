import { omit } from 'lodash';
import { wordOfOne, type Reference, type Referring } from '../../catalogue/referring';
import type { Entity } from '../../catalogue/types';
import { isObject, type MakiniRecord } from '../wire/envelopes';
import { keysIn, keyText } from '../wire/keys';
import type { Named } from './directory';

/** The records within a part of a record, which is a list of them or a single one. */
const recordsIn = (value: unknown): MakiniRecord[] =>
	(Array.isArray(value) ? value : [value]).filter(isObject);

/** Goes through the keys of other records in a record, at any depth. */
export function eachKey(
	{ references, lists, parts }: Referring,
	record: MakiniRecord,
	visit: (target: Entity, key: string) => void,
): void {
	for (const { field, target } of references) {
		const key = keyText(record[field.name]);
		if (key !== undefined) visit(target, key);
	}
	for (const { field, target } of lists) {
		for (const key of keysIn(record[field.name])) visit(target, key);
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
	{ references, lists }: Referring,
	record: MakiniRecord,
	nameOf: NameOf,
): Map<string, readonly [string, MakiniRecord | MakiniRecord[]]> {
	const names = new Map<string, readonly [string, MakiniRecord | MakiniRecord[]]>();
	for (const { field, target, word } of lists) {
		const keys = keysIn(record[field.name]);
		const named = keys.map((key): Named => nameOf(target, key) ?? { key });
		const isKnown = named.some(({ code, name }) => (code ?? name) !== undefined);
		if (isKnown && !(word in record)) names.set(field.name, [word, named.map(wordsOf)]);
	}
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
	referring: Referring,
	record: MakiniRecord,
	nameOf: NameOf,
): MakiniRecord {
	const names = namesFor(referring, record, nameOf);
	const withinOf = new Map(referring.parts.map(({ field, within }) => [field.name, within]));
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

/** The codes and the names of several records, each as one text; none where one of them has none. */
function flatList({ field }: Reference, all: readonly unknown[]): MakiniRecord {
	const named = all.filter(isObject);
	const joined = (part: 'code' | 'name'): string =>
		named.every((each) => each[part] !== undefined)
			? named.map((each) => String(each[part])).join(', ')
			: '';
	const one = wordOfOne(field);
	return { [`${one}Codes`]: joined('code'), [`${one}Names`]: joined('name') };
}

/**
 * A record whose references are flat texts, `vendorCode` and `vendorName`, as tables have them. A key whose record is
 * not known stays.
 * @param record with names.
 */
export function withFlatNames(
	{ references, lists }: Referring,
	record: MakiniRecord,
	keepsKeys: boolean,
): MakiniRecord {
	const byField = new Map(references.map((reference) => [reference.field.name, reference]));
	const listOf = new Map(lists.map((reference) => [reference.field.name, reference]));
	const words = new Set([...references, ...lists].map(({ word }) => word));
	const flat: MakiniRecord = {};
	for (const [name, value] of Object.entries(record)) {
		const several = listOf.get(name);
		const all = several && record[several.word];
		if (several && Array.isArray(all)) {
			const texts = flatList(several, all);
			// A record that is not known, or has no word, would be missing without its key.
			if (keepsKeys || Object.values(texts).every((text) => text === '')) flat[name] = value;
			Object.assign(flat, omit(texts, Object.keys(record)));
			continue;
		}
		const reference = byField.get(name);
		const named = reference && record[reference.word];
		if (!reference || !isObject(named)) {
			if (!words.has(name) || typeof value !== 'object') flat[name] = value;
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
