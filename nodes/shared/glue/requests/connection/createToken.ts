import { z } from 'zod';
import { inputError } from '../../../client/errors/errors';
import type { Call, Item, RequestOperation } from '../../description/resources';
import { readGiven, whole, withTwin } from '../../description/shapes';
import { oneRecord } from '../answers';
import { connectionLocator, connectionPath, NO_CONNECTION } from './connectionKey';

const tokenFields = z
	.object({ expiresIn: whole(1).optional(), token: z.string().optional() })
	.strict();

function callFor(item: Item): Call {
	const path = connectionPath(item, '/token');
	const { context, itemIndex } = item;
	const place = { parameter: 'tokenFields', label: 'Token Fields', itemIndex };
	const fields = tokenFields.safeParse(readGiven(context, place, {}));
	if (!fields.success) {
		const isName = fields.error.issues.some(({ code }) => code === 'unrecognized_keys');
		const isTime = !isName && fields.error.issues.some((issue) => issue.path[0] === 'expiresIn');
		throw inputError(
			isTime
				? '"Expires In" needs to be a whole number of at least 1'
				: '"Token Fields" does not hold the fields of a token',
			isTime ? 'Enter seconds, or remove it.' : 'The fields are "expiresIn" and "token".',
			isTime ? 'tokenFields.expiresIn' : 'tokenFields',
		);
	}
	const { expiresIn, token } = fields.data;
	if (token) item.session.secrets.push(token);
	const body = {
		...(token ? { token } : {}),
		...(expiresIn === undefined ? {} : { expires_in: expiresIn }),
	};
	return {
		request: { method: 'POST', path, body },
		words: {
			doing: 'issuing a token for the connection',
			missing: NO_CONNECTION,
			uncertain: 'The token may or may not have been issued',
		},
		readAnswer: oneRecord,
	};
}

export const createToken: RequestOperation = {
	name: 'Create Token',
	action: 'Create a token for a connection',
	description: 'Issue a token for a connection. The output holds it.',
	properties: [
		connectionLocator,
		...withTwin({
			displayName: 'Token Fields',
			name: 'tokenFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			description: 'What Makini may be told about the token; its contract only shows an example',
			options: [
				{
					displayName: 'Expires In (Seconds)',
					name: 'expiresIn',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 300,
					description: 'How long the token is to be valid',
				},
				{
					displayName: 'Token',
					name: 'token',
					type: 'string',
					typeOptions: { password: true },
					default: '',
					description: 'A token that was generated elsewhere',
				},
			],
		}),
	],
	callFor,
};
