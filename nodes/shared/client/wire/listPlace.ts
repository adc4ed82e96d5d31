import { isPlainObject } from 'lodash';
import type { Entity } from '../../catalogue/types';
import { plainName } from './pageInfo';

/** Names under which APIs put the records of a list, beside the entity's own. */
const LISTS: ReadonlySet<string> = new Set([
	'items',
	'results',
	'records',
	'value',
	'values',
	'entries',
	'rows',
	'content',
	'list',
]);

/** Names of objects that hold what was asked for and nothing else. */
export const WRAPPERS: ReadonlySet<string> = new Set(['data', 'result', 'response', 'embedded']);

/** A list within a body. */
export interface ListPlace {
	/** The names that lead to it; none where the body is the list. */
	path: readonly string[];
	entries: readonly unknown[];
	/** The objects around it, the outermost first. */
	holders: readonly object[];
}

/** Names of an entity as {@link plainName} gives them, for one record and for many. */
export const ownNames = ({ name, singular, plural, path }: Entity): string[] =>
	[name, singular, plural, path.split('/').at(-1) ?? ''].map(plainName);

/** How telling a name is of a list of records; `undefined` where it is not. */
function rankOf(name: string, entity: Entity | undefined): number | undefined {
	const plain = plainName(name);
	if (plain === 'data') return 0;
	if (entity && ownNames(entity).includes(plain)) return 1;
	return LISTS.has(plain) ? 2 : undefined;
}

/** Whether a list of records can stand at the end of these names. */
export function isListPath(path: readonly string[], entity?: Entity): boolean {
	const [outer, inner] = path;
	if (outer === undefined) return true;
	if (inner === undefined) return rankOf(outer, entity) !== undefined;
	return WRAPPERS.has(plainName(outer)) && path.length === 2 && isListPath([inner], entity);
}

/** Finds the list of a body: the body itself, or what stands under one of the usual names. */
export function listIn(body: unknown, entity?: Entity, isWithin = false): ListPlace | undefined {
	if (Array.isArray(body)) return { path: [], entries: body, holders: [] };
	if (!isPlainObject(body)) return undefined;
	const holder = body as Record<string, unknown>;
	let best: { name: string; entries: unknown[]; rank: number } | undefined;
	for (const [name, entries] of Object.entries(holder)) {
		const rank = Array.isArray(entries) ? rankOf(name, entity) : undefined;
		if (rank === undefined || (best && best.rank <= rank)) continue;
		best = { name, entries: entries as unknown[], rank };
	}
	if (best) return { path: [best.name], entries: best.entries, holders: [holder] };
	if (isWithin) return undefined;
	for (const [name, value] of Object.entries(holder)) {
		const found =
			WRAPPERS.has(plainName(name)) && isPlainObject(value)
				? listIn(value, entity, true)
				: undefined;
		if (found) {
			return { ...found, path: [name, ...found.path], holders: [holder, ...found.holders] };
		}
	}
	return undefined;
}
