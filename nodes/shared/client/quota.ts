import { MAX_IN_FLIGHT } from './pace';

/**
 * What is known of the rate limit of a connection: how many requests pass in how long. Makini publishes no figures, so
 * they are learned: from rate headers where the server sends them, else from where the refusals began. With them the
 * next requests wait for the next window by themselves, and no refusal is needed to find its end.
 */
export interface Quota {
	/** Requests that pass in a window; 0 while unknown. */
	limit: number;
	/** Length of a window in milliseconds; 0 while unknown. */
	windowMs: number;
	/** When the first request of the present window was sent, in milliseconds since the epoch; `undefined` before it. */
	begunAt?: number;
	/** When the first answer of the present window came, in milliseconds since the epoch; `undefined` before it. */
	openedAt?: number;
	/** When the window before this one was over for sure, as its first answer tells; `undefined` where that is not known. */
	endedBy?: number;
	/** When the last request was sent, in milliseconds since the epoch. */
	lastSentAt: number;
	/** What the server last asked to wait, in milliseconds. */
	lastAskedMs: number;
	/** Requests sent in the present window. */
	sent: number;
	/** Those of them that were answered otherwise than with a refusal. */
	passed: number;
	/** Those of them that were refused. */
	refused: number;
	/** What the present window tells about the length of all, from its first refusal. */
	measuredMs: number;
	/** Requests that passed in an earlier window, while that has not been seen a second time. */
	suspected: number;
	/** Windows in a row that were used up without a refusal. */
	full: number;
	/** After so many of those, more than the known limit is tried. */
	patience: number;
	/** How many more than are known to pass are tried in the present window; 0 as a rule. */
	tried: number;
}

/** The least patience, and the most: each attempt costs a refusal, and a limit that has grown is worth more than those. */
const FIRST_PATIENCE = 8;
const LONGEST_PATIENCE = 16;

export const NO_QUOTA: Quota = {
	limit: 0,
	windowMs: 0,
	lastSentAt: 0,
	lastAskedMs: 60_000,
	sent: 0,
	passed: 0,
	refused: 0,
	measuredMs: 0,
	suspected: 0,
	full: 0,
	patience: FIRST_PATIENCE,
	tried: 0,
};

/** Lengths of windows that servers commonly have, in seconds. */
const COMMON_SECONDS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600];

/**
 * A window that is known is left to be over for this long before it is used, in milliseconds. It is little, because a
 * window is measured from its first answer, which the server gave after the window had begun.
 */
const MARGIN_MS = 5;

/** A time in whole seconds may be later than the moment that is meant by so many milliseconds. */
const ROUNDING_MS = 1000;

/** The beginning of a window is noticed by its first answer, at most so many milliseconds late as a rule. */
const BEGUN_LATE_MS = 50;

/** An answer is read at most so many milliseconds after it was given, as a rule. */
const TOLD_LATE_MS = 250;

/** The shortest common length above `above` and up to `most`, in milliseconds. */
const commonLength = (above: number, most: number): number | undefined =>
	COMMON_SECONDS.map((seconds) => seconds * 1000).find((ms) => ms > above && ms <= most);

/**
 * Length of a window in milliseconds whose end was announced in whole seconds, rounded up: the common length within
 * that second, or the announced one.
 * @param announcedMs from the beginning of the window, which is noticed a little late, to the announced end, which may
 * seem later than it is where the answer took its time.
 */
export function windowLength(announcedMs: number): number {
	const least = announcedMs - ROUNDING_MS;
	return (
		commonLength(least, announcedMs + BEGUN_LATE_MS) ??
		commonLength(least - TOLD_LATE_MS, least) ??
		announcedMs
	);
}

/**
 * Whether a refusal came for the number of requests in a window: more passed than can be under way at once, so it was
 * not for that.
 */
