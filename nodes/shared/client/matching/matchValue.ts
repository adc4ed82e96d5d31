import { mapValues } from 'lodash';
import type { Entity } from '../../catalogue/types';
import { canonical } from './compare';
import type { MakiniRecord } from '../wire/envelopes';
import { inputError } from '../errors/errors';

/** A value as records are found by it; `undefined` for one by which nothing can be found. */
export const matchValue = (value: unknown): string | undefined => {
	const text = typeof value === 'number' ? String(value) : value;
	return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
};

/** The same for all spellings of a value that the type of its field has: of a time, or of an amount. */
export function comparedBy(entity: Entity, field: string, value: unknown): string | undefined {
	const text = matchValue(value);
	const definition = entity.fields.find(({ name }) => name === field);
	return text === undefined ? undefined : canonical(definition, text);
}

/** Compared values by their fields; those that nothing can be found by are left out. */
export type Values = Readonly<Record<string, string>>;

/** The values of a record in some fields, or in all that it has, as {@link comparedBy} gives them. */
export function comparedValues(
	entity: Entity,
	record: MakiniRecord,
	fields: readonly string[] = Object.keys(record),
): Values {
	return Object.fromEntries(
		fields.flatMap((field) => {
			const value = comparedBy(entity, field, record[field]);
			return value === undefined ? [] : [[field, value]];
		}),
	);
}

/** Whether no field has one value here and another one there. */
export const agree = (one: Values, other: Values): boolean =>
	Object.entries(one).every(
		([field, value]) => other[field] === undefined || other[field] === value,
	);

/** Whether a record shows another value than the one that it is matched by. */
export function isOther(
	entity: Entity,
	field: string,
	value: string,
	record: MakiniRecord,
): boolean {
	const shown = comparedBy(entity, field, record[field]);
	return shown !== undefined && shown !== comparedBy(entity, field, value);
}

/** Blanks around a value that records are found by would make a look-up miss what was written. */
export const withTrimmed = (
	data: MakiniRecord,
	...names: Array<string | undefined>
): MakiniRecord =>
	mapValues(data, (value, name) =>
		names.includes(name) && typeof value === 'string' ? value.trim() : value,
	);

/**
 * The value that an upsert looks for.
 * @throws MakiniError (input) where there is none.
 */
export function requireMatchValue(entity: Entity, data: MakiniRecord, matchField: string): string {
	return requireValue(entity, data, matchField, {
		parameter: 'matchField',
		instead: 'choose another field under "Match By"',
	});
}

/**
 * Checks the further fields that an upsert matches by.
 * @throws MakiniError (input) where one has no value.
 */
export function requireFurtherValues(
	entity: Entity,
	data: MakiniRecord,
	fields: readonly string[],
): void {
	for (const field of fields) {
		requireValue(entity, data, field, {
			parameter: 'alsoMatchBy',
			instead: 'take it out of "Also Match By"',
		});
	}
}

function requireValue(
	entity: Entity,
	data: MakiniRecord,
	field: string,
	{ parameter, instead }: { parameter: string; instead: string },
): string {
	const value = matchValue(data[field]);
	if (value !== undefined) return value;
	throw inputError(
		`The field to match by (${field}) has no value`,
		`Without it, it cannot be told whether the ${entity.singular} exists. Map a value to it, or ${instead}.`,
		parameter,
	);
}

/** The name under which only one write at a time is let through. */
export const matchName = (entity: Entity, field: string, value: string): string =>
	`${entity.name}:${field}:${value}`;

/** The name of whatever has that number, whichever field holds it. */
export const numberName = (entity: Entity, number: string): string => `${entity.name} ${number}`;
