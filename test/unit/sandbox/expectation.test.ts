import { expectedSync } from '../../../sandbox/expectation';
import type { ComparedSystem } from '../../../sandbox/meaning';
import type { StoredRecord } from '../../../sandbox/base';
import {
	CHANGED_SINCE,
	UNLIKE_ERPS_LOCKED,
	UNLIKE_ERPS_VALUES,
	unlikeErpSystems,
} from '../../../sandbox/scenarios';
import { startSandbox } from '../../../sandbox/server/server';

const SINCE = '2026-05-01T00:00:00Z';
const CHANGED = '2026-05-02T00:00:00Z';

type Records = Record<string, StoredRecord[]>;

const system = (records: Records): ComparedSystem => ({
	records: (entity) => records[entity] ?? [],
});

const order = (orderNo: string, more: Record<string, unknown> = {}): StoredRecord =>
	({ key: `k-${orderNo}`, orderNo, updatedAt: CHANGED, lineItems: [], ...more }) as StoredRecord;

const vendors = (prefix: string, codes: string[]): StoredRecord[] =>
	codes.map((code) => ({ key: `${prefix}${code}`, code }));

const A = (orders: StoredRecord[]): ComparedSystem =>
	system({
		'purchase-orders': orders,
		vendors: vendors('a', ['V1', 'V2', 'V3']),
		'statuses/purchase-orders': [
			{ key: 'a1', code: 'APPROVED' },
			{ key: 'a2', code: 'DRAFT' },
		],
		uom: [{ key: 'a1', code: 'PCE' }],
	});

const B = (orders: StoredRecord[] = []): ComparedSystem =>
	system({
		'purchase-orders': orders,
		vendors: [
			{ key: 'b1', code: 'v1 ' },
			{ key: 'b2', code: 'V2', deletedAt: '2026-04-30T00:00:00Z' },
		],
		'statuses/purchase-orders': [
			{ key: 'b1', code: 'RELEASED' },
			{ key: 'b2', code: 'DRAFT' },
		],
		uom: [{ key: 'b1', code: 'PCS' }],
	});

const VALUES = [
	{ field: 'statusKey', from: 'APPROVED', to: 'RELEASED' },
	{ field: 'uomKey', from: 'PCE', to: 'PCS' },
];

const expected = (a: StoredRecord[], b: StoredRecord[] = [], values = VALUES) =>
	expectedSync(A(a), B(b), { changedSince: SINCE, values, locked: ['RELEASED'] });

const nothing = { created: [], updated: [], unchanged: [], refused: [], byName: [] };

