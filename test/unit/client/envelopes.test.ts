import fc from 'fast-check';
import { purchaseOrder } from '../../../nodes/shared/catalogue';
import {
	readPage,
	readRecord,
	readState,
	type PageBody,
} from '../../../nodes/shared/client/wire/envelopes';
import { readRawPage } from '../../../nodes/shared/client/records/rawRecords';

const records = [{ key: '1' }];

describe('a page', () => {
	test.each<[string, object, Partial<PageBody>]>([
		['nothing but records', {}, {}],
		['null for meta and links', { meta: null, links: null }, {}],
		['empty lists for meta and links', { meta: [], links: [] }, {}],
		[
			'meta with numbers',
			{ meta: { current_page: 2, last_page: 5, per_page: 15, total: 70 } },
			{ currentPage: 2, lastPage: 5, total: 70, perPage: 15 },
		],
		[
			'meta with numbers as texts',
			{ meta: { current_page: '2', last_page: '5', total: '70' } },
			{ currentPage: 2, lastPage: 5, total: 70 },
		],
		['numbers that are none', { meta: { current_page: 'two', last_page: -1, total: 1.5 } }, {}],
		['null for numbers', { meta: { current_page: null, last_page: null, total: null } }, {}],
		['a total beside the records', { total: 7, meta: { total: 9 } }, { total: 7 }],
		['a cursor', { next_cursor: 'abc' }, { nextCursor: 'abc' }],
		['a cursor that is a number', { next_cursor: 17 }, { nextCursor: '17' }],
		['a cursor in meta', { meta: { next_cursor: 'abc' } }, { nextCursor: 'abc' }],
		['null as the last cursor', { next_cursor: null }, { nextCursor: null }],
		['null as the last cursor in meta', { meta: { next_cursor: null } }, { nextCursor: null }],
		['no cursor', { meta: {} }, { nextCursor: undefined }],
		['a next link', { links: { next: '/x?page=2' } }, { nextLink: '/x?page=2' }],
		['null as the next link', { links: { next: null } }, { nextLink: null }],
		['no more cursors in an empty text', { next_cursor: '' }, { nextCursor: null }],
		['a cursor in camel case', { nextCursor: 'abc' }, { nextCursor: 'abc' }],
		['a cursor under pagination', { pagination: { next_cursor: 'abc' } }, { nextCursor: 'abc' }],
		['the same in camel case', { pagination: { nextCursor: 'abc' } }, { nextCursor: 'abc' }],
		['a token', { next_page_token: 'abc' }, { nextCursor: 'abc' }],
		['the same in camel case', { nextPageToken: 'abc' }, { nextCursor: 'abc' }],
		['a continuation token', { meta: { continuationToken: 'abc' } }, { nextCursor: 'abc' }],
		['a cursor called next', { paging: { next: 'abc' } }, { nextCursor: 'abc' }],
		['a cursor called cursor', { cursor: 'abc' }, { nextCursor: 'abc' }],
		['the cursor after', { paging: { cursors: { after: 'abc' } } }, { nextCursor: 'abc' }],
		[
			'a cursor and whether there is more',
			{ page_info: { has_next_page: false, end_cursor: 'abc' } },
			{ nextCursor: 'abc', hasMore: false },
		],
		['a word that there is more', { has_more: true }, { hasMore: true }],
		['a word that this was the last', { meta: { isLast: true } }, { hasMore: false }],
		[
			'a link called next',
			{ next: 'https://x.example/y?page=2' },
			{ nextLink: 'https://x.example/y?page=2' },
		],
		['a link in an object', { _links: { next: { href: '/x?page=2' } } }, { nextLink: '/x?page=2' }],
		['a link of OData', { '@odata.nextLink': '/x?page=2' }, { nextLink: '/x?page=2' }],
		['the number of the next page', { meta: { nextPage: 3 } }, { nextPage: 3 }],
		[
			'numbers in camel case',
			{ pagination: { currentPage: 2, lastPage: 5, totalCount: 70 } },
			{ currentPage: 2, lastPage: 5, total: 70 },
		],
		[
			'numbers two names within',
			{ meta: { pagination: { current_page: 2, total_pages: 5, total: 70 } } },
			{ currentPage: 2, lastPage: 5, total: 70 },
		],
		[
			'fields of a record that are called so',
			{ data: [{ key: '1', total: 9, next: 'x' }] },
			{ records: [{ key: '1', total: 9, next: 'x' }] },
		],
	])('with %s', (_, more, expected) => {
		expect(readPage({ data: records, ...more })).toEqual({ records, ...expected });
	});

	test.each([
		[undefined],
		[null],
		[''],
		['<html></html>'],
		[['1']],
		[{}],
		[{ success: false, data: [] }],
		[{ data: [], errors: ['No connection to the system'] }],
		[{ status: 500, errors: ['No connection to the system'], data: [] }],
		[{ data: null }],
		[{ data: { key: '1' } }],
		[{ data: { lineItems: [] } }],
		[{ data: ['1'] }],
		[{ data: [null] }],
		[{ data: [[]] }],
	])('is not %j', (body) => {
		expect(readPage(body)).toBeUndefined();
	});
});

