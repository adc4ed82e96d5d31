import type { RateLimitOptions } from '../base';
import type { LimitDialect } from './types';

export interface RateVerdict {
	allowed: boolean;
	/** What the answer tells about the limit. */
	headers: Record<string, string>;
}

/** Decides about the requests of one connection. Times are in ms since 1970. */
export interface Limiter {
	/** Counts a request at that time and says whether it may pass. */
	take(now: number): RateVerdict;
	/** A request that was let pass has ended. */
	release(): void;
}

/** What a limit is and what it tells. */
export interface LimitRules {
	kind: LimitDialect['kind'];
	requests: number;
	perMs: number;
	/** Form of Retry-After in refusals; without it they have none. */
	retryAfter?: RateLimitOptions['retryAfter'];
	/** Adds X-RateLimit-Limit, -Remaining and -Reset (Unix time in seconds) to every answer. */
	sendsHeaders: boolean;
}

/** What a limit says of a moment. */
interface Passage {
	allowed: boolean;
	remaining: number;
	/** When a refused request would be let pass. */
	opensAt: number;
	/** When all of the limit is there again; a number at once has no such time. */
	resetsAt?: number;
}

interface Gate {
	take(now: number): Passage;
	release?(): void;
}

/** Of a bucket whose parts of a request add up to a whole one but for the last bit. */
const NOTHING_MS = 1e-6;

const CONCURRENT_RETRY_MS = 1000;

type Size = Pick<LimitRules, 'requests' | 'perMs'>;

/** The window begins with the first request after the last one ended. */
function fixedWindow({ requests, perMs }: Size): Gate {
	let end = -Infinity;
	let used = 0;
	return {
		take(now) {
			if (now >= end) {
				end = now + perMs;
				used = 0;
			}
			const allowed = used < requests;
			if (allowed) used++;
			return { allowed, remaining: requests - used, opensAt: end, resetsAt: end };
		},
	};
}

/** In no span of that length are there more. */
function slidingWindow({ requests, perMs }: Size): Gate {
	const passed: number[] = [];
	return {
		take(now) {
			while (passed.length > 0 && (passed[0] as number) <= now - perMs) passed.shift();
			const allowed = passed.length < requests;
			if (allowed) passed.push(now);
			const opensAt = (passed[0] ?? now) + perMs;
			const resetsAt = (passed.at(-1) ?? now) + perMs;
			return { allowed, remaining: requests - passed.length, opensAt, resetsAt };
		},
	};
}

/** Full at first; refilled evenly. */
function bucket({ requests, perMs }: Size): Gate {
	const refillMs = perMs / requests;
	let fullAt = -Infinity;
	return {
		take(now) {
			const before = Math.max(fullAt, now);
			const opensAt = before + refillMs - perMs;
			const allowed = opensAt <= now + NOTHING_MS;
			fullAt = allowed ? before + refillMs : before;
			const remaining = Math.max(0, Math.floor((perMs - (fullAt - now) + NOTHING_MS) / refillMs));
			return { allowed, remaining, opensAt, resetsAt: fullAt };
		},
	};
}

/** So many under way. */
function concurrent({ requests }: Size): Gate {
	let underWay = 0;
	return {
		take(now) {
			const allowed = underWay < requests;
			if (allowed) underWay++;
			return { allowed, remaining: requests - underWay, opensAt: now + CONCURRENT_RETRY_MS };
		},
		release: () => void underWay--,
	};
}

const GATES: Readonly<Record<LimitDialect['kind'], (size: Size) => Gate>> = {
	fixed: fixedWindow,
	sliding: slidingWindow,
	bucket,
	concurrent,
};

export const LIMIT_KINDS = Object.keys(GATES) as Array<LimitDialect['kind']>;

function headersOf(rules: LimitRules, passage: Passage, now: number): Record<string, string> {
	const { allowed, remaining, opensAt, resetsAt } = passage;
	const headers: Record<string, string> = {};
	if (rules.sendsHeaders) {
		headers['x-ratelimit-limit'] = String(rules.requests);
		headers['x-ratelimit-remaining'] = String(remaining);
		if (resetsAt !== undefined) headers['x-ratelimit-reset'] = String(Math.ceil(resetsAt / 1000));
	}
	// Both forms are whole seconds and are rounded up: who waits exactly as told must not be early.
	if (!allowed && rules.retryAfter !== undefined) {
		headers['retry-after'] =
			rules.retryAfter === 'seconds'
				? String(Math.ceil((opensAt - now) / 1000))
				: new Date(Math.ceil(opensAt / 1000) * 1000).toUTCString();
	}
	return headers;
}

/** A limit that has let nothing pass yet. */
export function limiterOf(rules: LimitRules): Limiter {
	const gate = GATES[rules.kind](rules);
	return {
		take(now) {
			const passage = gate.take(now);
			return { allowed: passage.allowed, headers: headersOf(rules, passage, now) };
		},
		release: () => gate.release?.(),
	};
}

/** The rules of a connection's limit: those of its dialect, else those of its option; undefined without either. */
export function limitRules(given: {
	rateLimit?: RateLimitOptions;
	dialect?: { limit?: LimitDialect };
}): LimitRules | undefined {
	const { rateLimit } = given;
	const limit = given.dialect?.limit;
	if (limit) {
		const { kind, requests, perMs, tells } = limit;
		const retryAfter = tells === 'nothing' ? {} : ({ retryAfter: 'seconds' } as const);
		return { kind, requests, perMs, ...retryAfter, sendsHeaders: tells === 'headers' };
	}
	if (!rateLimit) return undefined;
	const { requests, perSeconds, retryAfter, sendRateHeaders = false } = rateLimit;
	const perMs = perSeconds * 1000;
	return { kind: 'fixed', requests, perMs, retryAfter, sendsHeaders: sendRateHeaders };
}
