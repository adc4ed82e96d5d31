import { Store } from '../../../../sandbox/data/store';
import type { StoredRecord } from '../../../../sandbox/base';
import type { ConnectionOptions } from '../../../../sandbox/options';
import { sandboxWith, stopSandboxes } from '../support';

afterEach(stopSandboxes);

const system = (options: Partial<ConnectionOptions> = {}): Store =>
	new Store({
		name: 'a',
		token: 'a',
		systemType: 'erp',
		apiStyle: 'module',
		orders: 100,
		vendors: 10,
		...options,
	});

const coded = (store: Store, entity: string, code: string): StoredRecord | undefined =>
	store.source(entity).lookUp('code', code)?.[0];

describe.each(['long', 'running'] as const)(
	'records of a system of its own, with %s keys',
	(keys) => {
		it('differ in what is given for their code, and only in that', () => {
			const ownRecords = {
				vendors: {
					'V-0002': { code: 'v-0002' },
					'V-0003': { name: 'Nordwind Pumps Ltd ' },
					'V-0004': { deletedAt: '2026-01-01T00:00:00Z' },
				},
				uom: { PCE: { code: 'PCS', name: 'Pieces' } },
			};
			const [usual, own] = [system({ keys }), system({ keys, ownRecords })];
			const expected = usual
				.source('vendors')
				.all()
				.map((vendor) => ({
					...vendor,
					...ownRecords.vendors[vendor.code as 'V-0002'],
				}));
			expect(own.source('vendors').all()).toEqual(expected);
			expect(coded(own, 'uom', 'PCE')).toBeUndefined();
			expect(coded(own, 'uom', 'PCS')).toEqual({
				...coded(usual, 'uom', 'PCE'),
				code: 'PCS',
				name: 'Pieces',
			});
			expect(own.source('purchase-orders').all()).toEqual(usual.source('purchase-orders').all());
		});

		it('may be missing, and nothing refers to them then', () => {
			const usual = system({ keys: 'long' });
			const orders = (store: Store) =>
				[...store.source('purchase-orders').all()].sort((a, b) =>
					String(a.orderNo).localeCompare(String(b.orderNo)),
				);
			const own = system({
				keys,
				ownRecords: { vendors: { 'V-0005': null }, 'statuses/purchase-orders': { APPROVAL: null } },
			});
			expect(own.source('vendors').all()).toHaveLength(9);
			expect(coded(own, 'vendors', 'V-0005')).toBeUndefined();
			const [vendor, status] = [
				coded(usual, 'vendors', 'V-0005')?.key,
				usual
					.source('statuses/purchase-orders')
					.all()
					.find(({ code }) => code === 'APPROVAL')?.key,
			];
			const [before, after] = [orders(usual), orders(own)];
			expect(before.filter(({ vendorKey }) => vendorKey === vendor).length).toBeGreaterThan(0);
			expect(before.filter(({ statusKey }) => statusKey === status).length).toBeGreaterThan(0);
			for (const [index, order] of before.entries()) {
				expect(after[index]?.vendorKey === null).toBe(order.vendorKey === vendor);
				expect(after[index]?.statusKey === null).toBe(order.statusKey === status);
			}
		});

		it('give their own words to what repeats them', () => {
			const own = system({
				keys,
				ownRecords: { materials: { 'BLT-M12': { code: '40063813' } } },
			});
			const key = coded(own, 'materials', '40063813')?.key;
			const lines = own.source('purchase-orders.line-items').all();
			const bolts = lines.filter(({ materialKey }) => materialKey === key);
			expect(bolts.length).toBeGreaterThan(0);
			expect(new Set(bolts.map(({ code }) => code))).toEqual(new Set(['40063813']));
			expect(lines.some(({ code }) => code === 'BLT-M12')).toBe(false);

			const plant = system({
				keys,
				systemType: 'eam',
				ownRecords: { 'statuses/work-orders': { OPEN: { code: 'CRTD', name: 'Created' } } },
			});
			const words = plant
				.source('work-orders')
				.all()
				.map(({ status }) => status);
			expect(words).toContain('Created');
			expect(words).not.toContain('Open');
		});

		it('stay in lists when one in so many is deleted', () => {
			const own = system({ keys, deletedEvery: { 'purchase-orders': 20, vendors: 5 } });
			for (const [entity, total, deleted] of [
				['purchase-orders', 100, 5],
				['vendors', 10, 2],
			] as const) {
				const records = own.source(entity).all();
				const marked = records.filter(({ deletedAt }) => typeof deletedAt === 'string');
				expect([records.length, marked.length]).toEqual([total, deleted]);
				for (const { deletedAt, updatedAt } of marked) expect(deletedAt).toBe(updatedAt);
			}
		});

		it('are said to be none where the code is not among the generated ones', () => {
			const wrong = () => system({ keys, ownRecords: { vendors: { 'V-9999': null } } });
			expect(wrong).toThrow('There is no "V-9999" in vendors that could be other than usual');
		});

		it('are found by their own code', async () => {
			const ownRecords = { vendors: { 'V-0002': { code: 'v-0002' } } };
			const { list } = await sandboxWith({ keys, ownRecords });
			expect(await list('vendors?filter[code]=V-0002')).toEqual([]);
			expect(await list('vendors?filter[code]=v-0002')).toHaveLength(1);
			expect(await list('purchase-orders?per_page=100')).toHaveLength(50);
		});
	},
);
