import { catalogue } from './index';
import type { Entity, Field } from './types';

/** A field that holds the key of another record, what that is, and the word for it. */
export interface Reference {
	field: Field;
	/** Entity of the record that is referred to. */
	target: Entity;
	/** The field's name without "Key": beside `vendorKey`, the vendor itself is called `vendor`. */
	word: string;
}

/** The parts of a record that refer to others: its own fields, and those within its lists and objects. */
export interface Referring {
	references: readonly Reference[];
	/** Fields that hold the keys of several records: beside `assetKeys`, the assets themselves are called `assets`. */
	lists: readonly Reference[];
	parts: ReadonlyArray<{ field: Field; within: Referring }>;
}

/**
 * The name of what stands beside a reference and says in words what it refers to.
 * @param fields of the record: where one of them has that name already, it is `statusReference`.
 */
export function wordOf({ name }: Pick<Field, 'name'>, fields: readonly Field[]): string {
	const word = name.replace(/Key$/, '');
	return fields.some((field) => field.name === word) ? `${word}Reference` : word;
}

/** The word for one of the records that a list of keys refers to: of `assetKeys` it is `asset`. */
export const wordOfOne = ({ name }: Pick<Field, 'name'>): string => name.replace(/Keys$/, '');

/** The name of what stands beside a list of keys and says in words what it refers to. */
function wordOfMany(field: Pick<Field, 'name'>): string {
	const one = wordOfOne(field);
	return one.endsWith('x') ? `${one}es` : `${one}s`;
}

/** What can be listed of the entity of that name. */
const listedBy = (name = ''): Entity | undefined => {
	const target = catalogue[name];
	return target?.operations.getAll ? target : undefined;
};

const known = new WeakMap<readonly Field[], Referring>();

/** What refers to other records in a record of these fields. Only what a connection can list counts. */
export function referringOf(fields: readonly Field[]): Referring {
	const cached = known.get(fields);
	if (cached) return cached;
	const referring: Referring = {
		references: fields.flatMap((field) => {
			const target = listedBy(field.references);
			return target ? [{ field, target, word: wordOf(field, fields) }] : [];
		}),
		lists: fields.flatMap((field) => {
			const target = listedBy(field.keysOf);
			return target ? [{ field, target, word: wordOfMany(field) }] : [];
		}),
		parts: fields.flatMap((field) => {
			const within = referringOf(field.fields ?? []);
			const { references, lists, parts } = within;
			const isEmpty = references.length + lists.length + parts.length === 0;
			return isEmpty ? [] : [{ field, within }];
		}),
	};
	known.set(fields, referring);
	return referring;
}

/** All references in records of these fields, at any depth; the first of each word. */
export function everyReference(fields: readonly Field[]): Reference[] {
	const { references, parts } = referringOf(fields);
	const all = [...references, ...parts.flatMap(({ field }) => everyReference(field.fields ?? []))];
	return all.filter(({ word }, index) => all.findIndex((each) => each.word === word) === index);
}

/** The fields by which people know a record that others refer to. */
export interface KnownBy {
	code?: string;
	name?: string;
}

/**
 * By which fields a record of an entity is told from the others: a number or code that is its own, and a name that
 * others may have, too.
 */
export function namedBy({ naturalKey, titleFields, fields }: Entity): KnownBy {
	const isNamed = fields.some(({ name }) => name === 'name');
	const hasCode = fields.some(({ name }) => name === 'code');
	const code = naturalKey === 'name' ? undefined : (naturalKey ?? (hasCode ? 'code' : undefined));
	const title = titleFields.find((field) => field !== code && field !== 'key');
	return { code, name: isNamed ? 'name' : title };
}
