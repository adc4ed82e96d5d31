import type { ApiStyle } from '../client/wire/transport';
import { afterListed, beginListingPass, isExpired, listingAsk, newestUntil } from './byListing';
import { afterPage, beginTimePass, timeAsk, timesInOrder } from './byTime';
import type { RecordState } from './state';
import type { Change, Fetch, Page, Watch } from './types';
import { EVERYTHING, horizonAt, Window } from './window';

type Pass = NonNullable<RecordState['pass']>;

export interface PollOptions {
	fetch: Fetch;
	watch: Watch;
	apiStyle: ApiStyle;
	/** Whether the time for this poll is over. */
	isOver: () => boolean;
	/** The time, by the server if it says so; asked for after each page. */
	now: () => number;
}

export interface PollResult {
	changes: Change[];
	/** What the next poll goes on from; holds whatever became of this one. */
	state: RecordState;
	/** What ended the poll before its time. */
	failure?: unknown;
	pages: number;
}

/** Where a pass stands after a page, and whether it is over. */
interface Step {
	pass: Pass;
	ended: boolean;
	changes: Change[];
}

function takePage(pass: Pass, page: Page, window: Window, watch: Watch, room: number): Step {
	const { timeField, plural, pageSize } = watch;
	const newestOf = (handled: number): number =>
		newestUntil(window.horizon, page.records.slice(0, handled), timeField, pass.newest);
	if (pass.kind === 'listing') {
		const { changes, handled, found } = window.examine(page.records, room);
		const { pass: now, ended } = afterListed(pass, page, handled, plural);
		const after = { ...now, newest: newestOf(handled), found: found || pass.found };
		return { pass: after, ended, changes };
	}
	const times = timesInOrder(page.records, timeField, pass, plural);
	const { changes, handled, found } = window.examine(page.records, room);
	const after = afterPage(pass, page, times, handled, pageSize);
	const now = { ...(after ?? pass), newest: newestOf(handled), found: found || pass.found };
	return { pass: now, ended: after === undefined, changes };
}

/**
 * How far the window may begin later in the middle of a pass: changes from that time on are still to be read. While
 * everything is silent nothing is lost by it.
 */
function readUpTo(pass: Pass, { silentUntil }: Window): number {
	if (silentUntil !== undefined) return silentUntil + 1;
	return pass.kind === 'time' ? pass.at : 0;
}

/** A pass whose window has moved on goes on where the window begins. */
const within = (pass: Pass, { floor }: Window): Pass =>
	pass.kind === 'time' && pass.at < floor ? { ...pass, at: floor, group: undefined } : pass;

/**
 * Begins the window anew after a pass. The next pass reads from before the time at which this one began: what changed
 * or became visible while it was under way may lie behind it.
 */
function finishPass(window: Window, watch: Watch, pass: Pass): void {
	const start = window.silentUntil === EVERYTHING ? pass.newest : pass.start;
	window.silentUntil = undefined;
	window.moveTo(Math.max(0, start - watch.overlapMs));
	window.shrink(EVERYTHING);
}

/** Of so many passes that find nothing only one reads the whole window, where that takes more than a page. */
const IDLE_ROUND = 10;

/**
 * After a burst of changes the window stays full of them until something newer comes. While nothing
 * does, it need not be read as a whole each time: what is new comes behind it, and what becomes
 * visible late is found a few polls later.
 */
const readsWindow = ({ idle }: RecordState, window: Window, { pageSize }: Watch): boolean =>
	idle % IDLE_ROUND === 0 || window.seen.size <= pageSize;

function begin(state: RecordState, window: Window, watch: Watch, apiStyle: ApiStyle): Pass {
	const { watermark, floor } = state;
	const from = readsWindow(state, window, watch) ? floor : watermark;
	return apiStyle === 'v1' ? beginListingPass(watermark, from) : beginTimePass(watermark, from);
}

/**
 * Reads on from a state until the list has ended, as many changes were found as one poll gives out,
 * the time is over or something fails. Each change is given out once: by this poll, or by a later
 * one that goes on from the resulting state.
 */
export async function pollRecords(state: RecordState, options: PollOptions): Promise<PollResult> {
	const { watch, apiStyle, isOver } = options;
	const window = new Window(watch, state);
	const changes: Change[] = [];
	let pass: Pass | undefined = state.pass ?? begin(state, window, watch, apiStyle);
	let { watermark, idle } = state;
	let pages = 0;
	let failure: unknown;
	let isAnew = false;

	while (pass && failure === undefined && changes.length < watch.maxRecords && !isOver()) {
		const now: Pass = pass;
		try {
			const page = await options.fetch(
				now.kind === 'time' ? timeAsk(now, watch.pageSize) : listingAsk(now, watch.pageSize),
			);
			pages += 1;
			window.horizon = horizonAt(options.now());
			if (window.leaveFuture()) {
				watermark = Math.min(watermark, window.horizon);
				pass = begin({ ...state, watermark, floor: window.floor }, window, watch, apiStyle);
				continue;
			}
			const step = takePage(now, page, window, watch, watch.maxRecords - changes.length);
			for (const change of step.changes) changes.push(change);
			pass = step.ended ? undefined : step.pass;
			if (step.ended) {
				finishPass(window, watch, step.pass);
				watermark = step.pass.newest;
				idle = step.pass.found ? 0 : idle + 1;
			}
		} catch (error) {
			if (now.kind === 'listing' && isExpired(now, error) && !isAnew) {
				isAnew = true;
				pass = { ...now, position: undefined };
			} else {
				failure = error;
			}
		}
		if (pass) {
			window.shrink(readUpTo(pass, window));
			pass = within(pass, window);
		}
	}

	const { floor, bornFrom, silentUntil } = window;
	const seen = window.seen.toString();
	window.deletions.shrink(watch.deletedLimit);
	const deleted = window.deletions.toString();
	return {
		changes,
		state: { ...state, watermark, floor, bornFrom, idle, silentUntil, pass, seen, deleted },
		failure,
		pages,
	};
}
