import { isEqual, memoize } from 'lodash';
import type { Entity } from '../../catalogue/types';
import type { MakiniRecord } from '../wire/envelopes';
import { keyText } from '../wire/keys';
import { agree, comparedValues, matchName, matchValue, type Values } from './matchValue';

/**
 * How long what was written is remembered, in milliseconds: a list may show it that much later.
 * Makini fills the store that is read from by syncs, every 15 minutes at the most often.
 */
export const REMEMBERED_MS = 15 * 60_000;

/** Most writes that are remembered for a connection; the oldest ones are forgotten first. */
const MOST = 50_000;

/**
 * How long records are remembered that a server may give again, in milliseconds: servers remember
 * idempotency keys for a day as a rule.
 */
const GIVEN_AGAIN_MS = 24 * 3_600_000;

/** Entries that are forgotten after a time, or for newer ones. */
class Memory<T> {
	private readonly entries = new Map<string, { at: number; value: T | undefined }>();

	private forgottenAt = -Infinity;

	/**
	 * @param base what is known beside what is set here. It is only read.
	 * @param lastsMs milliseconds.
	 */
	constructor(
		private readonly base?: Memory<T>,
		private readonly lastsMs = REMEMBERED_MS,
	) {}

	set(name: string, value: T | undefined, now: number): void {
		this.entries.delete(name);
		this.entries.set(name, { at: now, value });
		for (const [oldest, { at }] of this.entries) {
			if (this.entries.size <= MOST && now - at <= this.lastsMs) return;
			this.entries.delete(oldest);
			this.forgottenAt = at;
		}
	}

	get(name: string, now: number): T | undefined {
		const entry = this.entries.get(name);
		if (!entry) return this.base?.get(name, now);
		return now - entry.at <= this.lastsMs ? entry.value : undefined;
	}

	delete(name: string, now: number): void {
		this.entries.delete(name);
		// What the base knows stays there, and does not show here.
		if (this.base) this.set(name, undefined, now);
	}

	/** What was set later than this, in milliseconds since the epoch, is not forgotten. */
	since(now: number): number {
		return Math.max(this.forgottenAt, this.base?.since(now) ?? now - this.lastsMs);
	}
}

/** Most creations, and most creations in doubt, that are remembered of one name. */
const MOST_OF_A_NAME = 1_000;

/** A creation that was done, or whose record was seen. */
export interface Creation {
	key: string;
	/** The value by which the record can be looked up. */
	value: string;
}

/** What is remembered of a name: more than one record may have it, told apart by other fields. */
interface Named {
	/** Milliseconds since the epoch. */
	at: number;
	/** What the record was given in the other fields that it is matched by. */
	given: Values;
}

/** A record that was created. */
export interface NewRecord {
	record: MakiniRecord;
	/** What was sent. */
	data: MakiniRecord;
	/** A field that it may be looked up by, beside its natural key. */
	by?: string;
	/** Further fields that tell it from others with the same value. */
	also?: readonly string[];
	/** When it was sent first, in milliseconds since the epoch. */
	sentAt: number;
	/** The run of a node that created it. */
	run?: string;
}

/** A record that was found where its creation was in doubt. */
export interface SeenRecord {
	record: MakiniRecord;
	/** The value by which it was found. */
	value: string;
	/** What tells it from other records of that name. */
	values: Values;
}

/** A creation of which it is not known whether it was done. Times are in milliseconds since the epoch. */
export interface Doubt extends Named {
	sentAt: number;
}

/** What was written of a record last. */
interface Version {
	/** The time of change that its answer told, in milliseconds since the epoch; not a number where it told none. */
	changedAt: number;
	/** The write before had the same time, so that the time does not tell them apart. */
	isShared: boolean;
	/** It was changed, and not only created. */
	isChanged: boolean;
	/** The run of a node that wrote it, where that is told. */
	run?: string;
	/** When the first of its writes that are remembered was done, in milliseconds since the epoch. */
	firstAt: number;
}