const isForWindow = ({ passed, measuredMs }: Quota): boolean =>
	passed > MAX_IN_FLIGHT && COMMON_SECONDS.includes(measuredMs / 1000);

/** Whether it is known how many requests pass in how long. */
export const isKnown = ({ limit, windowMs }: Quota): boolean => limit > 0 && windowMs > 0;

const endOf = ({ openedAt, windowMs }: Quota): number =>
	openedAt === undefined ? Infinity : openedAt + windowMs + MARGIN_MS;

/**
 * Milliseconds to wait at the time `now` before another request can pass; 0 where it can or nothing is known, infinity
 * where that depends on an answer that is still awaited.
 */
export function quotaWait(quota: Quota, now: number): number {
	if (!isKnown(quota) || quota.sent < quota.limit) return 0;
	return Math.max(0, endOf(quota) - now);
}

/**
 * When the window is over whose requests are refused. It is taken to have begun with its first request, which a single
 * one finds out; where that one is refused, because the first took its time to arrive, it began with its first answer.
 */
function reopensAt(quota: Quota): number | undefined {
	const { begunAt, endedBy, passed } = quota;
	if (passed === 0) return endedBy;
	return begunAt !== undefined && isForWindow(quota) ? begunAt + quota.measuredMs : undefined;
}

/**
 * Milliseconds to wait at the time `now` after a refusal: until the window is over, where it is clear when that is,
 * since a server that counts in whole seconds asks to wait up to one second longer; else as long as it asks.
 */
export function untilReopened(quota: Quota, now: number, askedMs: number): number {
	const end = reopensAt(quota);
	if (end === undefined) return askedMs;
	const left = end + MARGIN_MS - now;
	const least = askedMs - ROUNDING_MS - TOLD_LATE_MS;
	return left > 0 && left > least ? Math.min(askedMs, left) : askedMs;
}

/**
 * After how many windows more than the limit is tried again, once a window had a refusal: later where one more was
 * refused. Else the limit itself has changed, or others use it too, who may end soon.
 */
const patienceAfterRefusal = ({ tried, patience }: Quota): number =>
	tried === 1 ? Math.min(patience * 2, LONGEST_PATIENCE) : FIRST_PATIENCE;

/**
 * A window was used up without a refusal: after some of those one more request is tried, and as long as all pass, twice
 * as many more in each window. So little is refused where the limit is as known, and one that has grown is soon found.
 */
function afterFullWindow(quota: Quota): Quota {
	const full = quota.full + 1;
	if (quota.tried === 0 && full < quota.patience) return { ...quota, full };
	const tried = quota.tried === 0 ? 1 : quota.tried * 2;
	return { ...quota, full: 0, limit: quota.limit + tried, tried };
}

/** What the window that ends now has taught. */
function learned(quota: Quota): Quota {
	const { limit, sent, refused, measuredMs, suspected } = quota;
	const passed = sent - refused;
	if (refused > 0 && measuredMs > 0) {
		// A limit that counts otherwise than in windows, or others who use it too, let a different number pass each time.
		const isSure = passed === suspected || isForWindow(quota);
		return {
			...quota,
			limit: isSure && passed > 0 ? passed : limit,
			windowMs: isSure && passed > 0 ? measuredMs : quota.windowMs,
			suspected: passed,
			full: 0,
			patience: patienceAfterRefusal(quota),
			tried: 0,
		};
	}
	return isKnown(quota) && sent >= limit ? afterFullWindow(quota) : quota;
}

/** Begins a window. */
export function nextWindow(quota: Quota): Quota {
	const { openedAt, measuredMs } = quota;
	return {
		...learned(quota),
		endedBy: openedAt !== undefined && isForWindow(quota) ? openedAt + measuredMs : undefined,
		begunAt: undefined,
		openedAt: undefined,
		sent: 0,
		passed: 0,
		refused: 0,
		measuredMs: 0,
	};
}

