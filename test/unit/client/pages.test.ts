import fc from 'fast-check';
import { purchaseOrder } from '../../../nodes/shared/catalogue';
import type { MakiniRecord, PageBody } from '../../../nodes/shared/client/wire/envelopes';
import { readPage } from '../../../nodes/shared/client/wire/envelopes';
import { MakiniError } from '../../../nodes/shared/client/errors/errors';
import {
	readPages,
	type PagePlan,
	type ReadReport,
} from '../../../nodes/shared/client/paging/pages';
import type { Position } from '../../../nodes/shared/client/wire/styles';
import { clientWith, errorOf, FakeClock, response, script } from './support';

const plan: PagePlan = {
	pageSize: 3,
	plural: 'vendors',
	baseUrl: 'https://api.makini.io',
	cursorStyle: false,
};

const keyed = (...keys: Array<string | number>): MakiniRecord[] =>
	keys.map((key) => ({ key: `${key}` }));

const upTo = (count: number): MakiniRecord[] =>
	keyed(...Array.from({ length: count }, (_, index) => index + 1));

type Fetch = (position: Position, pageSize: number) => Promise<PageBody>;

interface Reading {
	pages: MakiniRecord[][];
	keys: unknown[];
	report: ReadReport;
	asked: Array<Position & { pageSize: number }>;
}

async function read(fetch: Fetch, options: Partial<PagePlan> = {}): Promise<Reading> {
	const asked: Reading['asked'] = [];
	const reader = readPages(
		async (position, pageSize) => {
			asked.push({ ...position, pageSize });
			if (asked.length > 200) throw new Error('Reading without end');
			return await fetch(position, pageSize);
		},
		{ ...plan, ...options },
	);
	const pages: MakiniRecord[][] = [];
	for (;;) {
		const next = await reader.next();
		if (next.done) {
			return { pages, keys: pages.flat().map(({ key }) => key), report: next.value, asked };
		}
		pages.push(next.value);
	}
}

/** A list that gives these pages, whatever is asked for, and empty ones after them. */
const pagesOf =
	(...pages: PageBody[]): Fetch =>
	async () =>
		await Promise.resolve(pages.shift() ?? { records: [] });

/** What a server says of a list beside its records. */
type Style = 'last page' | 'next link' | 'total' | 'nothing' | 'cursor' | 'cursor, ends with null';

const STYLES: readonly Style[] = [
	'last page',
	'next link',
	'total',
	'nothing',
	'cursor',
	'cursor, ends with null',
];

/** A server with these records that gives at most `cap` of them at once. */
function serverOf(all: readonly MakiniRecord[], cap: number, style: Style): Fetch {
	return async (position, pageSize) => {
		const size = Math.min(cap, pageSize);
		const start = 'cursor' in position ? Number(position.cursor) : (position.page - 1) * size;
		const records = all.slice(start, start + size);
		const more = start + size < all.length;
		const pages = Math.max(1, Math.ceil(all.length / size));
		const number = start / size + 1;
		const meta = {
			'last page': { meta: { current_page: number, last_page: pages, total: all.length } },
			'next link': { links: { next: more ? `/x?page=${number + 1}` : null } },
			total: { total: all.length },
			nothing: {},
			cursor: more ? { next_cursor: String(start + size) } : {},
			'cursor, ends with null': { next_cursor: more ? String(start + size) : null },
		}[style];
		const page = readPage({ data: records, ...meta });
		if (!page) throw new Error('No page');
		return await Promise.resolve(page);
	};
}

