import pLimit from 'p-limit';

export interface BatchPlan {
	/** Items per batch, at least 1. Without a delay there is nothing to part batches for, and all items are one. */
	batchSize: number;
	/** Milliseconds between two batches, from 0. */
	batchDelayMs: number;
	/** Items under way at once, at least 1. */
	concurrency: number;
	/** Start nothing more after the first failure. */
	stopOnError: boolean;
	sleep: (ms: number) => Promise<void>;
}

export type ItemResult<T> =
	{ state: 'done'; value: T } | { state: 'failed'; error: unknown } | { state: 'notTried' };

/**
 * Runs `work` for every index from 0 to `count` - 1: batch after batch, in order, several at once within a batch.
 * Never throws: what became of each item stands at its position. After a failure with `stopOnError`, what was started
 * is finished and the rest is not tried.
 */
export async function runBatches<T>(
	count: number,
	work: (index: number) => Promise<T>,
	plan: BatchPlan,
): Promise<Array<ItemResult<T>>> {
	const results: Array<ItemResult<T>> = Array.from({ length: count }, () => ({
		state: 'notTried',
	}));
	const slots = pLimit(plan.concurrency);
	let stopped = false;

	const runOne = async (index: number): Promise<void> => {
		if (stopped) return;
		try {
			results[index] = { state: 'done', value: await work(index) };
		} catch (error) {
			results[index] = { state: 'failed', error };
			stopped ||= plan.stopOnError;
		}
	};

	const batchSize = plan.batchDelayMs > 0 ? plan.batchSize : count;
	for (let start = 0; start < count && !stopped; start += batchSize) {
		if (start > 0) await plan.sleep(plan.batchDelayMs);
		const end = Math.min(start + batchSize, count);
		const indexes = Array.from({ length: end - start }, (_, offset) => start + offset);
		await Promise.all(indexes.map(async (index) => await slots(async () => await runOne(index))));
	}
	return results;
}
