import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Entity, OperationName } from '../../catalogue';
import type { ItemResult } from '../../client/traffic/batches';
import {
	isCancellation,
	prepareItems,
	runItems,
	type Prepared,
	type Work,
} from '../parameters/items';
import { asItem } from '../parameters/output';
import type { Options } from '../parameters/parameters';
import { errorJson, nodeError } from '../session/nodeErrors';
import type { Session } from '../session/session';
import type { RunReport } from './report';

/** A node at work: what is the same for all of its items. */
export interface Run {
	context: IExecuteFunctions;
	session: Session;
	options: Options;
}

/** The same for an operation of an entity. */
export interface EntityRun extends Run {
	entity: Entity;
	operation: OperationName;
}

/** What became of the items. */
export type Results<T> = ReadonlyArray<ItemResult<T>>;

interface Plan<T> {
	options: Options;
	/** Reads and checks the parameters of an item. */
	prepare: (itemIndex: number) => Work<T>;
	/** The items of the output that come from an item. */
	itemsOf: (value: T, itemIndex: number) => INodeExecutionData[];
	/** What became of the items, where their work alone does not tell. */
	settle?: (results: Results<T>) => Promise<Results<T>>;
	/** Tells people what they should know of a run that does not stop. */
	tell?: (results: Results<T>) => void;
	/** What is said of all items where a run of several stops. */
	reportOf?: (results: Results<T>) => RunReport;
}

/** What was not tried this time, but in an earlier try of the run, is as it was then. */
async function withKnown<T>(
	items: ReadonlyArray<Prepared<T>>,
	results: Results<T>,
): Promise<Results<T>> {
	const complete = results.map(async (result, itemIndex): Promise<ItemResult<T>> => {
		const item = items[itemIndex];
		const known = result.state === 'notTried' && typeof item === 'function' && item.known?.();
		if (!known) return result;
		return await known().then(
			(value) => ({ state: 'done', value }),
			(error: unknown) => ({ state: 'failed', error }),
		);
	});
	return await Promise.all(complete);
}

/**
 * Works on every item of the input. A failed one comes out as an item that says so, or stops the run, by the node's
 * setting On Error; a cancellation always stops it.
 * @throws NodeApiError or NodeOperationError
 */
export async function forEveryItem<T>(
	{ context, session }: Run,
	{ options, prepare, itemsOf, settle, tell, reportOf }: Plan<T>,
): Promise<INodeExecutionData[]> {
	const stopOnError = !context.continueOnFail();
	const items = prepareItems(context, prepare);
	const tried = await runItems(items, options, { stopOnError, clock: session.clock });
	const known = await withKnown(items, tried);
	const results = settle ? await settle(known) : known;
	const cancelled = results.findIndex(isCancellation);
	const failed = stopOnError ? results.findIndex(({ state }) => state === 'failed') : -1;
	const itemIndex = cancelled >= 0 ? cancelled : failed;
	const failure = results[itemIndex];
	if (failure?.state === 'failed') {
		const report = results.length > 1 ? reportOf?.(results) : undefined;
		const about = { addition: report?.text, report: report?.data };
		throw nodeError(failure.error, { ...session, itemIndex, ...about });
	}
	tell?.(results);
	return results.flatMap((result, index) => {
		if (result.state === 'done') return itemsOf(result.value, index);
		return result.state === 'failed'
			? [asItem(errorJson(result.error, index, session), index)]
			: [];
	});
}
