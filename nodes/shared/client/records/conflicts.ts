import type { Entity } from '../../catalogue/types';
import { MakiniError } from '../errors/errors';
import { toIsoTime } from '../wire/filters';
import type { MakiniRecord } from '../wire/envelopes';
import { keyText } from '../wire/keys';

/** What is done about a record that somebody has changed meanwhile. */
export interface ConflictRule {
	/** Changes after this time count: in milliseconds since the epoch, and as it was given. */
	since: { at: number; text: string };
	otherwise: 'skip' | 'fail';
}

const DAY_MS = 86_400_000;

/** The farthest that zones are from UTC. */
const ZONES_MS = 14 * 3_600_000;

/** A time of day. Midnight is none, since systems that tell the day only may write it so. */
const TIME_OF_DAY = /[T ](?!00:00(?::00(?:\.0+)?)?(?![:\d]))\d/;

const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/i;

/**
 * Whether a record was changed after a time, by the time of change that it tells. A time without its zone, or the day
 * alone, may not tell.
 */
export function changedAfter(
	told: unknown,
	{ at, text }: ConflictRule['since'],
): 'yes' | 'no' | 'unknown' {
	const said = typeof told === 'string' ? told.trim() : '';
	const iso = toIsoTime(said);
	if (iso === undefined) return 'unknown';
	if (said === text) return 'no';
	const time = Date.parse(iso);
	const hasTime = TIME_OF_DAY.test(said);
	const slack = ZONE.test(said) ? 0 : ZONES_MS;
	if (time - slack > at) return 'yes';
	return time + slack + (hasTime ? 0 : DAY_MS) <= at ? 'no' : 'unknown';
}

/** "PO-1", or "with the key 7" where people have no number for it. */
function nameOf({ naturalKey }: Entity, key: string, record: MakiniRecord): string {
	return (naturalKey && keyText(record[naturalKey])) ?? `with the key "${key}"`;
}

/** For a record that somebody has changed meanwhile. */
export const changedMeanwhile = (
	entity: Entity,
	key: string,
	record: MakiniRecord,
	since: string,
): MakiniError =>
	new MakiniError(
		`The ${entity.singular} ${nameOf(entity, key, record)} was changed after ${since}`,
		{
			kind: 'conflict',
			hint: `It was changed at ${String(record[entity.updatedField ?? ''])}, so nothing was written. Look at what was changed. To write all the same, read the ${entity.singular} again and give its new time under "If Changed Since", or set "On Conflict" to "Overwrite".`,
		},
	);

/** For a record that does not say when it was changed, or not exactly, or that is not found by its key. */
export function untold(entity: Entity, key: string, record?: MakiniRecord): MakiniError {
	const told = record?.[entity.updatedField ?? ''];
	const why = !record
		? 'It is not found by its key now'
		: told === undefined || told === null || told === ''
			? 'The record has no time of change'
			: `Its time of change is ${JSON.stringify(told)}`;
	return new MakiniError(
		`Whether the ${entity.singular} ${nameOf(entity, key, record ?? {})} was changed meanwhile cannot be told`,
		{
			kind: 'conflict',
			hint: `${why}, so nothing was written. Without the option "On Conflict", the ${entity.singular} is written whoever has changed it.`,
		},
	);
}
