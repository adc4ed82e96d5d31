import { inputError } from '../../../client/errors/errors';
import { stateRequest } from '../../../client/wire/styles';
import { confirms } from '../answers';
import { readSyncState } from './syncState';
import { requiredText, textOf } from '../requestParameters';
import type { RequestItem, RequestResource, RequestWork } from '../types';
import type { WireRequest } from '../../../client/wire/transport';
import type { RequestWords } from '../../../client/refusals/explain';

/** What has to be typed before a connection is ended. */
const CONFIRMATION = 'DISCONNECT';

/** Both are described on Makini's product pages, not in its published contract. */
const SYNC_STATUS = '/api/v1/sync-status';
const SYNC_START = '/api/v1/{entity}/sync';

const stateWork =
	(item: RequestItem, request: WireRequest, words: RequestWords): RequestWork =>
	async () =>
		await item.session.client.read(request, words, ({ body }) => {
			const state = readSyncState(body);
			return state && [state];
		});

function prepareDisconnect(item: RequestItem): RequestWork {
	if (textOf(item, 'confirmation', 'Confirmation').trim() !== CONFIRMATION) {
		throw inputError(
			'The disconnection is not confirmed',
			`Type ${CONFIRMATION} under "Confirmation". The token of the credential ends with it, and the system has to be connected anew to be used again.`,
			'confirmation',
		);
	}
	return async () =>
		await item.session.client.read(
			{ method: 'DELETE', path: '/api/integrations/current' },
			// Without a connection there is no token that Makini would accept.
			{ doing: 'disconnecting the connection', doneWhenRepeated: [401, 404] },
			confirms({ disconnected: true }),
		);
}

function prepareStart(item: RequestItem): RequestWork {
	const entity = requiredText(item, 'entity', 'Entity');
	const path = requiredText(item, 'syncPath', 'Path').replace(
		'{entity}',
		encodeURIComponent(entity),
	);
	if (!/^\/(?!\/)[^?#\\]*$/.test(path) || path.split('/').some((part) => /^\.\.?$/.test(part))) {
		throw inputError('The path cannot be used', `It looks like ${SYNC_START}.`, 'syncPath');
	}
	return async () =>
		await item.session.client.read(
			{ method: 'POST', path },
			{
				doing: 'starting a sync',
				unpublished: true,
				uncertain: 'The sync may or may not have been started',
			},
			confirms({ started: true, entity }),
		);
}

/** Source: GET and DELETE /api/integrations/current. */
export const current: RequestResource = {
	label: 'Current Connection',
	resource: 'current',
	description: 'The connection that the credential belongs to',
	credential: 'makiniApi',
	defaultOperation: 'get',
	operations: [
		{
			name: 'Disconnect',
			value: 'disconnect',
			action: 'Disconnect the current connection',
			description: 'End the connection. Its token ends with it.',
			properties: [
				{
					displayName: 'Confirmation',
					name: 'confirmation',
					type: 'string',
					default: '',
					required: true,
					placeholder: `e.g. ${CONFIRMATION}`,
					description: `Type ${CONFIRMATION} to confirm. The connected system has to be connected anew to be used again.`,
				},
			],
			prepare: prepareDisconnect,
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get the current connection',
			description: 'Retrieve health and sync state of the connection',
			properties: [],
			prepare: (item) =>
				stateWork(item, stateRequest(item.session.connection), {
					doing: 'reading the state of the connection',
				}),
		},
	],
};

export const sync: RequestResource = {
	label: 'Sync',
	resource: 'sync',
	description: 'What Makini reads from the connected system, where the account has this',
	credential: 'makiniApi',
	defaultOperation: 'getStatus',
	operations: [
		{
			name: 'Get Status',
			value: 'getStatus',
			action: 'Get the status of a sync',
			description: 'Retrieve the last and the next sync. Not published: not every account has it.',
			properties: [],
			prepare: (item) =>
				stateWork(
					item,
					{ method: 'GET', path: SYNC_STATUS },
					{ doing: 'reading the status of the sync', unpublished: true },
				),
		},
		{
			name: 'Start',
			value: 'start',
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
			prepare: prepareStart,
		},
	],
};
