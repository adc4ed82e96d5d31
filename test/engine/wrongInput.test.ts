import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { FaultEffect } from '../../sandbox/server/server';
import type { NodeRun } from '../support/engine';
import {
	AUTO_MAP,
	asJson,
	byKey,
	jsonOf,
	mapped,
	orders,
	ordersNumbered,
	renew,
	recordAt,
	run,
	shown,
	startPeer,
	stopPeers,
	type Peer,
} from './support';

let peer: Peer;

beforeAll(async () => {
	peer = await startPeer({ customFields: ['costCentre'] });
});

afterAll(stopPeers);

beforeEach(() => {
	renew(peer);
	peer.server.setFaults([]);
});

const filter = (...conditions: IDataObject[]): INodeParameters =>
	orders('getAll', { filters: { conditions } as INodeParameters });

const DATE_HINT = 'Use a date such as 2026-05-01 or a time such as 2026-05-01T08:00:00Z.';
const JSON_HINT =
	'Enter one JSON object such as {"orderNo": "..."}. To write several purchase orders, give each an item of its own.';
const EMPTY_HINT = 'Give at least one field a value. Expressions may have come out empty.';
const KEY_HINT =
	'Choose one from the list, or enter its key. An expression may have come out empty.';

const SORT_HINT =
	'Choose the field to sort by and "Ascending" (asc) or "Descending" (desc), or remove the rule.';

interface Case {
	what: string;
	parameters: INodeParameters;
	message: string;
	description: string;
	input?: NodeRun['input'];
}

