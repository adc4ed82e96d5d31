import fc from 'fast-check';
import {
	readPage,
	readRecord,
	readState,
	type PageBody,
} from '../../../nodes/shared/client/envelopes';

const records = [{ key: '1' }];

describe('a page', () => {
	test.each<[string, object, Partial<PageBody>]>([
		['nothing but records', {}, {}],
		['null for meta and links', { meta: null, links: null }, {}],
		['empty lists for meta and links', { meta: [], links: [] }, {}],
		[
			'meta with numbers',
			{ meta: { current_page: 2, last_page: 5, per_page: 15, total: 70 } },
			{ currentPage: 2, lastPage: 5, total: 70 },
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
		['null as the next link', { links: { next: null } }, { nextLink: undefined }],
	])('with %s', (_, more, expected) => {
		expect(readPage({ data: records, ...more })).toEqual({ records, ...expected });
	});

	test.each([
		[undefined],
		[null],
		[''],
		['<html></html>'],
		[[]],
		[{}],
		[{ data: null }],
		[{ data: { key: '1' } }],
		[{ data: ['1'] }],
		[{ data: [null] }],
		[{ data: [[]] }],
	])('is not %j', (body) => {
		expect(readPage(body)).toBeUndefined();
	});
});

describe('a record', () => {
	test('stands under data, with whatever fields it has', () => {
		expect(readRecord({ data: { key: '1', custom: [1] }, meta: 1 })).toEqual({
			key: '1',
			custom: [1],
		});
	});

	test.each([[undefined], [null], ['OK'], [{}], [{ key: '1' }], [{ data: null }], [{ data: [] }]])(
		'is not %j',
		(body) => {
			expect(readRecord(body)).toBeUndefined();
		},
	);
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
