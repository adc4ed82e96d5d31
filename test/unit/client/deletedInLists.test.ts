import fc from 'fast-check';
import type { ReadReport } from '../../../nodes/shared/client/paging/pages';
import type { ReadQuery } from '../../../nodes/shared/client/records/lists';
import type { RawRecord } from '../../../nodes/shared/client/records/rawRecords';
import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import type { ApiStyle, WireRequest } from '../../../nodes/shared/client/wire/transport';
import { clientWith, connection, FakeClock, purchaseOrder, response } from './support';

/** A list of orders, of which those with a number in `deleted` are marked. */
const ordersOf = (count: number, deleted: (index: number) => boolean): MakiniRecord[] =>
	Array.from({ length: count }, (_, index) => ({
		key: `K${index}`,
		deletedAt: deleted(index) ? '2026-05-01T08:00:00Z' : null,
		lineItems: [{ key: `L${index}`, deletedAt: '2026-05-01T08:00:00Z' }],
	}));

/** A client of a server with these records, in one of the styles, and what was asked of it. */
function serverOf(all: readonly MakiniRecord[], apiStyle: ApiStyle) {
	const clock = new FakeClock();
	const asked: WireRequest[] = [];
	const { lists } = clientWith({
		clock,
		connection: { ...connection, apiStyle },
		send: async (request) => {
			asked.push(request);
			await clock.pass(10);
			const of = new Map(request.query);
			const size = Number(of.get('per_page') ?? of.get('limit'));
			const page = Number(of.get('page') ?? 1);
			const start = apiStyle === 'v1' ? Number(of.get('cursor') ?? 0) : (page - 1) * size;
			const end = start + size;
			const more = end < all.length;
			const place =
				apiStyle === 'v1'
					? { next_cursor: more ? String(end) : null }
					: {
							meta: {
								current_page: page,
								last_page: Math.max(1, Math.ceil(all.length / size)),
								total: all.length,
							},
						};
			return response(200, { data: all.slice(start, end), ...place });
		},
	});
	return { lists, asked };
}

async function drain<R extends MakiniRecord | RawRecord>(
	pages: AsyncGenerator<R[], ReadReport>,
): Promise<{ keys: unknown[]; report: ReadReport }> {
	const records: R[] = [];
	for (;;) {
		const next = await pages.next();
		if (next.done) return { keys: records.map(({ key }) => key), report: next.value };
		expect(next.value).not.toEqual([]);
		records.push(...next.value);
	}
}

const keysOf = (records: readonly MakiniRecord[]): unknown[] => records.map(({ key }) => key);

const isLive = ({ deletedAt }: MakiniRecord): boolean => deletedAt === null;

describe.each(['module', 'v1'] as const)('a list with deleted records (%s style)', (apiStyle) => {
	const read = async (records: readonly MakiniRecord[], query: Partial<ReadQuery> = {}) => {
		const { lists, asked } = serverOf(records, apiStyle);
		const all: ReadQuery = { pageSize: 10, ...query };
		const { keys, report } = await drain(lists.read(purchaseOrder, all));
		const asBytes = await drain(lists.readRaw(purchaseOrder, all));
		expect(asBytes).toEqual({ keys, report });
		return { keys, report, requests: asked.length / 2 };
	};

	test('gives them unless told otherwise', async () => {
		const records = ordersOf(25, (index) => index % 2 === 0);
		const { keys, report } = await read(records);
		expect(keys).toEqual(keysOf(records));
		expect(report).toMatchObject({ records: 25 });
		expect(report.leftOut).toBeUndefined();
	});

	test('gives the others, and counts what the server sent', async () => {
		const records = ordersOf(25, (index) => index % 2 === 0);
		const { keys, report } = await read(records, { withoutDeleted: true });
		expect(keys).toEqual(keysOf(records.filter(isLive)));
		expect(report).toMatchObject({ records: 25, leftOut: 13, changed: false, isComplete: true });
	});

	test('gives as many as the limit says, however many deleted ones come before', async () => {
		const records = ordersOf(300, (index) => index < 60 || index % 3 === 0);
		const live = keysOf(records.filter(isLive));
		for (const parallelPages of [1, 8, 'automatic'] as const) {
			const query: Partial<ReadQuery> = { limit: 50, withoutDeleted: true, parallelPages };
			const { keys, report } = await read(records, query);
			expect(keys).toEqual(live.slice(0, 50));
			expect(report.records).toBe(50 + (report.leftOut ?? 0));
			expect(report.changed).toBe(false);
		}
	});

	test('asks for no more than the limit where none is deleted', async () => {
		const records = ordersOf(300, () => false);
		const plain = await read(records, { limit: 45, parallelPages: 8 });
		const { requests } = await read(records, {
			limit: 45,
			parallelPages: 8,
			withoutDeleted: true,
		});
		expect(requests).toBe(plain.requests);
	});

	test('goes on through any number of pages with nothing else', async () => {
		const records = ordersOf(700, (index) => index < 690);
		const { keys, report } = await read(records, { pageSize: 5, withoutDeleted: true });
		expect(keys).toEqual(keysOf(records.slice(690)));
		expect(report).toMatchObject({ records: 700, leftOut: 690 });
	});

	test('of nothing else is empty, and no list that is cut short', async () => {
		const { keys, report } = await read(
			ordersOf(12, () => true),
			{ withoutDeleted: true },
		);
		expect(keys).toEqual([]);
		expect(report).toMatchObject({ records: 12, leftOut: 12, changed: false });
	});

	test('is the live ones up to the limit, whatever is deleted', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.boolean(), { maxLength: 40 }),
				fc.integer({ min: 1, max: 12 }),
				fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
				fc.constantFrom(1, 4),
				async (marks, pageSize, limit, parallelPages) => {
					const records = ordersOf(marks.length, (index) => marks[index] === true);
					const query = { pageSize, limit, parallelPages, withoutDeleted: true };
					const { keys, report } = await read(records, query);
					expect(keys).toEqual(keysOf(records.filter(isLive).slice(0, limit)));
					expect(report.records - (report.leftOut ?? 0)).toBe(keys.length);
				},
			),
			{ numRuns: 60 },
		);
	});
});
