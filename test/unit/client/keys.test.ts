import { purchaseOrder } from '../../../nodes/shared/catalogue';
import { MakiniError } from '../../../nodes/shared/client/errors/errors';
import { parseJson } from '../../../nodes/shared/client/wire/json';
import { keyText, requireKey } from '../../../nodes/shared/client/wire/keys';
import { memoryClient } from './support';

test.each<[unknown, string | undefined]>([
	['K1', 'K1'],
	[17, '17'],
	['9007199254740993', '9007199254740993'],
	[2 ** 53, undefined],
	[1.5, undefined],
	['', undefined],
	[' ', undefined],
	[undefined, undefined],
	[null, undefined],
	[{}, undefined],
])('as a key, %j is %j', (key, text) => {
	expect(keyText(key)).toBe(text);
});

test.each<[unknown, string]>([
	[undefined, 'The purchase order has no key'],
	[null, 'The purchase order has no key'],
	[{}, 'The purchase order has no key'],
	[2 ** 53, 'The key of the purchase order is a number that has lost digits: 9007199254740992'],
])('a record with the key %j cannot be written to', (key, message) => {
	expect(() => requireKey(purchaseOrder, { key })).toThrow(MakiniError);
	expect(() => requireKey(purchaseOrder, { key })).toThrow(message);
});

test('a match without a key is not written to', async () => {
	const { client, server } = memoryClient();
	server.orders = [{ orderNo: 'PO-1', title: 'Old' }];
	const data = { orderNo: 'PO-1', title: 'New' };
	await expect(client.upserts.write(purchaseOrder, data, 'orderNo', 'id-1')).rejects.toThrow(
		'The purchase order has no key',
	);
	expect(server.sent('PUT')).toEqual([]);
});

test.each([
	['{"key":9007199254740993}', { key: '9007199254740993' }],
	['{ "key" : -9007199254740993 , "a" : 1 }', { key: '-9007199254740993', a: 1 }],
	[
		'{"vendorKey":9007199254740993,"id":90071992547409931}',
		{ vendorKey: '9007199254740993', id: '90071992547409931' },
	],
	['{"key":1234567890123456}', { key: 1234567890123456 }],
	['{"key":17}', { key: 17 }],
	['{"total":9007199254740993}', { total: 9007199254740992 }],
	['{"a":"\\"key\\":9007199254740993,"}', { a: '"key":9007199254740993,' }],
	['{"key":9007199254740993.5}', { key: 9007199254740994 }],
])('%s is parsed without another key', (text, value) => {
	expect(parseJson(text)).toEqual(value);
});
