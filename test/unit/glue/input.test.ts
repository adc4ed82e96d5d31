import { DateTime } from 'luxon';
import { purchaseOrder, vendor } from '../../../nodes/shared/catalogue';
import { readFields, readJson } from '../../../nodes/shared/glue/parameters/input';
import { problemOf } from './support';

const mapped = (value: unknown): unknown => ({ mappingMode: 'defineBelow', value });
const automatic = (...custom: string[]): unknown => ({
	mappingMode: 'autoMapInputData',
	value: null,
	schema: ['orderNo', 'title', 'createdAt', ...custom].map((id) => ({ id })),
});

const read = (value: Record<string, unknown>): unknown =>
	readFields(purchaseOrder.fields, mapped(value), {});
const map = (input: Record<string, unknown>, ...custom: string[]): unknown =>
	readFields(purchaseOrder.fields, automatic(...custom), input);

describe('fields that are mapped by hand', () => {
	test('keep what was filled in, and custom fields as they are', () => {
		const value = {
			orderNo: 'PO-1',
			title: '',
			notes: null,
			terms: undefined,
			custom: [1],
			flag: 0,
		};
		expect(read(value)).toEqual({ orderNo: 'PO-1', custom: [1], flag: 0 });
	});

	test.each<[string, string, unknown, unknown]>([
		['a number as text', 'orderNo', 42, '42'],
		['true as text', 'title', true, 'true'],
		['text as it is', 'title', ' x ', ' x '],
		['a number', 'totalNetValue', 12.5, 12.5],
		['zero', 'totalNetValue', 0, 0],
		[
			'a number as text, no digit lost',
			'totalNetValue',
			' 12.50000000000000000001 ',
			'12.50000000000000000001',
		],
		['a negative number', 'totalNetValue', '-.5', '-.5'],
		['a date as it is', 'dueAt', '2026-05-01', '2026-05-01'],
		['a time as it is', 'dueAt', '2026-05-01T10:00:00+02:00', '2026-05-01T10:00:00+02:00'],
		['a Date', 'dueAt', new Date('2026-05-01T08:00:00Z'), '2026-05-01T08:00:00.000Z'],
		[
			'a time of luxon',
			'dueAt',
			DateTime.fromISO('2026-05-01T10:00:00+02:00', { setZone: true }),
			'2026-05-01T08:00:00.000Z',
		],
		['a list', 'lineItems', [{ quantity: '2', lineNo: 1 }], [{ quantity: '2', lineNo: '1' }]],
		[
			'a list as JSON',
			'lineItems',
			'[{"quantity": 2, "custom": {"a": 1}}]',
			[{ quantity: 2, custom: { a: 1 } }],
		],
		['a list of texts', 'lineItems', ['a', 1], ['a', '1']],
		['an object as JSON', 'shipmentAddress', '{"isActive": "TRUE"}', { isActive: true }],
	])('%s', (_, name, value, expected) => {
		expect(read({ [name]: value })).toEqual({ [name]: expected });
	});

	test.each<[string, unknown, string]>([
		['title', { a: 1 }, 'Title is not a text: {"a":1}'],
		['title', ['x'], 'Title is not a text: ["x"]'],
		['totalNetValue', '12,50', 'Total Net Value is not a number: "12,50"'],
		['totalNetValue', '1e3', 'Total Net Value is not a number: "1e3"'],
		['totalNetValue', 'EUR 5', 'Total Net Value is not a number: "EUR 5"'],
		['totalNetValue', true, 'Total Net Value is not a number: true'],
		['totalNetValue', '.', 'Total Net Value is not a number: "."'],
		['dueAt', 'soon', 'Due At is not a date: "soon"'],
		['dueAt', '01.05.2026', 'Due At is not a date: "01.05.2026"'],
		['dueAt', 1_777_622_400, 'Due At is not a date: 1777622400'],
		['lineItems', '{"quantity": 1}', 'Line Items is not a JSON list: "{"quantity": 1}"'],
		['lineItems', '[{', 'Line Items is not a JSON list: "[{"'],
		['lineItems', 7, 'Line Items is not a JSON list: 7'],
		['lineItems', [{ quantity: 'two' }], 'Line Items, entry 1, Quantity is not a number: "two"'],
		['lineItems', ['a', ['b']], 'Line Items, entry 2, is not a text: ["b"]'],
		['shipmentAddress', 'Berlin', 'Shipment Address is not a JSON object: "Berlin"'],
		[
			'shipmentAddress',
			{ isActive: 'yes' },
			'Shipment Address, Is Active is not true or false: "yes"',
		],
	])('%s: %j is refused', (name, value, message) => {
		const error = problemOf(() => read({ [name]: value }));
		expect(error.message).toBe(message);
		expect(error.kind).toBe('input');
		expect(error.details.parameter).toMatch(/^fields\./);
	});

	test('a refusal names the field and says where the value may come from', () => {
		const error = problemOf(() => read({ dueAt: 'soon' }));
		expect(error.description).toBe(
			'Correct the value of Due At (dueAt). It may come from an expression.',
		);
		expect(error.details.parameter).toBe('fields.dueAt');
	});

	test.each([[undefined], [null], ['x'], [{}], [{ mappingMode: 1 }]])(
		'%j maps nothing',
		(parameter) => {
			const error = problemOf(() => readFields(purchaseOrder.fields, parameter, {}));
			expect(error.message).toBe('The fields are not mapped');
			expect(error.description).toBe('Map at least one field under "Fields".');
		},
	);

	test('no value at all gives no fields', () => {
		expect(readFields(vendor.fields, mapped(null), { name: 'x' })).toEqual({});
	});
});

