import fc from 'fast-check';
import { isReadingCheaper, Matches, type Searched } from '../../../nodes/shared/client/matching';
import type { MakiniRecord } from '../../../nodes/shared/client/envelopes';
import { memoryClient, purchaseOrder } from './support';

describe('the cheaper way to find many', () => {
	test.each([
		[20, 1, false],
		[21, 1, true],
		[21, 7, false],
		[5000, 20, true],
		[5000, 100, true],
		[100, 2000, false],
		[5000, undefined, false],
	])('%d values in %s pages: reading the list is cheaper: %s', (values, pages, cheaper) => {
		expect(isReadingCheaper(values, pages)).toBe(cheaper);
	});
});

/** A list in memory, and what it was asked. */
function listOf(all: MakiniRecord[], size = 10): Searched & { lookUps: number; readings: number } {
	const valueOf = (record: MakiniRecord): string | undefined =>
		typeof record.orderNo === 'string' ? record.orderNo : undefined;
	const list = {
		lookUps: 0,
		readings: 0,
		valueOf,
		lookUp: async (value: string) => {
			list.lookUps += 1;
			return await Promise.resolve(all.filter((record) => record.orderNo === value));
		},
		pages: async () => await Promise.resolve(Math.max(1, Math.ceil(all.length / size))),
		all: async function* () {
			list.readings += 1;
			for (let start = 0; start < all.length; start += size) {
				yield await Promise.resolve(all.slice(start, start + size));
			}
		},
	};
	return list;
}

const numbered = (count: number): MakiniRecord[] =>
	Array.from({ length: count }, (_, index) => ({ key: `K${index}`, orderNo: `PO-${index}` }));

describe('matches', () => {
	test('are the same whichever way is taken', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat(60), { maxLength: 80 }),
				fc.array(fc.nat(60), { maxLength: 120 }),
				async (existing, wanted) => {
					const all = existing.map((number, index) => ({
						key: `K${index}`,
						orderNo: `PO-${number}`,
					}));
					const list = listOf(all);
					const matches = new Matches(list);
					wanted.forEach((number) => matches.expect(`PO-${number}`));
					for (const number of wanted) {
						const { records } = await matches.find(`PO-${number}`);
						expect(records).toEqual(all.filter(({ orderNo }) => orderNo === `PO-${number}`));
					}
				},
			),
		);
	});

	test('of many values are found by one reading, of few by look-ups', async () => {
		const many = listOf(numbered(100));
		const matches = new Matches(many);
		numbered(90).forEach(({ orderNo }) => matches.expect(String(orderNo)));
		for (const { orderNo } of numbered(90)) await matches.find(String(orderNo));
		expect([many.readings, many.lookUps]).toEqual([1, 0]);

		const few = listOf(numbered(100));
		const others = new Matches(few);
		numbered(20).forEach(({ orderNo }) => others.expect(String(orderNo)));
		for (const { orderNo } of numbered(20)) await others.find(String(orderNo));
		expect([few.readings, few.lookUps]).toEqual([0, 20]);
	});

	test('are looked up where the list leaves the field out', async () => {
		const all = numbered(100);
		const list = listOf(all);
		const bare: Searched = { ...list, valueOf: () => undefined };
		const matches = new Matches(bare);
		all.forEach(({ orderNo }) => matches.expect(String(orderNo)));
		expect(await matches.find('PO-7')).toEqual({ records: [all[7]], isCurrent: true });
	});

	test('know what was written since', async () => {
		const list = listOf(numbered(100));
		const matches = new Matches(list);
		[...numbered(50), { orderNo: 'new' }].forEach(({ orderNo }) => matches.expect(String(orderNo)));
		expect((await matches.find('new')).records).toEqual([]);
		await matches.note('new', { key: 'N', orderNo: 'new' });
		expect((await matches.find('new')).records).toEqual([{ key: 'N', orderNo: 'new' }]);
	});
});

describe('create or update of many', () => {
	test('takes one reading of what is there, and one write each where something changes', async () => {
		const { client, server } = memoryClient();
		server.seed(
			...Array.from({ length: 300 }, (_, index) => ({ orderNo: `PO-${index}`, title: 'Seals' })),
		);
		const items = Array.from({ length: 200 }, (_, index) => ({
			orderNo: `PO-${200 + index}`,
			title: index < 50 ? 'Seals' : 'Bearings',
		}));
		items.forEach((item) => client.upserts.expect(purchaseOrder, item, 'orderNo'));

		const results = await Promise.all(
			items.map(
				async (item, index) =>
					await client.upserts.write(purchaseOrder, item, 'orderNo', `id-${index}`),
			),
		);

		const count = (wanted: string): number =>
			results.filter(({ result }) => result === wanted).length;
		expect([count('created'), count('updated'), count('unchanged')]).toEqual([100, 50, 50]);
		expect(server.sent('GET')).toHaveLength(1);
		expect(server.orders).toHaveLength(400);
	});
});
