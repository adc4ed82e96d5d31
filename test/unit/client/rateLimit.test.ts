import fc from 'fast-check';
import { Delivery } from '../../../nodes/shared/client/traffic/delivery';
import { Limiter } from '../../../nodes/shared/client/traffic/limiter';
import { runBatches } from '../../../nodes/shared/client/traffic/batches';
import type { Clock, Send, WireRequest } from '../../../nodes/shared/client/wire/transport';
import { errorOf, FakeClock, response, script } from './support';

interface Limit {
	requests: number;
	seconds: number;
	/**
	 * `fixed` windows begin with the first request after the last one ended; in `sliding` ones each
	 * request counts for its own time.
	 */
	kind: 'fixed' | 'sliding';
	headers?: 'x-ratelimit' | 'ratelimit';
	latencyMs?: number;
	/** Milliseconds by which the first request arrives late. */
	firstLateMs?: number;
}

/** A server with a rate limit, and what it was asked. */
class LimitedServer {
	passed: number[] = [];

	refused = 0;

	constructor(
		private readonly clock: FakeClock,
		private readonly limit: Limit,
	) {}

	send: Send = async () => {
		const { latencyMs = 50, firstLateMs = 0 } = this.limit;
		const late = this.isFirst ? firstLateMs : 0;
		this.isFirst = false;
		await this.clock.pass(latencyMs / 2 + late);
		const answer = this.answer();
		await this.clock.pass(latencyMs / 2);
		return answer;
	};

	private isFirst = true;

	private windowStart = -Infinity;

	private answer(): ReturnType<typeof response> {
		const { requests, seconds, kind } = this.limit;
		const now = this.clock.now();
		const ms = seconds * 1000;
		if (kind === 'fixed' && now >= this.windowStart + ms) this.windowStart = now;
		const counted =
			kind === 'fixed'
				? this.passed.filter((at) => at >= this.windowStart)
				: this.passed.filter((at) => at > now - ms);
		const end = (kind === 'fixed' ? this.windowStart : (counted[0] ?? now)) + ms;
		if (counted.length >= requests) {
			this.refused += 1;
			const wait = Math.max(1, Math.ceil((end - now) / 1000));
			return response(429, {}, { 'retry-after': String(wait), ...this.told(0, end) });
		}
		this.passed.push(now);
		return response(200, { data: [] }, this.told(requests - counted.length - 1, end));
	}

	private told(remaining: number, end: number): Record<string, string> {
		const { headers, requests } = this.limit;
		if (!headers) return {};
		const reset =
			headers === 'x-ratelimit'
				? Math.ceil(end / 1000)
				: Math.ceil((end - this.clock.now()) / 1000);
		return {
			[`${headers}-limit`]: String(requests),
			[`${headers}-remaining`]: String(remaining),
			[`${headers}-reset`]: String(reset),
		};
	}
}

const request: WireRequest = { method: 'POST', path: '/api/erp/purchase-orders' };

async function sendMany(
	count: number,
	{ clock, server, limiter }: { clock: Clock; server: LimitedServer; limiter: Limiter },
	concurrency = 16,
): Promise<number> {
	const delivery = new Delivery({ send: server.send, clock, limiter, maxWaitMs: 600_000 });
	const start = clock.now();
	const results = await runBatches(count, async () => await delivery.deliver(request), {
		batchSize: count,
		batchDelayMs: 0,
		concurrency,
		stopOnError: true,
		sleep: clock.sleep,
	});
	expect(results.filter(({ state }) => state === 'done')).toHaveLength(count);
	return (clock.now() - start) / 1000;
}

const scene = (limit: Limit) => {
	const clock = new FakeClock();
	return { clock, server: new LimitedServer(clock, limit), limiter: new Limiter() };
};

/** Least seconds for so many requests: the last window needs to begin only. */
const floor = (count: number, { requests, seconds }: Limit): number =>
	(Math.ceil(count / requests) - 1) * seconds;

