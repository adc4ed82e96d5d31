import type { INodeExecutionData } from 'n8n-workflow';
import { takeAll, type ReadReport } from '../../client/paging/pages';
import type { MakiniRecord } from '../../client/wire/envelopes';
import type { Item, ListCall, RequestResource } from '../description/resources';
import { readLimit } from '../description/shapes';
import type { Work } from '../parameters/items';
import { asItem } from '../parameters/output';
import { hintAtOutput } from '../session/progressHints';
import { forEveryItem, type Run } from './everyItem';
import { requestReport } from './report';

/** Gives the JSON of the output items. */
type CallWork = Work<MakiniRecord[]>;

/** What may not be right with what was read. */
function warningOf(
	{ changed, isEndOpen, records }: ReadReport,
	plural: string,
): string | undefined {
	if (changed) {
		return `The number of ${plural} changed while they were read: ${records} were read. To be sure, read again.`;
	}
	return isEndOpen
		? `Makini does not say whether there are more than these ${records} ${plural}.`
		: undefined;
}

function listWork({ context, session, itemIndex }: Item, call: ListCall): CallWork {
	const { outputOf = (record) => record, limit = readLimit(context, itemIndex), plural } = call;
	return async () => {
		const records: MakiniRecord[] = [];
		const pages = session.client.requests.list({ ...call, limit });
		const report = await takeAll(pages, (page) => {
			for (const record of page) records.push(outputOf(record));
		});
		const warning = warningOf(report, plural);
		if (warning !== undefined) hintAtOutput(context, 'warning', warning);
		return records;
	};
}

function workFor(
	item: Item,
	{ resource, operations }: RequestResource,
	operation: string,
): CallWork {
	const call = operations[operation]?.callFor(item);
	if (!call) throw new TypeError(`${resource} has no operation ${operation}`);
	if ('work' in call) return async () => call.work();
	if (!('readAnswer' in call)) return listWork(item, call);
	const { request, words, readAnswer } = call;
	return async () => await item.session.client.requests.read(request, words, readAnswer);
}

/** Sends the requests of an operation that belongs to no entity. */
export const sendRequests = async (
	run: Run,
	resource: RequestResource,
	operation: string,
): Promise<INodeExecutionData[]> =>
	await forEveryItem(run, {
		// One after the other unless told: what the requests do to each other is not known here.
		options: { ...run.options, concurrency: run.options.concurrency ?? 1 },
		prepare: (itemIndex) => workFor({ ...run, itemIndex }, resource, operation),
		itemsOf: (records, itemIndex) => records.map((json) => asItem(json, itemIndex)),
		reportOf: requestReport,
	});
