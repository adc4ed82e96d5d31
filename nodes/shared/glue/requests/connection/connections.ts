import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { MakiniRecord } from '../../../client/wire/envelopes';
import { inputError } from '../../../client/errors/errors';
import type { Listing } from '../../../client/requests/requests';
import { listProperties, listWork } from '../requestLists';
import { locator, readSegment } from '../locators';
import { confirms, oneRecord } from '../answers';
import { pairsOf } from '../pairs';
import { objectOf, requiredText } from '../requestParameters';
import { searchOf } from '../searches';
import { secretsIn } from '../sensitive';
import type { RequestItem, RequestOperation, RequestResource, RequestWork } from '../types';
import { readKey } from '../../parameters/parameters';
import { readGiven, whole, withTwin } from '../../description/shapes';

const CREDENTIAL = 'makiniClientCredentialsApi';

const CONNECTIONS: Omit<Listing, 'limit'> = {
	request: { method: 'GET', path: '/api/system/connections' },
	words: { doing: 'listing connections' },
	plural: 'connections',
};

const PLATFORMS: Omit<Listing, 'limit'> = {
	request: { method: 'GET', path: '/api/system/platforms' },
	words: { doing: 'listing platforms' },
	plural: 'platforms',
};

const firstText = (record: MakiniRecord, names: readonly string[]): string => {
	const found = names
		.map((name) => record[name])
		.find((value) => value !== undefined && value !== '');
	return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
};

export const searchConnection = searchOf(CREDENTIAL, CONNECTIONS, (record) => {
	const value = firstText(record, ['key', 'id']);
	const parts = [record.name, record.integration_name, record.email].filter(Boolean);
	return { name: parts.join(' - ') || value, value };
});

/** What a platform's record holds is not published. */
export const searchPlatform = searchOf(CREDENTIAL, PLATFORMS, (record) => {
	const value = firstText(record, ['key', 'provider', 'slug', 'code', 'id', 'name']);
	return { name: firstText(record, ['name', 'title']) || value, value };
});

const connectionLocator = locator(
	{
		displayName: 'Connection',
		name: 'connectionKey',
		description: 'The connection to work on',
	},
	{ method: 'searchConnection', example: '09000207611898', byId: 'By Key' },
);

function pathOf(item: RequestItem, segment = ''): string {
	return `/api/system/connections/${readSegment(item, 'connectionKey', 'connection')}${segment}`;
}

const MISSING = {
	message: 'There is no such connection',
	hint: 'Choose it from the list. It may have been disconnected.',
};

function prepareCreate(item: RequestItem): RequestWork {
	const provider = readKey(item.context, 'provider', 'platform', item.itemIndex);
	const credentials = objectOf(item, 'systemLogin', 'System Login') ?? {};
	item.session.secrets.push(...secretsIn(credentials));
	const body = {
		name: requiredText(item, 'name', 'Name'),
		email: requiredText(item, 'email', 'Email'),
		provider,
		credentials,
	};
	return async () =>
		await item.session.client.read(
			{ method: 'POST', path: '/api/system/connections', body },
			{
				doing: 'creating a connection',
				uncertain: 'The connection may or may not have been created',
			},
			oneRecord,
		);
}

function prepareDelete(item: RequestItem): RequestWork {
	const path = pathOf(item);
	return async () =>
		await item.session.client.read(
			{ method: 'DELETE', path },
			{ doing: 'deleting the connection', missing: MISSING, doneWhenRepeated: [404] },
			confirms({ deleted: true }),
		);
}

function prepareSetMetadata(item: RequestItem): RequestWork {
	const path = pathOf(item, '/metadata');
	const body = pairsOf(item, 'metadata', 'Metadata').map(([key, value]) => ({ key, value }));
	if (body.length === 0) {
		throw inputError('There is no metadata to set', 'Add at least one entry.', 'metadata');
	}
	return async () =>
		await item.session.client.read(
			{ method: 'POST', path, body },
			{ doing: 'setting metadata of the connection', missing: MISSING },
			oneRecord,
		);
}