/** Whether the present window is over at the time `now`, as far as is known. */
function isOver(quota: Quota, now: number): boolean {
	if (isKnown(quota)) return now >= endOf(quota);
	return quota.sent > 0 && now - quota.lastSentAt > quota.lastAskedMs;
}

/** Notes a request that is sent at the time `now`. */
export function onSend(quota: Quota, now: number): Quota {
	const present = isOver(quota, now) ? nextWindow(quota) : quota;
	const { begunAt = now, sent } = present;
	return { ...present, begunAt, sent: sent + 1, lastSentAt: now };
}

/** Notes an answer that is no refusal, which came at the time `now`. */
export function onPass(quota: Quota, now: number, told?: RateHeaders): Quota {
	const { openedAt = now, passed } = quota;
	const noted = { ...quota, openedAt, passed: passed + 1 };
	return told ? withTold(noted, told, now) : noted;
}

/**
 * Notes a refusal for the rate limit.
 * @param askedMs what the server asks to wait, if it does.
 */
export function onRefusal(quota: Quota, now: number, askedMs: number | undefined): Quota {
	const refused = quota.refused + 1;
	if (askedMs === undefined) return { ...quota, refused };
	const measured = windowLength(now - (quota.openedAt ?? now) + askedMs);
	return {
		...quota,
		refused,
		lastAskedMs: askedMs,
		measuredMs: quota.measuredMs > 0 ? quota.measuredMs : measured,
	};
}

/** What a server tells of its rate limit with an answer. */
export interface RateHeaders {
	limit?: number;
	/** Requests that still pass in this window. */
	remaining: number;
	/** Milliseconds until the next window; whole seconds as a rule, rounded up. */
	resetMs: number;
}

const numberIn = (text: string | undefined): number | undefined => {
	const found = /^\s*(\d+(?:\.\d+)?)/.exec(text ?? '')?.[1];
	return found === undefined ? undefined : Number(found);
};

/** Numbers above are moments (seconds since the epoch), others are seconds from now. */
const FIRST_MOMENT = 1_000_000_000;

function untilReset(reset: number, headers: Readonly<Record<string, string>>, now: number): number {
	if (reset < FIRST_MOMENT) return reset * 1000;
	const moment = reset < FIRST_MOMENT * 1000 ? reset * 1000 : reset;
	const serverNow = Date.parse(headers.date ?? '');
	// The server's own clock tells whole seconds only, so it is used only where the two differ by more.
	const differs = Math.abs(serverNow - now) > 2000;
	return Math.max(0, moment - (differs ? serverNow : now));
}

/**
 * Reads `X-RateLimit-Limit/-Remaining/-Reset` and `RateLimit-Limit/-Remaining/-Reset` (the first drafts of
 * draft-ietf-httpapi-ratelimit-headers); `undefined` where they are not all there.
 * @param now milliseconds since the epoch.
 */
export function readRateHeaders(
	headers: Readonly<Record<string, string>>,
	now: number,
): RateHeaders | undefined {
	const read = (name: string): number | undefined =>
		numberIn(headers[`x-ratelimit-${name}`] ?? headers[`ratelimit-${name}`]);
	const remaining = read('remaining');
	const reset = read('reset');
	if (remaining === undefined || reset === undefined) return undefined;
	return { limit: read('limit'), remaining, resetMs: untilReset(reset, headers, now) };
}

/** Takes over what the server tells. The announced end is rounded up unless the window was seen from its beginning. */
function withTold(quota: Quota, { limit, remaining, resetMs }: RateHeaders, now: number): Quota {
	const total = limit ?? quota.sent + remaining;
	const used = total - remaining;
	const opened = quota.openedAt ?? now;
	const announced = now - opened + resetMs;
	const windowMs = used <= quota.sent ? windowLength(announced) : announced;
	return {
		...quota,
		limit: total,
		windowMs,
		sent: Math.max(quota.sent, used),
		tried: 0,
	};
}