const REFUSED: Case[] = [
	{
		what: 'malformed JSON',
		parameters: orders('create', asJson('{"orderNo": "N-1",}')),
		message: 'The JSON is malformed: Expected double-quoted property name in JSON at position 18',
		description: JSON_HINT,
	},
	{
		what: 'JSON that is a list',
		parameters: orders('create', asJson('[{"orderNo": "N-1"}]')),
		message: 'The JSON is not an object',
		description: JSON_HINT,
	},
	{
		what: 'JSON that is a text',
		parameters: orders('upsert', asJson('"N-1"')),
		message: 'The JSON is not an object',
		description: JSON_HINT,
	},
	{
		what: 'JSON without a value',
		parameters: orders('create', asJson('{}')),
		message: 'The purchase order has no values',
		description: EMPTY_HINT,
	},
	{
		what: 'an unknown filter operator',
		parameters: filter({ field: 'orderNo', operator: 'like', value: 'PO' }),
		message: 'Filter condition 1 has the unknown operator "like"',
		description: 'Use one of: eq, contains, startsWith, endsWith, gt, gteq, lt, lteq.',
	},
	{
		what: 'an operator that every object has',
		parameters: filter({ field: 'orderNo', operator: 'toString', value: 'PO' }),
		message: 'Filter condition 1 has the unknown operator "toString"',
		description: 'Use one of: eq, contains, startsWith, endsWith, gt, gteq, lt, lteq.',
	},
	{
		what: 'a condition without a field',
		parameters: filter({ field: '', operator: 'eq', value: 'PO' }),
		message: 'Filter condition 1 names no field',
		description: 'Choose the field to filter by, or remove the condition.',
	},
	{
		what: 'a condition without a value',
		parameters: filter(
			{ field: 'title', operator: 'contains', value: 'line' },
			{ field: 'orderNo', operator: 'eq', value: '={{ $json.missing ?? "" }}' },
		),
		message: 'Filter condition 2 (orderNo) has no value',
		description: 'Enter a value, or remove the condition. An expression may have come out empty.',
	},
	{
		what: 'a condition whose expression gives nothing',
		parameters: filter({ field: 'orderNo', operator: 'eq', value: '={{ $json.missing }}' }),
		message: 'Filter condition 1 (orderNo) has no value',
		description: 'Enter a value, or remove the condition. An expression may have come out empty.',
	},
	{
		what: 'a bad date in a condition',
		parameters: filter({ field: 'dueAt', operator: 'gt', value: '05/01/2026' }),
		message: 'Filter condition 1 (dueAt) needs a date, but has "05/01/2026"',
		description: DATE_HINT,
	},
	{
		what: 'two conditions of which one would be lost',
		parameters: filter(
			{ field: 'orderNo', operator: 'eq', value: 'PO-1' },
			{ field: 'orderNo', operator: 'eq', value: 'PO-2' },
		),
		message: 'Two filter conditions use the same field and operator (orderNo, eq)',
		description:
			'Makini takes each field and operator once in a request for purchase orders. Combine the two conditions, or read twice and merge.',
	},
	{
		what: 'a sort rule without a field',
		parameters: orders('getAll', { sort: { by: [{ field: '', direction: 'asc' }] } }),
		message: 'A sort rule names no field',
		description: SORT_HINT,
	},
	{
		what: 'a sort rule with an unknown direction',
		parameters: orders('getAll', { sort: { by: [{ field: 'title', direction: 'down' }] } }),
		message: 'The sort rule for title has the unknown direction "down"',
		description: SORT_HINT,
	},
	{
		what: 'a bad date in Updated After',
		parameters: orders('getAll', { updatedAfter: 'yesterday' }),
		message: '"Updated After" is not a date: "yesterday"',
		description: DATE_HINT,
	},
	{
		what: 'Updated After beside alternatives',
		parameters: {
			...filter({ field: 'orderNo', operator: 'eq', value: 'PO-1' }),
			filterMatch: 'any',
			updatedAfter: '2026-05-01',
		},
		message: '"Updated After" cannot be used together with filters of which any may match',
		description:
			'Makini would treat the date as one more alternative. Set "Filter Match" to "All", or leave one of them out.',
	},
	...[0, -1, 2.5, '={{ $json.missing }}', 'many'].map((limit) => ({
		what: `limit ${limit}`,
		parameters: orders('getAll', { limit }),
		message: '"Limit" needs to be a whole number of at least 1',
		description: 'Correct the limit, or turn on "Return All".',
	})),
	{
		what: 'no output fields',
		parameters: orders('getAll', { output: 'selected', outputFields: [] }),
		message: 'No output fields are selected',
		description: 'Select fields under "Output Fields", or set "Output" to "All Fields".',
	},
	{
		what: 'an update without a value',
		parameters: orders('update', { ...byKey('1'), ...mapped({ title: '', notes: null }) }),
		message: 'There is nothing to update',
		description: EMPTY_HINT,
	},
	{
		what: 'an update of nothing but fields that cannot be written',
		parameters: orders('update', { ...byKey('1'), ...AUTO_MAP }),
		input: [{ key: '1', createdAt: '2026-01-01' }],
		message: 'There is nothing to update',
		description: EMPTY_HINT,
	},
	{
		what: 'a date that is none',
		parameters: orders('create', mapped({ orderNo: 'N-1', dueAt: 'soon' })),
		message: 'Due At is not a date: "soon"',
		description: 'Correct the value of Due At (dueAt). It may come from an expression.',
	},
	{
		what: 'a number that is none',
		parameters: orders('create', mapped({ orderNo: 'N-1', totalNetValue: '12,50' })),
		message: 'Total Net Value is not a number: "12,50"',
		description:
			'Correct the value of Total Net Value (totalNetValue). It may come from an expression.',
	},
	{
		what: 'line items that are no list',
		parameters: orders('create', mapped({ orderNo: 'N-1', lineItems: '{"lineNo": "10"}' })),
		message: 'Line Items is not a JSON list: "{"lineNo": "10"}"',
		description: 'Correct the value of Line Items (lineItems). It may come from an expression.',
	},
	{
		what: 'a line item with a bad quantity',
		parameters: orders('create', mapped({ orderNo: 'N-1', lineItems: [{ quantity: 'five' }] })),
		message: 'Line Items, entry 1, Quantity is not a number: "five"',
		description:
			'Correct the value of Line Items, entry 1, Quantity (quantity). It may come from an expression.',
	},
	{
		what: 'no value to match by',
		parameters: orders('upsert', mapped({ title: 'Bearings' })),
		message: 'The field to match by (orderNo) has no value',
		description:
			'Without it, it cannot be told whether the purchase order exists. Map a value to it, or choose another field under "Match By".',
	},
	{
		what: 'matching by key',
		parameters: orders('upsert', { matchField: 'key', ...mapped({ orderNo: 'N-1' }) }),
		message: 'Records cannot be matched by their key: a new record has none yet',
		description: 'Choose a field under "Match By", or use Update with the key.',
	},
	{
		what: 'no field to match by',
		parameters: orders('upsert', { matchField: '', ...mapped({ orderNo: 'N-1' }) }),
		message: 'No field to match by is chosen',
		description: 'Choose a field under "Match By", or use Update with the key.',
	},
	{
		what: 'no key',
		parameters: orders('get', byKey('={{ $json.missing }}')),
		message: 'No purchase order is chosen',
		description: KEY_HINT,
	},
	{
		what: 'a blank key, to delete',
		parameters: orders('delete', byKey('={{ "  " }}')),
		message: 'No purchase order is chosen',
		description: KEY_HINT,
	},
	{
		what: 'no status',
		parameters: orders('updateStatus', {
			...byKey('1'),
			status: { __rl: true, mode: 'id', value: '={{ $json.missing }}' },
		}),
		message: 'No status is chosen',
		description: KEY_HINT,
	},
];