describe('a list', () => {
	test.each<[string, unknown]>([
		['alone', records],
		['under data', { data: records, lineItems: [] }],
		['under items', { items: records }],
		['under results', { results: records }],
		['under records', { records }],
		['under value', { value: records }],
		["under its entity's name", { purchase_orders: records }],
		["under its entity's name in camel case", { purchaseOrders: records }],
		['within data', { data: { items: records } }],
	])('stands %s', (_, body) => {
		expect(readPage(body, purchaseOrder)?.records).toEqual(records);
		const raw = readRawPage(Buffer.from(JSON.stringify(body)), purchaseOrder);
		expect(raw?.records.map((record) => record.toJSON())).toEqual(records);
	});

	test('within data, with its cursor beside it', () => {
		expect(readPage({ data: { items: records, nextCursor: 'abc' } })).toMatchObject({
			nextCursor: 'abc',
		});
	});
});

describe('a record', () => {
	test('stands under data, with whatever fields it has', () => {
		expect(readRecord({ data: { key: '1', custom: [1] }, meta: 1 })).toEqual({
			key: '1',
			custom: [1],
		});
	});

	const order = { key: '1', orderNo: 'PO-1' };

	test.each<[string, unknown]>([
		['alone', order],
		['in a list of its own', [order]],
		['in a list under data', { data: [order] }],
		['under the name of its entity', { purchaseOrder: order }],
		['the same in snake case', { purchase_order: order, success: true }],
		['the same within data', { data: { purchaseOrder: order } }],
		['under its path', { 'purchase-orders': [order] }],
		['under result', { result: order }],
	])('stands %s', (_, body) => {
		expect(readRecord(body, purchaseOrder)).toEqual(order);
	});

	test.each<[string, unknown]>([
		['without a key, by the fields of its entity', { orderNo: 'PO-1' }],
		['with a key that is a number', { key: 7 }],
		['whose status is a word of failure', { key: '1', status: 'failed' }],
	])('stands alone %s', (_, body) => {
		expect(readRecord(body, purchaseOrder)).toEqual(body);
	});

	test('under data, has whatever fields it has', () => {
		expect(readRecord({ data: { custom: 1 } }, purchaseOrder)).toEqual({ custom: 1 });
	});

	test.each([
		[undefined],
		[null],
		[''],
		['OK'],
		[{}],
		[{ data: null }],
		[{ data: [] }],
		[{ data: [order, order] }],
		[{ success: true }],
		[{ data: { success: true } }],
		[{ data: {} }],
		[{ result: { status: 'queued' } }],
		[{ status: 'ok', message: 'Created' }],
		[{ success: false, data: order }],
		[{ error: { message: 'No' }, data: {} }],
		[{ status: 500, errors: ['No connection to the system'] }],
		[{ type: 'about:blank', title: 'Invalid', status: 422, detail: 'No' }],
		[{ code: 'INVALID', name: 'Error', message: 'No' }],
	])('is not %j', (body) => {
		expect(readRecord(body, purchaseOrder)).toBeUndefined();
	});
});

test.each<[unknown, string | undefined]>([
	[{ data: { sync_status: 'done' } }, 'done'],
	[{ status: 'ok' }, 'ok'],
	[{ data: {} }, undefined],
	[{ data: { sync_status: null } }, undefined],
	['done', undefined],
	[null, undefined],
])('the state of %j is %s', (body, state) => {
	expect(readState(body)).toBe(state);
});

test('no body whatever makes reading fail', () => {
	fc.assert(
		fc.property(fc.anything({ withNullPrototype: true }), (body) => {
			readPage(body);
			readPage({ data: [], meta: body, links: body, next_cursor: body, total: body });
			readRecord(body);
			readState(body);
		}),
	);
});
