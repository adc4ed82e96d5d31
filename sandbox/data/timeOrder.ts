import { parseInstant } from '../values';
import type { StoredRecord } from '../base';

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

/** As much of a list as a page needs. It holds until the next write. */
export type RecordList = Pick<readonly StoredRecord[], 'length' | 'slice'>;

// Up to so many changes are cheaper one by one than by going through all entries.
const FEW_CHANGES = 200;

// Finite, because the difference of two infinite numbers is none.
const instantOf = ({ instant }: Entry): number => instant ?? -Number.MAX_VALUE;

const compare = (left: Entry, right: Entry): number =>
	instantOf(left) - instantOf(right) || left.sequence - right.sequence;

const recordOf = ({ record }: Entry): StoredRecord => record;

/**
 * The records of a collection in the order of one of their times, so that a client that polls a large collection
 * costs little while others write. Records of the same time are in the order of their creation; those without a time
 * come first.
 */
export class TimeOrder {
	private readonly entries = new Map<string, Entry>();
	private ordered: Entry[] = [];
	private readonly outdated = new Set<Entry>();
	private readonly added = new Set<Entry>();
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

	/**
	 * The records whose time is in the range, oldest or newest first; only the infinite range holds
	 * those without one.
	 */
	sorted(range: TimeRange, descending: boolean): RecordList {
		const { ordered } = this.refreshed();
		const [start, end] = this.placesOf(range);
		const length = end - start;
		const slice = (from = 0, to = length): StoredRecord[] =>
			descending
				? newestFirst(ordered, start, end, to).slice(from).map(recordOf)
				: ordered.slice(start + from, Math.min(start + to, end)).map(recordOf);
		return { length, slice };
	}

	/** The same records in the order of their creation. */
	created(range: TimeRange): StoredRecord[] {
		const { ordered } = this.refreshed();
		const [start, end] = this.placesOf(range);
		if ((end - start) * 8 < ordered.length) {
			const found = ordered.slice(start, end);
			return found.sort((left, right) => left.sequence - right.sequence).map(recordOf);
		}
		// Where they are many, leaving the others out is quicker than sorting.
		const found: StoredRecord[] = [];
		for (const { instant = -Infinity, record } of this.entries.values()) {
			if (instant >= range.from && instant <= range.to) found.push(record);
		}
		return found;
	}

	private drop(entry: Entry): void {
		if (!this.added.delete(entry)) this.outdated.add(entry);
	}

	private refreshed(): this {
		const { outdated, added } = this;
		if (outdated.size + added.size <= FEW_CHANGES) {
			for (const entry of outdated) this.ordered.splice(this.placeOf(entry), 1);
			for (const entry of added) this.ordered.splice(this.placeOf(entry), 0, entry);
		} else {
			const kept = this.ordered.filter((entry) => !outdated.has(entry));
			this.ordered = merged(kept, [...added].sort(compare));
		}
		outdated.clear();
		added.clear();
		return this;
	}

	/** Index of the first entry of the range and of the first one behind it. */
	private placesOf({ from, to }: TimeRange): [number, number] {
		if (from === -Infinity && to === Infinity) return [0, this.ordered.length];
		const start = this.firstWhere(
			({ instant = -Infinity }) => instant >= from && instant > -Infinity,
		);
		return [
			start,
			Math.max(
				start,
				this.firstWhere(({ instant = -Infinity }) => instant > to),
			),
		];
	}

	private placeOf(entry: Entry): number {
		return this.firstWhere((other) => compare(other, entry) >= 0);
	}

	/** Index of the first entry that a test holds for, which must then hold for all entries behind it. */
	private firstWhere(test: (entry: Entry) => boolean): number {
		let low = 0;
		let high = this.ordered.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (test(this.ordered[middle] as Entry)) high = middle;
			else low = middle + 1;
		}
		return low;
	}
}

function merged(left: readonly Entry[], right: readonly Entry[]): Entry[] {
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

/** The last entries of a part, newest first, up to `count`; those of one time stay in the order of their creation. */
function newestFirst(
	ordered: readonly Entry[],
	start: number,
	end: number,
	count: number,
): Entry[] {
	const result: Entry[] = [];
	for (let behind = end; behind > start && result.length < count;) {
		let first = behind - 1;
		const { instant } = ordered[first] as Entry;
		while (first > start && ordered[first - 1]?.instant === instant) first--;
		for (let index = first; index < behind; index++) result.push(ordered[index] as Entry);
		behind = first;
	}
	return result.slice(0, count);
}