/** Records of an entity that came, or may have come, into a list by this process. */
export interface Growth {
	created: number;
	/** Creations that may have been done, and records that went. */
	unsure: number;
	/** Creations under way. */
	open: number;
	/** Of these, such as are looked for because their answer was lost. */
	sought: number;
}

const NO_GROWTH: Growth = { created: 0, unsure: 0, open: 0, sought: 0 };

/**
 * What this process has written to a connection lately. A list may show a write later than it was
 * made, so that a record is not in it proves nothing about what was just written.
 */
export class RecentWrites {
	private readonly creations: Memory<ReadonlyArray<Creation & Named>>;

	private readonly gone: Memory<true>;

	private readonly given: Memory<number>;

	private readonly doubts: Memory<readonly Doubt[]>;

	private readonly deletions: Memory<true>;

	/** The keys of records that may have been deleted, by the number that they were chosen by. */
	private readonly deletedNumbers: Memory<string>;

	private readonly versions: Memory<Version>;

	private readonly changes = new Map<string, number>();

	private readonly lists = new Map<string, Growth>();

	private readonly newest = new Map<string, Creation & { at: number }>();

	/**
	 * @param real for a preview: what was written in fact. It counts as well, also what is written
	 * meanwhile, and learns nothing of what is only pretended here.
	 */
	constructor(private readonly real?: RecentWrites) {
		this.creations = new Memory(real?.creations);
		this.gone = new Memory(real?.gone, GIVEN_AGAIN_MS);
		this.given = new Memory(real?.given, GIVEN_AGAIN_MS);
		this.doubts = new Memory(real?.doubts);
		this.deletions = new Memory(real?.deletions);
		this.deletedNumbers = new Memory(real?.deletedNumbers);
		this.versions = new Memory(real?.versions);
	}

	/** Counts a creation while it is under way. */
	async creating<T>(entity: Entity, create: () => Promise<T>): Promise<T> {
		this.grow(entity, { open: 1 });
		return await create().finally(() => {
			this.grow(entity, { open: -1 });
		});
	}

	/** Counts a creation while it is looked for. */
	async seeking<T>(entity: Entity, look: () => Promise<T>): Promise<T> {
		this.grow(entity, { sought: 1 });
		return await look().finally(() => {
			this.grow(entity, { sought: -1 });
		});
	}

	/** Notes a record that was created, by the values of the fields that it may be looked up by. */
	created(entity: Entity, { record, data, by, also, sentAt, run }: NewRecord, now: number): void {
		this.note(entity, record, now, NaN, run);
		this.grow(entity, { created: 1 });
		const given = comparedValues(entity, data, also ?? []);
		for (const field of new Set([entity.naturalKey, by])) {
			const value = field === undefined ? undefined : matchValue(data[field]);
			if (field === undefined || value === undefined) continue;
			const name = matchName(entity, field, value);
			this.settle(name, comparedValues(entity, data), now);
			const key = keyText(record.key);
			if (key === undefined) continue;
			this.remember(name, { key, value, given, at: now });
			const answer = keyed(key, name);
			this.given.set(answer, this.given.get(answer, now) ?? now, now);
			// It may have been created as soon as it was sent, however late that was known.
			const newest = this.newest.get(`${entity.name}:${field}`);
			if (newest && newest.at > sentAt) continue;
			this.newest.set(`${entity.name}:${field}`, { key, value, at: sentAt });
		}
	}

	/** When this process last changed or removed a record of an entity; in milliseconds since the epoch. */
	changedAt({ name }: Entity): number {
		const changedAt = this.changes.get(name) ?? -Infinity;
		return Math.max(changedAt, this.real?.changes.get(name) ?? -Infinity);
	}

	/** Notes a record that was changed. One that does not tell when is not known again for a while. */
	updated(entity: Entity, record: MakiniRecord, now: number, run?: string): void {
		this.changes.set(entity.name, now);
		this.note(entity, record, now, Infinity, run);
	}

