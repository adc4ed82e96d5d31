import type { IDataObject } from 'n8n-workflow';
import { meter, purchaseOrder } from '../../../nodes/shared/catalogue';
import { readOptionalRecord, readRecord } from '../../../nodes/shared/glue/parameters/chosenRecord';
import { readKey } from '../../../nodes/shared/glue/parameters/chosenKey';
import { readData, readOptions, readQuery } from '../../../nodes/shared/glue/parameters/parameters';
import { contextOf, problemOf } from './support';

describe('options', () => {
	test('are read, numbers from expressions too', () => {
		const options = { batchSize: '20', batchDelay: 0, maxWait: 0, onUncertainWrite: 'fail' };
		expect(readOptions(contextOf({ options }))).toEqual({ ...options, batchSize: 20 });
		expect(readOptions(contextOf({}))).toEqual({});
	});

	test.each<[string, unknown, string]>([
		[
			'batchSize',
			0,
			'The option "Batch Size" cannot be used: it needs to be a whole number of at least 1',
		],
		[
			'batchSize',
			'many',
			'The option "Batch Size" cannot be used: it needs to be a whole number of at least 1',
		],
		[
			'pageSize',
			1.5,
			'The option "Page Size" cannot be used: it needs to be a whole number of at least 1',
		],
		[
			'concurrency',
			-1,
			'The option "Concurrency" cannot be used: it needs to be a whole number of at least 1',
		],
		[
			'batchDelay',
			-1,
			'The option "Batch Delay" cannot be used: it needs to be a whole number of at least 0',
		],
		[
			'maxWait',
			Infinity,
			'The option "Max Wait" cannot be used: it needs to be a whole number of at least 0',
		],
		[
			'onUncertainWrite',
			'hope',
			'The option "On Uncertain Write" cannot be used: it needs to be "verify" or "fail"',
		],
	])('%s: %j is refused', (name, value, message) => {
		const error = problemOf(() =>
			readOptions(contextOf({ options: { [name]: value } as IDataObject })),
		);
		expect(error.message).toBe(message);
		expect(error.description).toBe('Correct it under "Options", or remove it to use the default.');
		expect(error.details.parameter).toBe(`options.${name}`);
	});
});

describe('a key', () => {
	test.each<[unknown, string]>([
		['K1', 'K1'],
		[' K1\n', 'K1'],
		[42, '42'],
		['a/b', 'a/b'],
		['https://app.makini.io/orders/K1', 'K1'],
		['https://app.makini.io/orders/K1/?tab=lines#top', 'K1'],
		['https://app.makini.io/orders/a%2Fb', 'a/b'],
		['https://app.makini.io/orders/50%', '50%'],
		['http is a key', 'http is a key'],
	])('entered as %j is %s', (entered, key) => {
		const context = contextOf({ recordKey: entered as string });
		expect(readKey(context, 'recordKey', 'purchase order', 0)).toBe(key);
	});

	test.each([[''], [' '], [null], [undefined], ['https://app.makini.io/']])(
		'is not %j',
		(entered) => {
			const context = contextOf({ recordKey: entered as string });
			const error = problemOf(() => readKey(context, 'recordKey', 'purchase order', 0));
			expect(error.message).toBe('No purchase order is chosen');
			expect(error.description).toBe(
				'Choose one from the list, or enter its key. An expression may have come out empty.',
			);
			expect(error.details.parameter).toBe('recordKey');
		},
	);
});

describe('a chosen record', () => {
	const number = (value: unknown): IDataObject => ({
		recordKey: { __rl: true, mode: 'number', value } as IDataObject,
	});
	const read = (parameters: IDataObject, entity = purchaseOrder) =>
		readRecord(contextOf(parameters), 'recordKey', entity, 0);

	test.each<[unknown, string]>([
		['PO-1', 'PO-1'],
		[' PO-1\n', 'PO-1'],
		[42, '42'],
		['0042', '0042'],
		['https://app.makini.io/orders/K1', 'https://app.makini.io/orders/K1'],
	])('by the number %j is %s, as it stands', (given, text) => {
		expect(read(number(given))).toEqual({ number: text });
	});

	test('may be given by its key', () => {
		expect(read({ recordKey: 'K1' })).toEqual({ key: 'K1' });
	});

	test.each([[''], [' '], [null], [undefined]])('is not by the number %j', (given) => {
		const error = problemOf(() => read(number(given)));
		expect(error.message).toBe('No purchase order is chosen');
		expect(error.description).toBe(
			'Choose one from the list, or enter its order number. An expression may have come out empty.',
		);
		expect(error.details.parameter).toBe('recordKey');
		const context = contextOf(number(given));
		expect(readOptionalRecord(context, 'recordKey', purchaseOrder, 0)).toBeUndefined();
	});

	test.each<[unknown, string]>([
		[
			9007199254740992,
			'The order number of the purchase order is a number that has lost digits: 9007199254740992',
		],
		[['PO-1'], 'The order number of the purchase order is a list'],
		[{ no: 'PO-1' }, 'The order number of the purchase order is an object'],
	])('is not by %j', (given, message) => {
		expect(problemOf(() => read(number(given))).message).toBe(message);
	});

	test('is chosen by its key where it has no number', () => {
		const error = problemOf(() => read(number('7'), meter));
		expect(error.message).toBe('A meter is chosen by its key, not by a number');
	});
});

