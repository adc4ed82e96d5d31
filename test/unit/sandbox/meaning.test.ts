import { compareByMeaning, type ComparedSystem } from '../../../sandbox/meaning';
import type { JsonObject, StoredRecord } from '../../../sandbox/base';

const A: Record<string, StoredRecord[]> = {
	vendors: [
		{ key: '1001', code: 'V-1', name: 'Nordwind' },
		{ key: '1002', code: 'V-2', name: 'Atlas' },
	],
	sites: [{ key: '1001', name: 'Hamburg plant' }],
	'statuses/purchase-orders': [{ key: '1001', code: 'APPROVED', name: 'Approved' }],
	uom: [
		{ key: '1001', code: 'PCE' },
		{ key: '1002', code: 'KG' },
	],
	materials: [{ key: '1001', code: 'BLT-M12' }],
};

const B: Record<string, StoredRecord[]> = {
	vendors: [
		{ key: '1001', code: 'V-2', name: 'Atlas' },
		{ key: '1002', code: 'V-1', name: 'Nordwind' },
	],
	sites: [{ key: '1007', name: 'Hamburg plant' }],
	'statuses/purchase-orders': [
		{ key: '1003', code: 'RELEASED', name: 'Released' },
		{ key: '1004', code: 'CREATED', name: 'Created' },
	],
	uom: [
		{ key: '1001', code: 'KG' },
		{ key: '1002', code: 'PCS' },
	],
	materials: [{ key: '1005', code: 'BLT-M12' }],
};

const VALUES = [
	{ field: 'statusKey', from: 'APPROVED', to: 'RELEASED' },
	{ field: 'uomKey', from: 'PCE', to: 'PCS' },
];

const line = (values: JsonObject) => ({ lineNo: '10', quantity: '3.00', ...values });

const ORDER_IN_A: StoredRecord = {
	key: '1',
	orderNo: 'PO-1',
	title: 'Spare parts',
	vendorKey: '1001',
	siteKey: '1001',
	statusKey: '1001',
	updatedAt: '2026-05-02T00:00:00Z',
	lineItems: [line({ key: '1', materialKey: '1001', uomKey: '1001' })],
};

const ORDER_IN_B: StoredRecord = {
	...ORDER_IN_A,
	key: '77',
	vendorKey: '1002',
	siteKey: '1007',
	statusKey: '1003',
	updatedAt: '2026-05-09T00:00:00Z',
	lineItems: [line({ key: '99', materialKey: '1005', uomKey: '1002' })],
};

const system = (
	records: Record<string, StoredRecord[]>,
	orders: StoredRecord[],
): ComparedSystem => ({
	records: (entity) => (entity === 'purchase-orders' ? orders : (records[entity] ?? [])),
});

const compare = (
	inA: StoredRecord[],
	inB: StoredRecord[],
	options: Parameters<typeof compareByMeaning>[2] = { values: VALUES },
	recordsOfB = B,
) => compareByMeaning(system(A, inA), system(recordsOfB, inB), options);

const differencesOf = (changes: JsonObject, recordsOfB = B) =>
	compare([ORDER_IN_A], [{ ...ORDER_IN_B, ...changes }], undefined, recordsOfB).differing.flatMap(
		({ differences }) => differences,
	);

const NOTHING = { equal: [], differing: [], missing: [], extra: [], doubled: [] };

it('finds orders equal whose keys differ and whose references mean the same', () => {
	expect(compare([ORDER_IN_A], [ORDER_IN_B])).toEqual({ ...NOTHING, equal: ['PO-1'] });
});

it('finds a wrong vendor that has the key of the right one', () => {
	const { differing, equal } = compare([ORDER_IN_A], [{ ...ORDER_IN_B, vendorKey: '1001' }]);
	expect(equal).toEqual([]);
	expect(differing).toEqual([
		{ orderNo: 'PO-1', differences: [{ orderNo: 'PO-1', field: 'vendorKey', a: 'V-1', b: 'V-2' }] },
	]);
});

it('compares the references of line items, and their number', () => {
	const lineItems = [line({ materialKey: '1005', uomKey: '1001' })];
	expect(differencesOf({ lineItems })).toEqual([
		{ orderNo: 'PO-1', field: 'lineItems.0.uomKey', a: 'PCE', b: 'KG' },
	]);
	expect(differencesOf({ lineItems: [] })).toEqual([
		{ orderNo: 'PO-1', field: 'lineItems.length', a: 1, b: 0 },
	]);
});

it('takes a code for itself where no pair says otherwise', () => {
	const { differing } = compare([ORDER_IN_A], [ORDER_IN_B], {});
	expect(differing[0]?.differences).toEqual([
		{ orderNo: 'PO-1', field: 'statusKey', a: 'APPROVED', b: 'RELEASED' },
		{ orderNo: 'PO-1', field: 'lineItems.0.uomKey', a: 'PCE', b: 'PCS' },
	]);
	expect(differencesOf({ statusKey: '1004' })).toEqual([
		{ orderNo: 'PO-1', field: 'statusKey', a: 'APPROVED', b: 'CREATED' },
	]);
});

it('finds empty references, and keys that lead nowhere', () => {
	expect(differencesOf({ vendorKey: null, siteKey: '9', title: 'Other' })).toEqual([
		{ orderNo: 'PO-1', field: 'siteKey', a: 'Hamburg plant', b: '9 (no such record)' },
		{ orderNo: 'PO-1', field: 'vendorKey', a: 'V-1', b: null },
		{ orderNo: 'PO-1', field: 'title', a: 'Spare parts', b: 'Other' },
	]);
});

it('takes a code in another case or with blanks for the same, unless the exact one is there too', () => {
	const vendors = [{ key: '1002', code: 'v-1 ' }];
	expect(differencesOf({}, { ...B, vendors })).toEqual([]);
	const both = [...vendors, { key: '1003', code: 'V-1' }];
	expect(differencesOf({}, { ...B, vendors: both })).toEqual([
		{ orderNo: 'PO-1', field: 'vendorKey', a: 'V-1', b: 'v-1 ' },
	]);
});

it('tells missing, extra and doubled orders apart', () => {
	const orders = ['PO-1', 'PO-2', 'PO-3'].map((orderNo) => ({ ...ORDER_IN_A, orderNo }));
	const others = ['PO-1', 'PO-2', 'PO-2', 'X-9'].map((orderNo) => ({ ...ORDER_IN_B, orderNo }));
	expect(compare(orders, others)).toEqual({
		...NOTHING,
		equal: ['PO-1'],
		missing: ['PO-3'],
		extra: ['X-9'],
		doubled: ['PO-2'],
	});
});

it('leaves out what did not change since then, and what is deleted', () => {
	const old = { ...ORDER_IN_A, orderNo: 'PO-0', updatedAt: '2026-04-30T00:00:00Z' };
	const deleted = { ...ORDER_IN_A, orderNo: 'PO-2', deletedAt: '2026-05-03T00:00:00Z' };
	const options = { values: VALUES, changedSince: '2026-05-01T00:00:00Z' };
	expect(compare([ORDER_IN_A, old, deleted], [ORDER_IN_B], options)).toEqual({
		...NOTHING,
		equal: ['PO-1'],
	});
	const gone = { ...ORDER_IN_B, deletedAt: '2026-05-03T00:00:00Z' };
	expect(compare([ORDER_IN_A], [gone], options)).toEqual({ ...NOTHING, missing: ['PO-1'] });
});
