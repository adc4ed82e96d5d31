import type { IDataObject, INodeParameters } from 'n8n-workflow';
import nock from '../support/nock';
import type { NodeResult, NodeRun } from '../support/engine';
import {
	asJson,
	byKey,
	credentialsFor,
	mapped,
	orders,
	run,
	shown,
	startPeer,
	stopPeers,
	type Peer,
} from './support';

/**
 * What comes in another shape than the form gives: by an expression for a whole parameter, or in a
 * workflow made by hand.
 */
const host = 'https://makini.test';
const credentials = credentialsFor(host);
const eam = credentialsFor(host, { systemType: 'eam' });

let peer: Peer;

beforeAll(async () => {
	peer = await startPeer();
});

afterAll(stopPeers);

beforeEach(() => {
	peer.server.reload();
	peer.server.reset();
});

afterEach(() => nock.cleanAll());

/** What a test gives a parameter, whatever the form would give. */
const any = (value: unknown): INodeParameters[string] => value as INodeParameters[string];

const toPath = (more: Record<string, unknown>): INodeParameters => ({
	resource: 'path',
	operation: 'send',
	path: '/api/x',
	...(more as INodeParameters),
});

const request = async (
	parameters: INodeParameters,
	more: Partial<NodeRun> = {},
): Promise<NodeResult> =>
	await run({ credentials }, parameters, { node: 'MakiniApiRequest', ...more });

/** Query and headers of the one request that was made. */
async function sentBy(
	parameters: INodeParameters,
	input: NodeRun['input'] = [{}],
): Promise<{ query: string; trace: unknown }> {
	const sent: Array<{ query: string; trace: unknown }> = [];
	nock(host)
		.get(/^\/api\/x/)
		.reply(function (uri) {
			const query = decodeURIComponent(uri.split('?')[1] ?? '');
			sent.push({ query, trace: this.req.headers['x-trace'] });
			return [200, {}];
		});
	const { error } = await request(parameters, { input });
	if (error) throw error;
	expect(sent).toHaveLength(1);
	return sent[0] ?? { query: '', trace: undefined };
}

const pair = { name: 'filter[orderNo]', value: 'PO-1' };

describe('query parameters and headers in other shapes are taken', () => {
	it.each<[string, unknown]>([
		['an object', { 'filter[orderNo]': 'PO-1' }],
		['a list', [pair]],
		['the form', { entries: [pair] }],
		['JSON of an object', '{"filter[orderNo]": "PO-1"}'],
		['JSON of a list', JSON.stringify([pair])],
		['an expression for an object', '={{ { "filter[orderNo]": $json.no } }}'],
		['an expression for a list', '={{ [{ name: "filter[orderNo]", value: $json.no }] }}'],
		['an expression for JSON', '={{ JSON.stringify({ "filter[orderNo]": $json.no }) }}'],
		[
			'an expression for the entries',
			{ entries: '={{ [{name:"filter[orderNo]",value:$json.no}] }}' },
		],
	])('query parameters as %s', async (_, queryParameters) => {
		const { query } = await sentBy(toPath({ queryParameters }), [{ no: 'PO-1' }]);
		expect(query).toBe('filter[orderNo]=PO-1');
	});

	it.each<[string, unknown]>([
		['an object', { 'X-Trace': 7 }],
		['a list', [{ name: 'X-Trace', value: '7' }]],
		['an expression for JSON', '={{ JSON.stringify({ "X-Trace": "7" }) }}'],
	])('headers as %s', async (_, headers) => {
		expect((await sentBy(toPath({ headers }))).trace).toBe('7');
	});

	it('numbers and switches are text; an empty text is a value', async () => {
		const queryParameters = { page: 2, all: true, flag: '' };
		expect((await sentBy(toPath({ queryParameters }))).query).toBe('page=2&all=true&flag=');
	});

	it.each([[{}], [[]], ['{}']])('%j is none', async (queryParameters) => {
		expect((await sentBy(toPath({ queryParameters }))).query).toBe('');
	});
});

