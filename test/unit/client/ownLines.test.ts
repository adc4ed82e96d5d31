import { omit } from 'lodash';
import { catalogue } from '../../../nodes/shared/catalogue';
import { withOwnLineKeys } from '../../../nodes/shared/client/matching/ownLines';
import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import { memoryClient, purchaseOrder } from './support';

const fields = catalogue.purchaseOrder?.fields ?? [];

/** Lines of A: their keys are those of other lines in B. */
const data = {
	orderNo: 'PO-1',
	lineItems: [
		{ key: '5', lineNo: '1', quantity: '2' },
		{ key: '6', lineNo: '2', quantity: '3' },
		{ key: '7', quantity: '4' },
	],
};

test('a line of a record that is to be created has no key', () => {
	expect(withOwnLineKeys(fields, data)).toEqual({
		orderNo: 'PO-1',
		lineItems: [{ lineNo: '1', quantity: '2' }, { lineNo: '2', quantity: '3' }, { quantity: '4' }],
	});
});

test('a line has the key of the line of its number, and never that of another one', () => {
	const record = {
		lineItems: [
			{ key: '6', lineNo: 1 },
			{ key: '8', lineNo: '2' },
		],
	};
	expect(withOwnLineKeys(fields, data, record).lineItems).toEqual([
		{ key: '6', lineNo: '1', quantity: '2' },
		{ key: '8', lineNo: '2', quantity: '3' },
		{ quantity: '4' },
	]);
});

test('where lines have no number, the keys of the record stay', () => {
	const record = { lineItems: [{ key: '7' }, { key: '9' }] };
	const given = { lineItems: [{ key: '7', quantity: '4' }, { key: '5' }] };
	expect(withOwnLineKeys(fields, given, record)).toEqual({
		lineItems: [{ key: '7', quantity: '4' }, {}],
	});
});

test('data without keys of lines stay as they are', () => {
	const given = { orderNo: 'PO-1', lineItems: [{ lineNo: '1' }] };
	expect(withOwnLineKeys(fields, given, { lineItems: [{ key: '5', lineNo: '1' }] })).toBe(given);
});

describe('what is sent', () => {
	const bodies = (server: ReturnType<typeof memoryClient>['server'], method: 'POST' | 'PUT') =>
		server.sent(method).map(({ body }) => (body as MakiniRecord).lineItems);

	test('a creation sends no keys of lines', async () => {
		const { client, server } = memoryClient();
		await client.creations.create(purchaseOrder, data, 'id-1');
		expect(bodies(server, 'POST')).toEqual([data.lineItems.map((line) => omit(line, 'key'))]);
	});

	test('Create or Update sends the keys that the lines have here', async () => {
		const { client, server } = memoryClient();
		await client.upserts.write(purchaseOrder, data, 'orderNo', 'id-1');
		const lineItems = [{ key: '11', lineNo: '1' }];
		const [order] = await client.lists.find(purchaseOrder, 'orderNo', 'PO-1');
		await client.records.update(purchaseOrder, String(order?.key), { lineItems });
		await client.upserts.write(purchaseOrder, data, 'orderNo', 'id-2');
		expect(bodies(server, 'PUT').at(-1)).toEqual([
			{ key: '11', lineNo: '1', quantity: '2' },
			{ lineNo: '2', quantity: '3' },
			{ quantity: '4' },
		]);
	});
});
