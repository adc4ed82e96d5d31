import fc from 'fast-check';
import {
	isReadingCheaper,
	Matches,
	type Searched,
} from '../../../nodes/shared/client/matching/matches';
import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import type { ReadReport } from '../../../nodes/shared/client/paging/pages';
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

/** A list in memory, what it was asked, and what this process has added to it. */
class List implements Searched {
	lookUps = 0;

	readings = 0;

	counts = 0;

	time = 0;

	own = 0;

	/** What the list says of its size, where that is not true. */
	told: number | undefined;

	constructor(
		readonly records: MakiniRecord[],
		private readonly size = 10,
	) {}

	compared = (value: string): string => value;

	valueOf = ({ orderNo }: MakiniRecord): string | undefined =>
		typeof orderNo === 'string' ? orderNo : undefined;

	lookUp = async (value: string): Promise<MakiniRecord[]> => {
		this.lookUps += 1;
		return await Promise.resolve(this.records.filter(({ orderNo }) => orderNo === value));
	};

	begin = async () =>
		await Promise.resolve({
			pages: Math.max(1, Math.ceil(this.records.length / this.size)),
			total: this.told ?? this.records.length,
		});

	count = async (): Promise<number> => {
		this.counts += 1;
		return await Promise.resolve(this.told ?? this.records.length);
	};

	growth = () => ({ created: this.own, unsure: 0, open: 0, sought: 0 });

	rememberedSince = (): number => -Infinity;

	now = (): number => this.time;

	sleep = async (): Promise<void> => await Promise.resolve();

	/** As it was when the reading began. */
	async *all(): AsyncGenerator<MakiniRecord[], ReadReport> {
		this.readings += 1;
		const all = [...this.records];
		for (let start = 0; start < all.length; start += this.size) {
			yield await Promise.resolve(all.slice(start, start + this.size));
		}
		return { pages: 0, records: all.length, changed: false, isComplete: true };
	}
}

const numbered = (count: number): MakiniRecord[] =>
	Array.from({ length: count }, (_, index) => ({ key: `K${index}`, orderNo: `PO-${index}` }));

/** A search for many values that are there, and for as many that are not. */
function searchOf(list: List): Matches {
	const matches = new Matches(list);
	list.records.forEach(({ orderNo }) => {
		matches.expect(String(orderNo));
		matches.expect(`new ${String(orderNo)}`);
	});
	return matches;
}

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
					const matches = new Matches(new List(all));
					wanted.forEach((number) => matches.expect(`PO-${number}`));
					for (const number of wanted) {
						const records = await matches.find(`PO-${number}`);
						expect(records).toEqual(all.filter(({ orderNo }) => orderNo === `PO-${number}`));
					}
				},
			),
		);
	});

	test('of many values are found by one reading, of few by look-ups', async () => {
		const many = new List(numbered(100));
		const matches = searchOf(many);
		for (const { orderNo } of numbered(100)) await matches.find(String(orderNo));
		expect([many.readings, many.lookUps]).toEqual([1, 0]);

		const few = new List(numbered(100));
		const others = new Matches(few);
		numbered(20).forEach(({ orderNo }) => others.expect(String(orderNo)));
		for (const { orderNo } of numbered(20)) await others.find(String(orderNo));
		expect([few.readings, few.lookUps]).toEqual([0, 20]);
	});

	test('are looked up where the list leaves the field out', async () => {
		const list = new List(numbered(100));
		const matches = searchOf(list);
		list.valueOf = () => undefined;
		expect(await matches.find('PO-7')).toEqual([list.records[7]]);
		expect(list.lookUps).toBe(1);
	});

	test('know what was written since', async () => {
		const matches = searchOf(new List(numbered(50)));
		expect(await matches.find('new PO-1')).toEqual([]);
		await matches.note('new PO-1', { key: 'N', orderNo: 'new PO-1' });
		expect(await matches.find('new PO-1')).toEqual([{ key: 'N', orderNo: 'new PO-1' }]);
	});
});

describe('that a value is not in the list', () => {
	test('is believed while the list grows by what this process has created, and by nothing else', async () => {
		const list = new List(numbered(100));
		const matches = searchOf(list);
		for (let index = 0; index < 50; index += 1) {
			list.time += 1_000;
			expect(await matches.find(`new PO-${index}`)).toEqual([]);
			list.records.push({ key: `N${index}`, orderNo: `new PO-${index}` });
			list.own += 1;
		}
		expect([list.readings, list.lookUps]).toEqual([1, 0]);
		expect(list.counts).toBeGreaterThan(3);
		expect(list.counts).toBeLessThan(20);
	});

	test('is looked up each time once somebody else has added a record', async () => {
		const list = new List(numbered(100));
		const matches = searchOf(list);
		await matches.find('new PO-1');
		list.records.push({ key: 'X', orderNo: 'new PO-2' });
		list.time += 11_000;

		expect(await matches.find('new PO-2')).toEqual([{ key: 'X', orderNo: 'new PO-2' }]);
		await matches.find('new PO-3');

		expect([list.counts, list.lookUps]).toEqual([1, 2]);
	});

	test.each([
		['tells another number than it gives', 99],
		['tells half of it', 50],
	])('is looked up where the list %s', async (_, told) => {
		const list = new List(numbered(100));
		list.told = told;
		const matches = searchOf(list);

		await matches.find('new PO-1');

		expect([list.readings, list.lookUps]).toEqual([1, 1]);
	});
});

describe('what somebody else has created at the same moment', () => {
	test.each([5, 60])('is found for %d creations, with all keys', async (count) => {
		const list = new List(numbered(100));
		const matches = searchOf(list);
		for (let index = 0; index < count; index += 1) {
			const record = { key: `N${index}`, orderNo: `new PO-${index}` };
			await matches.creating(
				record.orderNo,
				async () => await Promise.resolve(list.records.push(record)),
				() => record.key,
			);
			list.own += 1;
		}
		expect([...(await matches.doubles())]).toEqual([]);
		await matches.creating(
			'new PO-70',
			async () => await Promise.resolve(),
			() => 'N70',
		);
		list.records.push({ key: 'N70', orderNo: 'new PO-70' }, { key: 'X', orderNo: 'new PO-70' });

		expect([...(await matches.doubles())]).toEqual([
			['N70', { value: 'new PO-70', keys: ['N70', 'X'] }],
		]);
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
