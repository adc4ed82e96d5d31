import fc from 'fast-check';
import { purchaseOrder } from '../../../nodes/shared/catalogue';
import { differingFields } from '../../../nodes/shared/client/matching/compare';
import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';

const differing = (given: MakiniRecord, existing: MakiniRecord): string[] =>
	differingFields(purchaseOrder.fields, given, existing);

const isSame = (field: string, given: unknown, existing: unknown): boolean =>
	differing({ [field]: given }, { [field]: existing }).length === 0;

test.each<[unknown, unknown, boolean]>([
	['12.50', 12.5, true],
	['12.50', '12.5', true],
	[' 12.5 ', 12.5, true],
	['+12.5', 12.5, true],
	['012.5', '12.5', true],
	['.5', 0.5, true],
	['5.', 5, true],
	['0', '-0.00', true],
	['-12.50', -12.5, true],
	['12.50', '12.51', false],
	['12', '-12', false],
	[0, '', false],
	['0', null, false],
	['9007199254740993', '9007199254740992', false],
	['0.10000000000000000001', '0.1', false],
	[1e21, '1000000000000000000000', true],
	[1e21, '1000000000000000000001', false],
	[1.5e21, '1500000000000000000000.00', true],
	[1e-7, '0.0000001', true],
	[-2.5e-7, '-0.00000025', true],
	['n/a', 'n/a', true],
	['n/a', '0', false],
])('decimals: %j and %j are the same: %s', (given, existing, same) => {
	expect(isSame('totalNetValue', given, existing)).toBe(same);
});

test('a number is the same as its own text, and as that with zeros', () => {
	fc.assert(
		fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
			expect(isSame('totalNetValue', number, String(number))).toBe(true);
		}),
	);
	fc.assert(
		fc.property(fc.bigInt(), fc.nat(999), (whole, cents) => {
			const text = `${whole}.${String(cents).padStart(3, '0')}`;
			expect(isSame('totalNetValue', text, `${text}000`)).toBe(true);
			expect(isSame('totalNetValue', text, `${text}1`)).toBe(false);
		}),
	);
});

test.each<[unknown, unknown, boolean]>([
	['2026-05-01T08:00:00Z', '2026-05-01T10:00:00+02:00', true],
	['2026-05-01T08:00:00Z', '2026-05-01T08:00:00.000000Z', true],
	['2026-05-01', '2026-05-01T00:00:00Z', true],
	['2026-05-01T08:00:00Z', '2026-05-01T08:00:01Z', false],
	['2026-05-01T08:00:00Z', '2026-05-01T08:00:00+02:00', false],
	['next week', 'next week', true],
	['next week', '2026-05-01', false],
])('times: %j and %j are the same: %s', (given, existing, same) => {
	expect(isSame('dueAt', given, existing)).toBe(same);
});

test.each<[string, unknown, unknown, boolean]>([
	['title', '', null, true],
	['title', null, undefined, true],
	['title', undefined, '', true],
	['title', '', 'x', false],
	['title', 'x', null, false],
	['title', '12.50', '12.5', false],
	['title', 'Bearings', 'bearings', false],
	['orderNo', 42, '42', true],
	['customField', true, 'true', true],
	['customField', 0, false, false],
	['customField', { a: 1 }, { a: 1, b: 2 }, true],
	['customField', { a: { b: 1 } }, { a: { b: 2 } }, false],
	['customField', { a: 1 }, 'a', false],
	['customField', ['a', 'b'], ['a', 'b'], true],
	['customField', ['a', 'b'], ['b', 'a'], false],
])('%s: %j and %j are the same: %s', (field, given, existing, same) => {
	expect(isSame(field, given, existing)).toBe(same);
});

describe('line items', () => {
	const existing = [
		{ key: 'L1', lineNo: '1', quantity: '2.00', price: '9.90', createdAt: 'x' },
		{ key: 'L2', lineNo: '2', quantity: '1.00', price: '5.00', createdAt: 'x' },
	];

	test.each<[string, unknown, boolean]>([
		[
			'what is given of them is as it is',
			[
				{ lineNo: 1, quantity: 2 },
				{ lineNo: 2, price: '5' },
			],
			true,
		],
		['other keys and times', [{ key: 'A', lineNo: '1', createdAt: 'y' }, { key: 'B' }], true],
		['another quantity', [{ lineNo: 1, quantity: 3 }, { lineNo: 2 }], false],
		['another order', [{ lineNo: 2 }, { lineNo: 1 }], false],
		['one less', [{ lineNo: 1 }], false],
		['one more', [{ lineNo: 1 }, { lineNo: 2 }, { lineNo: 3 }], false],
		['none', [], false],
		['texts', ['1', '2'], false],
		['no list', 'lines', false],
	])('%s', (_, given, same) => {
		expect(isSame('lineItems', given, existing)).toBe(same);
	});

	test('none are the same as none', () => {
		expect(isSame('lineItems', [], [])).toBe(true);
	});
});

test('only what is given counts, and of that what people can change', () => {
	const existing = {
		key: 'K1',
		orderNo: 'PO-1',
		title: 'Seals',
		updatedAt: '2026-05-01T00:00:00Z',
	};
	const given = {
		key: 'other',
		orderNo: 'PO-1',
		title: 'Bearings',
		updatedAt: '2027-01-01T00:00:00Z',
		organizationKey: 'other',
		shipmentAddress: { city: 'other' },
		costCentre: '4711',
	};
	expect(differing(given, existing)).toEqual(['title', 'costCentre']);
	expect(differing({}, existing)).toEqual([]);
});

test('a record does not differ from itself', () => {
	const value = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
	const field = fc.constantFrom(...purchaseOrder.fields.map(({ name }) => name), 'custom');
	fc.assert(
		fc.property(fc.dictionary(field, fc.oneof(value, fc.array(value))), (record) => {
			expect(differing(record, structuredClone(record))).toEqual([]);
		}),
	);
});
