import type { RateLimitOptions } from './types';

export interface RateVerdict {
	allowed: boolean;
	headers: Record<string, string>;
}

/** Counts requests in fixed windows. Times are in ms since 1970. */
export class RateLimiter {
	private windowStart = -Infinity;
	private used = 0;

	constructor(private readonly options: RateLimitOptions) {}

	/** Windows do not wait for answers. */
	release(): void {
		// Nothing is held.
	}

	/** Counts a request at that time and says whether it may pass. */
	take(now: number): RateVerdict {
		const { requests, perSeconds, retryAfter, sendRateHeaders } = this.options;
		if (now >= this.windowStart + perSeconds * 1000) {
			this.windowStart = now;
			this.used = 0;
		}
		const end = this.windowStart + perSeconds * 1000;
		const allowed = this.used < requests;
		if (allowed) this.used++;
		const headers: Record<string, string> = {};
		if (sendRateHeaders) {
			headers['x-ratelimit-limit'] = String(requests);
			headers['x-ratelimit-remaining'] = String(requests - this.used);
			headers['x-ratelimit-reset'] = String(Math.ceil(end / 1000));
		}
		if (!allowed) {
			// Both forms are whole seconds and are rounded up: who waits exactly as told must not be early.
			headers['retry-after'] =
				retryAfter === 'seconds'
					? String(Math.ceil((end - now) / 1000))
					: new Date(Math.ceil(end / 1000) * 1000).toUTCString();
		}
		return { allowed, headers };
	}
}
