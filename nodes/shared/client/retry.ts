import { isCutOff } from './envelopes';
import type { WireOutcome, WireRequest, WireResponse } from './transport';

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

const TEMPORARY = new Set([429, 500, 502, 503, 504]);

export type Decision =
	/** The outcome stands, good or bad. */
	| { do: 'accept' }
	/** Nothing was done by the server, or doing it again does no harm: try again after `ms`. */
	| { do: 'wait'; ms: number; pauseAll: boolean }
	/**
	 * The server may have done it: look, after each of the waits in `looks` (ms), before anything is sent again. Where it
	 * may still be working on it after that, it is not sent again at all.
	 */
	| { do: 'verify'; looks: readonly number[]; mayBeRunning: boolean };

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

/** How sure it is that the server has finished with a request that it did not answer as it should. */
export type Certainty = 'answered' | 'cutOff' | 'running';

/** Milliseconds before each look; the first is at least a second, since a server may finish after it hung up. */
const LOOKS: Readonly<Record<Certainty, readonly number[]>> = {
	answered: [1_000],
	cutOff: [1_000, 2_000],
	running: [1_000, 2_000, 5_000, 10_000],
};

/** A gateway that gives up (502, 504) says little about the server behind it. */
const AFTER_STATUS: Readonly<Record<number, Certainty>> = { 502: 'cutOff', 504: 'running' };

/** The decision to find out, with the first look `extraMs` later. */
export function verify(certainty: Certainty, extraMs: number): Extract<Decision, { do: 'verify' }> {
	const [first = 0, ...later] = LOOKS[certainty];
	return {
		do: 'verify',
		looks: [first + extraMs, ...later],
		mayBeRunning: certainty === 'running',
	};
}

/**
 * What to do about the outcome of a try. GET, PUT and DELETE may be repeated. A POST or PATCH is repeated only where the
 * server certainly did not process it: rate limited, unavailable with a time to come back, or never sent. Everything
 * else about one that failed is uncertain.
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
		return harmless ? again : verify(outcome.timedOut ? 'running' : 'cutOff', backoff);
	}
	const { status, headers } = outcome;
	if (isLimited(outcome, now)) {
		// Without a time, or with one that is over already, the waits grow with every refusal.
		const ms = retryAfterMs(headers, now) || backoffMs(limited, random);
		return { do: 'wait', ms, pauseAll: true };
	}
	if (isRepeatable(method)) {
		const isTemporary = TEMPORARY.has(status) || (!isReadLater && isCutOff(outcome));
		return isTemporary ? again : { do: 'accept' };
	}
	// A 501 says that there is no such thing to do, whoever asks and whenever.
	if (status < 500 || status === 501) return { do: 'accept' };
	return verify(AFTER_STATUS[status] ?? 'answered', backoff);
}
