import type { Send, WireResponse } from '../../../../nodes/shared/client/wire/transport';
import { response } from '../support';
import type { VirtualTime } from './virtual';

/** Milliseconds that an answer takes. */
export const LATENCY_MS = 50;

/** Limits of the kinds that servers have. Seconds are those of a window. */
export type Limit =
	/** Windows begin with the first request after the last one, or on the clock. */
	| { kind: 'fixed'; requests: number; seconds: number; onTheClock?: boolean }
	/** Each request counts for so many seconds. */
	| { kind: 'sliding'; requests: number; seconds: number }
	| { kind: 'bucket'; size: number; perSecond: number }
	| { kind: 'atOnce'; requests: number }
	/**
	 * None, but this share of requests is refused, whatever comes: somebody else uses a limit up, or
	 * a gateway sheds load.
	 */
	| { kind: 'chance'; share: number }
	/** A limit for the long run, and one for bursts. */
	| { kind: 'both'; limits: readonly [Limit, Limit] };

/** What the server says of its limit: with each answer, with refusals, or never. */
export type Told = 'headers' | 'Retry-After' | 'nothing';

interface Verdict {
	passes: boolean;
	/** How many more would pass. */
	remaining: number;
	/** Milliseconds until one more would pass; `undefined` where it does not go by time. */
	resetMs?: number;
}

type Counter = (now: number, underWay: number, random: () => number) => Verdict;

function counterOf(limit: Limit): Counter {
	switch (limit.kind) {
		case 'fixed': {
			const ms = limit.seconds * 1000;
			let begun = -Infinity;
			let used = 0;
			return (now) => {
				if (now >= begun + ms) {
					begun = limit.onTheClock ? Math.floor(now / ms) * ms : now;
					used = 0;
				}
				const passes = used < limit.requests;
				if (passes) used += 1;
				return { passes, remaining: limit.requests - used, resetMs: begun + ms - now };
			};
		}
		case 'sliding': {
			const ms = limit.seconds * 1000;
			const passed: number[] = [];
			return (now) => {
				while ((passed[0] ?? Infinity) <= now - ms) passed.shift();
				const passes = passed.length < limit.requests;
				if (passes) passed.push(now);
				const resetMs = (passed[0] ?? now) + ms - now;
				return { passes, remaining: limit.requests - passed.length, resetMs };
			};
		}
		case 'bucket': {
			let tokens = limit.size;
			let at = 0;
			return (now) => {
				tokens = Math.min(limit.size, tokens + ((now - at) / 1000) * limit.perSecond);
				at = now;
				const passes = tokens >= 1;
				if (passes) tokens -= 1;
				const resetMs = (Math.max(0, 1 - tokens) / limit.perSecond) * 1000;
				return { passes, remaining: Math.floor(tokens), resetMs };
			};
		}
		case 'atOnce':
			return (_, underWay) => ({
				passes: underWay <= limit.requests,
				remaining: Math.max(0, limit.requests - underWay),
			});
		case 'chance':
			return (_now, _underWay, random) => ({ passes: random() >= limit.share, remaining: 1 });
		case 'both': {
			const [first, second] = limit.limits.map(counterOf);
			return (now, underWay, random) => {
				const one = first?.(now, underWay, random);
				const other = one?.passes === false ? one : second?.(now, underWay, random);
				return other?.passes === false ? other : (one ?? { passes: true, remaining: 0 });
			};
		}
	}
}

/** Least seconds for so many requests of which each takes `latencyMs`, at most so many at once. */
export function floorOf(limit: Limit, count: number, atOnce: number, latencyMs: number): number {
	const rounds = (of: number, most: number): number => (Math.ceil(of / most) * latencyMs) / 1000;
	switch (limit.kind) {
		case 'fixed':
		case 'sliding': {
			const windows = Math.ceil(count / limit.requests) - 1;
			return Math.max(
				rounds(count, atOnce),
				windows * limit.seconds + rounds(count - windows * limit.requests, atOnce),
			);
		}
		case 'bucket':
			return Math.max(rounds(count, atOnce), (count - limit.size) / limit.perSecond);
		case 'atOnce':
			return rounds(count, Math.min(atOnce, limit.requests));
		case 'both':
			return Math.max(...limit.limits.map((each) => floorOf(each, count, atOnce, latencyMs)));
		case 'chance':
			return rounds(count, atOnce);
	}
}

const wholeSeconds = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1000)));

/**
 * A server with a limit. It counts what arrives, half of the time of an answer after it was sent; refusals may come at
 * once. Times that it tells are whole seconds, rounded up, as servers give them.
 */
export class LimitedServer {
	passed = 0;

	refused = 0;

	/** Requests that were sent before the time to which a refusal that had been received asked to wait. */
	early = 0;

	private askedUntil = 0;

	private readonly count: Counter;

	private readonly size: number;

	private underWay = 0;

	constructor(
		private readonly time: VirtualTime,
		limit: Limit,
		private readonly how: {
			told: Told;
			latencyMs?: number;
			jitterMs?: number;
			refusesFast?: boolean;
		},
	) {
		this.count = counterOf(limit);
		this.size = 'size' in limit ? limit.size : 'requests' in limit ? limit.requests : 1;
	}

	readonly send: Send = async () => {
		const { refusesFast = false, jitterMs = 0 } = this.how;
		const latencyMs =
			(this.how.latencyMs ?? LATENCY_MS) + Math.round(jitterMs * this.time.random());
		if (this.time.now < this.askedUntil) this.early += 1;
		await this.time.pass(latencyMs / 2);
		this.underWay += 1;
		const verdict = this.count(this.time.now, this.underWay, this.time.random);
		if (verdict.passes) this.passed += 1;
		else this.refused += 1;
		const answer = this.answer(verdict);
		const isFast = refusesFast && !verdict.passes;
		// A refusal takes up no place.
		if (!verdict.passes) this.underWay -= 1;
		await this.time.pass(isFast ? 1 : latencyMs / 2);
		if (verdict.passes) this.underWay -= 1;
		const seconds = Number(answer.headers['retry-after'] ?? 0);
		this.askedUntil = Math.max(this.askedUntil, this.time.now + seconds * 1000);
		return answer;
	};

	private answer({ passes, remaining, resetMs }: Verdict): WireResponse {
		const headers: Record<string, string> = {};
		const { told } = this.how;
		if (told === 'Retry-After' && !passes) headers['retry-after'] = wholeSeconds(resetMs ?? 0);
		if (told === 'headers') {
			headers['x-ratelimit-limit'] = String(this.size);
			headers['x-ratelimit-remaining'] = String(remaining);
			if (resetMs !== undefined) headers['x-ratelimit-reset'] = wholeSeconds(resetMs);
		}
		return passes ? response(200, { data: [] }, headers) : response(429, {}, headers);
	}
}
