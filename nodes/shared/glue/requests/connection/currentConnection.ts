import { inputError } from '../../../client/errors/errors';
import { stateRequest } from '../../../client/wire/styles';
import type { Call, Item, RequestResource } from '../../description/resources';
import { textOf } from '../../parameters/texts';
import { CREDENTIAL } from '../../session/settings';
import { confirms } from '../answers';
import { stateOf } from '../syncState';

/** What has to be typed before a connection is ended. */
const CONFIRMATION = 'DISCONNECT';

function disconnection(item: Item): Call {
	if (textOf(item, 'confirmation', 'Confirmation').trim() !== CONFIRMATION) {
		throw inputError(
			'The disconnection is not confirmed',
			`Type ${CONFIRMATION} under "Confirmation". The token of the credential ends with it, and the system has to be connected anew to be used again.`,
			'confirmation',
		);
	}
	return {
		request: { method: 'DELETE', path: '/api/integrations/current' },
		// Without a connection there is no token that Makini would accept.
		words: { doing: 'disconnecting the connection', doneWhenRepeated: [401, 404] },
		readAnswer: confirms({ disconnected: true }),
	};
}

/** Source: GET and DELETE /api/integrations/current. */
export const current: RequestResource = {
	resource: 'current',
	singular: 'current connection',
	description: 'The connection that the credential belongs to',
	credential: CREDENTIAL,
	defaultOperation: 'get',
	operations: {
		disconnect: {
			name: 'Disconnect',
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
			callFor: disconnection,
		},
		get: {
			name: 'Get',
			action: 'Get the current connection',
			description: 'Retrieve health and sync state of the connection',
			callFor: ({ session }) => ({
				request: stateRequest(session.client.requests.connection),
				words: { doing: 'reading the state of the connection' },
				readAnswer: stateOf,
			}),
		},
	},
};
