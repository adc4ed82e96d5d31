import fc from 'fast-check';
import { runBatches, type ItemResult } from '../../../nodes/shared/client/traffic/batches';
import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import { MakiniError } from '../../../nodes/shared/client/errors/errors';
import {
	dropped,
	memoryClient,
	purchaseOrder,
	refused,
	response,
	timeout,
	type Fault,
} from './support';

const soon = { 'retry-after': '2' };

/** Everything that can happen to a write, with what the server does about it. */
const writeFaults: readonly Fault[] = [
	{ as: 'none' },
	{ as: 'before', outcome: refused },
	{ as: 'before', outcome: dropped },
	{ as: 'after', outcome: dropped },
	{ as: 'before', outcome: response(429, {}, soon) },
	{ as: 'before', outcome: response(429) },
	{ as: 'before', outcome: response(503, {}, soon) },
	{ as: 'before', outcome: response(503) },
	{ as: 'after', outcome: response(503) },
	{ as: 'before', outcome: response(500) },
	{ as: 'after', outcome: response(500) },
	{ as: 'before', outcome: response(500, { code: 'SERVER_ERROR', message: 'x' }) },
	{ as: 'after', outcome: response(500, { code: 'SERVER_ERROR', message: 'x' }) },
	{ as: 'before', outcome: response(503, { code: 'NOT_AVAILABLE', message: 'x' }) },
	{ as: 'later', outcome: response(524), ms: 30_000 },
	{ as: 'later', outcome: dropped, ms: 90_000 },
	{ as: 'before', outcome: response(200, 'garbage') },
	{ as: 'after', outcome: response(200, 'garbage') },
	{ as: 'before', outcome: timeout },
	{ as: 'after', outcome: timeout },
	{ as: 'later', outcome: timeout, ms: 9000 },
	{ as: 'later', outcome: response(504), ms: 60_000 },
	{ as: 'before', outcome: response(422) },
];

const readFaults: readonly Fault[] = [
	{ as: 'none' },
	{ as: 'before', outcome: dropped },
	{ as: 'before', outcome: timeout },
	{ as: 'before', outcome: response(429, {}, soon) },
	{ as: 'before', outcome: response(500) },
	{ as: 'before', outcome: response(200, 'garbage') },
	{ as: 'before', outcome: response(403) },
];

const runs = fc.record({
	count: fc.integer({ min: 1, max: 6 }),
	lateMs: fc.constantFrom(0, 0, 3_000, 40_000),
	concurrency: fc.integer({ min: 1, max: 4 }),
	chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
	writes: fc.array(fc.constantFrom(...writeFaults), { maxLength: 14 }),
	reads: fc.array(fc.constantFrom(...readFaults), { maxLength: 6 }),
});

const numberOf = (index: number): string => `PO-${index + 1}`;

test.each(['create', 'upsert'] as const)(
	'whatever happens on the way, %s writes each order once or reports it, and never twice',
	async (operation) => {
		await fc.assert(
			fc.asyncProperty(runs, async ({ count, concurrency, chance, writes, reads, lateMs }) => {
				const { client, clock, server } = memoryClient();
				clock.chance = chance;
				server.lateMs = lateMs;
				server.faults.writes.push(...writes);
				server.faults.reads.push(...reads);

				const results: Array<ItemResult<MakiniRecord>> = await runBatches(
					count,
					async (index) => {
						const data = { orderNo: numberOf(index), title: `Order ${index}` };
						const id = `id-${index}`;
						if (operation === 'create') {
							return await client.creations.create(purchaseOrder, data, id);
						}
						return (await client.upserts.write(purchaseOrder, data, 'orderNo', id)).record;
					},
					{
						batchSize: 50,
						batchDelayMs: 0,
						concurrency,
						stopOnError: false,
						sleep: async (ms) => await clock.sleep(ms),
					},
				);
				// What is still being worked on gets done.
				await clock.pass(120_000);

				results.forEach((result, index) => {
					const orderNo = numberOf(index);
					expect(server.count(orderNo)).toBeLessThanOrEqual(1);
					if (result.state === 'done') {
						expect(server.orders).toContainEqual(result.value);
						expect(result.value.orderNo).toBe(orderNo);
						return;
					}
					const error = result.state === 'failed' ? result.error : undefined;
					if (!(error instanceof MakiniError)) throw new Error(`${orderNo} has no error`);
					// An error that does not call it uncertain is a promise that nothing was written.
					if (server.count(orderNo) === 1) expect(error.kind).toBe('uncertain');
				});
			}),
			{ numRuns: 1000 },
		);
	},
	120_000,
);