	/** Whether a record as it was read is what that run of a node has made of it. */
	wasWrittenBy(
		run: string | undefined,
		entity: Entity,
		record: MakiniRecord,
		now: number,
	): boolean {
		const version = this.versions.get(versionName(entity, String(record.key)), now);
		return (
			run !== undefined && version?.run === run && changedAt(entity, record) === version.changedAt
		);
	}

	private note(
		entity: Entity,
		record: MakiniRecord,
		now: number,
		untold: number,
		run: string | undefined,
	): void {
		const name = versionName(entity, String(record.key));
		const told = changedAt(entity, record);
		const time = Number.isNaN(told) ? untold : told;
		const before = this.versions.get(name, now);
		const isShared = before?.changedAt === time;
		const firstAt = before?.firstAt ?? now;
		const isChanged = untold === Infinity || (before?.isChanged ?? false);
		this.versions.set(name, { changedAt: time, isShared, isChanged, firstAt, run }, now);
	}

	/** Notes a record whose deletion is sent. */
	removed(entity: Entity, key: string, now: number): void {
		this.changes.set(entity.name, now);
		this.versions.delete(versionName(entity, key), now);
		this.grow(entity, { unsure: 1 });
	}

	/** Notes that the record of that name is there no more. */
	missing(entity: Entity, key: string, name: string, now: number): void {
		this.removed(entity, key, now);
		const others = this.creationsOf(name, now).filter((other) => other.key !== key);
		if (others.length > 0) this.creations.set(name, others, now);
		else this.creations.delete(name, now);
		this.gone.set(keyed(key, name), true, now);
	}

	/** Whether the record of that name had that key, and is there no more. */
	isGone(key: string, name: string, now: number): boolean {
		return this.gone.get(keyed(key, name), now) ?? false;
	}

	/** Whether a creation of that name was answered with that key before a time already. */
	wasGiven(key: string, name: string, time: number, now: number): boolean {
		const givenAt = this.given.get(keyed(key, name), now);
		return givenAt !== undefined && givenAt < time;
	}

	/**
	 * Notes that a record may have been deleted.
	 * @param name by which it was found, where it was chosen by its number.
	 */
	deletionInDoubt(entity: Entity, key: string, now: number, name?: string): void {
		this.deletions.set(versionName(entity, key), true, now);
		if (name !== undefined) this.deletedNumbers.set(name, key, now);
	}

	/** The key of the record that had that name and may have been deleted since. */
	deletedAs(name: string, now: number): string | undefined {
		return this.deletedNumbers.get(name, now);
	}

	/** Whether a record may have been deleted without an answer that said so. */
	mayBeDeleted(entity: Entity, key: string, now: number): boolean {
		return this.deletions.get(versionName(entity, key), now) ?? false;
	}

	/**
	 * Notes that a record of these names, which was sent at a time, may have been created.
	 * @param given its values in all fields that it is matched by; nothing where the name alone tells.
	 */
	inDoubt(
		entity: Entity,
		names: readonly string[],
		{ sentAt, given = {} }: { sentAt: number; given?: Values },
		now: number,
	): void {
		for (const name of names) {
			const others = this.doubtsOf(name, now).filter((other) => !isEqual(other.given, given));
			const all = [...others, { sentAt, at: now, given }];
			this.doubts.set(name, all.slice(-MOST_OF_A_NAME), now);
		}
		this.grow(entity, { unsure: 1 });
	}

	/**
	 * That a record of that name may have been created without having been seen: the latest of those
	 * that such values do not rule out.
	 */
	doubtOf(name: string, now: number, values: Values = {}): Doubt | undefined {
		return this.doubtsOf(name, now).findLast(({ given }) => agree(given, values));
	}

	/**
	 * Notes that a record of that name was seen, which ends a doubt. It is known by its key from then
	 * on, like one that was created: the next look may not show it.
	 */
	seen(name: string, { record, value, values }: SeenRecord, now: number): void {
		this.settle(name, values, now);
		const key = keyText(record.key);
		// What else it holds may change: it is compared when it is read.
		if (key !== undefined) this.remember(name, { key, value, given: {}, at: now });
	}

