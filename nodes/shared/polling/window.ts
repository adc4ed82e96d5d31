import { isDeleted } from '../client/wire/deletion';
import type { MakiniRecord } from '../client/wire/envelopes';
import { Deletions } from './deletions';
import { deliveryIdOf, fingerprintOf, type Fingerprint } from './fingerprint';
import { SeenChanges } from './seenChanges';
import type { RecordState } from './state';
import { instantOf } from './times';
import type { Change, RecordEvent, Watch } from './types';

/** Stands for all times: everything found is taken for known. */
export const EVERYTHING = Number.MAX_SAFE_INTEGER;

/** How much the clocks of a connected system and of Makini may differ. */
const CLOCKS_DIFFER_MS = 60_000;

/**
 * The last time at which a change can be real. Later ones come from a wrong clock or zone: they are
 * given out, but do not move the window, which would silence all others until then.
 */
export const horizonAt = (now: number): number => now + CLOCKS_DIFFER_MS;

/** What became of a page's records. */
export interface Examined {
	changes: Change[];
	/** How many records were looked at, from the first one on; fewer than all where `room` ran out. */
	handled: number;
	/** Whether any of them was not known, given out or not. */
	found: boolean;
}

/** The stretch of time in which changes are looked for, and what was handled of it. */
export class Window {
	readonly seen: SeenChanges;

	readonly deletions: Deletions;

	floor: number;

	bornFrom: number;

	silentUntil: number | undefined;

	/** Times after this one lie in the future; see {@link horizonAt}. */
	horizon = EVERYTHING;

	constructor(
		private readonly watch: Watch,
		state: Pick<RecordState, 'floor' | 'bornFrom' | 'silentUntil' | 'seen' | 'deleted'>,
	) {
		this.seen = new SeenChanges(state.seen);
		this.deletions = new Deletions(state.deleted);
		this.floor = state.floor;
		this.bornFrom = state.bornFrom;
		this.silentUntil = state.silentUntil;
	}

	/**
	 * Takes records in their order, remembers them, and gives out the changes among them that were not seen before.
	 * @param room most changes to give out, at least 1.
	 */
	examine(records: readonly MakiniRecord[], room: number): Examined {
		const changes: Change[] = [];
		const known = this.seen.size;
		let handled = 0;
		for (const record of records) {
			if (changes.length >= room) break;
			handled += 1;
			const change = this.take(record);
			if (change) changes.push(change);
		}
		return { changes, handled, found: this.seen.size > known };
	}

	/**
	 * Begins the window later, where more than enough is remembered.
	 * @param end changes from this time on may not all have been read yet, so they are kept.
	 */
	shrink(end: number): void {
		const floor = this.seen.shrink(this.watch.seenLimit, end);
		if (floor === undefined) return;
		this.floor = Math.max(this.floor, floor);
		// What is forgotten now was there from the beginning.
		if (this.silentUntil !== undefined) this.bornFrom = Math.max(this.bornFrom, this.floor);
	}

	/** Begins the window at a later time, from which on all that was handled is remembered. */
	moveTo(floor: number): void {
		this.floor = Math.max(this.floor, floor);
		this.bornFrom = Math.max(this.bornFrom, floor);
		this.seen.forgetBefore(this.floor);
	}

	/**
	 * Begins the window earlier where it lies in the future, so that nothing could be found in it:
	 * older versions have moved it to whatever time a record had.
	 * @returns whether it did.
	 */
	leaveFuture(): boolean {
		if (this.floor <= this.horizon) return false;
		this.floor = Math.max(0, this.horizon - this.watch.overlapMs);
		this.bornFrom = this.floor;
		return true;
	}

	private take(record: MakiniRecord): Change | undefined {
		const { watch } = this;
		const time = instantOf(record[watch.timeField]);
		if (time === undefined || time < this.floor) return undefined;
		const fingerprint = fingerprintOf(record, time);
		if (this.seen.has(fingerprint)) return undefined;
		const event = this.eventOf(record, fingerprint);
		this.seen.add(fingerprint);
		const isWanted = event !== undefined && watch.events.has(event);
		if (!isWanted || this.isSilentAt(time)) return undefined;
		return { event, time, deliveryId: deliveryIdOf(watch.entity, record, time), record };
	}

	/** At the beginning, what lies in the future was there already: what changes meanwhile gets the time that it is. */
	private isSilentAt(time: number): boolean {
		return this.silentUntil !== undefined && (time <= this.silentUntil || time > this.horizon);
	}

	/**
	 * What a change is called; `undefined` for one of a record whose deletion is known. A record is new if all that was
	 * handled since its creation is remembered, and it is not among that.
	 */
	private eventOf(record: MakiniRecord, fingerprint: Fingerprint): RecordEvent | undefined {
		const { key } = fingerprint;
		if (isDeleted(record)) return this.deletions.add(key) ? 'recordDeleted' : undefined;
		this.deletions.remove(key);
		const created = instantOf(record[this.watch.createdField]);
		const isNew =
			created !== undefined && created >= this.bornFrom && !this.seen.hasRecord(fingerprint);
		return isNew ? 'recordInserted' : 'recordUpdated';
	}
}