describe('input that cannot be sent is refused before any request', () => {
	it.each(REFUSED)('$what', async ({ parameters, message, description, input }) => {
		const result = await run(peer, parameters, { input });
		expect(shown(result)).toEqual({ message: `${message} [item 0]`, description });
		expect(result.error).toMatchObject({ context: { data: { kind: 'input' } } });
		expect(peer.server.counters().requests).toBe(0);
	});
});

describe('options and choices that concern the whole run', () => {
	const optionHint = 'Correct it under "Options", or remove it to use the default.';
	const atLeast = (name: string, least: number) =>
		`The option "${name}" cannot be used: it needs to be a whole number of at least ${least}`;

	it.each([
		[{ pageSize: 0 }, atLeast('Page Size', 1)],
		[{ pageSize: 1.5 }, atLeast('Page Size', 1)],
		[{ batchSize: 0 }, atLeast('Batch Size', 1)],
		[{ batchSize: 'many' }, atLeast('Batch Size', 1)],
		[{ batchDelay: -1 }, atLeast('Batch Delay', 0)],
		[{ concurrency: 0 }, atLeast('Concurrency', 1)],
		[{ maxWait: -1 }, atLeast('Max Wait', 0)],
		[
			{ onUncertainWrite: 'hope' },
			'The option "On Uncertain Write" cannot be used: it needs to be "verify" or "fail"',
		],
	] as Array<[INodeParameters, string]>)('the option %p', async (options, message) => {
		const operation = 'pageSize' in options ? 'getAll' : 'create';
		const parameters = orders(operation, { options, ...mapped({ orderNo: 'N-1' }) });
		const result = await run(peer, parameters);
		expect(shown(result)).toEqual({ message, description: optionHint });
		expect(peer.server.counters().requests).toBe(0);
	});

	it('an operation that the resource does not have', async () => {
		const result = await run(peer, { resource: 'status', operation: 'create' });
		expect(shown(result).message).toBe('Statuses have no operation "create"');
		expect(peer.server.counters().requests).toBe(0);
	});

	it('a resource that the node does not have', async () => {
		const result = await run(peer, { resource: 'invoice', operation: 'getAll' });
		expect(shown(result).message).toBe('The resource "invoice" is not known');
	});
});

describe('what the server refuses', () => {
	const notFound = (what: string) => ({
		message: `There is no ${what} with the key "nobody" [item 0]`,
		description: expect.stringMatching(
			/^Choose it from the list, or check the key: it is Makini's key, not the number that people use\.(?: To give that, choose "By Order Number"\.)? The record may have been deleted\. Makini says: There is no record nobody in \S+\. HTTP status: 404, Makini code: NOT_FOUND, Request ID: \S+$/,
		),
	});

	it.each([
		['get', {}],
		['update', mapped({ title: 'Changed' })],
		['delete', {}],
		['updateStatus', { status: { __rl: true, mode: 'id', value: '1' } }],
	])('%s of a key that does not exist', async (operation, more) => {
		const result = await run(peer, orders(operation, { ...byKey('nobody'), ...more }));
		expect(shown(result)).toEqual(notFound('purchase order'));
	});

	it('a line item that does not exist', async () => {
		const result = await run(peer, { resource: 'lineItem', operation: 'get', ...byKey('nobody') });
		expect(shown(result)).toEqual(notFound('line item'));
	});

	it('a key with slashes stays a key', async () => {
		const result = await run(peer, orders('get', byKey('../vendors')));
		expect(shown(result).message).toBe(
			'There is no purchase order with the key "../vendors" [item 0]',
		);
	});

	it('field errors are named as the form names them', async () => {
		const bad = { title: 5, siteKey: 'nowhere', lineItems: [{ quantity: 'five' }] };
		const result = await run(peer, orders('create', asJson(JSON.stringify(bad))));
		const { message, description } = shown(result);
		expect(message.split(': ')[0]).toBe('Makini refused creating the purchase order');
		for (const part of [
			'Order Number: The orderNo field is required',
			'Title: The title field must be a string',
			'Site Key: The siteKey field is invalid: sites has no record nowhere',
			'Line Items, entry 1, quantity: The lineItems.0.quantity field must be a number',
		]) {
			expect(message).toContain(part);
		}
		expect(message).not.toMatch(/\.;/);
		expect(description).toMatch(
			/^Correct the fields named above\. Which values are valid depends on the connected system\. HTTP status: 422, Makini code: VALIDATION_FAILED, Request ID: \S+$/,
		);
		expect(result.error).toMatchObject({
			httpCode: '422',
			context: {
				data: { kind: 'validation', fieldErrors: { orderNo: ['The orderNo field is required.'] } },
			},
		});
	});

	it.each([
		'approvePermissions is not set',
		'A preexisting order EEXIST ECONNREFUSED',
		'ENOTFOUND in the system, ETIMEDOUT, ECONNRESET and EPERM',
	])('words of the server that look like system errors stay: %s', async (words) => {
		const effect: FaultEffect = { kind: 'status', status: 422, body: { message: words } };
		peer.server.setFaults([{ effect }]);
		const parameters = orders('create', mapped({ orderNo: 'N-1' }));
		const message = `Makini refused creating the purchase order: ${words} [item 0]`;
		const stopped = await run(peer, parameters);
		expect(shown(stopped).message).toBe(message);
		const { outputs } = await run(peer, parameters, { onError: 'continueErrorOutput' });
		expect(outputs[1]?.[0]?.json.error).toMatchObject({ message });
	});

	it('a filter that the server does not know', async () => {
		const result = await run(peer, filter({ field: 'colour', operator: 'eq', value: 'red' }));
		expect(shown(result).message).toBe(
			'Makini refused listing purchase orders: filter[colour]: The field colour cannot be filtered [item 0]',
		);
	});

	it.each([
		[403, 'Makini does not allow creating the purchase order: Only buyers may [item 0]'],
		[409, 'Makini refused creating the purchase order: Only buyers may [item 0]'],
		[400, 'Makini refused creating the purchase order: Only buyers may [item 0]'],
	])('status %i', async (status, message) => {
		const body = { message: 'Only buyers may.' };
		peer.server.setFaults([{ effect: { kind: 'status', status, body } }]);
		const result = await run(peer, orders('create', mapped({ orderNo: 'N-1' })));
		expect(shown(result).message).toBe(message);
		expect(peer.server.counters()).toMatchObject({ requests: 1, created: 0 });
	});
});

