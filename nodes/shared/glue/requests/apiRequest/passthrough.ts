import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { isHtml } from '../../../client/errors/readableText';
import { inputError } from '../../../client/errors/errors';
import type { Call, Item, RequestResource } from '../../description/resources';
import { readChoice, readFlag } from '../../description/shapes';
import { jsonOf, objectOf, requiredText, textOf } from '../../parameters/texts';
import { CREDENTIAL } from '../../session/settings';
import { asItems } from '../answers';
import { secretsIn } from '../sensitive';

const METHODS = ['delete', 'get', 'patch', 'post', 'put'] as const;

/** Left out by the contract's description, though systems have it. Source: POST /api/passthrough. */
const UNPUBLISHED: (typeof METHODS)[number] = 'patch';

const methodOption = (method: (typeof METHODS)[number]): INodePropertyOptions => ({
	name: method.toUpperCase(),
	value: method,
	...(method === UNPUBLISHED
		? { description: "Not in Makini's published contract, so that it may be refused" }
		: {}),
});

const HTTP = { show: { kind: ['http'] } };
const SQL = { show: { kind: ['sql'] } };

const properties: INodeProperties[] = [
	{
		displayName: 'Kind',
		name: 'kind',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'HTTP Request', value: 'http', description: "To the connected system's own API" },
			{ name: 'SQL Statement', value: 'sql', description: 'For systems that are read by SQL' },
		],
		default: 'http',
		description: 'What the connected system understands',
	},
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		options: METHODS.map(methodOption),
		default: 'get',
		description:
			'Method of the request in the connected system. None is repeated if it may have been carried out.',
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		displayOptions: HTTP,
		default: '',
		required: true,
		placeholder: 'e.g. dataservice',
		description: 'Path as the connected system has it. Makini knows its host and login.',
	},
	{
		displayName: 'Query',
		name: 'query',
		type: 'json',
		displayOptions: HTTP,
		default: '{}',
		description: 'Query parameters as a JSON object',
	},
	{
		displayName: 'Headers',
		name: 'headers',
		type: 'json',
		displayOptions: HTTP,
		default: '{}',
		description: 'Headers for the connected system as a JSON object',
	},
	{
		displayName: 'Body Format',
		name: 'bodyFormat',
		type: 'options',
		displayOptions: HTTP,
		options: [
			{ name: 'JSON', value: 'json' },
			{ name: 'None', value: 'none' },
			{ name: 'Text', value: 'text', description: 'For example XML, or binary data in Base64' },
		],
		default: 'none',
		description: 'Whether there is a body, and of which kind',
	},
	{
		displayName: 'Body',
		name: 'bodyJson',
		type: 'json',
		displayOptions: { show: { kind: ['http'], bodyFormat: ['json'] } },
		default: '{}',
		description: 'Body for the connected system as JSON',
	},
	{
		displayName: 'Body',
		name: 'bodyText',
		type: 'string',
		typeOptions: { rows: 4 },
		displayOptions: { show: { kind: ['http'], bodyFormat: ['text'] } },
		default: '',
		description: 'Body for the connected system as text',
	},
	{
		displayName: 'Base64 Encoded',
		name: 'base64encoded',
		type: 'boolean',
		displayOptions: { show: { kind: ['http'], bodyFormat: ['text'] } },
		default: false,
		description: 'Whether the body is encoded in Base64, as binary data has to be',
	},
	{
		displayName: 'SQL',
		name: 'sql',
		type: 'string',
		typeOptions: { rows: 4 },
		displayOptions: SQL,
		default: '',
		required: true,
		placeholder: 'e.g. SELECT * FROM F4801 WHERE WADOCO = ?',
		description: 'The statement. Pass values as parameters, not as a part of it.',
	},
	{
		displayName: 'SQL Parameters',
		name: 'sqlParameters',
		type: 'json',
		displayOptions: SQL,
		default: '[]',
		description:
			'Values for the statement, as a JSON array or object, as the connected system has it',
	},
];

const isEmpty = (value: unknown): boolean =>
	value === undefined || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);

function readHttp(item: Item): Record<string, unknown> {
	const { context, itemIndex } = item;
	const format = readChoice(
		context,
		{ parameter: 'bodyFormat', label: 'Body Format', itemIndex },
		['none', 'json', 'text'],
		'none',
	);
	const body =
		format === 'json'
			? jsonOf(item, 'bodyJson', 'Body')
			: format === 'text'
				? textOf(item, 'bodyText', 'Body')
				: undefined;
	const isEncoded = readFlag(context, {
		parameter: 'base64encoded',
		label: 'Base64 Encoded',
		itemIndex,
	});
	return {
		path: requiredText(item, 'path', 'Path'),
		headers: objectOf(item, 'headers', 'Headers'),
		query: objectOf(item, 'query', 'Query'),
		body,
		...(isEncoded ? { base64encoded: true } : {}),
	};
}

function readSql(item: Item): Record<string, unknown> {
	const parameters = jsonOf(item, 'sqlParameters', 'SQL Parameters');
	if (parameters !== undefined && typeof parameters !== 'object') {
		throw inputError(
			'"SQL Parameters" is neither a JSON array nor an object',
			'Wrap the value in square brackets.',
			'sqlParameters',
		);
	}
	return {
		sql: requiredText(item, 'sql', 'SQL'),
		...(isEmpty(parameters) ? {} : { parameters }),
	};
}

function callFor(item: Item): Call {
	const method = textOf(item, 'method', 'Method', 'get').toLowerCase();
	if (!METHODS.some((known) => known === method)) {
		throw inputError(`The method "${method}" is not known`, 'Choose it from the list.', 'method');
	}
	const { context, itemIndex } = item;
	const place = { parameter: 'kind', label: 'Kind', itemIndex };
	const kind = readChoice(context, place, ['http', 'sql'], 'http');
	const content = kind === 'sql' ? readSql(item) : readHttp(item);
	const body = { method, ...content };
	item.session.secrets.push(...secretsIn(content));
	return {
		request: { method: 'POST', path: '/api/passthrough', body },
		words: { doing: 'passing a request through to the connected system' },
		readAnswer: ({ body: answer }) => (isHtml(answer) ? undefined : asItems(answer)),
	};
}

/** Source: POST /api/passthrough. */
export const passthrough: RequestResource = {
	resource: 'passthrough',
	singular: 'passthrough',
	description: "The connected system's own API, with the login that Makini has",
	credential: CREDENTIAL,
	defaultOperation: 'send',
	operations: {
		send: {
			name: 'Send',
			action: 'Send a passthrough request',
			description: "Send a request to the connected system's own API",
			properties,
			callFor,
		},
	},
};
