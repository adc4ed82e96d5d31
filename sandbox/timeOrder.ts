import { parseInstant } from './api/values';
import type { StoredRecord } from './types';

interface Entry {
	record: StoredRecord;
	/** Undefined for a record without that time. */
	instant: number | undefined;
	/** Place in the order of creation. */
	sequence: number;
}

/** Bounds in ms since 1970, both included; infinite where there is none. */
export interface TimeRange {
	from: number;
	to: number;
}

export type TimeSort = 'ascending' | 'descending' | 'creation';

// Finite, because the difference of two infinite numbers is none.
const instantOf = ({ instant }: Entry): number => instant ?? -Number.MAX_VALUE;
const compare = (left: Entry, right: Entry): number =>
	instantOf(left) - instantOf(right) || left.sequence - right.sequence;

/**
 * The records of a collection in the order of one of their times, so that a client that polls a large collection
 * costs little while others write. Records of the same time are in the order of their creation; those without a time
 * come first.
 */
export class TimeOrder {
	private readonly entries = new Map<string, Entry>();
	private ordered: Entry[] = [];
	private readonly outdated = new Set<Entry>();
	private added = new Set<Entry>();
	private nextSequence = 0;

	constructor(
		private readonly field: string,
		records: Iterable<StoredRecord>,
	) {
		for (const record of records) this.put(record);
	}

	put(record: StoredRecord): void {
		const before = this.entries.get(record.key);
		if (before) this.drop(before);
		const value = record[this.field];
		const entry: Entry = {
			record,
			instant: typeof value === 'string' ? parseInstant(value) : undefined,
			sequence: before?.sequence ?? this.nextSequence++,
		};
		this.entries.set(record.key, entry);
		this.added.add(entry);
	}

	remove(key: string): void {
		const before = this.entries.get(key);
		if (!before) return;
		this.drop(before);
		this.entries.delete(key);
	}

	/** The records whose time is in the range; only the infinite one holds those without a time. */
	select({ from, to }: TimeRange, sort: TimeSort): StoredRecord[] {
		this.refresh();
		const { ordered } = this;
		const all = from === -Infinity && to === Infinity;
		const start = all ? 0 : this.firstFrom(Math.max(from, -Number.MAX_VALUE));
		const end = all ? ordered.length : this.firstAfter(to);
		if (sort === 'creation') return inOrderOfCreation(this.entries, ordered.slice(start, end));
		const found = ordered.slice(start, end);
		return (sort === 'descending' ? newestFirst(found) : found).map(({ record }) => record);
	}

	private drop(entry: Entry): void {
		if (!this.added.delete(entry)) this.outdated.add(entry);
	}

	private refresh(): void {
		const { outdated } = this;
		if (outdated.size > 0) this.ordered = this.ordered.filter((entry) => !outdated.has(entry));
		if (this.added.size > 0) this.ordered = merged(this.ordered, [...this.added].sort(compare));
		outdated.clear();
		this.added = new Set();
	}

	/** Index of the first entry at that instant or later. */
	private firstFrom(instant: number): number {
		let low = 0;
		let high = this.ordered.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.ordered[middle]?.instant ?? -Infinity) < instant) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Index of the first entry later than that instant; instants are whole milliseconds. */
	private firstAfter(instant: number): number {
		return this.firstFrom(instant + 1);
	}
}

/** Sorts the entries found; where these are most of all, leaving the others out is quicker. */
function inOrderOfCreation(all: ReadonlyMap<string, Entry>, found: Entry[]): StoredRecord[] {
	if (found.length * 4 < all.size) {
		found.sort((left, right) => left.sequence - right.sequence);
		return found.map(({ record }) => record);
	}
	const wanted = new Set(found);
	return [...all.values()].filter((entry) => wanted.has(entry)).map(({ record }) => record);
}

function merged(left: readonly Entry[], right: readonly Entry[]): Entry[] {
	const [last, first] = [left.at(-1), right[0]];
	if (!last || !first || compare(last, first) < 0) return left.concat(right);
	const result: Entry[] = [];
	let next = 0;
	for (const entry of left) {
		for (let other = right[next]; other && compare(other, entry) < 0; other = right[++next]) {
			result.push(other);
		}
		result.push(entry);
	}
	return result.concat(right.slice(next));
}

/** The other way round, except that entries of one time stay in the order of their creation. */
function newestFirst(entries: readonly Entry[]): Entry[] {
	const result: Entry[] = [];
	let end = entries.length;
	while (end > 0) {
		let start = end - 1;
		while (start > 0 && entries[start - 1]?.instant === entries[start]?.instant) start--;
		for (let index = start; index < end; index++) result.push(entries[index] as Entry);
		end = start;
	}
	return result;
}
