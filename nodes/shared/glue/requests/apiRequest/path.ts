import type { INodeProperties } from 'n8n-workflow';
import { inputError } from '../../../client/errors/errors';
import { unreadable, type RequestWords } from '../../../client/refusals/explain';
import { isCutOff } from '../../../client/wire/envelopes';
import type { WireRequest } from '../../../client/wire/transport';
import { pairList } from '../../description/collections';
import { limitProperties } from '../../description/listProperties';
import type { Call, Item, ListCall, RequestResource } from '../../description/resources';
import { readChoice } from '../../description/shapes';
import { pairsOf } from '../../parameters/pairs';
import { jsonOf, requiredText, textOf } from '../../parameters/texts';
import { CREDENTIAL } from '../../session/settings';
import { readAddress } from './address';
import { asItems, asJson } from '../answers';
import { secretsIn } from '../sensitive';

const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

const WITH_BODY = ['POST', 'PUT', 'PATCH'];

/** Headers that the credential or the transport sets. Replaced, they would change who asks, or break the request. */
const RESERVED =
	/^(authorization|proxy-.*|host|content-length|transfer-encoding|connection|cookie|upgrade|expect|te|trailer)$/i;

const properties: INodeProperties[] = [
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		noDataExpression: true,
		options: METHODS.map((method) => ({ name: method, value: method })),
		default: 'GET',
		description:
			'A GET, PUT or DELETE is repeated if its answer is lost, a POST or PATCH only if it certainly was not carried out',
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. /api/erp/purchase-orders',
		description: 'Path below the base URL of the credential. Other hosts are refused.',
	},
	{
		displayName: 'Output',
		name: 'answer',
		type: 'options',
		displayOptions: { show: { method: ['GET'] } },
		options: [
			{ name: 'Answer', value: 'answer', description: 'The answer as it is, in one item' },
			{
				name: 'Records of a List',
				value: 'records',
				description: 'An item for each record, page by page as far as wanted',
			},
		],
		default: 'answer',
		description: 'What the items hold',
	},
	...limitProperties({ method: ['GET'], answer: ['records'] }),
	...pairList(
		{
			displayName: 'Query Parameters',
			name: 'queryParameters',
			placeholder: 'Add Parameter',
			description:
				'Parameters behind the path, escaped as needed. A name may be given more than once.',
		},
		{},
		{ example: 'filter[orderNo]' },
	),
	...pairList(
		{
			displayName: 'Headers',
			name: 'headers',
			placeholder: 'Add Header',
			description: 'Further headers. The credential sets the one for authentication.',
		},
		{},
		{ example: 'Accept-Language' },
	),
	{
		displayName: 'Body',
		name: 'body',
		type: 'json',
		displayOptions: { show: { method: WITH_BODY } },
		default: '{}',
		description: 'A JSON object or array. It is sent as it stands.',
	},
];

function readHeaders(item: Item): Record<string, string> {
	const pairs = pairsOf(item, 'headers', 'Headers');
	for (const [name, value] of pairs) {
		if (RESERVED.test(name)) {
			throw inputError(
				`The header "${name}" cannot be set here`,
				'The credential and n8n set it themselves. Remove it from "Headers".',
				'headers',
			);
		}
		if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
			throw inputError(
				`The header "${name}" has characters that no header may have`,
				'Remove line breaks and characters outside of Latin-1.',
				'headers',
			);
		}
	}
	const headers = Object.fromEntries(pairs);
	item.session.secrets.push(...secretsIn(headers));
	return headers;
}

function readBody(item: Item): unknown {
	const body = jsonOf(item, 'body', 'Body');
	if (body === undefined || (typeof body === 'object' && body !== null)) return body;
	throw inputError(
		'"Body" is neither a JSON object nor an array',
		'Wrap the value in one.',
		'body',
	);
}

function readMethod(item: Item): WireRequest['method'] {
	const text = textOf(item, 'method', 'Method', 'GET').toUpperCase();
	const method = METHODS.find((candidate) => candidate === text);
	if (method) return method;
	throw inputError(`The method "${text}" is not known`, 'Choose it from the list.', 'method');
}

function readRequest(item: Item): { request: WireRequest; words: RequestWords } {
	const method = readMethod(item);
	const { baseUrl } = item.session.client.requests.connection;
	const { path, query } = readAddress(requiredText(item, 'path', 'Path'), baseUrl);
	return {
		request: {
			method,
			path,
			query: [...query, ...pairsOf(item, 'queryParameters', 'Query Parameters')],
			headers: readHeaders(item),
			...(WITH_BODY.includes(method) ? { body: readBody(item) } : {}),
		},
		words: { doing: `${method} ${path}` },
	};
}

const readAnswer = ({ context, itemIndex }: Item): 'answer' | 'records' =>
	readChoice(
		context,
		{ parameter: 'answer', label: 'Output', itemIndex },
		['answer', 'records'],
		'answer',
	);

/** Unlike XML, which a system may answer with, a web page is what proxies and wrong addresses give. */
const isPage = (body: unknown): boolean =>
	typeof body === 'string' && /^\s*<(!doctype|html)/i.test(body);

function callFor(item: Item): Call | ListCall {
	const { request, words } = readRequest(item);
	if (request.method === 'GET' && readAnswer(item) === 'records') {
		const keyed = !request.path.startsWith('/api/raw/');
		return { request, words, plural: 'records', keyed, outputOf: asJson };
	}
	return {
		request,
		words,
		readAnswer: (response) => {
			if (isPage(response.body)) throw unreadable(response, words);
			return isCutOff(response) ? undefined : asItems(response.body);
		},
	};
}

/** Any path on the credential's host. */
export const path: RequestResource = {
	resource: 'path',
	singular: 'path',
	description: 'Any path of the Makini API',
	credential: CREDENTIAL,
	defaultOperation: 'send',
	operations: {
		send: {
			name: 'Send',
			action: 'Send a request to a path',
			description: 'Send a request to any path of the Makini API',
			properties,
			callFor,
		},
	},
};
