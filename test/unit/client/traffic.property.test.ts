import fc from 'fast-check';
import { runBatches } from '../../../nodes/shared/client/traffic/batches';
import { Delivery } from '../../../nodes/shared/client/traffic/delivery';
import { MakiniError } from '../../../nodes/shared/client/errors/errors';
import { Limiter } from '../../../nodes/shared/client/traffic/limiter';
import { MAX_IN_FLIGHT } from '../../../nodes/shared/client/traffic/concurrency';
import type { WireOutcome, WireRequest } from '../../../nodes/shared/client/wire/transport';
import { dropped, FakeClock, patient, refused, response, timeout } from './support';

describe('batching', () => {
	test('tries each item once, in order, no more at once than allowed, and rests between batches', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					count: fc.nat(40),
					batchSize: fc.integer({ min: 1, max: 12 }),
					batchDelayMs: fc.constantFrom(0, 1_000),
					concurrency: fc.integer({ min: 1, max: 8 }),
					stopOnError: fc.boolean(),
				}),
				fc.uniqueArray(fc.nat(40), { maxLength: 4 }),
				fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
				async ({ count, ...plan }, failing, times) => {
					const clock = new FakeClock();
					const started: Array<{ index: number; at: number }> = [];
					const ended: number[] = [];
					let underWay = 0;
					const results = await runBatches(
						count,
						async (index) => {
							started.push({ index, at: clock.elapsed });
							underWay += 1;
							expect(underWay).toBeLessThanOrEqual(plan.concurrency);
							await clock.pass(times[index % times.length] ?? 1);
							underWay -= 1;
							ended[index] = clock.elapsed;
							if (failing.includes(index)) throw new Error('no');
							return index;
						},
						{ ...plan, sleep: clock.sleep },
					);

					// What was started is a beginning of the input, in order, and each has its result at its place.
					expect(started.map(({ index }) => index)).toEqual(started.map((_, place) => place));
					expect(results).toHaveLength(count);
					results.forEach((result, index) => {
						const state =
							index >= started.length ? 'notTried' : failing.includes(index) ? 'failed' : 'done';
						expect(result.state).toBe(state);
					});
					const mayStop = plan.stopOnError && failing.some((index) => index < count);
					if (!mayStop) expect(started).toHaveLength(count);
					if (plan.batchDelayMs === 0) return;
					for (const { index, at } of started) {
						const batch = Math.floor(index / plan.batchSize) * plan.batchSize;
						const before = Math.max(-Infinity, ...ended.slice(0, batch));
						expect(at).toBeGreaterThanOrEqual(batch === 0 ? 0 : before + 1 - 1e-9);
					}
				},
			),
			{ numRuns: 100 },
		);
	});
});

/** What may come of a request, in any order. */
const outcomes: readonly WireOutcome[] = [
	response(200, { data: {} }),
	response(200, { data: {} }),
	response(429),
	response(429, {}, { 'retry-after': '3' }),
	response(503, {}, { 'retry-after': '2' }),
	response(500),
	response(422),
	response(200, '{"data"', { 'content-type': 'application/json' }),
	dropped,
	refused,
	timeout,
];

const requests: readonly WireRequest[] = [
	{ method: 'GET', path: '/api/erp/vendors' },
	{ method: 'PUT', path: '/api/erp/vendors/1' },
	{ method: 'POST', path: '/api/erp/vendors' },
];

describe('traffic under any sequence of outcomes', () => {
	const runs = fc.record({
		count: fc.integer({ min: 1, max: 40 }),
		executions: fc.integer({ min: 1, max: 3 }),
		latencyMs: fc.integer({ min: 1, max: 2_000 }),
		chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
		sequence: fc.array(fc.constantFrom(...outcomes), { minLength: 1, maxLength: 30 }),
	});

	test('ends, with no more under way than allowed, and nothing sent while all have to wait', async () => {
		await fc.assert(
			fc.asyncProperty(runs, async ({ count, executions, latencyMs, chance, sequence }) => {
				const clock = new FakeClock();
				clock.chance = chance;
				const limiter = new Limiter();
				let underWay = 0;
				let sent = 0;
				let held = { since: 0, until: 0 };
				const send = async (): Promise<WireOutcome> => {
					// What is sent at the very moment of a refusal does not know of it yet.
					if (clock.now() > held.since) expect(clock.now()).toBeGreaterThanOrEqual(held.until);
					underWay += 1;
					expect(underWay).toBeLessThanOrEqual(MAX_IN_FLIGHT);
					const outcome = sequence[sent % sequence.length] ?? refused;
					sent += 1;
					await clock.pass(latencyMs);
					underWay -= 1;
					const seconds =
						outcome.kind === 'response' ? Number(outcome.headers['retry-after'] ?? 0) : 0;
					const until = clock.now() + seconds * 1000;
					if (until > held.until) held = { since: clock.now(), until };
					return outcome;
				};
				const deliveries = Array.from(
					{ length: executions },
					() => new Delivery({ send, clock, limiter, maxWaitMs: 300_000 }),
				);
				const settled = await Promise.allSettled(
					Array.from({ length: count }, async (_, index) => {
						const request = requests[index % requests.length] as WireRequest;
						return await deliveries[index % executions]?.deliver(request);
					}),
				);
				// Whatever fails says so in words.
				for (const result of settled) {
					if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(MakiniError);
				}
				expect(underWay).toBe(0);
				// Nobody is left behind: the connection can be used at once, or after its pause.
				await limiter.run(async () => await Promise.resolve(), patient(clock));
			}),
			// A few sequences take long, and on a slow machine there is no time for all.
			{ numRuns: 150, interruptAfterTimeLimit: 60_000 },
		);
	});
});
