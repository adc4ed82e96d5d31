import type { Field, FieldType, Writable } from './types';

type FieldOptions = Partial<Omit<Field, 'name' | 'label' | 'description' | 'type'>>;

function field(
	type: FieldType,
	writableByDefault: Writable,
): (name: string, label: string, description: string, options?: FieldOptions) => Field {
	return (name, label, description, options = {}) => ({
		name,
		label,
		description,
		type,
		writable: writableByDefault,
		...options,
	});
}

export const text = field('string', 'user');
export const decimal = field('decimal', 'user');
export const number = field('number', 'user');
export const dateTime = field('dateTime', 'user');
export const flag = field('boolean', 'user');
export const group = field('object', 'user');
export const list = field('array', 'user');

/** A read-only version of a field. */
export const readOnly = (source: Field): Field => ({ ...source, writable: 'none' });

/** The key that Makini gives a record. */
export const key = (singular: string): Field =>
	readOnly(text('key', 'Key', `Makini's key of the ${singular}`));

/** The key of a record of another entity. */
export const reference = (
	name: string,
	label: string,
	entity: string,
	description: string,
	options: FieldOptions = {},
): Field => text(name, label, description, { references: entity, ...options });

/** Creation, change and deletion times that records of most entities carry. */
export const timestamps = {
	created: readOnly(dateTime('createdAt', 'Created At', 'When the record was created')),
	updated: readOnly(dateTime('updatedAt', 'Updated At', 'When the record was last changed')),
	deleted: readOnly(
		dateTime('deletedAt', 'Deleted At', 'When the record was deleted in its system, if it was'),
	),
};
