import type { RateVerdict } from '../rateLimit';
import type { LimitDialect } from './types';

/** What lets requests pass. Times are in ms since 1970. */
interface Gate {
	/** Takes a request in at that time, or says when the next one may pass. */
	take(now: number): { allowed: boolean; left: number; opensAt: number };
	/** A request that was let in has been answered. */
	release(): void;
}

function fixed({ requests, perMs }: LimitDialect): Gate {
	let start = -Infinity;
	let used = 0;
	return {
		take(now) {
			if (now >= start + perMs) [start, used] = [now, 0];
			const allowed = used < requests;
			if (allowed) used += 1;
			return { allowed, left: requests - used, opensAt: start + perMs };
		},
		release: () => undefined,
	};
}

function sliding({ requests, perMs }: LimitDialect): Gate {
	let taken: number[] = [];
	return {
		take(now) {
			taken = taken.filter((time) => time > now - perMs);
			const allowed = taken.length < requests;
			if (allowed) taken.push(now);
			return { allowed, left: requests - taken.length, opensAt: (taken[0] ?? now) + perMs };
		},
		release: () => undefined,
	};
}

function bucket({ requests, perMs }: LimitDialect): Gate {
	const perToken = perMs / requests;
	let tokens = requests;
	let filledAt = -Infinity;
	return {
		take(now) {
			const since = filledAt === -Infinity ? 0 : now - filledAt;
			tokens = Math.min(requests, tokens + since / perToken);
			filledAt = now;
			const allowed = tokens >= 1;
			if (allowed) tokens -= 1;
			return { allowed, left: Math.floor(tokens), opensAt: now + (1 - (tokens % 1)) * perToken };
		},
		release: () => undefined,
	};
}

function concurrent({ requests }: LimitDialect): Gate {
	let underWay = 0;
	return {
		take(now) {
			const allowed = underWay < requests;
			if (allowed) underWay += 1;
			return { allowed, left: requests - underWay, opensAt: now + 1_000 };
		},
		release: () => {
			underWay -= 1;
		},
	};
}

const GATES: Readonly<Record<LimitDialect['kind'], (limit: LimitDialect) => Gate>> = {
	fixed,
	sliding,
	bucket,
	concurrent,
};

/** A rate limit of any kind, which tells as much of itself as the dialect says. Whole seconds are rounded up. */
export class DialectLimiter {
	private readonly gate: Gate;

	constructor(private readonly limit: LimitDialect) {
		this.gate = GATES[limit.kind](limit);
	}

	/** Counts a request at that time and says whether it may pass. */
	take(now: number): RateVerdict {
		const { requests, tells } = this.limit;
		const { allowed, left, opensAt } = this.gate.take(now);
		const headers: Record<string, string> = {};
		if (tells === 'headers') {
			headers['x-ratelimit-limit'] = String(requests);
			headers['x-ratelimit-remaining'] = String(left);
			headers['x-ratelimit-reset'] = String(Math.ceil(opensAt / 1000));
		}
		if (!allowed && tells !== 'nothing') {
			headers['retry-after'] = String(Math.ceil((opensAt - now) / 1000));
		}
		return { allowed, headers };
	}

	/** A request that passed has been answered. */
	release(): void {
		this.gate.release();
	}
}