function prepareGetMetadata(item: RequestItem): RequestWork {
	const request = { method: 'GET', path: pathOf(item, '/metadata') } as const;
	const words = { doing: 'reading metadata of the connection', missing: MISSING };
	return listWork(item, { request, words, plural: 'metadata entries', keyed: false }, Infinity);
}

const tokenFields = z
	.object({ expiresIn: whole(1).optional(), token: z.string().optional() })
	.strict();

function prepareCreateToken(item: RequestItem): RequestWork {
	const path = pathOf(item, '/token');
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
	return async () =>
		await item.session.client.read(
			{ method: 'POST', path, body },
			{
				doing: 'issuing a token for the connection',
				missing: MISSING,
				uncertain: 'The token may or may not have been issued',
			},
			oneRecord,
		);
}

const createProperties: INodeProperties[] = [
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
		{ method: 'searchPlatform', example: 'sap', byId: 'By Name in the API' },
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
];

const operations: RequestOperation[] = [
	{
		name: 'Create',
		value: 'create',
		action: 'Create a connection',
		description: 'Connect a system. The output holds the tokens of the connection.',
		properties: createProperties,
		prepare: prepareCreate,
	},
	{
		name: 'Create Token',
		value: 'createToken',
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
		prepare: prepareCreateToken,
	},
	{
		name: 'Delete',
		value: 'delete',
		action: 'Delete a connection permanently',
		description: 'Delete a connection. Its tokens end with it.',
		properties: [connectionLocator],
		prepare: prepareDelete,
	},
	{
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many connections',
		description: 'Retrieve a list of connections',
		properties: listProperties(),
		prepare: (item) => listWork(item, CONNECTIONS),
	},
	{
		name: 'Get Metadata',
		value: 'getMetadata',
		action: 'Get metadata of a connection',
		description: 'Retrieve the metadata of a connection',
		properties: [connectionLocator],
		prepare: prepareGetMetadata,
	},
	{
		name: 'Set Metadata',
		value: 'setMetadata',
		action: 'Set metadata of a connection',
		description: 'Set values of your own on a connection',
		properties: [
			connectionLocator,
			...withTwin({
				displayName: 'Metadata',
				name: 'metadata',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Entry',
				default: {},
				description: 'Values of your own, such as the number of the customer in another system',
				options: [
					{
						displayName: 'Entries',
						name: 'entries',
						values: [
							{
								displayName: 'Key',
								name: 'name',
								type: 'string',
								default: '',
								placeholder: 'e.g. customer_no',
							},
							{ displayName: 'Value', name: 'value', type: 'string', default: '' },
						],
					},
				],
			}),
		],
		prepare: prepareSetMetadata,
	},
];

/** Source: /api/system/connections. */
export const connection: RequestResource = {
	label: 'Connection',
	resource: 'connection',
	description: 'All connections of your application',
	credential: CREDENTIAL,
	defaultOperation: 'getAll',
	operations,
};

/** Source: GET /api/system/platforms. */
export const platform: RequestResource = {
	label: 'Platform',
	resource: 'platform',
	description: 'The kinds of systems that can be connected',
	credential: CREDENTIAL,
	defaultOperation: 'getAll',
	operations: [
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many platforms',
			description: 'Retrieve a list of platforms',
			properties: listProperties(),
			prepare: (item) => listWork(item, PLATFORMS),
		},
	],
};

/** Source: GET /api/system/client. */
export const client: RequestResource = {
	label: 'Client',
	resource: 'client',
	description: 'Your application as Makini knows it',
	credential: CREDENTIAL,
	defaultOperation: 'get',
	operations: [
		{
			name: 'Get',
			value: 'get',
			action: 'Get the client',
			description: 'Retrieve your application',
			properties: [],
			prepare: (item) => async () =>
				await item.session.client.read(
					{ method: 'GET', path: '/api/system/client' },
					{ doing: 'reading the client' },
					oneRecord,
				),
		},
	],
};
