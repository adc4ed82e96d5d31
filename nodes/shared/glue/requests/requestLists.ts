import type { INodeProperties } from 'n8n-workflow';
import type { MakiniRecord } from '../../client/wire/envelopes';
import type { ReadReport } from '../../client/paging/pages';
import type { Listing } from '../../client/requests/requests';
import { readLimit } from '../description/shapes';
import type { RequestItem, RequestWork } from './types';

/** Return All and Limit, shown where `show` says. */
export const listProperties = (show?: Record<string, string[]>): INodeProperties[] => [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		...(show ? { displayOptions: { show } } : {}),
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show: { ...show, returnAll: [false] } },
		default: 50,
		description: 'Max number of results to return',
	},
];

/**
 * Reads a list, as far as Return All and Limit say unless `limit` is given.
 * @throws MakiniError (input) for a limit that cannot be used.
 */
export function listWork(
	item: RequestItem,
	listing: Omit<Listing, 'limit'>,
	limit = readLimit(item.context, item.itemIndex),
): RequestWork {
	return async () => {
		const records: MakiniRecord[] = [];
		const pages = item.session.client.list({ ...listing, limit });
		for (;;) {
			const next = await pages.next();
			if (!next.done) {
				for (const record of next.value) records.push(record);
				continue;
			}
			const message = warningOf(next.value, listing.plural);
			if (message !== undefined) {
				item.context.addExecutionHints({ location: 'outputPane', type: 'warning', message });
			}
			return records;
		}
	};
}

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