const EMPTY = (label: string) => `"${label}" came out empty`;

interface Case {
	what: string;
	parameters: INodeParameters;
	message: string;
	node?: string;
}

const PATH: Case[] = [
	{ queryParameters: 'page=2', message: '"Query Parameters" is a text that is not JSON' },
	{ queryParameters: 7, message: '"Query Parameters" is neither an object nor a list' },
	{ queryParameters: '={{ $json.missing }}', message: EMPTY('Query Parameters') },
	{ queryParameters: '={{ "" }}', message: EMPTY('Query Parameters') },
	{
		queryParameters: ['page'],
		message: 'Entry 1 of "Query Parameters" is not an object',
	},
	{
		queryParameters: [{ key: 'page', value: '2' }],
		message: 'Entry 1 of "Query Parameters" has "key", which is not a part of it',
	},
	{
		queryParameters: pair,
		message: '"Query Parameters" is a single entry outside of a list',
	},
	{
		queryParameters: { 'filter[key]': ['a', 'b'] },
		message: '"filter[key]" under "Query Parameters" is a list',
	},
	{
		queryParameters: { filter: { key: 'a' } },
		message: '"filter" under "Query Parameters" is an object',
	},
	{
		queryParameters: { entries: [{ name: 'a', value: '={{ [1, 2] }}' }] },
		message: '"a" under "Query Parameters" is a list',
	},
	{
		queryParameters: { entries: [{ name: 'a', value: '={{ $json.missing }}' }] },
		message: '"a" under "Query Parameters" has no value',
	},
	{
		queryParameters: { a: '={{ 9007199254740993 }}' },
		message: '"a" under "Query Parameters" is a number that has lost digits: 9007199254740992',
	},
	{
		queryParameters: { entries: [{ name: '={{ $json }}', value: 'x' }] },
		message: 'The name of entry 1 of "Query Parameters" is an object',
	},
	{ headers: '={{ $json.missing }}', message: EMPTY('Headers') },
	{ headers: { 'X-A': ['a'] }, message: '"X-A" under "Headers" is a list' },
	{ path: '={{ $json }}', message: '"Path" is an object' },
	{ path: '={{ ["/api/x"] }}', message: '"Path" is a list' },
	{ method: 'POST', body: '={{ $json.missing }}', message: EMPTY('Body') },
	{
		method: 'POST',
		body: '={{ { id: 9007199254740993 } }}',
		message: '"Body" has a number that has lost digits: 9007199254740992',
	},
	{
		method: 'POST',
		body: '{"id": 9007199254740993}',
		message: '"Body" has a number that would lose digits: 9007199254740993',
	},
	{
		answer: 'records',
		returnAll: '={{ "yes" }}',
		message: '"Return All" is neither true nor false',
	},
	{
		answer: 'records',
		limit: '={{ [5] }}',
		message: '"Limit" needs to be a whole number of at least 1',
	},
	{ answer: 'Records', message: '"Output" is not one of: answer, records' },
	{ options: 'fast', message: '"Options" does not hold named options' },
	{ options: '={{ $json.missing }}', message: EMPTY('Options') },
	{
		options: { maxWait: '={{ $json.missing }}' },
		message: 'The option "Max Wait" cannot be used: it has no value',
	},
].map(({ message, ...more }) => ({
	what: `${Object.keys(more).at(-1)} ${JSON.stringify(Object.values(more).at(-1))}`,
	parameters: toPath(more),
	message,
	node: 'MakiniApiRequest',
}));

const through = (more: Record<string, unknown>): INodeParameters => ({
	resource: 'passthrough',
	operation: 'send',
	path: 'orders',
	...(more as INodeParameters),
});

const rows = (more: Record<string, unknown>): INodeParameters => ({
	resource: 'rawRow',
	operation: 'getAll',
	table: { __rl: true, mode: 'id', value: 'F4801' },
	...(more as INodeParameters),
});

