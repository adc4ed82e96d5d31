import type { Entity } from '../catalogue/types';
import { differingFields } from './compare';
import type { MakiniRecord } from './envelopes';
import type { RecentWrites } from './recentWrites';

/** Clocks may differ by so many milliseconds. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

const DAY_MS = 86_400_000;

/** The time of creation that a record tells, as far as it can be read. */
function createdOf({ createdAt }: MakiniRecord): {
	time: number;
	isDay: boolean;
	isZoned: boolean;
} {
	const text = String(createdAt);
	// The order of day and month is known of no other spelling.
	const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
	return { time, isDay: time % DAY_MS === 0, isZoned: /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) };
}

/**
 * By how many milliseconds a system's times are ahead of this machine's, by a record that it has just created; `undefined`
 * where that does not tell.
 */
export function clockAhead(record: MakiniRecord, now: number): number | undefined {
	const { time, isDay } = createdOf(record);
	return isDay || Number.isNaN(time) ? undefined : time - now;
}

type Age = 'yes' | 'maybe' | 'no';

/**
 * Whether a record was created before a time, in milliseconds since the epoch, by what it tells itself: `maybe` where only
 * this machine's clock says so. Some systems tell the day only, or no zone.
 * @param ahead see {@link clockAhead}.
 */
export function isOlder(
	record: MakiniRecord,
	time: number,
	ahead?: number,
): 'yes' | 'maybe' | 'no' {
	const created = createdOf(record);
	const isExact = !created.isDay && (created.isZoned || ahead !== undefined);
	const latest = created.time + (isExact ? 0 : DAY_MS);
	if (!(latest < time + (ahead ?? 0) - CLOCKS_DIFFER_MS)) return 'no';
	return ahead === undefined ? 'maybe' : 'yes';
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
	/** There are such that are older, unless the system's clock is wrong. */
	| { kind: 'older' };

/** Leaves out what is certainly another record: what was written for another item before, and what is older. */
export function sightingOf(
	records: readonly MakiniRecord[],
	{ entity, data, sentAt, isFirst = false }: Sought,
	recent: RecentWrites,
	now: number,
): Sighting {
	const ageOf = (record: MakiniRecord): Age =>
		isFirst ? 'no' : isOlder(record, sentAt, recent.clockAheadOf(entity));
	const ages = records
		.filter((record) => !recent.hadWritten(entity, String(record.key), sentAt, now))
		.map((record) => ({ record, age: ageOf(record) }));
	const [found, ...more] = ages.flatMap(({ record, age }) => (age === 'no' ? [record] : []));
	if (found && more.length > 0) {
		return { kind: 'several', keys: [found, ...more].map(({ key }) => String(key)) };
	}
	if (found) {
		const differing = differingFields(entity.fields, data, found);
		return { kind: 'one', record: found, differing };
	}
	return { kind: ages.some(({ age }) => age === 'maybe') ? 'older' : 'none' };
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
