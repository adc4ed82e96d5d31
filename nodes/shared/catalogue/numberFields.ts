import type { Entity, Field } from './types';

/**
 * The fields that hold what people know a record by: a number, a code or a name. None where only the key tells records
 * apart, or where there is no list to look one up in.
 */
export function numberFields({ naturalKey, knownBy = [], fields, operations }: Entity): Field[] {
	if (!operations.getAll) return [];
	const names = naturalKey === undefined ? knownBy : [naturalKey];
	return names.flatMap((name) => fields.find((field) => field.name === name) ?? []);
}

/** What those fields are called: "Order Number", "Code or Name"; empty where there is none. */
export const numberLabel = (entity: Entity): string =>
	numberFields(entity)
		.map(({ label }) => label)
		.join(' or ');

/** The same within a sentence: "order number". */
export const numberWords = (entity: Entity): string => numberLabel(entity).toLowerCase();
