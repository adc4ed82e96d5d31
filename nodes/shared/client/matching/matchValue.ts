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
	const value = matchValue(data[matchField]);
	if (value !== undefined) return value;
	throw inputError(
		`The field to match by (${matchField}) has no value`,
		`Without it, it cannot be told whether the ${entity.singular} exists. Map a value to it, or choose another field under "Match By".`,
		'matchField',
	);
}

/** The name under which only one write at a time is let through. */
export const matchName = (entity: Entity, field: string, value: string): string =>
	`${entity.name}:${field}:${value}`;
