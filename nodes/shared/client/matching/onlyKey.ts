import { numberWords } from '../../catalogue/numberFields';
import type { Entity } from '../../catalogue/types';
import { MakiniError } from '../errors/errors';

/**
 * The key of the one record that a number means.
 * @param keys of all records that have the number.
 * @throws MakiniError (notFound) where there is none, (ambiguous) where there is more than one.
 */
export function onlyKey(entity: Entity, number: string, keys: readonly string[]): string {
	const [key, ...others] = new Set(keys);
	const { singular } = entity;
	const words = numberWords(entity);
	if (key === undefined) {
		throw new MakiniError(`There is no ${singular} with the ${words} "${number}"`, {
			kind: 'notFound',
			hint: `Check the ${words}: it counts letter by letter, capitals and leading zeros too. The ${singular} may have been deleted, or show only after the next sync. Nothing was done.`,
		});
	}
	if (others.length === 0) return key;
	throw new MakiniError(`More than one ${singular} has the ${words} "${number}"`, {
		kind: 'ambiguous',
		hint: `Nothing was done, because it is not clear which one is meant. Choose it from the list, or give its key. Keys: ${[key, ...others].join(', ')}.`,
	});
}
