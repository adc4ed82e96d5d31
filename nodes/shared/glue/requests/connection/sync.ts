import { inputError } from '../../../client/errors/errors';
import type { Call, Item, RequestResource } from '../../description/resources';
import { requiredText } from '../../parameters/texts';
import { CREDENTIAL } from '../../session/settings';
import { confirms } from '../answers';
import { stateOf } from '../syncState';

/** Both are described on Makini's product pages, not in its published contract. */
const SYNC_STATUS = '/api/v1/sync-status';
const SYNC_START = '/api/v1/{entity}/sync';

function start(item: Item): Call {
	const entity = requiredText(item, 'entity', 'Entity');
	const path = requiredText(item, 'syncPath', 'Path').replace(
		'{entity}',
		encodeURIComponent(entity),
	);
	if (!/^\/(?!\/)[^?#\\]*$/.test(path) || path.split('/').some((part) => /^\.\.?$/.test(part))) {
		throw inputError('The path cannot be used', `It looks like ${SYNC_START}.`, 'syncPath');
	}
	return {
		request: { method: 'POST', path },
		words: {
			doing: 'starting a sync',
			unpublished: true,
			uncertain: 'The sync may or may not have been started',
		},
		readAnswer: confirms({ started: true, entity }),
	};
}

export const sync: RequestResource = {
	resource: 'sync',
	singular: 'sync',
	description: 'What Makini reads from the connected system, where the account has this',
	credential: CREDENTIAL,
	defaultOperation: 'getStatus',
	operations: {
		getStatus: {
			name: 'Get Status',
			action: 'Get the status of a sync',
			description: 'Retrieve the last and the next sync. Not published: not every account has it.',
			callFor: () => ({
				request: { method: 'GET', path: SYNC_STATUS },
				words: { doing: 'reading the status of the sync', unpublished: true },
				readAnswer: stateOf,
			}),
		},
		start: {
			name: 'Start',
			action: 'Start a sync',
			description: 'Start reading one entity anew. Not published: not every account has it.',
			properties: [
				{
					displayName:
						'Makini does not publish how a sync is started. Where your account has no such operation, the error says so and nothing is changed.',
					name: 'unpublishedNotice',
					type: 'notice',
					default: '',
				},
				{
					displayName: 'Entity',
					name: 'entity',
					type: 'string',
					default: '',
					required: true,
					placeholder: 'e.g. purchase-orders',
					description: 'What is read, as it stands in the paths of the API',
				},
				{
					displayName: 'Path',
					name: 'syncPath',
					type: 'string',
					default: SYNC_START,
					required: true,
					placeholder: `e.g. ${SYNC_START}`,
					description: "Where your account starts syncs. The entity takes the braces' place.",
				},
			],
			callFor: start,
		},
	},
};
