import type { Entity } from '../../catalogue/types';
import { inputError } from '../errors/errors';

/** What identifies a record of a list. */
export interface Keyed {
	key?: unknown;
	/** Identifies it where it has no key. */
	id?: unknown;
}

/** A key as text; `undefined` for what is none, also for a number that is too large to be exact. */
export function keyText(key: unknown): string | undefined {
	if (typeof key === 'number') return Number.isSafeInteger(key) ? String(key) : undefined;
	return typeof key === 'string' && key.trim() !== '' ? key : undefined;
}

/** The keys that a field holds: a list of them, or a text with commas between them. */
export function keysIn(value: unknown): string[] {
	const keys = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
	return keys.flatMap((key: unknown) => keyText(key)?.trim() ?? []);
}

/** What tells a record of a list from the others; `undefined` where it has nothing to know it by. */
export function identityOf({ key, id }: Keyed, byId: boolean): string | undefined {
	const isUnkeyed = key === undefined || key === null;
	return isUnkeyed && byId && typeof id === 'string' ? keyText(id) : keyText(key);
}

/**
 * The key of a record that is to be read or changed.
 * @throws MakiniError (input) where it has none that can be relied on.
 */
export function requireKey({ singular }: Entity, { key }: Keyed): string {
	const text = keyText(key);
	if (text !== undefined) return text;
	if (typeof key === 'number') {
		throw inputError(
			`The key of the ${singular} is a number that has lost digits: ${key}`,
			`Numbers beyond ${Number.MAX_SAFE_INTEGER} are rounded when they are read, so another record could be meant. Nothing was sent. Give the key as a text.`,
		);
	}
	throw inputError(
		`The ${singular} has no key`,
		'Without its key it cannot be told which record is meant, so nothing was sent. Look at the record in Makini.',
	);
}
