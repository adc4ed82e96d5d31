import { namedBy, type KnownBy } from '../../catalogue/referring';
import type { Entity } from '../../catalogue/types';
import { comparedBy, matchValue } from '../matching/matchValue';
import { isDeleted } from '../wire/deletion';
import type { MakiniRecord } from '../wire/envelopes';
import { keyText } from '../wire/keys';

/** How long names are kept, in milliseconds: what is renamed or added meanwhile shows that much later. */
export const KEPT_MS = 5 * 60_000;

/** Most records of an entity whose names are kept, so that a long list does not fill the memory. */
export const MOST_KEPT = 100_000;

/** What people know a record by. */
export interface Named {
	key: string;
	code?: string;
	name?: string;
}

interface Entry extends Named {
	/** It is still listed, but not there any more. */
	isDeleted: boolean;
	/** When it was read, in milliseconds since the epoch. */
	at: number;
}

/** Code and name of a record; `undefined` for one without a key. */
export function namedOf(entity: Entity, record: MakiniRecord): Named | undefined {
	const key = keyText(record.key);
	if (key === undefined) return undefined;
	const { code, name } = namedBy(entity);
	return {
		key,
		code: code === undefined ? undefined : matchValue(record[code]),
		name: name === undefined ? undefined : matchValue(record[name]),
	};
}

/** The records of one entity on one connection, by key, code and name, for some minutes. */
export class Directory {
	private entries = new Map<string, Entry>();

	private byWord: Map<string, Entry[]> | undefined;

	/** Answers to single look-ups, where they found something. */
	private readonly answers = new Map<string, { found: readonly Named[]; at: number }>();

	private forgottenAt = -Infinity;

	/** When the whole list was read last. */
	private wholeAt = -Infinity;

	constructor(private readonly entity: Entity) {}

	/** One that knows the same, and learns for itself. */
	copy(): Directory {
		const copy = new Directory(this.entity);
		copy.entries = new Map(this.entries);
		for (const [word, answer] of this.answers) copy.answers.set(word, answer);
		copy.forgottenAt = this.forgottenAt;
		copy.wholeAt = this.wholeAt;
		return copy;
	}

	/** Whether it holds every record that the connection listed a short time ago. */
	isWhole(now: number): boolean {
		return now - this.wholeAt <= KEPT_MS;
	}

	/** The record of a key. */
	get(key: string, now: number): Named | undefined {
		const entry = this.entries.get(key);
		if (!entry || now - entry.at > KEPT_MS) return undefined;
		const { code, name } = entry;
		return { key, code, name };
	}

	/** Keeps what was read. */
	add(records: readonly MakiniRecord[], now: number): void {
		for (const record of records) {
			const named = namedOf(this.entity, record);
			if (!named) continue;
			this.entries.delete(named.key);
			this.entries.set(named.key, { ...named, isDeleted: isDeleted(record), at: now });
		}
		this.byWord = undefined;
		for (const oldest of this.entries.keys()) {
			if (this.entries.size <= MOST_KEPT) return;
			this.entries.delete(oldest);
			this.wholeAt = -Infinity;
		}
	}

	/** Says that all that was added since a time is the whole list. What it held before is forgotten. */
	complete(since: number, now: number): void {
		const entries = [...this.entries].filter(([, { at }]) => at >= since);
		// A long list may take longer than names are kept.
		this.entries = new Map(entries.map(([key, entry]) => [key, { ...entry, at: now }]));
		this.byWord = undefined;
		this.wholeAt = now;
	}

	/** Forgets what was read before a time, at which this process changed records of the entity. */
	forgetBefore(time: number): void {
		if (time <= this.forgottenAt) return;
		this.forgottenAt = time;
		this.entries = new Map();
		this.byWord = undefined;
		this.answers.clear();
		this.wholeAt = -Infinity;
	}

	/** Keeps what a code or a name was found to stand for. */
	remember(by: keyof KnownBy, value: string, found: readonly Named[], now: number): void {
		if (found.length > 0) this.answers.set(this.wordName(by, value), { found, at: now });
		for (const [oldest, { at }] of this.answers) {
			if (this.answers.size <= MOST_KEPT && now - at <= KEPT_MS) return;
			this.answers.delete(oldest);
		}
	}

	/** The records with a code or a name, as far as is held; without those that were deleted. */
	find(
		by: keyof KnownBy,
		value: string,
		now: number,
	): { found: readonly Named[]; deleted: number } {
		if (!this.isWhole(now)) {
			const answer = this.answers.get(this.wordName(by, value));
			return { found: answer && now - answer.at <= KEPT_MS ? answer.found : [], deleted: 0 };
		}
		this.byWord ??= this.index();
		const all = this.byWord.get(this.wordName(by, value)) ?? [];
		const found = all.filter((entry) => !entry.isDeleted);
		return { found, deleted: all.length - found.length };
	}

	private index(): Map<string, Entry[]> {
		const index = new Map<string, Entry[]>();
		const note = (word: string, entry: Entry): void => {
			const others = index.get(word);
			if (others) others.push(entry);
			else index.set(word, [entry]);
		};
		for (const entry of this.entries.values()) {
			if (entry.code !== undefined) note(this.wordName('code', entry.code), entry);
			if (entry.name !== undefined) note(this.wordName('name', entry.name), entry);
		}
		return index;
	}

	private wordName(by: keyof KnownBy, value: string): string {
		const field = namedBy(this.entity)[by] ?? '';
		return `${by}:${comparedBy(this.entity, field, value) ?? ''}`;
	}
}

/** The directories of one connection. */
export class Directories {
	private readonly byEntity = new Map<string, Directory>();

	/** @param base for a preview: what is known already. It learns nothing of what is only pretended. */
	constructor(private readonly base?: Directories) {}

	of(entity: Entity): Directory {
		const directory =
			this.byEntity.get(entity.name) ?? this.base?.of(entity).copy() ?? new Directory(entity);
		this.byEntity.set(entity.name, directory);
		return directory;
	}
}

const known = new Map<string, { directories: Directories; usedAt: number }>();

/**
 * What is known of the records of a connection, the same for everybody who asks with the same identification. Those of
 * connections that nobody has used for a while are forgotten.
 */
export function directoriesOf(connectionId: string, now: number): Directories {
	for (const [id, { usedAt }] of known) if (now - usedAt > 2 * KEPT_MS) known.delete(id);
	const directories = known.get(connectionId)?.directories ?? new Directories();
	known.set(connectionId, { directories, usedAt: now });
	return directories;
}