const OTHER_REQUESTS: Case[] = [
	{ parameters: through({ query: '={{ $json.missing }}' }), message: EMPTY('Query') },
	{ parameters: through({ headers: '={{ "" }}' }), message: EMPTY('Headers') },
	{
		parameters: through({ query: { key: '={{ 9007199254740993 }}' } }),
		message: '"Query" has a number that has lost digits: 9007199254740992',
	},
	{
		parameters: through({ bodyFormat: 'text', bodyText: '={{ $json }}' }),
		message: '"Body" is an object',
	},
	{
		parameters: through({ bodyFormat: 'text', base64encoded: '={{ "yes" }}' }),
		message: '"Base64 Encoded" is neither true nor false',
	},
	{
		parameters: through({ bodyFormat: 'xml' }),
		message: '"Body Format" is not one of: none, json, text',
	},
	{ parameters: through({ kind: 'odata' }), message: '"Kind" is not one of: http, sql' },
	{ parameters: rows({ filters: '={{ $json.missing }}' }), message: EMPTY('Filters') },
	{
		parameters: rows({ filters: '={{ { status: "A" } }}' }),
		message: '"Filters" does not hold a list of entries',
	},
	{
		parameters: rows({ filters: [{ field: 'status', operator: 'eq', value: ['A', 'B'] }] }),
		message: 'Filter condition 1 (status) has a list as its value',
	},
	{
		parameters: rows({ sort: { by: [{ field: 'status', direction: 'down' }] } }),
		message: 'The sort rule for status has the unknown direction "down"',
	},
].map((each) => ({
	...each,
	what: `${String(each.parameters.resource)}: ${each.message}`,
	node: 'MakiniApiRequest',
}));

const condition = (value: unknown, field = 'title'): IDataObject =>
	({ conditions: [{ field, operator: 'eq', value }] }) as IDataObject;

const LISTS: Case[] = [
	{ filters: '={{ $json.missing }}', message: EMPTY('Filters') },
	{ filters: 'orderNo', message: '"Filters" does not hold a list of entries' },
	{ filters: { orderNo: 'PO-1' }, message: '"Filters" does not hold a list of entries' },
	{
		filters: { conditions: '={{ $json.missing }}' },
		message: '"Filters" does not hold a list of entries',
	},
	{
		filters: [{ name: 'orderNo', value: 'PO-1' }],
		message: 'Entry 1 of "Filters" has "name", which is not a part of it',
	},
	{
		filters: condition('={{ ["a", "b"] }}'),
		message: 'Filter condition 1 (title) has a list as its value',
	},
	{
		filters: condition('={{ [] }}'),
		message: 'Filter condition 1 (title) has a list as its value',
	},
	{
		filters: condition('={{ { a: 1 } }}'),
		message: 'Filter condition 1 (title) has an object as its value',
	},
	{ filters: condition(true), message: 'Filter condition 1 (title) has true as its value' },
	{
		filters: condition('={{ 9007199254740993 }}', 'key'),
		message:
			'Filter condition 1 (key) has a number that has lost digits as its value: 9007199254740992',
	},
	{
		filters: condition('20', 'dueAt'),
		message: 'Filter condition 1 (dueAt) needs a date, but has "20"',
	},
	{ sort: 'dueAt', message: '"Sort" does not hold a list of entries' },
	{ sort: '={{ $json.missing }}', message: EMPTY('Sort') },
	{ sort: [{ field: { a: 1 }, direction: 'asc' }], message: 'A sort rule names no field' },
	{ filterMatch: 'some', message: '"Filter Match" is not one of: all, any' },
	{ output: 'selectd', message: '"Output" is not one of: all, selected, simplified' },
	{
		output: 'selected',
		outputFields: '={{ "orderNo,title" }}',
		message: '"Output Fields" is not a list of names',
	},
	{
		output: 'selected',
		outputFields: '={{ [1] }}',
		message: '"Output Fields" is not a list of names',
	},
	{ returnAll: '={{ "all" }}', message: '"Return All" is neither true nor false' },
	{ limit: '={{ true }}', message: '"Limit" needs to be a whole number of at least 1' },
	{ options: { pagesize: 5 }, message: 'There is no option "pagesize"' },
	{ options: '={{ [5] }}', message: '"Options" does not hold named options' },
	{ updatedAfter: 20, message: '"Updated After" is a number: 20' },
	{ updatedAfter: 1_777_622_400, message: '"Updated After" is a number: 1777622400' },
	...['20', '20:30', '2030-0200', 'T08:00', '1777622400'].map((updatedAfter) => ({
		updatedAfter,
		message: `"Updated After" is not a date: "${updatedAfter}"`,
	})),
	{ updatedAfter: '={{ [$now] }}', message: '"Updated After" is a list' },
	...[
		'$json.missing',
		'null',
		'""',
		'" "',
		'DateTime.fromISO("x")',
		'DateTime.fromISO("x").toString()',
	].map((code) => ({ updatedAfter: `={{ ${code} }}`, message: EMPTY('Updated After') })),
].map(({ message, ...more }) => ({
	what: `${Object.keys(more).at(-1)} ${JSON.stringify(Object.values(more).at(-1))}`,
	parameters: orders('getAll', more as INodeParameters),
	message,
}));

