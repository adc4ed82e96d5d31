import fc from 'fast-check';
import {
	readPage,
	type MakiniRecord,
	type PageBody,
} from '../../../nodes/shared/client/wire/envelopes';
import {
	readPages,
	type PagePlan,
	type ReadReport,
} from '../../../nodes/shared/client/paging/pages';
import type { Position } from '../../../nodes/shared/client/wire/styles';
import { clientWith, errorOf, FakeClock, purchaseOrder, response } from './support';

const plan: PagePlan = {
	pageSize: 10,
	plural: 'vendors',
	baseUrl: 'https://api.makini.io',
	cursorStyle: false,
};

const records = (count: number): MakiniRecord[] =>
	Array.from({ length: count }, (_, index) => ({ key: `K${index + 1}` }));

const numberOf = (position: Position): number => ('page' in position ? position.page : 0);

function pageOf(all: readonly MakiniRecord[], number: number, size: number): PageBody {
	const page = readPage({
		data: all.slice((number - 1) * size, number * size),
		meta: {
			current_page: number,
			last_page: Math.max(1, Math.ceil(all.length / size)),
			total: all.length,
		},
	});
	if (!page) throw new Error('No page');
	return page;
}

/** A numbered list that takes its time, and what was under way at once. */
class SlowList {
	readonly clock = new FakeClock();

	asked: number[] = [];

	most = 0;

	private underWay = 0;

	constructor(
		private readonly all: readonly MakiniRecord[],
		private readonly msOf: (page: number) => number = () => 50,
	) {}

	fetch = async (position: Position, size: number): Promise<PageBody> => {
		const number = numberOf(position);
		this.asked.push(number);
		this.underWay += 1;
		this.most = Math.max(this.most, this.underWay);
		await this.clock.pass(this.msOf(number));
		this.underWay -= 1;
		return pageOf(this.all, number, size);
	};
}

async function readAll(
	reader: AsyncGenerator<MakiniRecord[], ReadReport>,
): Promise<{ keys: unknown[]; report: ReadReport }> {
	const keys: unknown[] = [];
	for (;;) {
		const next = await reader.next();
		if (next.done) return { keys, report: next.value };
		keys.push(...next.value.map(({ key }) => key));
	}
}

describe('fetching pages ahead', () => {
	test('of a list that tells its last page: several at once, in order, each once', async () => {
		const list = new SlowList(records(205), (page) => (page % 3 === 0 ? 200 : 50));

		const { keys, report } = await readAll(readPages(list.fetch, { ...plan, parallelPages: 4 }));

		expect(keys).toEqual(records(205).map(({ key }) => key));
		expect(report).toMatchObject({ pages: 21, records: 205, changed: false, isComplete: true });
		expect([...list.asked].sort((a, b) => a - b)).toEqual(
			Array.from({ length: 21 }, (_, index) => index + 1),
		);
		expect(list.most).toBeLessThanOrEqual(4);
		expect(list.most).toBeGreaterThan(1);
	});

	test('takes a fraction of the time', async () => {
		const one = new SlowList(records(199));
		await readAll(readPages(one.fetch, plan));
		const eight = new SlowList(records(199));
		await readAll(readPages(eight.fetch, { ...plan, parallelPages: 8 }));

		expect(one.clock.elapsed).toBe(1);
		expect(eight.clock.elapsed).toBeLessThanOrEqual(0.2);
	});

	test('goes no further than the limit needs', async () => {
		const list = new SlowList(records(1000));
		const { keys } = await readAll(readPages(list.fetch, { ...plan, limit: 35, parallelPages: 8 }));
		expect(keys).toHaveLength(35);
		expect(list.asked).toEqual([1, 2, 3, 4]);
	});

	test('keeps no more pages than that while the reader takes its time', async () => {
		const list = new SlowList(records(1000));
		const reader = readPages(list.fetch, { ...plan, parallelPages: 4 });
		await reader.next();
		await list.clock.pass(10_000);
		// The one that the reader has, and four more.
		expect(list.asked).toEqual([1, 2, 3, 4, 5]);
		await reader.return({ pages: 0, records: 0, changed: false, isComplete: true });
	});

	test('an error comes in its turn, after the pages before it', async () => {
		const list = new SlowList(records(100));
		const reader = readPages(
			async (position, size) => {
				if (numberOf(position) === 3) throw new Error('page 3 failed');
				return await list.fetch(position, size);
			},
			{ ...plan, parallelPages: 8 },
		);
		expect((await reader.next()).value).toHaveLength(10);
		expect((await reader.next()).value).toHaveLength(10);
		await expect(reader.next()).rejects.toThrow('page 3 failed');
	});

	test('is not done where only the next page is known', async () => {
		const list = new SlowList(records(50));
		await readAll(
			readPages(
				async (position, size) => {
					const page = await list.fetch(position, size);
					return { records: page.records, total: page.total };
				},
				{ ...plan, parallelPages: 8 },
			),
		);
		expect(list.most).toBe(1);
	});
});