describe('operations that the connected system does not have', () => {
	it.each([404, 405, 422, 501] as const)('delete, refused with %i', async (status) => {
		const { key } = recordAt(peer.server, 'purchase-orders');
		peer.server.setFaults([
			{ match: { method: 'DELETE' }, effect: { kind: 'notSupported', status } },
		]);
		const result = await run(peer, orders('delete', byKey(key)));
		expect(shown(result)).toEqual({
			message: 'The connected system does not support deleting purchase orders [item 0]',
			description: expect.stringMatching(
				status === 404
					? /^Not every system .* for this connection\. Makini says: The route DELETE \S+ could not be found\. HTTP status: 404/
					: /^Not every system behind Makini offers this\. Make the change in the system itself, or ask Makini's support whether it can be enabled for this connection\. Makini says: The connected system does not support DELETE \S+\. HTTP status: \d+, Makini code: OPERATION_NOT_SUPPORTED, Request ID: \S+$/,
			),
		});
		expect(peer.server.records('purchase-orders')).toHaveLength(50);
	});

	it('creating vendors', async () => {
		const own = await startPeer({ unsupported: ['POST vendors'] });
		const result = await run(
			own,
			{ resource: 'vendor', operation: 'create', ...mapped({ code: 'V-1', name: 'Nordwerk' }) },
			{ node: 'MakiniVendor' },
		);
		expect(shown(result).message).toBe(
			'The connected system does not support creating vendors [item 0]',
		);
		expect(own.server.counters().requests).toBe(1);
	});
});

describe('what is not clear is not written', () => {
	it('two orders with the number to match by', async () => {
		for (const title of ['One', 'Two']) {
			await run(peer, orders('create', asJson(JSON.stringify({ orderNo: 'N-1', title }))));
		}
		const twins = ordersNumbered(peer.server, 'N-1');
		expect(twins).toHaveLength(2);
		peer.server.reset();
		const result = await run(peer, orders('upsert', mapped({ orderNo: 'N-1', title: 'Three' })));
		expect(shown(result)).toEqual({
			message: 'More than one purchase order has the orderNo "N-1" [item 0]',
			description: `Nothing was written, because it is not clear which one is meant. Choose a field under "Match By" that tells them apart, or use Update with the key. Keys: ${twins.map(({ key }) => key).join(', ')}.`,
		});
		expect(ordersNumbered(peer.server, 'N-1')).toEqual(twins);
		expect(peer.server.counters()).toMatchObject({ created: 0, updated: 0 });
	});

	it('a time in another spelling is the same time', async () => {
		const { dueAt, key } = recordAt(peer.server, 'purchase-orders');
		const spelled = String(dueAt).replace('Z', '+00:00');
		const result = await run(
			peer,
			orders('upsert', {
				matchField: 'dueAt',
				...asJson(JSON.stringify({ dueAt: spelled, notes: 'Found' })),
			}),
		);
		const twins = peer.server.records('purchase-orders').filter((order) => order.dueAt === dueAt);
		expect(peer.server.counters().created).toBe(0);
		if (twins.length === 1)
			expect(jsonOf(result.outputs[0])).toMatchObject([{ key, notes: 'Found' }]);
		else expect(shown(result).message).toContain('More than one purchase order');
	});
});