const NUMBERS: Case[] = [
	{
		what: 'a number as key',
		parameters: orders('update', {
			...byKey('={{ 9007199254740993 }}'),
			...mapped({ title: 'x' }),
		}),
		message: 'The key of the purchase order is a number that has lost digits: 9007199254740992',
	},
	{
		what: 'a number as key, to delete',
		parameters: orders('delete', byKey('={{ 9007199254740993 }}')),
		message: 'The key of the purchase order is a number that has lost digits: 9007199254740992',
	},
	{
		what: 'a list as key',
		parameters: orders('get', byKey('={{ ["1", "2"] }}')),
		message: 'The key of the purchase order is a list',
	},
	{
		what: 'a number as the value to match by',
		parameters: orders('upsert', mapped({ orderNo: '={{ 9007199254740993 }}' })),
		message: 'Order Number is a number that has lost digits: 9007199254740992',
	},
	{
		what: 'a number as reference key under Fields',
		parameters: orders('create', mapped({ orderNo: 'N-1', vendorKey: '={{ 9007199254740993 }}' })),
		message: 'Vendor Key is a number that has lost digits: 9007199254740992',
	},
	{
		what: 'a number as reference key under References',
		parameters: orders('create', {
			...mapped({ orderNo: 'N-1' }),
			chosenReferences: { vendorKey: { __rl: true, mode: 'id', value: '={{ 9007199254740993 }}' } },
		}),
		message: 'Vendor Key is a number that has lost digits: 9007199254740992',
	},
	{
		what: 'a number in a custom field',
		parameters: orders(
			'create',
			mapped({ orderNo: 'N-1', costCentre: any('={{ 9007199254740993 }}') as string }),
		),
		message: 'costCentre is a number that has lost digits: 9007199254740992',
	},
	{
		what: 'a number in JSON that is an object already',
		parameters: orders('create', asJson('={{ { orderNo: "N-1", x: [{ y: 9007199254740993 }] } }}')),
		message: 'The JSON has a number that has lost digits: 9007199254740992',
	},
	{
		what: 'references that are a text',
		parameters: orders('create', {
			...mapped({ orderNo: 'N-1' }),
			chosenReferences: any('={{ "V1" }}'),
		}),
		message: '"References" does not hold named records',
	},
	{
		what: 'references that come out empty',
		parameters: orders('create', {
			...mapped({ orderNo: 'N-1' }),
			chosenReferences: any('={{ $json.no }}'),
		}),
		message: EMPTY('References'),
	},
	{
		what: 'a reference that does not exist',
		parameters: orders('create', {
			...mapped({ orderNo: 'N-1' }),
			chosenReferences: any('={{ { vendor: "V1" } }}'),
		}),
		message: 'There is no reference "vendor"',
	},
	{
		what: 'the whole input mode of another name',
		parameters: orders('create', { ...mapped({ orderNo: 'N-1' }), inputMode: 'JSON' }),
		message: '"Input Mode" is not one of: fields, json, file',
	},
];