describe('a reading by the client that ends early', () => {
	test('sends nothing more for the pages that nobody waits for', async () => {
		const clock = new FakeClock();
		let sent = 0;
		const client = clientWith({
			clock,
			send: async ({ query = [] }) => {
				sent += 1;
				await clock.pass(50);
				const number = Number(new Map(query).get('page'));
				if (number === 2) return response(403);
				if (number > 2) return response(429, {}, { 'retry-after': '30' });
				return response(200, { data: records(10), meta: { current_page: 1, last_page: 100 } });
			},
		});
		const reading = readAll(client.lists.read(purchaseOrder, { pageSize: 10, parallelPages: 8 }));

		await errorOf(reading);
		const before = sent;
		await clock.pass(120_000);

		expect(before).toBe(9);
		expect(sent).toBe(before);
	});
});

describe('without a number of parallel pages', () => {
	/** Most pages under way at once of a long list. */
	async function mostInFlight(pageSize: number, headers: Record<string, string>): Promise<number> {
		const clock = new FakeClock();
		let inFlight = 0;
		let most = 0;
		const client = clientWith({
			clock,
			send: async ({ query = [] }) => {
				inFlight += 1;
				most = Math.max(most, inFlight);
				await clock.pass(50);
				inFlight -= 1;
				const number = Number(new Map(query).get('page'));
				const meta = { current_page: number, last_page: 60 };
				const from = (number - 1) * pageSize;
				return response(
					200,
					{ data: records(60 * pageSize).slice(from, from + pageSize), meta },
					headers,
				);
			},
		});
		const query = { pageSize, parallelPages: 'automatic' } as const;
		expect((await readAll(client.lists.read(purchaseOrder, query))).keys).toHaveLength(
			60 * pageSize,
		);
		return most;
	}

	const told = {
		'x-ratelimit-limit': '100',
		'x-ratelimit-remaining': '90',
		'x-ratelimit-reset': '5',
	};

	test.each([
		['as many as may be refused at once, where the rate limit is not known', 10, {}, 8],
		['more small ones, where it is', 10, told, 16],
		['no more large ones, which take memory', 500, told, 8],
	])('%s', async (_, pageSize, headers, expected) => {
		expect(await mostInFlight(pageSize, headers)).toBe(expected);
	});
});

describe('a list that changes while it is read', () => {
	type Change = { at: number; remove: number } | { at: number; insert: number };

	const change: fc.Arbitrary<Change> = fc.oneof(
		fc.record({ at: fc.integer({ min: 1, max: 8 }), remove: fc.nat(200) }),
		fc.record({ at: fc.integer({ min: 1, max: 8 }), insert: fc.nat(200) }),
	);

	test('gives every record that was there all the time once, however pages overlap', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 120 }),
				// An insertion and a deletion between two requests leave no trace in the numbers that a list tells.
				fc.uniqueArray(change, { maxLength: 6, selector: ({ at }) => at }),
				fc.integer({ min: 1, max: 8 }),
				fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
				async (count, changes, parallelPages, delays) => {
					const clock = new FakeClock();
					const all = records(count);
					const removed = new Set<unknown>();
					let asked = 0;
					const fetch = async (position: Position, size: number): Promise<PageBody> => {
						asked += 1;
						const turn = asked;
						await clock.pass(delays[turn % delays.length] ?? 50);
						for (const step of changes.filter(({ at }) => at === turn)) {
							if ('insert' in step) {
								all.splice(step.insert % (all.length + 1), 0, { key: `new ${turn} ${all.length}` });
							} else if (all.length > 1) {
								all.splice(step.remove % all.length, 1).forEach(({ key }) => removed.add(key));
							}
						}
						return pageOf(all, numberOf(position), size);
					};

					const { keys } = await readAll(readPages(fetch, { ...plan, parallelPages }));

					expect(new Set(keys).size).toBe(keys.length);
					const stayed = records(count).filter(({ key }) => !removed.has(key));
					expect(keys).toEqual(expect.arrayContaining(stayed.map(({ key }) => key)));
				},
			),
			{ numRuns: 200 },
		);
	});

	test('is read again at its end at most three times', async () => {
		let total = 100;
		let asked = 0;
		const { report } = await readAll(
			readPages(async (position, size) => {
				asked += 1;
				total += 1;
				return await Promise.resolve(pageOf(records(total), numberOf(position), size));
			}, plan),
		);
		expect(report.changed).toBe(true);
		expect(report.pages).toBe(asked);
		expect(asked).toBeLessThan(100);
	});
});