describe('where reading ends', () => {
	test.each<[Style, number, number, number]>([
		['last page', 7, 100, 3],
		// What is counted may end before the list does, so that behind a full page one more is asked for.
		['last page', 6, 100, 3],
		['last page', 0, 100, 1],
		['last page', 7, 2, 4],
		['next link', 7, 100, 3],
		['total', 7, 100, 3],
		['total', 6, 100, 2],
		// Without any word of the server, the end shows in a shorter or an empty page.
		['nothing', 7, 100, 3],
		['nothing', 6, 100, 3],
		['nothing', 0, 100, 1],
		['nothing', 7, 2, 4],
		['cursor', 7, 100, 3],
		['cursor', 6, 100, 2],
		['cursor', 7, 2, 4],
		['cursor, ends with null', 7, 100, 3],
		['cursor, ends with null', 2, 100, 1],
	])('%s: %d records, at most %d at once: %d requests', async (style, count, cap, requests) => {
		const { keys, report, asked } = await read(serverOf(upTo(count), cap, style));

		expect(keys).toEqual(upTo(count).map(({ key }) => key));
		expect(report).toMatchObject({ pages: requests, records: count, changed: false });
		expect(asked).toHaveLength(requests);
	});

	test('an unpaged list that grows while it is read is read to its end', async () => {
		let asked = 0;
		const { keys } = await read(async () => {
			asked += 1;
			return await Promise.resolve({ records: upTo(asked === 1 ? 8 : 9) });
		});
		expect(keys).toEqual(upTo(9).map(({ key }) => key));
		expect(asked).toBe(3);
	});

	test('an unpaged list is read once, however long it is', async () => {
		for (const count of [1, 2, 4, 50]) {
			const { keys } = await read(async () => await Promise.resolve({ records: upTo(count) }));
			expect(keys).toHaveLength(count);
		}
	});

	test('a cursor on an empty page is followed', async () => {
		const { keys } = await read(
			pagesOf(
				{ records: keyed(1), nextCursor: 'a' },
				{ records: [], nextCursor: 'b' },
				{ records: keyed(2), nextCursor: null },
			),
		);
		expect(keys).toEqual(['1', '2']);
	});

	test('a link to a next page on an empty page is not', async () => {
		const link = { nextLink: 'https://api.makini.io/x?page=9' };
		const { report } = await read(
			pagesOf(
				{ records: keyed(1, 2, 3), ...link },
				{ records: [], ...link },
				{ records: [], ...link },
			),
		);
		expect(report).toMatchObject({ pages: 2, records: 3, changed: false });
	});

	test.each([
		['the same address', 'https://api.makini.io/api/erp/vendors?page=2'],
		[
			'another scheme, as behind a proxy that encrypts',
			'http://api.makini.io/api/erp/vendors?page=2',
		],
		['the port of another scheme', 'http://api.makini.io:80/api/erp/vendors?page=2'],
		['no host', '/api/erp/vendors?page=2'],
		['only a query', '?page=2'],
	])('a next link with %s is followed', async (_, nextLink) => {
		const { keys, asked } = await read(
			pagesOf({ records: keyed(1), nextLink }, { records: keyed(2) }),
		);
		expect(keys).toEqual(['1', '2']);
		expect(asked[1]).toEqual({ page: 2, pageSize: 3 });
	});
});

describe('the limit', () => {
	test.each([
		[1, 3, 1, [1]],
		[3, 3, 1, [3]],
		[4, 3, 2, [3, 1]],
		[100, 3, 3, [3, 3, 1]],
	])('%d records of 7 by %d: %d requests', async (limit, pageSize, requests, sizes) => {
		const { pages, asked } = await read(serverOf(upTo(7), 100, 'last page'), { limit, pageSize });
		expect(pages.map(({ length }) => length)).toEqual(sizes);
		expect(asked).toHaveLength(requests);
	});

	test('no more is asked for at once than is wanted', async () => {
		const { asked } = await read(serverOf(upTo(7), 100, 'last page'), { limit: 2, pageSize: 500 });
		expect(asked).toEqual([{ page: 1, pageSize: 2 }]);
	});

	test('a server that gives more than asked for is cut off at it', async () => {
		const { keys } = await read(async () => await Promise.resolve({ records: upTo(15) }), {
			limit: 2,
		});
		expect(keys).toEqual(['1', '2']);
	});
});