/** These concern the run as a whole, so that no item is named. */
const OF_THE_RUN = /^(There is no option|The option|"Options")/;

describe('what is left of other shapes is refused before any request', () => {
	it.each([...PATH, ...OTHER_REQUESTS, ...LISTS, ...NUMBERS])(
		'$what',
		async ({ parameters, message, node }) => {
			let requests = 0;
			nock(host)
				.persist()
				.intercept(
					/.*/,
					parameters.resource === 'passthrough' ? 'POST' : String(parameters.method ?? 'GET'),
				)
				.reply(() => {
					requests += 1;
					return [200, { data: [] }];
				});
			const result = await run(node ? { credentials } : peer, parameters, node ? { node } : {});
			const told = shown(result);
			expect(told.message).toBe(OF_THE_RUN.test(message) ? message : `${message} [item 0]`);
			expect(told.description).not.toBe('');
			expect(result.error).toMatchObject({ context: { data: { kind: 'input' } } });
			expect(requests + peer.server.counters().requests).toBe(0);
		},
	);
});

describe('Updated After', () => {
	const sinceOf = async (updatedAfter: unknown, more: INodeParameters = {}): Promise<string> => {
		const sent: string[] = [];
		nock(host)
			.get(/purchase-orders/)
			.reply((uri) => {
				sent.push(new URL(uri, host).searchParams.get('filter[updatedAt:gteq]') ?? '');
				return [200, { data: [] }];
			});
		const { error } = await run(
			{ credentials },
			orders('getAll', { updatedAfter: any(updatedAfter), ...more }),
			{ settings: { timezone: 'Europe/Berlin' } },
		);
		if (error) throw error;
		return sent.join();
	};

	it.each<[string, string]>([
		['2026-05-01T08:00:00Z', '2026-05-01T08:00:00Z'],
		['2026-05-01T08:00:00+05:00', '2026-05-01T03:00:00Z'],
		['2026-05-01T08:00:00', '2026-05-01T06:00:00Z'],
		['2026-05-01 08:00:00', '2026-05-01T06:00:00Z'],
		['2026-01-01', '2025-12-31T23:00:00Z'],
		['20260501', '2026-04-30T22:00:00Z'],
		['={{ DateTime.fromISO("2026-05-01T08:00:00Z") }}', '2026-05-01T08:00:00Z'],
		['={{ new Date("2026-05-01T08:00:00Z") }}', '2026-05-01T08:00:00Z'],
		['', ''],
	])('%s is %s, in the zone of the workflow', async (given, sent) => {
		expect(await sinceOf(given)).toBe(sent);
	});

	it('that comes out empty reads everything where that was chosen', async () => {
		const options = { emptyUpdatedAfter: true };
		expect(await sinceOf('={{ $json.missing }}', { options })).toBe('');
	});
});

describe('the record that others belong to', () => {
	const materials = async (parentKey: unknown): Promise<NodeResult> =>
		await run(
			{ credentials: eam },
			{ resource: 'material', operation: 'getAll', parentKey: any(parentKey) },
			{ node: 'MakiniWorkOrder' },
		);

	it('is not left out because an expression gave nothing', async () => {
		nock(host).persist().get(/.*/).reply(200, { data: [] });
		for (const value of [
			'={{ $json.missing }}',
			{ __rl: true, mode: 'id', value: '={{ $json.missing }}' },
		]) {
			expect(shown(await materials(value)).message).toBe('"Work Order" came out empty [item 0]');
		}
	});
});
