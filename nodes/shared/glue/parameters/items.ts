import type { IExecuteFunctions } from 'n8n-workflow';
import { runBatches, type ItemResult } from '../../client/traffic/batches';
import { isCancelled } from '../../client/errors/errors';
import type { Clock } from '../../client/wire/transport';
import type { Options } from './parameters';
import { DEFAULTS } from '../session/defaults';

/** Work on one item, its parameters already read and checked. */
export interface Work<T> {
	(): Promise<T>;
	/** What keeps it from being done, as it turned out when all items had been read. */
	problem?: () => unknown;
	/** Gives what an earlier try of the run has done, or may have; `undefined` where it has not come to the item. */
	known?: () => Work<T> | undefined;
}

/** The work on an item, or what is wrong with its parameters. */
export type Prepared<T> = Work<T> | { invalid: unknown };

/** Reads every item's parameters before anything is sent, so that a mistake in one stops a run before it writes. */
export function prepareItems<T>(
	context: IExecuteFunctions,
	prepare: (itemIndex: number) => Work<T>,
): Array<Prepared<T>> {
	const prepared = context.getInputData().map((_item, itemIndex): Prepared<T> => {
		try {
			return prepare(itemIndex);
		} catch (error) {
			return { invalid: error };
		}
	});
	return prepared.map(withProblem);
}

/** An item that turned out not to be written when all of them had been read. */
function withProblem<T>(item: Prepared<T>): Prepared<T> {
	const problem = typeof item === 'function' ? item.problem?.() : undefined;
	return problem === undefined ? item : { invalid: problem };
}

/** Runs prepared items in batches. Where one is invalid and errors stop the run, none is tried. */
export async function runItems<T>(
	items: ReadonlyArray<Prepared<T>>,
	{ batchSize, batchDelay, concurrency = DEFAULTS.concurrency }: Options,
	{ stopOnError, clock }: { stopOnError: boolean; clock: Clock },
): Promise<Array<ItemResult<T>>> {
	if (stopOnError && items.some((item) => 'invalid' in item)) {
		return items.map((item) =>
			'invalid' in item ? { state: 'failed', error: item.invalid } : { state: 'notTried' },
		);
	}
	return await runBatches(
		items.length,
		async (index) => {
			const item = items[index];
			if (typeof item === 'function') return await item();
			return await Promise.reject(item?.invalid);
		},
		{
			batchSize: batchSize ?? DEFAULTS.batchSize,
			batchDelayMs: batchDelay ?? DEFAULTS.batchDelay,
			concurrency,
			stopOnError,
			sleep: clock.sleep,
		},
	);
}

export const isCancellation = (result: ItemResult<unknown>): boolean =>
	result.state === 'failed' && isCancelled(result.error);