describe('paging that is broken', () => {
	const hint =
		"Reading was stopped so that no vendors are doubled or left out unnoticed. Try again; if it stays, report it to Makini's support.";
	const full = upTo(3);

	test.each<[string, string, PageBody[]]>([
		[
			'a repeated page',
			'Makini gave the same page of vendors twice',
			[
				{ records: full, lastPage: 5 },
				{ records: full, lastPage: 5 },
			],
		],
		[
			'a repeated page of records without keys',
			'Makini gave the same page of vendors twice',
			[
				{ records: [{ name: 'A' }], nextCursor: 'a' },
				{ records: [{ name: 'A' }], nextCursor: 'b' },
			],
		],
		[
			'a repeated full page without a word of the server',
			'Makini gave the same page of vendors twice',
			[{ records: full }, { records: full }],
		],
		[
			'a repeated cursor',
			'Makini gave the same cursor twice while listing vendors',
			[
				{ records: keyed(1), nextCursor: 'a' },
				{ records: keyed(2), nextCursor: 'b' },
				{ records: keyed(3), nextCursor: 'a' },
			],
		],
		[
			'another page than asked for',
			'Makini answered with page 1 of the vendors instead of page 2',
			[
				{ records: keyed(1, 2, 3), currentPage: 1, lastPage: 4 },
				{ records: keyed(4, 5, 6), currentPage: 1, lastPage: 4 },
			],
		],
		[
			'a next link to another host',
			"Makini's link to the next page of vendors leads to another host",
			[{ records: full, nextLink: 'https://evil.example/api/erp/vendors?page=2' }],
		],
		[
			'a next link to another port',
			"Makini's link to the next page of vendors leads to another host",
			[{ records: full, nextLink: 'http://api.makini.io:8080/api/erp/vendors?page=2' }],
		],
		[
			'a next link that is none',
			"Makini's link to the next page of vendors leads to another host",
			[{ records: full, nextLink: 'https://' }],
		],
	])('%s is an error', async (_, message, pages) => {
		const error = await errorOf(read(pagesOf(...pages)));
		expect(error.message).toBe(message);
		expect(error.kind).toBe('unexpectedBody');
		expect(error.description).toBe(hint);
	});

	test('what was read before stays read', async () => {
		const reader = readPages(
			pagesOf({ records: keyed(1), nextCursor: 'a' }, { records: keyed(2), nextCursor: 'a' }),
			plan,
		);
		expect((await reader.next()).value).toEqual(keyed(1));
		await expect(reader.next()).rejects.toThrow('the same cursor twice');
	});
});

describe('a list that changes while it is read', () => {
	test('a record that moves to a later page is given out once', async () => {
		const { keys, report } = await read(
			pagesOf(
				{ records: keyed(1, 2, 3), lastPage: 2, total: 5 },
				{ records: keyed(3, 4, 5), lastPage: 2, total: 6 },
			),
		);
		expect(keys).toEqual(['1', '2', '3', '4', '5']);
		// The third and the fourth page are the end of the list once more.
		expect(report).toMatchObject({ pages: 4, records: 5, changed: true });
	});

	test('a page with nothing new is left out', async () => {
		const { pages } = await read(
			pagesOf({ records: keyed(1, 2, 3), lastPage: 2 }, { records: keyed(2, 3), lastPage: 2 }),
		);
		expect(pages).toEqual([keyed(1, 2, 3)]);
	});

	test.each<[string, PageBody[], boolean]>([
		[
			'the same total',
			[
				{ records: keyed(1), total: 2, lastPage: 2 },
				{ records: keyed(2), total: 2, lastPage: 2 },
			],
			false,
		],
		[
			'a grown total',
			[
				{ records: keyed(1), total: 2, lastPage: 2 },
				{ records: keyed(2), total: 3, lastPage: 2 },
			],
			true,
		],
		[
			'a record that comes again in place of another one',
			[
				{ records: keyed(1, 2, 3), total: 6, lastPage: 2 },
				{ records: keyed(3, 4, 5), total: 6, lastPage: 2 },
			],
			true,
		],
		['no total', [{ records: keyed(1), lastPage: 1 }], false],
	])('%s', async (_, pages, changed) => {
		expect((await read(pagesOf(...pages))).report.changed).toBe(changed);
	});

	test('stopping at the limit is no change', async () => {
		const { report } = await read(serverOf(upTo(7), 100, 'last page'), { limit: 2 });
		expect(report).toMatchObject({ pages: 1, records: 2, changed: false });
	});
});