describe('fields that are mapped automatically', () => {
	test('are those that people can write', () => {
		const input = {
			key: 'K1',
			orderNo: 'PO-1',
			createdAt: '2026-01-01',
			updatedAt: 'nonsense',
			organizationKey: 'O1',
			shipmentAddress: 'nonsense',
			somethingElse: 1,
		};
		expect(map(input)).toEqual({ orderNo: 'PO-1' });
	});

	test('include the custom fields that the connection has', () => {
		const input = { orderNo: 'PO-1', costCentre: '4711', other: 'x' };
		expect(map(input, 'costCentre', 'notInTheInput')).toEqual({
			orderNo: 'PO-1',
			costCentre: '4711',
		});
	});

	test('include custom fields whose names objects have already, where the input has them', () => {
		expect(map({ orderNo: 'PO-1', constructor: 'Graz' }, 'constructor', 'toString')).toEqual({
			orderNo: 'PO-1',
			constructor: 'Graz',
		});
	});

	test('are cleared by what is empty', () => {
		expect(map({ orderNo: 'PO-1', title: null, notes: '', dueAt: null })).toEqual({
			orderNo: 'PO-1',
			title: null,
			notes: '',
			dueAt: null,
		});
	});

	const lines = [
		{ key: 'L1', lineNo: 1, receivedQuantity: 5, createdAt: 'x', quantity: '2', foreign: true },
	];

	test.each<[string, unknown]>([
		['as a list', lines],
		['as JSON', JSON.stringify(lines)],
	])(
		"leave out another system's keys and what cannot be written of line items, given %s",
		(_, lineItems) => {
			expect(map({ lineItems })).toEqual({ lineItems: [{ lineNo: '1', quantity: '2' }] });
		},
	);

	test('are converted like the others', () => {
		expect(problemOf(() => map({ totalNetValue: 'a lot' })).message).toBe(
			'Total Net Value is not a number: "a lot"',
		);
	});

	test('leave the input as it was', () => {
		const input = { lineItems: [{ key: 'L1', quantity: 2 }] };
		map(input);
		expect(input).toEqual({ lineItems: [{ key: 'L1', quantity: 2 }] });
	});
});

describe('JSON', () => {
	test.each<[string, unknown]>([
		['text', '{"orderNo": "PO-1", "custom": {"a": [1]}}'],
		['an object', { orderNo: 'PO-1', custom: { a: [1] } }],
	])('is taken as it is: %s', (_, parameter) => {
		expect(readJson(purchaseOrder, parameter)).toEqual({ orderNo: 'PO-1', custom: { a: [1] } });
	});

	test.each([['[]'], ['"x"'], ['null'], ['7'], [[{}]], [null], [undefined]])(
		'%j is not an object',
		(parameter) => {
			const error = problemOf(() => readJson(purchaseOrder, parameter));
			expect(error.message).toBe('The JSON is not an object');
			expect(error.description).toBe(
				'Enter one JSON object such as {"orderNo": "..."}. To write several purchase orders, give each an item of its own.',
			);
			expect(error.details.parameter).toBe('jsonData');
		},
	);

	test.each([['{'], [''], ["{'a': 1}"], ['{"a": 1,}']])('%j is malformed', (parameter) => {
		const error = problemOf(() => readJson(vendor, parameter));
		expect(error.message).toMatch(/^The JSON is malformed: ./);
		expect(error.description).toContain('{"code": "..."}');
	});
});
