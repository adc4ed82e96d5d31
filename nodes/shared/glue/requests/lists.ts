import type { INodeProperties } from 'n8n-workflow';
import type { MakiniRecord } from '../../client/envelopes';
import { inputError } from '../../client/errors';
import type { Listing } from '../../client/requests';
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

function limitOf({ context, itemIndex }: RequestItem): number | undefined {
	if (context.getNodeParameter('returnAll', itemIndex, false) === true) return undefined;
	const limit = Number(context.getNodeParameter('limit', itemIndex, 50));
	if (Number.isInteger(limit) && limit >= 1) return limit;
	throw inputError(
		'"Limit" needs to be a whole number of at least 1',
		'Correct the limit, or turn on "Return All".',
		'limit',
	);
}

/**
 * Reads a list, as far as Return All and Limit say unless `limit` is given.
 * @throws MakiniError (input) for a limit that cannot be used.
 */
export function listWork(
	item: RequestItem,
	listing: Omit<Listing, 'limit'>,
	limit = limitOf(item),
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
			if (next.value.changed) {
				item.context.addExecutionHints({
					location: 'outputPane',
					type: 'warning',
					message: `The number of ${listing.plural} changed while they were read: ${next.value.records} were read. To be sure, read again.`,
				});
			}
			return records;
		}
	};
}