describe('a list that says less or more than there is', () => {
	/** A server in numbers with these records, 3 a page, and what it says. */
	const saying =
		(count: number, meta: (page: number) => Partial<PageBody>, beyond?: () => PageBody): Fetch =>
		async (position) => {
			const page = 'page' in position ? position.page : 0;
			const records = upTo(count).slice((page - 1) * 3, page * 3);
			if (records.length === 0 && beyond) return await Promise.resolve(beyond());
			return await Promise.resolve({ records, ...meta(page) });
		};

	const notFound = (): never => {
		throw new MakiniError('No such page', { kind: 'notFound' });
	};

	test.each<[string, Fetch, number, number]>([
		['a last page too small', saying(8, () => ({ lastPage: 1 })), 8, 3],
		['a last page too small, and full to the end', saying(9, () => ({ lastPage: 1 })), 9, 4],
		['a last page and total too small', saying(8, () => ({ lastPage: 1, total: 2 })), 8, 3],
		['a total too small', saying(8, () => ({ total: 3 + 1 })), 8, 3],
		['a last page too small, the total right', saying(8, () => ({ lastPage: 2, total: 8 })), 8, 3],
		['a right last page, full, and no total', saying(6, () => ({ lastPage: 2 })), 6, 3],
		[
			'the same where a page too far is not found',
			saying(6, () => ({ lastPage: 2 }), notFound),
			6,
			3,
		],
		[
			'the same where a page too far is the last one again',
			saying(
				6,
				(page) => ({ lastPage: 2, currentPage: page }),
				() => ({
					records: keyed(4, 5, 6),
					lastPage: 2,
					currentPage: 2,
				}),
			),
			6,
			3,
		],
		[
			'the same where a page too far is the first one',
			saying(
				6,
				(page) => ({ lastPage: 2, currentPage: page }),
				() => ({
					records: keyed(1, 2, 3),
					lastPage: 2,
					currentPage: 1,
				}),
			),
			6,
			3,
		],
		['nothing, and a page too far is not found', saying(6, () => ({}), notFound), 6, 3],
		['a right last page and total', saying(7, () => ({ lastPage: 3, total: 7 })), 7, 3],
		['the same, full to the end', saying(6, () => ({ lastPage: 2, total: 6 })), 6, 3],
		['a last page and total that end early', saying(8, () => ({ lastPage: 2, total: 6 })), 8, 3],
		[
			'the same on the first page, which has fewer records than were asked for',
			saying(8, () => ({ lastPage: 1, total: 3, perPage: 3 })),
			8,
			3,
		],
		['that there is no more', saying(6, (page) => ({ hasMore: page < 2 })), 6, 2],
		['that there is more', saying(7, (page) => ({ hasMore: page < 3 })), 7, 3],
		[
			'the number of the next page',
			saying(7, (page) => (page < 3 ? { nextPage: page + 1 } : {})),
			7,
			3,
		],
		[
			'that there is no more, and another total',
			saying(7, () => ({ hasMore: false, total: 7 })),
			7,
			3,
		],
	])('%s', async (_, fetch, count, requests) => {
		const { keys, asked } = await read(fetch);
		expect(keys).toEqual(upTo(count).map(({ key }) => key));
		expect(asked).toHaveLength(requests);
	});

	test.each<[string, PageBody[], number]>([
		[
			'a short page in the middle, by the last page',
			[
				{ records: keyed(1, 2, 3), lastPage: 3 },
				{ records: keyed(4), lastPage: 3 },
				{ records: keyed(5, 6), lastPage: 3 },
			],
			6,
		],
		[
			'a short page in the middle, by the total',
			[
				{ records: keyed(1, 2, 3), total: 6 },
				{ records: keyed(4), total: 6 },
				{ records: keyed(5, 6), total: 6 },
			],
			6,
		],
		[
			'an empty page in the middle, by the last page',
			[
				{ records: keyed(1, 2, 3), lastPage: 3 },
				{ records: [], lastPage: 3 },
				{ records: keyed(4, 5), lastPage: 3 },
			],
			5,
		],
		[
			'an empty page in the middle, by a link and a word',
			[
				{ records: keyed(1, 2, 3), nextLink: '?page=2', hasMore: true },
				{ records: [], nextLink: '?page=3', hasMore: true },
				{ records: keyed(4, 5), nextLink: null, hasMore: false },
			],
			5,
		],
		[
			'a link with a cursor',
			[
				{ records: keyed(1, 2, 3), nextLink: '/x?cursor=abc' },
				{ records: keyed(4, 5), nextLink: null },
			],
			5,
		],
	])('%s', async (_, pages, count) => {
		const { keys, report } = await read(pagesOf(...pages));
		expect(keys).toEqual(upTo(count).map(({ key }) => key));
		expect(report.isComplete).toBe(true);
	});

	test('the cursor of a link is asked for', async () => {
		const { asked } = await read(
			pagesOf(
				{ records: keyed(1), nextLink: '/x?cursor=abc' },
				{ records: keyed(2), nextLink: null },
			),
		);
		expect(asked[1]).toEqual({ cursor: 'abc', pageSize: 3 });
	});

	test.each<[string, PageBody[], Partial<PagePlan>, string]>([
		['fewer than the total', [{ records: upTo(2), total: 5, lastPage: 1 }], {}, 'at 2 of 5'],
		[
			'fewer on several pages',
			[
				{ records: upTo(3), total: 7 },
				{ records: keyed(4, 5, 6), total: 7 },
			],
			{},
			'at 6 of 7',
		],
		[
			'more by cursor, and none',
			[{ records: upTo(3), total: 5 }],
			{ cursorStyle: true },
			'at 3 of 5',
		],
		[
			'a word that there is more, and no cursor',
			[{ records: upTo(3), hasMore: true }],
			{ cursorStyle: true },
			'after 3',
		],
		[
			'fewer at the end of the cursors',
			[
				{ records: upTo(3), total: 7, nextCursor: 'a' },
				{ records: keyed(4), total: 7, nextCursor: null },
			],
			{},
			'at 4 of 7',
		],
	])('%s: an error, never a success', async (_, pages, options, where) => {
		const error = await errorOf(read(pagesOf(...pages), options));
		expect(error.message).toBe(`Makini's list of vendors was cut short ${where}`);
		expect(error.kind).toBe('unexpectedBody');
	});

	test('empty pages without end are an error', async () => {
		let cursor = 0;
		const error = await errorOf(
			read(
				async () =>
					await Promise.resolve({ records: [], hasMore: true, nextLink: `?x=${(cursor += 1)}` }),
			),
		);
		expect(error.message).toBe("Makini's list of vendors was cut short after 0");
	});

	test('one that lost a record between counting and reading is read again at its end', async () => {
		const { keys, report } = await read(
			pagesOf(
				{ records: keyed(1, 2, 3), total: 6, lastPage: 2 },
				{ records: keyed(4, 5), total: 6, lastPage: 2 },
				// A page too far, and the end again.
				{ records: [], total: 5, lastPage: 2 },
				{ records: keyed(4, 5), total: 5, lastPage: 2 },
			),
		);
		expect(keys).toEqual(['1', '2', '3', '4', '5']);
		expect(report.changed).toBe(true);
	});

	test('one that got shorter by a page while it was read is read again at its end', async () => {
		const pages: Array<PageBody | undefined> = [
			{ records: keyed(1, 2, 3), total: 7, lastPage: 3 },
			{ records: keyed(5, 6, 7), total: 7, lastPage: 3 },
			// Record 2 is deleted meanwhile, and with it the third page.
			undefined,
			{ records: keyed(1, 3, 4), total: 6, lastPage: 2 },
			{ records: keyed(5, 6, 7), total: 6, lastPage: 2 },
		];
		const { keys, report } = await read(async (position) => {
			const next = pages.shift();
			if (next === undefined && 'page' in position && position.page === 3)
				throw new MakiniError('No', { kind: 'notFound', hint: '' });
			return await Promise.resolve(next ?? { records: [] });
		});
		expect([...keys].sort()).toEqual(['1', '2', '3', '4', '5', '6', '7']);
		expect(report).toMatchObject({ changed: true, isComplete: false });
	});

	describe('that got shorter, and whose last page is refused then', () => {
		/** A list of pages of three; a request does something to it, whose number is given. */
		const shrinking = (count: number, tells: 'total' | 'pages', at: number, remove: number) => {
			const list = upTo(count);
			let requests = 0;
			return {
				list,
				fetch: async (position: Position): Promise<PageBody> => {
					const { page } = position as { page: number };
					const lastPage = Math.max(1, Math.ceil(list.length / 3));
					if (page > lastPage) throw new MakiniError('No', { kind: 'notFound', hint: '' });
					const records = list.slice((page - 1) * 3, page * 3);
					const total = tells === 'total' ? { total: list.length } : {};
					requests += 1;
					if (requests === at) list.splice(remove, 1);
					return await Promise.resolve({ records, lastPage, ...total });
				},
			};
		};

		test.each(['total', 'pages'] as const)(
			'gives all that is left, and is no proof, where it tells its %s',
			async (tells) => {
				for (const remove of [0, 4, 12]) {
					const { list, fetch } = shrinking(13, tells, 4, remove);
					const { keys, report } = await read(fetch);
					expect(keys).toEqual(expect.arrayContaining(list.map(({ key }) => String(key))));
					expect(report).toMatchObject({ changed: true, isComplete: false });
				}
			},
		);

		test('gives each once where one of its records has no key', async () => {
			const { list, fetch } = shrinking(14, 'total', 4, 0);
			const { pages } = await read(async (position) => {
				const page = await fetch(position);
				const records = page.records.map((record) =>
					record.key === '5' ? { name: 'Five' } : record,
				);
				return { ...page, records };
			});
			const names = pages.flat().map(({ key, name }) => key ?? name);
			const wanted = list.map(({ key }) => (key === '5' ? 'Five' : key));
			expect(names).toEqual(expect.arrayContaining(wanted));
			expect(new Set(names).size).toBe(names.length);
		});

		test.each([2, 4])(
			'proves nothing where pages behind the end are empty (changed at request %d)',
			async (at) => {
				const { list, fetch } = shrinking(13, 'pages', at, 0);
				const { keys, report } = await read(
					async (position) =>
						await fetch(position).catch(() => ({
							records: [],
							lastPage: Math.ceil(list.length / 3),
						})),
				);
				expect(keys).toEqual(expect.arrayContaining(list.map(({ key }) => key)));
				expect(report).toMatchObject({ changed: true, isComplete: false });
			},
		);

		test('is refused where its records have no key: nobody could tell which are missing', async () => {
			const keyless = shrinking(13, 'total', 4, 0);
			expect((await errorOf(read(keyless.fetch, { keyed: false }))).kind).toBe('notFound');
			const { fetch } = shrinking(13, 'total', 4, 0);
			const nameless = async (position: Position) => {
				const page = await fetch(position);
				return { ...page, records: page.records.map(({ key }) => ({ name: key })) };
			};
			expect((await errorOf(read(nameless))).kind).toBe('notFound');
		});
	});

	test('whose first answer counts more than it gives is read again', async () => {
		let requests = 0;
		const { keys } = await read(async (position) => {
			const isFirst = (requests += 1) === 1;
			const isThere = !isFirst && 'page' in position && position.page === 1;
			const records = isThere ? upTo(3) : [];
			return await Promise.resolve({ records, total: 3, lastPage: 1 });
		});
		expect(keys).toEqual(['1', '2', '3']);
	});

	test('of records without a key is not read again where it changed, so that none comes twice', async () => {
		const named = (...names: string[]) => names.map((name) => ({ name }));
		const { pages, report } = await read(
			pagesOf(
				{ records: named('A', 'B', 'C'), total: 6, lastPage: 2 },
				{ records: named('D', 'E'), total: 5, lastPage: 2 },
				{ records: named('D', 'E'), total: 5, lastPage: 2 },
			),
		);
		expect(pages.flat()).toHaveLength(5);
		expect(report.changed).toBe(true);
	});

	test.each<[string, PageBody[], Partial<PagePlan>, boolean, number | undefined]>([
		['a total that is right', [{ records: upTo(2), total: 2, lastPage: 1 }], {}, true, undefined],
		['an end that is told', [{ records: upTo(2), nextCursor: null }], {}, true, undefined],
		['an empty list', [{ records: [] }], {}, true, undefined],
		[
			'an end that an empty page shows',
			[{ records: upTo(3) }, { records: [] }],
			{},
			true,
			undefined,
		],
		[
			'an end that only a shorter page shows',
			[{ records: upTo(3) }, { records: keyed(4) }],
			{},
			false,
			undefined,
		],
		['more than the total', [{ records: upTo(2), total: 1, lastPage: 1 }], {}, false, 1],
		['a limit', [{ records: upTo(3), total: 9, lastPage: 3 }], { limit: 2 }, false, undefined],
		[
			'a full page without a cursor, again and again',
			[{ records: upTo(3) }, { records: upTo(3) }],
			{ cursorStyle: true },
			false,
			undefined,
		],
		[
			'a page that is not full, without a cursor',
			[{ records: upTo(2) }],
			{ cursorStyle: true },
			true,
			undefined,
		],
		[
			'a change meanwhile',
			[
				{ records: keyed(1), total: 2, lastPage: 2 },
				{ records: keyed(2), total: 3, lastPage: 2 },
			],
			{},
			false,
			undefined,
		],
	])('whether it proves what is not in it: %s', async (_, pages, options, isComplete, told) => {
		const { report } = await read(pagesOf(...pages), options);
		expect(report.isComplete).toBe(isComplete);
		expect(report.told).toBe(told);
	});
});