describe('1,000 requests under 60 per 5 s, with no setting touched', () => {
	const limit: Limit = { requests: 60, seconds: 5, kind: 'fixed' };

	test.each([1, 8, 16, 31])(
		'%d at once: each passes once, within 1.1 of the least time',
		async (concurrency) => {
			const it = scene(limit);
			const seconds = await sendMany(1000, it, concurrency);
			expect(it.server.passed).toHaveLength(1000);
			expect(seconds).toBeLessThanOrEqual(1.1 * floor(1000, limit));
		},
	);

	test.each(['x-ratelimit', 'ratelimit'] as const)(
		'with %s headers none is refused',
		async (headers) => {
			const it = scene({ ...limit, headers });
			const seconds = await sendMany(1000, it);
			expect(it.server.refused).toBe(0);
			expect(seconds).toBeLessThanOrEqual(1.1 * floor(1000, limit));
		},
	);

	test('reading 100 pages, 8 at once, ends soon after the window does, with no more refusals than those', async () => {
		const it = scene(limit);
		const seconds = await sendMany(100, it, 8);
		expect(seconds).toBeLessThanOrEqual(1.15 * (floor(100, limit) + 0.05));
		expect(it.server.refused).toBeLessThanOrEqual(8);
	});

	test('a first request that arrives late costs one more refusal, and no second', async () => {
		const it = scene({ ...limit, firstLateMs: 40 });
		// Alone, since others would arrive before it and open the window.
		await sendMany(1, it);
		const seconds = await sendMany(99, it, 8);
		expect(seconds).toBeLessThanOrEqual(1.15 * (floor(100, limit) + 0.05));
		expect(it.server.refused).toBeLessThanOrEqual(9);
	});

	test('four executions at once take no longer than one', async () => {
		const it = scene(limit);
		const start = it.clock.now();
		await Promise.all(Array.from({ length: 4 }, async () => await sendMany(250, it, 8)));
		expect(it.server.passed).toHaveLength(1000);
		expect((it.clock.now() - start) / 1000).toBeLessThanOrEqual(1.1 * floor(1000, limit));
	});

	test('what was learned is kept: later runs are hardly refused', async () => {
		const it = scene(limit);
		await sendMany(200, it);
		const before = it.server.refused;
		await it.clock.pass(60_000);
		await sendMany(200, it);
		expect(before).toBeGreaterThan(2);
		// More than passed is tried in the end.
		expect(it.server.refused).toBeLessThanOrEqual(before + 2);
	});
});

describe('two n8n processes within one limit', () => {
	const limit: Limit = { requests: 60, seconds: 5, kind: 'fixed' };

	/** Both load, until one of them ends; what it knows of the limit is what it has seen of it by then. */
	async function shared() {
		const one = scene(limit);
		const other = { ...one, clock: one.clock.otherExecution(), limiter: new Limiter() };
		const start = one.clock.now();
		await Promise.all([sendMany(600, one), sendMany(600, other)]);
		return { one, seconds: (one.clock.now() - start) / 1000 };
	}

	test('each request passes once, in little more than the least time', async () => {
		const { one, seconds } = await shared();
		expect(one.server.passed).toHaveLength(1200);
		expect(seconds).toBeLessThanOrEqual(1.3 * floor(1200, limit));
		// Of each window, at most what both have under way when it is used up.
		expect(one.server.refused).toBeLessThanOrEqual((seconds / limit.seconds) * 2 * 16);
	});

	test('the one that is left soon has all of it', async () => {
		const { one } = await shared();
		const first = await sendMany(600, one);
		expect(first).toBeLessThanOrEqual(2 * floor(600, limit));
		expect(await sendMany(600, one)).toBeLessThanOrEqual(1.2 * floor(600, limit));
	});
});

