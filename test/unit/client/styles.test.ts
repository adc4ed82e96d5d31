import fc from 'fast-check';
import {
	currency,
	purchaseOrder,
	purchaseOrderLineItem,
	purchaseOrderStatus,
} from '../../../nodes/shared/catalogue';
import { MakiniError } from '../../../nodes/shared/client/errors/errors';
import {
	checkCondition,
	OPERATORS,
	toIsoTime,
	type Operator,
} from '../../../nodes/shared/client/wire/filters';
import {
	createRequest,
	listRequest,
	recordPath,
	stateRequest,
	type ListQuery,
	type Position,
} from '../../../nodes/shared/client/wire/styles';
import type { ApiStyle, Connection } from '../../../nodes/shared/client/wire/transport';
import { connection } from './support';

const styled = (apiStyle: ApiStyle): Connection => ({ ...connection, apiStyle });

/** The query of a list request as it reads, without escapes. */
function queryOf(apiStyle: ApiStyle, query: ListQuery, position: Position = { page: 1 }): string {
	const request = listRequest(styled(apiStyle), purchaseOrder, query, position, 100);
	return (request.query ?? []).map(([name, value]) => `${name}=${value}`).join('&');
}

function problemOf(work: () => unknown): MakiniError {
	try {
		work();
	} catch (error) {
		if (error instanceof MakiniError) return error;
		throw error;
	}
	throw new Error('No error was thrown');
}

const FIRST = { module: 'page=1&per_page=100', v1: 'per_page=100' };
const BOTH = ['module', 'v1'] as const;

const spelled: Array<[Operator, string]> = [
	['eq', 'filter[title]'],
	['contains', 'filter[title:contains]'],
	['startsWith', 'filter[title:startsWith]'],
	['endsWith', 'filter[title:endsWith]'],
	['gt', 'filter[title:gt]'],
	['gteq', 'filter[title:gteq]'],
	['lt', 'filter[title:lt]'],
	['lteq', 'filter[title:lted]'],
];

test('every operator has a row here', () => {
	expect(spelled.map(([operator]) => operator)).toEqual(Object.keys(OPERATORS));
});

describe.each(BOTH)('a list in the style %s', (style) => {
	const first = FIRST[style];

	test('as it is', () => {
		expect(queryOf(style, {})).toBe(first);
	});

	test.each(spelled)('filtered by %s', (operator, name) => {
		const conditions = [{ field: 'title', operator, value: 'a&b=c' }];
		expect(queryOf(style, { conditions })).toBe(`${first}&${name}=a&b=c`);
	});

	test.each(['all', 'any'] as const)(
		'filtered by several conditions of which %s match',
		(filterMatch) => {
			const conditions = [
				{ field: 'title', operator: 'contains', value: 'x' },
				{ field: 'orderNo', operator: 'eq', value: 'PO-1' },
			] as const;
			expect(queryOf(style, { conditions, filterMatch })).toBe(
				`${first}&filter[title:contains]=x&filter[orderNo]=PO-1&filterMatch=${filterMatch}`,
			);
		},
	);

	test('filtered by several conditions that all match by default', () => {
		const conditions = [
			{ field: 'title', operator: 'gt', value: 'a' },
			{ field: 'title', operator: 'lt', value: 'b' },
		] as const;
		expect(queryOf(style, { conditions })).toBe(
			`${first}&filter[title:gt]=a&filter[title:lt]=b&filterMatch=all`,
		);
	});

	test('filtered by one condition, where it does not matter how many match', () => {
		const conditions = [{ field: 'title', operator: 'eq', value: 'x' }] as const;
		expect(queryOf(style, { conditions, filterMatch: 'any' })).toBe(`${first}&filter[title]=x`);
	});

	test('sorted, with 1 for descending', () => {
		const sort = [
			{ field: 'dueAt', direction: 'desc' },
			{ field: 'orderNo', direction: 'asc' },
		] as const;
		expect(queryOf(style, { sort })).toBe(`${first}&sort[dueAt]=1&sort[orderNo]=0`);
	});

	test('on a later page and behind a cursor', () => {
		expect(queryOf(style, {}, { page: 3 })).toBe('page=3&per_page=100');
		expect(queryOf(style, {}, { cursor: 'a=/+' })).toBe('cursor=a=/+&per_page=100');
	});

	test('refuses two conditions that would overwrite each other', () => {
		const condition = { field: 'title', operator: 'contains', value: 'x' } as const;
		const error = problemOf(() =>
			queryOf(style, { conditions: [condition, { ...condition, value: 'y' }] }),
		);
		expect(error.message).toBe(
			'Two filter conditions use the same field and operator (title, contains)',
		);
		expect(error.description).toBe(
			'Makini takes each field and operator once in a request for purchase orders. Combine the two conditions, or read twice and merge.',
		);
		expect(error.details).toMatchObject({ kind: 'input', parameter: 'filters' });
	});
});