describe('records are known', () => {
	test.each<[string, MakiniRecord[], boolean, number]>([
		['by keys that are numbers', [{ key: 1 }, { key: 2 }, { key: 2 }], false, 2],
		['by the same number as text', [{ key: 1 }, { key: '1' }], false, 1],
		['by no number that is not exact', [{ key: 2 ** 53 }, { key: 2 ** 53 }], false, 2],
		['by their ID where they have no key', [{ id: 'a' }, { id: 'b' }, { id: 'a' }], true, 2],
		['by no ID where that is not asked for', [{ id: 'a' }, { id: 'a' }], false, 2],
	])('%s', async (_, records, byId, count) => {
		const { keys } = await read(pagesOf({ records, lastPage: 1 }), { byId });
		expect(keys).toHaveLength(count);
	});
});

test('records without a key are all given out, the same ones too', async () => {
	const { pages } = await read(
		pagesOf(
			{ records: [{ name: 'A' }, { name: 'A' }], lastPage: 2 },
			{ records: [{ name: 'B' }], lastPage: 2 },
		),
	);
	expect(pages.flat()).toHaveLength(3);
});

test('whatever its size, page size, cap and style, each record comes once and in order', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.nat(60),
			fc.integer({ min: 1, max: 20 }),
			fc.integer({ min: 1, max: 20 }),
			fc.constantFrom(...STYLES),
			fc.option(fc.integer({ min: 1, max: 70 }), { nil: undefined }),
			async (count, pageSize, cap, style, limit) => {
				const { keys, report } = await read(serverOf(upTo(count), cap, style), { pageSize, limit });
				const expected = upTo(Math.min(count, limit ?? count)).map(({ key }) => key);
				// A single full page without a word of the server cannot be told from an unpaged list.
				expect(keys).toEqual(expected);
				expect(report.changed).toBe(false);
			},
		),
		{ numRuns: 500 },
	);
});

