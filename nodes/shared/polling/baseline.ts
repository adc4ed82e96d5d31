import { isDeleted } from '../client/wire/deletion';
import type { MakiniRecord } from '../client/wire/envelopes';
import { MakiniError } from '../client/errors/errors';
import { newestUntil } from './byListing';
import { STATE_VERSION, type RecordState } from './state';
import { instantOf } from './times';
import type { Fetch, Watch } from './types';
import { EVERYTHING, horizonAt } from './window';

/** Enough records to see whether they are in order, few enough to be had at once. */
const LOOK = 10;

type Identity = Pick<RecordState, 'subject' | 'token' | 'connectionId'>;

const timesOf = (records: readonly MakiniRecord[], timeField: string): number[] =>
	records.map((record) => instantOf(record[timeField]) ?? -1);

const isDescending = (times: readonly number[]): boolean =>
	times.every((time, index) => time >= 0 && (index === 0 || time <= (times[index - 1] ?? 0)));

/** Records that came in the order of their times by chance are too few, or alike. */
const isTelling = (times: readonly number[]): boolean =>
	times.length === LOOK && times.at(-1) !== times[0];

const newestPage = async (fetch: Fetch) =>
	await fetch({ from: 0, order: 'descending', position: { page: 1 }, pageSize: LOOK });

/**
 * The newest record, for showing what an item looks like; `undefined` where there is none. Where the server does not
 * sort it is the newest of the first few. A deleted one is shown where deletions are wanted, or there is no other.
 */
export async function newestRecord(fetch: Fetch, watch: Watch): Promise<MakiniRecord | undefined> {
	const { records: all } = await newestPage(fetch);
	const live = all.filter((record) => !isDeleted(record));
	const records = watch.events.has('recordDeleted') || live.length === 0 ? all : live;
	const newest = newestUntil(EVERYTHING, records, watch.timeField, 0);
	return records.find((record) => (instantOf(record[watch.timeField]) ?? 0) === newest);
}

/**
 * The state from which on changes are given out: what there is now is known. Of the changes within
 * the overlap the first pass takes note without giving them out. An empty list makes everything
 * that comes new.
 * @param canDoWithoutOrder a list that is not certainly sorted as asked is read completely;
 * otherwise one that certainly is not is refused.
 * @param now the time, by the server if it says so; asked for after the page.
 * @throws MakiniError (unsupported) for such a list.
 */
export async function takeBaseline(
	fetch: Fetch,
	watch: Watch,
	identity: Identity,
	canDoWithoutOrder: boolean,
	now: () => number,
): Promise<RecordState> {
	const { records, next } = await newestPage(fetch);
	const state = { version: STATE_VERSION, ...identity, idle: 0, seen: '' } as const;
	const nothing = { ...state, watermark: 0, floor: 0, bornFrom: 0 };
	if (records.length === 0) return nothing;
	const times = timesOf(records, watch.timeField);
	const isAll = next === undefined;
	if (canDoWithoutOrder && !isAll && !(isDescending(times) && isTelling(times))) {
		return { ...nothing, silentUntil: EVERYTHING };
	}
	if (!isAll && !isDescending(times)) {
		throw new MakiniError(`This connection does not sort ${watch.plural} by ${watch.timeField}`, {
			kind: 'unsupported',
			hint: `Without that, changes of ${watch.plural} could be missed. Use Makini Trigger (webhooks) for them, or read them all with Get Many on a schedule.`,
		});
	}
	const horizon = horizonAt(now());
	// All of them in the future tell nothing of when the others changed last.
	const newest = newestUntil(horizon, records, watch.timeField, 0) || horizon;
	const floor = Math.max(0, newest - watch.overlapMs);
	return { ...state, watermark: newest, floor, bornFrom: floor, silentUntil: newest };
}
