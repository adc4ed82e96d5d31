import { isCutOff, isOwnError } from '../wire/envelopes';
import type { WireOutcome, WireRequest, WireResponse } from '../wire/transport';

/** First wait of the exponential backoff, in milliseconds. */
export const BACKOFF_BASE_MS = 500;

/** Most tries of one request that fails for other reasons than a rate limit: about a minute and a half of waiting. */
export const MAX_TRIES = 9;

/** Most tries for failures that seldom pass: a misspelt host, encryption that cannot be agreed on. */
const FEW_TRIES: ReadonlyArray<readonly [RegExp, number]> = [
	[/^ENOTFOUND$/, 3],
	[/^(EPROTO|ERR_INVALID_URL|ERR_TLS_.*|CERT_.*|.*SELF_SIGNED_CERT.*|UNABLE_TO_.*)$/, 1],
];

function mostTries(outcome: WireOutcome): number {
	if (outcome.kind !== 'failure') return MAX_TRIES;
	return FEW_TRIES.find(([code]) => code.test(outcome.code))?.[1] ?? MAX_TRIES;
}

/** Longest wait of the exponential backoff, in milliseconds. A server's Retry-After may be longer. */
export const BACKOFF_CAP_MS = 30_000;

/** GET, PUT and DELETE: done twice, they have done no more than once (RFC 9110, section 9.2.2). */
const REPEATABLE: ReadonlySet<WireRequest['method']> = new Set(['GET', 'PUT', 'DELETE']);

/** Whether a request may be sent again although the server may have carried it out. A POST or PATCH may not. */
export const isRepeatable = (method: WireRequest['method']): boolean => REPEATABLE.has(method);

/** Statuses that pass, and those of gateways that gave up on the server behind them (52x, 59x). */
const isTemporaryStatus = (status: number): boolean =>
	[429, 500, 502, 503, 504].includes(status) || (status >= 520 && status <= 530) || status >= 590;

/** A gateway gave up waiting; the server behind it may have the request. */
const REQUEST_TIMEOUT = 408;

export type Decision =
	/** The outcome stands, good or bad. */
	| { do: 'accept' }
	/** Nothing was done by the server, or doing it again does no harm: try again after `ms`. */
	| { do: 'wait'; ms: number; pauseAll: boolean }
	/** The server may have done it: look, after each of the waits in `looks` (ms), before anything is sent again. */
	| { do: 'verify'; looks: readonly number[]; again: Again };

/**
 * Whether a create that was looked for and not found is sent again: always, where the API itself says that it was not
 * available; if lists are seen to show what was written later, where it says that it failed; else never.
 */
export type Again = 'always' | 'ifListsAreCurrent' | 'never';

export interface Try {
	method: WireRequest['method'];
	/** Whether the answer was whole is found out later. */
	isReadLater?: boolean;
	outcome: WireOutcome;
	/** Earlier tries of this request that failed for other reasons than a rate limit; 0 for the first. */
	attempt: number;
	/** Earlier tries of this request that met a rate limit. */
	limited: number;
	/** Milliseconds since the epoch. */
	now: number;
	/** From 0 (inclusive) to 1 (exclusive). */
	random: number;
}

/**
 * Milliseconds to wait that a Retry-After header asks for, in seconds or as an HTTP date (RFC 9110, section 10.2.3);
 * `undefined` if there is none or it cannot be read. A date is held against the server's own Date header where there is
 * one, so that clocks may differ; a date in the past gives 0.
 */
export function retryAfterMs(
	headers: Readonly<Record<string, string>>,
	now: number,
): number | undefined {
	const value = headers['retry-after']?.trim();
	if (value === undefined) return undefined;
	if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
	// Date.parse finds a year in almost anything, so only what holds a time of day counts.
	const until = /\d:\d\d:\d\d/.test(value) ? Date.parse(value) : NaN;
	if (Number.isNaN(until)) return undefined;
	const serverNow = Date.parse(headers.date ?? '');
	return Math.max(0, until - (Number.isNaN(serverNow) ? now : serverNow));
}

/** Whether a server refused for its rate limit, or asks to come back at a time of its choice. */
export const isLimited = ({ status, headers }: WireResponse, now: number): boolean =>
	status === 429 || (status === 503 && retryAfterMs(headers, now) !== undefined);

/** Exponential backoff with full jitter: from 1 ms up to the doubled wait of every further attempt, capped. */
export function backoffMs(attempt: number, random: number): number {
	const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(attempt, 16));
	return Math.max(1, Math.round(random * ceiling));
}

/**
 * Milliseconds before each look, a minute in all: a server may finish after it hung up, and a list
 * may show late what it did. The first is at least a second.
 */
const LOOKS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** The decision to find out, with the first look `extraMs` later. */
export function verify(again: Again, extraMs: number): Extract<Decision, { do: 'verify' }> {
	const [first = 0, ...later] = LOOKS;
	return { do: 'verify', looks: [first + extraMs, ...later], again };
}

/**
 * Whether the system may still work on a create, or has done it, after this answer of 500 or more.
 * Only an answer that is evidently the API's own, with its code or its list of reasons, says that
 * it has finished. What a gateway answers says nothing about the server behind it.
 */
function againAfter({ status, body }: WireResponse): Again {
	if (!isOwnError(body)) return 'never';
	return status === 503 ? 'always' : status === 500 ? 'ifListsAreCurrent' : 'never';
}

/**
 * What to do about the outcome of a try. GET, PUT and DELETE may be repeated. A POST or PATCH is
 * repeated only where the server certainly did not process it: rate limited, unavailable with a
 * time to come back, or never sent. Everything else about one that failed is uncertain.
 */
export function decide(tried: Try): Decision {
	const { method, isReadLater = false, outcome, attempt, limited, now, random } = tried;
	if (outcome.kind === 'cancelled') return { do: 'accept' };
	const backoff = backoffMs(attempt, random);
	const again: Decision =
		attempt + 1 < mostTries(outcome)
			? { do: 'wait', ms: backoff, pauseAll: false }
			: { do: 'accept' };
	if (outcome.kind === 'failure') {
		const harmless = isRepeatable(method) || outcome.reach === 'notSent';
		return harmless ? again : verify('never', backoff);
	}
	const { status, headers } = outcome;
	if (isLimited(outcome, now)) {
		// Without a time, or with one that is over already, the waits grow with every refusal.
		const ms = retryAfterMs(headers, now) || backoffMs(limited, random);
		// What stands in front of a server says 503 with a time, too, when the server took too long over a request.
		if (status === 503 && !isRepeatable(method) && !isOwnError(outcome.body))
			return verify('never', Math.min(ms, 60_000));
		return { do: 'wait', ms, pauseAll: true };
	}
	if (isRepeatable(method)) {
		const isTemporary = isTemporaryStatus(status) || (!isReadLater && isCutOff(outcome));
		return isTemporary ? again : { do: 'accept' };
	}
	// A 501 says that there is no such thing to do, whoever asks and whenever.
	if ((status < 500 && status !== REQUEST_TIMEOUT) || status === 501) return { do: 'accept' };
	return verify(againAfter(outcome), backoff);
}