describe('lists by the client', () => {
	const page = (data: unknown, more: object = {}): ReturnType<typeof response> =>
		response(200, { data, ...more });

	test('are asked for page by page', async () => {
		const clock = new FakeClock();
		const calls = script(
			clock,
			page(upTo(2), { meta: { current_page: 1, last_page: 2, total: 3 } }),
			page(keyed(3), { meta: { current_page: 2, last_page: 2, total: 3 } }),
		);
		const client = clientWith({ clock, send: calls.send });
		const records: MakiniRecord[] = [];
		for await (const some of client.lists.read(purchaseOrder, { pageSize: 2 }))
			records.push(...some);

		expect(records).toEqual(upTo(3));
		expect(calls.sent.map(({ request }) => request)).toMatchObject([
			{
				method: 'GET',
				path: '/api/erp/purchase-orders',
				query: [
					['page', '1'],
					['per_page', '2'],
				],
			},
			{
				method: 'GET',
				path: '/api/erp/purchase-orders',
				query: [
					['page', '2'],
					['per_page', '2'],
				],
			},
		]);
	});

	test('are asked again for a page that was cut off on its way', async () => {
		const clock = new FakeClock();
		const meta = { current_page: 1, last_page: 1, total: 2 };
		const calls = script(
			clock,
			response(200, '{"data":[{"key":"1"},{"ke', { 'content-type': 'application/json' }),
			response(200, '{"data":[', { 'content-type': 'application/json' }),
			page(upTo(2), { meta }),
		);
		const client = clientWith({ clock, send: calls.send });
		const records: MakiniRecord[] = [];
		for await (const some of client.lists.read(purchaseOrder, { pageSize: 3 }))
			records.push(...some);

		expect(records).toEqual(upTo(2));
		expect(calls.sent).toHaveLength(3);
	});

	test.each<[string, unknown, string]>([
		['no list', { data: {} }, "Makini's answer could not be read while listing purchase orders"],
		['text', 'OK', "Makini's answer could not be read while listing purchase orders"],
		[
			'a web page',
			'<!DOCTYPE html><html></html>',
			'The base URL answered with a web page instead of data',
		],
	])('%s in place of a page is an error', async (_, body, message) => {
		const clock = new FakeClock();
		const client = clientWith({ clock, send: script(clock, response(200, body)).send });
		const error = await errorOf(client.lists.read(purchaseOrder, { pageSize: 2 }).next());
		expect(error.message).toBe(message);
		expect(error.kind).toBe('unexpectedBody');
	});

	test('to scroll through say where the next page begins', async () => {
		const clock = new FakeClock();
		const calls = script(
			clock,
			page(upTo(2), { meta: { current_page: 1, last_page: 2 } }),
			page(keyed(3), { meta: { current_page: 2, last_page: 2 } }),
			page(keyed(4), { next_cursor: 'abc' }),
			page(upTo(2), { meta: { current_page: 1, last_page: 1, per_page: 2, total: 2 } }),
		);
		const client = clientWith({ clock, send: calls.send });
		const query = { pageSize: 2 };

		expect((await client.lists.page(purchaseOrder, query, { page: 1 })).next).toEqual({ page: 2 });
		expect((await client.lists.page(purchaseOrder, query, { page: 2 })).next).toBeUndefined();
		expect((await client.lists.page(purchaseOrder, query, { page: 1 })).next).toEqual({
			cursor: 'abc',
		});
		// However full it is: a reference with so many records is offered as a choice.
		expect((await client.lists.page(purchaseOrder, query, { page: 1 })).next).toBeUndefined();
	});
});

