// Reading changes in the order of their times, by pages of a list that moves while it is read: a
// record that changes goes to the end, and all behind it move up. So no page but the first one can
// be relied on, and reading goes on from the last time seen instead. Only where more records share
// a time than fit on a page their further pages are read, first forwards to the end of the group,
// then backwards to its beginning: records that move up on the way cannot be missed in that
// direction. Both the page and the direction are kept from one poll to the next.
import type { MakiniRecord } from '../client/wire/envelopes';
import { MakiniError } from '../client/errors/errors';
import type { TimePass } from './state';
import { instantOf } from './times';
import type { Ask, Page } from './types';

/** Servers may compare times by whole seconds. */
const TOLERANCE_MS = 1000;

export const beginTimePass = (start: number, from: number): TimePass => ({
	kind: 'time',
	start,
	newest: start,
	found: false,
	at: from,
});

const groupOf = ({ group }: TimePass, pageSize: number): TimePass['group'] =>
	group?.pageSize === pageSize ? group : undefined;

/** The page to ask for next. Pages of another size than before have to be counted anew. */
export const timeAsk = (pass: TimePass, pageSize: number): Ask => ({
	from: pass.at,
	order: 'ascending',
	position: { page: groupOf(pass, pageSize)?.page ?? 1 },
	pageSize,
});

function notInOrder(what: string, plural: string): MakiniError {
	return new MakiniError(`This connection does not ${what}`, {
		kind: 'unsupported',
		hint: `Without that, changes of ${plural} could be missed, so nothing was given out. Use Makini Trigger (webhooks) for them, or read them all with Get Many on a schedule.`,
	});
}

/**
 * The times of a page's records.
 * @throws MakiniError (unsupported) where the server has not filtered or sorted as asked.
 */
export function timesInOrder(
	records: readonly MakiniRecord[],
	timeField: string,
	pass: TimePass,
	plural: string,
): number[] {
	return records.reduce<number[]>((times, record) => {
		const time = instantOf(record[timeField]);
		if (time === undefined || time < pass.at - TOLERANCE_MS) {
			throw notInOrder(`filter ${plural} by ${timeField}`, plural);
		}
		const before = times.at(-1);
		if (before !== undefined && time < before) {
			throw notInOrder(`sort ${plural} by ${timeField}`, plural);
		}
		times.push(time);
		return times;
	}, []);
}

/**
 * Where the pass stands after a page, or `undefined` where it has reached the end of the list.
 * @param times those of the page's records, in order.
 * @param handled how many of the records were dealt with, from the first one on.
 */
export function afterPage(
	pass: TimePass,
	page: Page,
	times: readonly number[],
	handled: number,
	pageSize: number,
): TimePass | undefined {
	const done = times.slice(0, handled);
	const last = done.at(-1) ?? pass.at;
	const group = groupOf(pass, pageSize);
	const now: TimePass = { ...pass, group };
	if (handled < page.records.length) {
		// A page of a group is asked for again; from the first page on, time alone tells how far it got.
		return group ? now : { ...now, at: Math.max(pass.at, last) };
	}
	const ended = page.next === undefined;
	if (group?.back) return backFrom(now, group.page, group.back, pageSize);
	const at = Math.max(pass.at, last);
	if (!group) {
		if (ended) return undefined;
		return at > pass.at ? { ...now, at } : { ...now, group: { page: 2, pageSize } };
	}
	if (!ended && at === pass.at) return { ...now, group: { page: group.page + 1, pageSize } };
	return backFrom(now, group.page, { at, ended }, pageSize);
}

/** The page before, or what follows the group where there is none. */
function backFrom(
	pass: TimePass,
	page: number,
	back: { at: number; ended: boolean },
	pageSize: number,
): TimePass | undefined {
	if (page > 1) return { ...pass, group: { page: page - 1, pageSize, back } };
	return back.ended ? undefined : { ...pass, at: back.at, group: undefined };
}