describe('data', () => {
	test('come from the fields or from JSON', () => {
		const fields = { mappingMode: 'defineBelow', value: { orderNo: 'PO-1' } };
		const json = contextOf({ inputMode: 'json', jsonData: '{"orderNo": "PO-2"}', fields });
		expect(readData(contextOf({ fields }), purchaseOrder, 'create', 0, {})).toEqual({
			orderNo: 'PO-1',
		});
		expect(readData(json, purchaseOrder, 'create', 0, {})).toEqual({ orderNo: 'PO-2' });
	});

	test.each([
		['create', 'The purchase order has no values'],
		['upsert', 'The purchase order has no values'],
		['update', 'There is nothing to update'],
	] as const)('that are empty are refused: %s', (operation, message) => {
		const fields = { mappingMode: 'defineBelow', value: { orderNo: '' } };
		const error = problemOf(() => readData(contextOf({ fields }), purchaseOrder, operation, 0, {}));
		expect(error.message).toBe(message);
		expect(error.description).toBe(
			'Give at least one field a value. Expressions may have come out empty.',
		);
	});
});

describe('what to read', () => {
	const queryOf = (parameters: IDataObject): ReturnType<typeof readQuery> =>
		readQuery(contextOf(parameters), purchaseOrder, 0, {});
	const condition = (value: unknown): IDataObject => ({
		filters: { conditions: [{ field: 'title', operator: 'eq', value }] } as IDataObject,
	});

	test('is limited to 50 records, in large pages, unless it says otherwise', () => {
		expect(queryOf({})).toEqual({
			conditions: [],
			filterMatch: 'all',
			updatedAfter: undefined,
			sort: [],
			pageSize: 500,
			parallelPages: 'automatic',
			withoutDeleted: true,
			limit: 50,
		});
		expect(queryOf({ returnAll: true, limit: 0 }).limit).toBeUndefined();
		expect(readQuery(contextOf({}), purchaseOrder, 0, { pageSize: 7 }).pageSize).toBe(7);
	});

	test('takes over conditions, order and time', () => {
		const query = queryOf({
			...condition(7),
			filterMatch: 'any',
			sort: { by: [{ field: 'dueAt', direction: 'desc' }] },
			updatedAfter: '2026-05-01T10:00:00+02:00',
		});
		expect(query.conditions).toEqual([{ field: 'title', operator: 'eq', value: '7' }]);
		expect(query.filterMatch).toBe('any');
		expect(query.sort).toEqual([{ field: 'dueAt', direction: 'desc' }]);
		expect(query.updatedAfter).toBe('2026-05-01T08:00:00Z');
	});

	test.each([[''], [null], [undefined], [' ']])('is refused with a condition for %j', (value) => {
		expect(problemOf(() => queryOf(condition(value))).message).toBe(
			'Filter condition 1 (title) has no value',
		);
	});

	test.each<[unknown]>([[0], [-1], [1.5], ['many'], [null]])(
		'is refused with the limit %j',
		(limit) => {
			const error = problemOf(() => queryOf({ limit } as IDataObject));
			expect(error.message).toBe('"Limit" needs to be a whole number of at least 1');
			expect(error.description).toBe('Correct the limit, or turn on "Return All".');
		},
	);

	test('is refused with a time that is none', () => {
		const error = problemOf(() => queryOf({ updatedAfter: 'yesterday' }));
		expect(error.message).toBe('"Updated After" is not a date: "yesterday"');
		expect(error.description).toBe(
			'Use a date such as 2026-05-01 or a time such as 2026-05-01T08:00:00Z.',
		);
	});

	test.each([[''], [' '], [null]])('any time of change with %j', (updatedAfter) => {
		expect(queryOf({ updatedAfter }).updatedAfter).toBeUndefined();
	});
});