describe('a page behind the last one that was told of', () => {
	const failing = (kind: MakiniError['kind']): Fetch => {
		const pages = [1, 2].map(() => ({ lastPage: 2, total: 6 }));
		return async (position) => {
			const page = 'page' in position ? position.page : 0;
			if (page > pages.length) throw new MakiniError('No', { kind });
			const records = upTo(6).slice((page - 1) * 3, page * 3);
			return await Promise.resolve({ records, ...pages[page - 1] });
		};
	};

	test.each<[MakiniError['kind'], boolean]>([
		['notFound', true],
		['validation', false],
		['server', false],
		['unreachable', false],
	])(
		'that fails (%s) loses nothing; only where it is not there the list is whole',
		async (kind, isWhole) => {
			const { keys, report } = await read(failing(kind));
			expect(keys).toHaveLength(6);
			expect(report).toMatchObject({ isComplete: isWhole });
			expect(report.isEndOpen ?? false).toBe(!isWhole);
		},
	);

	test('is an error where the execution was cancelled', async () => {
		await expect(read(failing('cancelled'))).rejects.toThrow('No');
	});
});

test('a list that goes on without anything new is an error', async () => {
	let cursor = 0;
	const endless: Fetch = async () => {
		cursor += 1;
		return await Promise.resolve({ records: keyed(1 + (cursor % 2)), nextCursor: `c${cursor}` });
	};
	await expect(read(endless, { cursorStyle: true })).rejects.toThrow(
		'goes on without anything new',
	);
});

