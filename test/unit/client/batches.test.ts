import { runBatches, type BatchPlan } from '../../../nodes/shared/client/traffic/batches';
import { FakeClock } from './support';

interface Started {
	index: number;
	at: number;
}

/** Runs items that take 100 ms each, of which some fail. */
async function run(
	count: number,
	options: Partial<BatchPlan>,
	failing: readonly number[] = [],
): Promise<{
	started: Started[];
	mostUnderWay: number;
	results: Awaited<ReturnType<typeof runBatches<string>>>;
}> {
	const clock = new FakeClock();
	const started: Started[] = [];
	let underWay = 0;
	let mostUnderWay = 0;
	const results = await runBatches(
		count,
		async (index) => {
			started.push({ index, at: clock.elapsed });
			underWay += 1;
			mostUnderWay = Math.max(mostUnderWay, underWay);
			// Later items are faster, so that the order of the results is not the order of their ends.
			await clock.sleep(100 - index);
			underWay -= 1;
			if (failing.includes(index)) throw new Error(`Item ${index}`);
			return `result ${index}`;
		},
		{
			batchSize: 50,
			batchDelayMs: 0,
			concurrency: 4,
			stopOnError: true,
			sleep: clock.sleep,
			...options,
		},
	);
	return { started, mostUnderWay, results };
}

const states = (results: ReadonlyArray<{ state: string }>): string =>
	results.map(({ state }) => state.charAt(0)).join('');

test('results stand at the position of their items', async () => {
	const { results } = await run(10, {});
	expect(results).toEqual(
		Array.from({ length: 10 }, (_, index) => ({ state: 'done', value: `result ${index}` })),
	);
});

test('items are started in order, no more at once than allowed', async () => {
	const { started, mostUnderWay } = await run(20, { concurrency: 3 });
	expect(started.map(({ index }) => index)).toEqual(
		Array.from({ length: 20 }, (_, index) => index),
	);
	expect(mostUnderWay).toBe(3);
});

test('one at a time is one at a time', async () => {
	expect((await run(5, { concurrency: 1 })).mostUnderWay).toBe(1);
});

test('the next batch begins after the whole last one, and after the delay', async () => {
	const { started } = await run(5, { batchSize: 2, batchDelayMs: 1000, concurrency: 4 });
	expect(started.map(({ at }) => at)).toEqual([0, 0, 1.1, 1.1, 2.198]);
});

test('nothing to do takes no time', async () => {
	expect((await run(0, { batchDelayMs: 1000 })).results).toEqual([]);
});

test('after a failure, what was started is finished and nothing else is', async () => {
	const { started, results } = await run(10, { concurrency: 3 }, [2]);
	expect(states(results)).toBe('ddfnnnnnnn');
	expect(started).toHaveLength(3);
	expect(results[2]).toEqual({ state: 'failed', error: new Error('Item 2') });
});

test('several that were under way can fail', async () => {
	const { results } = await run(8, { concurrency: 3 }, [0, 1]);
	expect(states(results)).toBe('ffddnnnn');
});

test('no further batch begins after a failure, and nobody waits for it', async () => {
	const { results, started } = await run(6, { batchSize: 2, batchDelayMs: 1000 }, [3]);
	expect(states(results)).toBe('dddfnn');
	expect(Math.max(...started.map(({ at }) => at))).toBe(1.1);
});

test('goes on after failures where that is wanted', async () => {
	const { results } = await run(6, { stopOnError: false, batchSize: 2 }, [0, 3]);
	expect(states(results)).toBe('fddfdd');
});

test('work that throws at once is a failure too', async () => {
	const results = await runBatches(
		1,
		() => {
			throw new Error('at once');
		},
		{
			batchSize: 1,
			batchDelayMs: 0,
			concurrency: 1,
			stopOnError: true,
			sleep: async () => await Promise.resolve(),
		},
	);
	expect(states(results)).toBe('f');
});