describe('records changed since', () => {
	const updatedAfter = '2026-05-01T00:00:00Z';
	const conditions = [{ field: 'title', operator: 'eq', value: 'x' }] as const;

	test('module: one more condition', () => {
		expect(queryOf('module', { updatedAfter })).toBe(
			`${FIRST.module}&filter[updatedAt:gteq]=${updatedAfter}`,
		);
		expect(queryOf('module', { updatedAfter, conditions })).toBe(
			`${FIRST.module}&filter[title]=x&filter[updatedAt:gteq]=${updatedAfter}&filterMatch=all`,
		);
	});

	test('v1: a parameter of its own, beside any filters', () => {
		expect(queryOf('v1', { updatedAfter })).toBe(`${FIRST.v1}&modified_after=${updatedAfter}`);
		expect(queryOf('v1', { updatedAfter, conditions, filterMatch: 'any' })).toBe(
			`${FIRST.v1}&filter[title]=x&modified_after=${updatedAfter}`,
		);
	});

	test('module: not together with conditions of which any may match', () => {
		const error = problemOf(() =>
			queryOf('module', { updatedAfter, conditions, filterMatch: 'any' }),
		);
		expect(error.message).toBe(
			'"Updated After" cannot be used together with filters of which any may match',
		);
		expect(error.description).toBe(
			'Makini would treat the date as one more alternative. Set "Filter Match" to "All", or leave one of them out.',
		);
	});

	test('module: "any" without conditions changes nothing', () => {
		expect(queryOf('module', { updatedAfter, filterMatch: 'any' })).toBe(
			`${FIRST.module}&filter[updatedAt:gteq]=${updatedAfter}`,
		);
	});

	test('module: the same condition by hand is one too many', () => {
		const same = [{ field: 'updatedAt', operator: 'gteq', value: updatedAfter }] as const;
		expect(problemOf(() => queryOf('module', { updatedAfter, conditions: same })).message).toBe(
			'Two filter conditions use the same field and operator (updatedAt, gteq)',
		);
	});

	test('module: not of records without a time of change', () => {
		const timeless = { ...currency, updatedField: undefined };
		const error = problemOf(() =>
			listRequest(connection, timeless, { updatedAfter }, { page: 1 }, 10),
		);
		expect(error.message).toBe(
			'"Updated After" cannot be used for currencies: they carry no time of change',
		);
	});
});

