import type { IExecuteFunctions } from 'n8n-workflow';
import { runBatches, type ItemResult } from '../../client/traffic/batches';
import { MakiniError } from '../../client/errors/errors';
import type { Clock } from '../../client/wire/transport';
import type { Options } from './parameters';
import { DEFAULTS } from '../session/defaults';

/** An item whose parameters are read and checked, or what is wrong with them. */
export type Prepared<T> = (() => Promise<T>) | { invalid: unknown };

/** Reads every item's parameters before anything is sent, so that a mistake in one stops a run before it writes. */
export function prepareItems<W extends () => Promise<unknown>>(
	context: IExecuteFunctions,
	prepare: (itemIndex: number) => W,
): Array<W | { invalid: unknown }> {
	return context.getInputData().map((_item, itemIndex) => {
		try {
			return prepare(itemIndex);
		} catch (error) {
			return { invalid: error };
		}
	});
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
	result.state === 'failed' &&
	result.error instanceof MakiniError &&
	result.error.kind === 'cancelled';
