import { searchMethod } from '../../description/labels';
import { locator } from '../../description/recordLocator';
import type { Call, Item, RequestOperation } from '../../description/resources';
import { readKey } from '../../parameters/chosenKey';
import { objectOf, requiredText } from '../../parameters/texts';
import { oneRecord } from '../answers';
import { secretsIn } from '../sensitive';
import { CONNECTIONS_PATH } from './connectionKey';

function callFor(item: Item): Call {
	const provider = readKey(item.context, 'provider', 'platform', item.itemIndex);
	const credentials = objectOf(item, 'systemLogin', 'System Login') ?? {};
	item.session.secrets.push(...secretsIn(credentials));
	const body = {
		name: requiredText(item, 'name', 'Name'),
		email: requiredText(item, 'email', 'Email'),
		provider,
		credentials,
	};
	return {
		request: { method: 'POST', path: CONNECTIONS_PATH, body },
		words: {
			doing: 'creating a connection',
			uncertain: 'The connection may or may not have been created',
		},
		readAnswer: oneRecord,
	};
}

export const create: RequestOperation = {
	name: 'Create',
	action: 'Create a connection',
	description: 'Connect a system. The output holds the tokens of the connection.',
	properties: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Plant 7',
			description: 'How the connection is called',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. name@email.com',
			default: '',
			required: true,
			description: 'Address of the person at the customer',
		},
		locator(
			{ displayName: 'Platform', name: 'provider', description: 'The kind of system to connect' },
			searchMethod({ name: 'platform' }),
			{ displayName: 'By Name in the API', placeholder: 'e.g. sap' },
		),
		{
			displayName: 'System Login',
			name: 'systemLogin',
			type: 'json',
			default: '{}',
			required: true,
			description:
				'Login of the connected system as a JSON object; its fields differ by platform. Use an expression to keep passwords out of the workflow.',
		},
	],
	callFor,
};