test('a list that changed, and when it is read again goes on with empty pages, is an error', async () => {
	const first = [
		{ records: keyed(1, 2, 3), total: 5, lastPage: 2 },
		{ records: keyed(5), total: 6, lastPage: 2 },
		{ records: [], total: 6, lastPage: 2 },
	];
	const endless: Fetch = async () =>
		await Promise.resolve(first.shift() ?? { records: [], total: 6, lastPage: 1e9 });

	await expect(read(endless)).rejects.toThrow('goes on without anything new');
});

test('records that nothing tells apart are taken from the second reading where the first had none', async () => {
	const named = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
	let requests = 0;
	const filledLate: Fetch = async (position) => {
		requests += 1;
		const isEmpty = requests === 1 || !('page' in position) || position.page > 1;
		return await Promise.resolve(
			isEmpty ? { records: [], total: 3, lastPage: 1 } : { records: named, total: 4, lastPage: 1 },
		);
	};

	const { pages } = await read(filledLate, { pageSize: 10 });

	expect(pages).toEqual([named]);
});

describe('in the cursor style a first page without a word', () => {
	test('is the whole list where the server looks at no number', async () => {
		const { pages, asked, report } = await read(async () => ({ records: upTo(2) }), {
			cursorStyle: true,
		});
		expect(pages).toEqual([upTo(2)]);
		expect(asked).toHaveLength(2);
		expect(report.isEndOpen).toBeUndefined();
	});

	test('may be all or not where it is full and the server looks at no number, which is said', async () => {
		const { pages, report } = await read(async () => ({ records: upTo(3) }), { cursorStyle: true });
		expect(pages).toEqual([upTo(3)]);
		expect(report.isEndOpen).toBe(true);
	});

	test.each([3, 100])(
		'is followed by number where that gives more, %i asked for',
		async (pageSize) => {
			const { keys, report } = await read(
				pagesOf({ records: upTo(3) }, { records: keyed(4, 5, 6) }, { records: [] }),
				{ cursorStyle: true, pageSize },
			);
			expect(keys).toEqual(upTo(6).map(({ key }) => key));
			expect(report.isComplete).toBe(true);
		},
	);
});