describe('limits of other kinds', () => {
	test('are kept however they count, without waiting for long', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					requests: fc.integer({ min: 1, max: 100 }),
					seconds: fc.constantFrom(1, 3, 5, 7, 10, 60),
					kind: fc.constantFrom<Limit['kind']>('fixed', 'sliding'),
					headers: fc.constantFrom<Limit['headers']>(undefined, 'x-ratelimit', 'ratelimit'),
					latencyMs: fc.integer({ min: 2, max: 2000 }),
				}),
				fc.integer({ min: 1, max: 32 }),
				async (limit, concurrency) => {
					const it = scene(limit);
					const windows = 6;
					const count = limit.requests * windows;
					const seconds = await sendMany(count, it, concurrency);
					expect(it.server.passed).toHaveLength(count);
					// Each window costs its length, the rounding of what is announced, and the time of its requests.
					const rounds = Math.ceil(limit.requests / Math.min(concurrency, 8)) + 2;
					const each = limit.seconds + 1 + (rounds * limit.latencyMs) / 1000;
					expect(seconds).toBeLessThanOrEqual(3 * windows * each);
				},
			),
			{ numRuns: 60 },
		);
	});

	test('a limit that is lowered meanwhile is learned anew', async () => {
		const limit: Limit = { requests: 60, seconds: 5, kind: 'fixed' };
		const it = scene(limit);
		await sendMany(300, it);
		limit.requests = 20;
		await sendMany(200, it);
		const { refused } = it.server;
		await sendMany(100, it);
		// Once in a while one more is tried.
		expect(it.server.refused).toBeLessThanOrEqual(refused + 4);
	});

	test('a limit that is raised meanwhile is found out', async () => {
		const limit: Limit = { requests: 20, seconds: 5, kind: 'fixed' };
		const it = scene(limit);
		await sendMany(100, it);
		limit.requests = 40;
		const first = await sendMany(400, it);
		expect(first).toBeLessThanOrEqual(2 * floor(400, limit));
		expect(await sendMany(400, it)).toBeLessThanOrEqual(1.3 * floor(400, limit));
	});

	test('no limit: nobody waits', async () => {
		const it = scene({ requests: Infinity, seconds: 5, kind: 'fixed' });
		const seconds = await sendMany(1000, it, 32);
		expect(seconds).toBeLessThanOrEqual(1.1 * (1000 / 32) * 0.05 + 0.2);
	});
});

describe('a limit that is known', () => {
	test('whose requests were admitted and never sent does not hold back whoever comes next', async () => {
		const clock = new FakeClock();
		const limiter = new Limiter();
		const told = {
			'x-ratelimit-limit': '2',
			'x-ratelimit-remaining': '0',
			'x-ratelimit-reset': '1',
		};
		const calls = script(clock, response(200, {}, told));
		const options = { send: calls.send, clock, limiter, maxWaitMs: 60_000 };
		await new Delivery(options).deliver({ method: 'GET', path: '/a' });
		await clock.pass(5_000);
		const nobody = { ...clock.otherExecution(), cancelled: () => true };
		for (let count = 0; count < 4; count += 1) {
			await new Delivery({ ...options, clock: nobody })
				.deliver({ method: 'GET', path: '/b' })
				.catch(() => undefined);
		}
		const delivered = await new Delivery(options).deliver({ method: 'GET', path: '/c' });

		expect(delivered.kind).toBe('response');
	});

	test('is waited for no longer than Max Wait', async () => {
		const clock = new FakeClock();
		const limiter = new Limiter();
		const told = {
			'x-ratelimit-limit': '1',
			'x-ratelimit-remaining': '0',
			'x-ratelimit-reset': '3600',
		};
		const calls = script(clock, response(200, {}, told));
		const delivery = new Delivery({ send: calls.send, clock, limiter, maxWaitMs: 300_000 });
		await delivery.deliver({ method: 'GET', path: '/a' });

		const error = await errorOf(delivery.deliver({ method: 'GET', path: '/b' }));

		expect(error.message).toBe('The rate limit of this connection did not free up within 300 s');
		expect(clock.elapsed).toBe(0);
	});
});
