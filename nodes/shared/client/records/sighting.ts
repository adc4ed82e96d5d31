import { partition } from 'lodash';
import type { Entity } from '../../catalogue/types';
import { differingFields } from '../matching/compare';
import type { MakiniRecord } from '../wire/envelopes';
import type { RecentWrites } from '../matching/recentWrites';

/** Clocks may differ by so many milliseconds. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

const DAY_MS = 86_400_000;

/** A time of creation with its time of day, and its zone. */
const EXACT = /[T ](?!00:00(?::00(?:\.0+)?)?(?![:\d])).*(?:Z|[+-]\d\d:?\d\d)$/i;

/**
 * Whether a record tells that it was created before a time, in milliseconds since the epoch. That proves nothing: the
 * system's clock may be wrong, or Makini's another one. Some systems tell the day only, or no zone.
 */
export function isOlder({ createdAt }: MakiniRecord, time: number): boolean {
	const text = String(createdAt);
	// The order of day and month is known of no other spelling.
	if (!/^\d{4}-\d\d-\d\d/.test(text)) return false;
	const latest = Date.parse(text) + (EXACT.test(text) ? 0 : DAY_MS);
	return latest < time - CLOCKS_DIFFER_MS;
}

/** A record whose creation is in doubt. */
export interface Sought {
	entity: Entity;
	data: MakiniRecord;
	/** When it was sent, in milliseconds since the epoch. */
	sentAt: number;
	/** There was none before it, so that none is older. */
	isFirst?: boolean;
}

/** What records with the number of a creation in doubt say of it. */
export type Sighting =
	| { kind: 'none' }
	/** There is one, which is as it was sent but for some fields. */
	| { kind: 'one'; record: MakiniRecord; differing: readonly string[] }
	| { kind: 'several'; keys: readonly string[] }
	/** There are such that are older, by the time that they tell. */
	| { kind: 'older' };

/** Leaves out what this process had written for another item before. */
export function sightingOf(
	records: readonly MakiniRecord[],
	{ entity, data, sentAt, isFirst = false }: Sought,
	recent: RecentWrites,
	now: number,
): Sighting {
	// What the item itself gives as the time of creation tells nothing.
	const tells = !isFirst && data.createdAt === undefined;
	const [older, [found, ...more]] = partition(
		records.filter((record) => !recent.hadWritten(entity, String(record.key), sentAt, now)),
		(record) => tells && isOlder(record, sentAt),
	);
	if (found && more.length > 0) {
		return { kind: 'several', keys: [found, ...more].map(({ key }) => String(key)) };
	}
	if (found) {
		const differing = differingFields(entity.fields, data, found);
		return { kind: 'one', record: found, differing };
	}
	return { kind: older.length > 0 ? 'older' : 'none' };
}

/** Why it is not known what became of a creation, in words. */
export function whyUnclear(
	sighting: Exclude<Sighting, { kind: 'none' }>,
	{ plural }: Entity,
	field: string,
): string {
	if (sighting.kind === 'several') {
		const { keys } = sighting;
		return `There are ${keys.length} ${plural} with that ${field} now (keys ${keys.join(', ')}). Check them`;
	}
	const why =
		sighting.kind === 'one'
			? `but it differs from what was sent (${sighting.differing.join(', ')})`
			: 'but it was created earlier, by its own time';
	return `There is one with that ${field}, ${why}, so it may be an older one. Check it`;
}