describe('what is to become of the orders of A in B', () => {
	it('creates what B lacks, updates what differs and leaves alone what means the same', () => {
		const orders = [order('1', { vendorKey: 'aV1' }), order('2'), order('3', { title: 'New' })];
		const inB = [order('2'), order('3', { title: 'Old' })];
		expect(expected(orders, inB)).toEqual({
			...nothing,
			created: ['1'],
			updated: ['3'],
			unchanged: ['2'],
		});
	});

	it('leaves out what did not change since, and what is deleted in A', () => {
		const orders = [
			order('1', { updatedAt: '2026-04-01T00:00:00Z' }),
			order('2', { deletedAt: CHANGED }),
		];
		expect(expected(orders)).toEqual(nothing);
	});

	it('names what B lacks and what is deleted there, in header and lines', () => {
		const line = { uomKey: 'a1', materialKey: null };
		const orders = [
			order('1', { vendorKey: 'aV3' }),
			order('2', { vendorKey: 'aV2' }),
			order('3', { lineItems: [{}, line] }),
		];
		expect(expected(orders, [], VALUES.slice(0, 1))).toEqual({
			...nothing,
			refused: [
				{ orderNo: '1', obstacles: [{ kind: 'lacking', field: 'vendorKey', word: 'V3' }] },
				{ orderNo: '2', obstacles: [{ kind: 'deleted', field: 'vendorKey', word: 'V2' }] },
				{
					orderNo: '3',
					obstacles: [{ kind: 'lacking', field: 'lineItems.1.uomKey', word: 'PCE' }],
				},
			],
		});
	});

	it('takes the words of the value map for codes of B, and without them names the codes of A', () => {
		const orders = [order('1', { statusKey: 'a1' }), order('2', { statusKey: 'a2' })];
		expect(expected(orders)).toEqual({ ...nothing, created: ['1', '2'] });
		expect(expected(orders, [], [])).toEqual({
			...nothing,
			created: ['2'],
			refused: [
				{ orderNo: '1', obstacles: [{ kind: 'lacking', field: 'statusKey', word: 'APPROVED' }] },
			],
		});
	});

	describe('where a code of A is not there', () => {
		const named = (prefix: string, codes: Record<string, string>): StoredRecord[] =>
			Object.entries(codes).map(([code, name]) => ({ key: `${prefix}${code}`, code, name }));
		const between = (
			inA: Record<string, string>,
			inB: Record<string, string>,
			there: StoredRecord[] = [],
		) =>
			expectedSync(
				system({
					'purchase-orders': [order('1', { vendorKey: 'aV1' })],
					vendors: named('a', inA),
				}),
				system({ 'purchase-orders': there, vendors: named('b', inB) }),
				{ changedSince: SINCE },
			);
		const byName = [{ orderNo: '1', field: 'vendorKey', word: 'V1', other: 'V7' }];

		it('the order refers to what has the same name, and that is told', () => {
			const found = between({ V1: 'Acme' }, { V7: 'Acme' });
			expect(found).toEqual({ ...nothing, created: ['1'], byName });
		});

		it('the order is unchanged where it refers to that already, and updated where not', () => {
			const vendorsOfB = { V7: 'Acme', V8: 'Other' };
			const there = (vendorKey: string) => [order('1', { vendorKey })];
			expect(between({ V1: 'Acme' }, vendorsOfB, there('bV7'))).toEqual({
				...nothing,
				unchanged: ['1'],
				byName,
			});
			expect(between({ V1: 'Acme' }, vendorsOfB, there('bV8'))).toEqual({
				...nothing,
				updated: ['1'],
				byName,
			});
		});

		it('several with the name, or a code and a name of two, cannot be told', () => {
			const doubtful = {
				...nothing,
				refused: [
					{ orderNo: '1', obstacles: [{ kind: 'doubtful', field: 'vendorKey', word: 'V1' }] },
				],
			};
			expect(between({ V1: 'Acme' }, { V7: 'Acme', V8: 'Acme' })).toEqual(doubtful);
			expect(between({ V1: 'Acme' }, { V1: 'Other', V8: 'Acme' })).toEqual(doubtful);
		});

		it('a code that is there decides where nothing has the name', () => {
			expect(between({ V1: 'Acme' }, { V1: 'Acme Ltd' })).toEqual({ ...nothing, created: ['1'] });
		});
	});

	it('expects B to refuse a change of an order that is locked there, unless nothing would change', () => {
		const orders = [
			order('1', { statusKey: 'a1', title: 'New' }),
			order('2', { statusKey: 'a1', title: 'New' }),
		];
		const inB = [
			order('1', { statusKey: 'b1', title: 'Old' }),
			order('2', { statusKey: 'b1', title: 'New' }),
		];
		expect(expected(orders, inB)).toEqual({
			...nothing,
			unchanged: ['2'],
			refused: [
				{ orderNo: '1', obstacles: [{ kind: 'locked', field: 'statusKey', word: 'RELEASED' }] },
			],
		});
	});
});

describe('the unlike systems', () => {
	it('have orders of each fate, and without a value map none that arrives', async () => {
		const sandbox = await startSandbox({
			connections: unlikeErpSystems({ orders: 300, vendors: 60 }),
		});
		try {
			const [a, b] = [sandbox.connection('a'), sandbox.connection('b')];
			const options = { changedSince: CHANGED_SINCE, locked: UNLIKE_ERPS_LOCKED };
			const { created, updated, unchanged, refused } = expectedSync(a, b, {
				...options,
				values: UNLIKE_ERPS_VALUES,
			});
			const kinds = refused.flatMap(({ obstacles }) => obstacles.map(({ kind }) => kind));
			expect(new Set(kinds)).toEqual(new Set(['lacking', 'deleted', 'locked']));
			for (const fate of [created, updated, unchanged]) expect(fate).not.toEqual([]);
			expect(created.length + updated.length + unchanged.length + refused.length).toBe(30);

			const without = expectedSync(a, b, { ...options, values: [] });
			expect(without).toMatchObject({ created: [], updated: [], unchanged: [] });
			expect(without.refused).toHaveLength(30);
		} finally {
			await sandbox.stop();
		}
	});
});