	/** Ends the doubts about records of that name with such values. */
	private settle(name: string, values: Values, now: number): void {
		const all = this.doubtsOf(name, now);
		const others = all.filter(({ given }) => !agree(given, values));
		if (others.length > 0) this.doubts.set(name, others, now);
		else if (all.length > 0) this.doubts.delete(name, now);
	}

	private remember(name: string, creation: Creation & Named): void {
		const { key, at } = creation;
		const others = this.creationsOf(name, at).filter((other) => other.key !== key);
		this.creations.set(name, [...others, creation].slice(-MOST_OF_A_NAME), at);
	}

	/** The creations of records of that name, the latest one at the end. */
	creationsOf(name: string, now: number): ReadonlyArray<Creation & Named> {
		return fresh(this.creations.get(name, now), now);
	}

	private doubtsOf(name: string, now: number): readonly Doubt[] {
		return fresh(this.doubts.get(name, now), now);
	}

	/** Whether this process has changed a record lately, so that it may differ from what it was created with. */
	hasChanged(entity: Entity, key: string, now: number): boolean {
		return this.versions.get(versionName(entity, key), now)?.isChanged ?? false;
	}

	/** Creations that were done later than this, in milliseconds since the epoch, are all known. */
	rememberedSince(now: number): number {
		return this.creations.since(now);
	}

	/** The newest creation since a time, by a field that has a value in it. */
	creationSince(entity: Entity, field: string, since: number): Creation | undefined {
		// No list shows what is only pretended.
		const newest = (this.real ?? this).newest.get(`${entity.name}:${field}`);
		return newest && newest.at >= since ? newest : undefined;
	}

	/** Whether this process has written a record lately, and had done so at a time already: it was there then. */
	hadWritten(entity: Entity, key: string, time: number, now: number): boolean {
		const version = this.versions.get(versionName(entity, key), now);
		return version !== undefined && version.firstAt <= time;
	}

	/**
	 * Whether a record as it was read is what this process has written of it lately, by its time of
	 * change: `unknown` where that does not tell.
	 */
	shows(entity: Entity, record: MakiniRecord, now: number): 'yes' | 'no' | 'unknown' {
		const version = this.versions.get(versionName(entity, String(record.key)), now);
		if (!version) return 'yes';
		const time = changedAt(entity, record);
		if (Number.isNaN(time) || Number.isNaN(version.changedAt)) return 'unknown';
		if (time === version.changedAt) return version.isShared ? 'no' : 'yes';
		return time > version.changedAt ? 'yes' : 'no';
	}

	/** By how much a list of the entity has grown by this process, since it began. */
	growthOf({ name }: Entity): Growth {
		return (this.real ?? this).lists.get(name) ?? NO_GROWTH;
	}

	private grow(entity: Entity, more: Partial<Growth>): void {
		const { created, unsure, open, sought } = this.growthOf(entity);
		this.lists.set(entity.name, {
			created: created + (more.created ?? 0),
			unsure: unsure + (more.unsure ?? 0),
			open: open + (more.open ?? 0),
			sought: sought + (more.sought ?? 0),
		});
	}
}

/** One key may go with several names: some systems answer creations with keys that do not last. */
const keyed = (key: string, name: string): string => `${key} ${name}`;

/** What is remembered of one name may be of different ages. */
const fresh = <T extends Named>(all: readonly T[] = [], now: number): T[] =>
	all.filter(({ at }) => now - at <= REMEMBERED_MS);

const versionName = ({ name }: Entity, key: string): string => `${name}:${key}`;

const changedAt = ({ updatedField = '' }: Entity, record: MakiniRecord): number =>
	Date.parse(String(record[updatedField]));

/** What was written to a connection, the same for everybody who asks with the same identification. */
export const recentWritesOf: (connectionId: string) => RecentWrites = memoize(
	() => new RecentWrites(),
);