describe('paths', () => {
	test.each([
		['module', 'erp', '/api/erp/purchase-orders/1'],
		['module', 'eam', '/api/eam/purchase-orders/1'],
		['module', 'wms', '/api/wms/purchase-orders/1'],
		['v1', 'erp', '/api/v1/purchase-orders/1'],
		['v1', 'eam', '/api/v1/purchase-orders/1'],
	] as const)('of a record in the style %s of %s', (apiStyle, systemType, path) => {
		expect(recordPath({ ...connection, apiStyle, systemType }, purchaseOrder, '1')).toBe(path);
	});

	test('of entities below others', () => {
		expect(recordPath(connection, purchaseOrderLineItem, '1')).toBe(
			'/api/erp/purchase-orders.line-items/1',
		);
		expect(listRequest(connection, purchaseOrderStatus, {}, { page: 1 }, 1).path).toBe(
			'/api/erp/statuses/purchase-orders',
		);
	});

	test.each([
		['a/b', 'a%2Fb'],
		['../vendors/1', '..%2Fvendors%2F1'],
		['a?b#c', 'a%3Fb%23c'],
		['100%', '100%25'],
		['Größe 3', 'Gr%C3%B6%C3%9Fe%203'],
	])('escape the key %s', (key, escaped) => {
		expect(recordPath(connection, purchaseOrder, key)).toBe(`/api/erp/purchase-orders/${escaped}`);
	});

	test('of any key name that record and no other', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (key) => {
				fc.pre(!['', '.', '..'].includes(key.trim()));
				const path = recordPath(connection, purchaseOrder, key);
				const last = path.slice('/api/erp/purchase-orders/'.length);
				expect(decodeURIComponent(last)).toBe(key);
				expect(new URL(path, connection.baseUrl).pathname).toBe(path);
			}),
		);
	});

	test.each([' ', '.', '..'])('do not lead elsewhere by the key "%s"', (key) => {
		const error = problemOf(() => recordPath(connection, purchaseOrder, key));
		expect(error.kind).toBe('input');
		expect(error.message).toBe(`"${key}" is not the key of a purchase order`);
	});

	test('of the state', () => {
		expect(stateRequest(styled('module'))).toEqual({
			method: 'GET',
			path: '/api/integrations/current',
		});
		expect(stateRequest(styled('v1'))).toEqual({ method: 'GET', path: '/api/v1/sync-status' });
	});

	test('of a create', () => {
		expect(createRequest(styled('v1'), purchaseOrder, { a: 1 }, 'id-1')).toEqual({
			method: 'POST',
			path: '/api/v1/purchase-orders',
			body: { a: 1 },
			idempotencyKey: 'id-1',
		});
	});
});

describe('a condition as it was entered', () => {
	const fields = new Map(purchaseOrder.fields.map((field) => [field.name, field]));

	test.each([
		['title', 'contains', ' x ', 'x'],
		['dueAt', 'gt', '2026-05-01', '2026-05-01T00:00:00Z'],
		['dueAt', 'gt', '2026-05-01T10:00:00+02:00', '2026-05-01T08:00:00Z'],
		['dueAt', 'gt', '2026-05-01 10:00', '2026-05-01T10:00:00Z'],
		['custom', 'eq', '2026-05-01', '2026-05-01'],
	])('%s %s "%s" is sent as "%s"', (field, operator, value, sent) => {
		expect(checkCondition(fields, { field, operator, value }, 1)).toEqual({
			field,
			operator,
			value: sent,
		});
	});

	test.each([
		[{ field: '', operator: 'eq', value: 'x' }, 'Filter condition 2 names no field'],
		[
			{ field: 'title', operator: 'like', value: 'x' },
			'Filter condition 2 has the unknown operator "like"',
		],
		[
			{ field: 'title', operator: 'toString', value: 'x' },
			'Filter condition 2 has the unknown operator "toString"',
		],
		[{ field: 'title', operator: 'eq', value: ' ' }, 'Filter condition 2 (title) has no value'],
		[
			{ field: 'dueAt', operator: 'gt', value: 'soon' },
			'Filter condition 2 (dueAt) needs a date, but has "soon"',
		],
	])('%j is refused', (condition, message) => {
		const error = problemOf(() => checkCondition(fields, condition, 2));
		expect(error.message).toBe(message);
		expect(error.details).toMatchObject({ kind: 'input', parameter: 'filters' });
	});
});

test.each([
	['2026-05-01', '2026-05-01T00:00:00Z'],
	['2026-05-01T08:00:00.250Z', '2026-05-01T08:00:00.250Z'],
	[' 2026-05-01 08:00:00 ', '2026-05-01T08:00:00Z'],
	['', undefined],
	['01.05.2026', undefined],
	['2026-13-01', undefined],
])('the time "%s" is %s', (value, time) => {
	expect(toIsoTime(value)).toBe(time);
});

test.each(['', ' ', '.', '..'])('"%s" is no key', (key) => {
	const error = problemOf(() => recordPath(connection, purchaseOrder, key));
	expect(error.kind).toBe('input');
	expect(error.message).toBe(`"${key}" is not the key of a purchase order`);
});
