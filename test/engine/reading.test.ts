import type { INodeParameters } from 'n8n-workflow';
import nock from '../support/nock';
import type { StoredRecord } from '../../sandbox/server/server';
import {
	byKey,
	credentialsFor,
	jsonOf,
	orders,
	pairing,
	recordAt,
	run,
	shown,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
	type Style,
} from './support';

afterAll(stopPeers);

const keysOf = (items: Array<{ key?: unknown }>): unknown[] => items.map(({ key }) => key);

describe('return all over 10,000 orders', () => {
	const peers = new Map<Style, Peer>();
	const peerOf = (style: Style): Peer => peers.get(style) as Peer;

	beforeAll(async () => {
		for (const apiStyle of STYLES) {
			peers.set(apiStyle, await startPeer({ apiStyle, orders: 10_000, linesPerOrder: 1 }));
		}
	});

	afterAll(stopPeers);

	beforeEach(() => peers.forEach(({ server }) => server.reset()));

	it.each(STYLES.flatMap((style) => [15, 100, 500].map((pageSize) => ({ style, pageSize }))))(
		'$style style, $pageSize a page: every order once, in order',
		async ({ style, pageSize }) => {
			const peer = peerOf(style);
			const { outputs, error, hints } = await run(
				peer,
				orders('getAll', { returnAll: true, options: { pageSize } }),
			);
			expect(error).toBeUndefined();
			expect(hints).toEqual([]);
			const stored = peer.server.records('purchase-orders');
			expect(keysOf(jsonOf(outputs[0]))).toEqual(keysOf([...stored]));
			expect(outputs[0]?.[9_876]?.json).toEqual(stored[9_876]);
			expect(new Set(pairing(outputs[0]))).toEqual(new Set([0]));
			// Behind a full page that counts end with, one more is asked for; a cursor says that there is none.
			const full = style === 'module' && 10_000 % pageSize === 0 ? 1 : 0;
			expect(peer.server.counters().requests).toBe(Math.ceil(10_000 / pageSize) + full);
		},
	);

	it.each(
		STYLES.flatMap((style) => [
			{ style, limit: 40, pageSize: 15, requests: 3 },
			{ style, limit: 30, pageSize: 15, requests: 2 },
			{ style, limit: 10, pageSize: 500, requests: 1 },
			{ style, limit: 1, pageSize: 1, requests: 1 },
		]),
	)(
		'$style style, limit $limit at $pageSize a page: stops after $requests requests',
		async ({ style, limit, pageSize, requests }) => {
			const { server, credentials } = peerOf(style);
			const { outputs } = await run(
				{ credentials },
				orders('getAll', { limit, options: { pageSize } }),
			);
			const stored = server.records('purchase-orders').slice(0, limit);
			expect(jsonOf(outputs[0])).toEqual(stored);
			expect(server.counters().requests).toBe(requests);
		},
	);

	it('no more is asked for than the limit', async () => {
		const { server, credentials } = peerOf('module');
		await run({ credentials }, orders('getAll', { limit: 7 }));
		expect(server.log()).toMatchObject([{ query: expect.stringContaining('per_page=7') }]);
	});
});

describe.each(STYLES)('what is read, in the %s style', (apiStyle) => {
	let peer: Peer;
	let all: readonly StoredRecord[];

	beforeAll(async () => {
		peer = await startPeer({ apiStyle, orders: 200, customFields: ['costCentre'] });
		all = peer.server.records('purchase-orders');
	});

	const read = async (more: INodeParameters) => {
		const { outputs, error } = await run(peer, orders('getAll', { returnAll: true, ...more }));
		expect(error).toBeUndefined();
		return jsonOf(outputs[0]);
	};

	const text = (order: StoredRecord, field: string) => String(order[field]);
	const median = '2025-06-01T00:00:00Z';

	it.each([
		[
			'eq',
			'orderNo',
			() => text(all[9] as StoredRecord, 'orderNo'),
			(v: string, w: string) => v === w,
		],
		['contains', 'title', () => 'line', (v: string, w: string) => v.toLowerCase().includes(w)],
		['startsWith', 'orderNo', () => 'PO-2025', (v: string, w: string) => v.startsWith(w)],
		['endsWith', 'orderNo', () => '7', (v: string, w: string) => v.endsWith(w)],
		['gt', 'dueAt', () => median, (v: string, w: string) => v > w],
		[
			'gteq',
			'dueAt',
			() => text(all[9] as StoredRecord, 'dueAt'),
			(v: string, w: string) => v >= w,
		],
		['lt', 'dueAt', () => median, (v: string, w: string) => v < w],
		[
			'lteq',
			'dueAt',
			() => text(all[9] as StoredRecord, 'dueAt'),
			(v: string, w: string) => v <= w,
		],
		['gt', 'totalNetValue', () => '9000', (v: string, w: string) => Number(v) > Number(w)],
		[
			'eq',
			'costCentre',
			() => text(all[9] as StoredRecord, 'costCentre'),
			(v: string, w: string) => v === w,
		],
	])('%s filters %s', async (operator, field, valueOf, fits) => {
		const value = valueOf();
		const expected = all.filter((order) => fits(text(order, field), value));
		expect(expected.length).toBeGreaterThan(0);
		expect(expected.length).toBeLessThan(all.length);
		expect(await read({ filters: { conditions: [{ field, operator, value }] } })).toEqual(expected);
	});

	it('a date is understood in the spellings that people use', async () => {
		const expected = all.filter((order) => text(order, 'dueAt') >= '2025-06-01T22:00:00Z');
		for (const value of ['2025-06-01 22:00', '2025-06-02T00:00:00+02:00']) {
			const conditions = [{ field: 'dueAt', operator: 'gteq', value }];
			expect(await read({ filters: { conditions } })).toEqual(expected);
		}
	});

	const two = [
		{ field: 'orderNo', operator: 'startsWith', value: 'PO-2025' },
		{ field: 'dueAt', operator: 'lt', value: median },
	];
	const isFirst = (order: StoredRecord) => text(order, 'orderNo').startsWith('PO-2025');
	const isSecond = (order: StoredRecord) => text(order, 'dueAt') < median;

	it('all conditions must hold', async () => {
		const expected = all.filter((order) => isFirst(order) && isSecond(order));
		expect(expected.length).toBeGreaterThan(0);
		expect(await read({ filters: { conditions: two } })).toEqual(expected);
	});

	it('any condition may hold', async () => {
		const expected = all.filter((order) => isFirst(order) || isSecond(order));
		expect(expected.length).toBeLessThan(all.length);
		expect(await read({ filters: { conditions: two }, filterMatch: 'any' })).toEqual(expected);
	});

	it('only what was updated after a time, with and without conditions', async () => {
		const recent = all.filter((order) => text(order, 'updatedAt') > median);
		expect(recent.length).toBeGreaterThan(0);
		expect(await read({ updatedAfter: '2025-06-01' })).toEqual(recent);
		expect(await read({ updatedAfter: '2025-06-01', filters: { conditions: two } })).toEqual(
			recent.filter((order) => isFirst(order) && isSecond(order)),
		);
	});

	it('sorted by several fields, over several pages', async () => {
		const by = [
			{ field: 'siteKey', direction: 'desc' },
			{ field: 'orderNo', direction: 'asc' },
		];
		const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
		const expected = [...all].sort(
			(a, b) =>
				compare(text(b, 'siteKey'), text(a, 'siteKey')) ||
				compare(text(a, 'orderNo'), text(b, 'orderNo')),
		);
		const sorted = await read({ sort: { by }, options: { pageSize: 30 } });
		expect(keysOf(sorted)).toEqual(keysOf(expected));
	});

	it('all fields, custom ones included', async () => {
		const [first] = await read({});
		expect(first).toEqual(all[0]);
		expect(first).toHaveProperty('costCentre');
	});

	it('the most important fields', async () => {
		const [first] = await read({ output: 'simplified' });
		expect(Object.keys(first ?? {})).toEqual([
			'key',
			'orderNo',
			'title',
			'vendorKey',
			'siteKey',
			'statusKey',
			'orderDate',
			'dueAt',
			'totalGrossValue',
			'updatedAt',
		]);
	});

	it('the selected fields', async () => {
		const selected = { output: 'selected', outputFields: ['title', 'costCentre'] };
		const expected = all.map(({ title, costCentre }) => ({ title, costCentre }));
		expect(await read(selected)).toEqual(expected);
		const { key, title, costCentre } = recordAt(peer.server, 'purchase-orders', 3);
		const recordKey = { __rl: true, mode: 'id', value: key };
		const { outputs } = await run(peer, orders('get', { recordKey, ...selected }));
		expect(jsonOf(outputs[0])).toEqual([{ title, costCentre }]);
	});

	it('nothing, where nothing fits', async () => {
		const conditions = [{ field: 'orderNo', operator: 'eq', value: 'no such number' }];
		expect(await read({ filters: { conditions } })).toEqual([]);
	});
});

it('"updated after" includes the time itself where the server compares so', async () => {
	const { server, credentials } = await startPeer();
	const { updatedAt } = recordAt(server, 'purchase-orders', 9);
	const { outputs } = await run(
		{ credentials },
		orders('getAll', { returnAll: true, updatedAfter: String(updatedAt) }),
	);
	expect(jsonOf(outputs[0])).toEqual(
		server
			.records('purchase-orders')
			.filter((order) => String(order.updatedAt) >= String(updatedAt)),
	);
});

describe('servers that page in their own way', () => {
	it.each(
		STYLES.flatMap((apiStyle) => [
			{ apiStyle, maxPageSize: 20, omitTotals: false },
			{ apiStyle, maxPageSize: 25, omitTotals: true },
		]),
	)('$apiStyle style, at most $maxPageSize a page, no totals: $omitTotals', async (options) => {
		const peer = await startPeer({ orders: 100, ...options });
		const { outputs } = await run(peer, orders('getAll', { returnAll: true }));
		expect(jsonOf(outputs[0])).toEqual(peer.server.records('purchase-orders'));
	});

	it.each(STYLES)('a page that comes again stops the reading (%s)', async (apiStyle) => {
		const faults = [{ match: { page: 3 }, effect: { kind: 'repeatedPage' as const } }];
		const peer = await startPeer({ apiStyle, faults });
		const result = await run(
			peer,
			orders('getAll', { returnAll: true, options: { pageSize: 10 } }),
		);
		expect(shown(result)).toEqual({
			message: 'Makini gave the same page of purchase orders twice [item 0]',
			description:
				"Reading was stopped so that no purchase orders are doubled or left out unnoticed. Try again; if it stays, report it to Makini's support.",
		});
		expect(result.outputs.flat()).toEqual([]);
	});
});

// The sandbox keeps its pages in order, so that these servers are acted out.
describe('servers that change or break while they are read', () => {
	const host = 'https://makini.test';
	const peer = { credentials: credentialsFor(host) };
	const order = (number: number) => ({ key: `k${number}`, orderNo: `PO-${number}` });
	const page = (current: number, total: number, keys: number[]) => ({
		data: keys.map(order),
		links: {},
		meta: { current_page: current, per_page: 2, last_page: Math.ceil(total / 2), total },
	});
	const serve = (...bodies: object[]): void => {
		for (const body of bodies)
			nock(host).get('/api/erp/purchase-orders').query(true).reply(200, body);
	};
	const readAll = async (style: Style = 'module') =>
		await run(
			style === 'module' ? peer : { credentials: credentialsFor(host, { apiStyle: style }) },
			orders('getAll', { returnAll: true, options: { pageSize: 2, parallelPages: 1 } }),
		);

	afterEach(() => nock.cleanAll());

	it('a record that moves to a later page comes once, and a hint says that the list changed', async () => {
		const changed = page(2, 4, [2, 3]);
		const end = page(3, 4, []);
		serve(page(1, 3, [1, 2]), changed, end, page(1, 4, [1, 2]), changed, end);
		const { outputs, hints, error } = await readAll();
		expect(error).toBeUndefined();
		expect(keysOf(jsonOf(outputs[0]))).toEqual(['k1', 'k2', 'k3']);
		expect(hints).toEqual([
			{
				location: 'outputPane',
				type: 'warning',
				message:
					'The number of purchase orders changed while they were read: 3 were read, each once; the end of the list was read again. To be sure of the newest, read again with "Updated After".',
			},
		]);
	});

	it('a list that shrinks is read again from where a record may have moved, and gives the hint too', async () => {
		serve(page(1, 4, [1, 2]), page(2, 3, [4]), page(1, 3, [2, 3]), page(2, 3, [4]));
		const { outputs, hints } = await readAll();
		expect(keysOf(jsonOf(outputs[0]))).toEqual(['k1', 'k2', 'k4', 'k3']);
		expect(hints).toHaveLength(1);
	});

	it('nothing found by a reference says that it takes a key, and nothing else does', async () => {
		const read = async (field: string) => {
			serve(page(1, 0, []));
			const conditions = [{ field, operator: 'eq', value: 'ACME' }];
			return (await run(peer, orders('getAll', { filters: { conditions } }))).hints;
		};
		expect(await read('vendorKey')).toEqual([
			{
				location: 'outputPane',
				type: 'info',
				message:
					'No purchase orders match the filters. Vendor Key takes the key of a vendor, not its name. To filter by that, choose the field "Vendor (Code or Name)".',
			},
		]);
		expect(await read('orderNo')).toEqual([]);
	});

	it('a steady list gives none', async () => {
		serve(page(1, 3, [1, 2]), page(2, 3, [3]));
		expect((await readAll()).hints).toEqual([]);
	});

	it('less than the list says is a hint where all came, and an error where some are missing', async () => {
		const more = { meta: { current_page: 1, last_page: 1, total: 1 } };
		serve({ data: [order(1), order(2)], ...more }, { data: [], ...more });
		const { outputs, hints } = await readAll();
		expect(keysOf(jsonOf(outputs[0]))).toEqual(['k1', 'k2']);
		expect(hints).toMatchObject([
			{
				message:
					'Makini says that there are 1 purchase orders, and gave 2: all that came are here, each once.',
			},
		]);

		const empty = page(2, 5, []);
		serve(page(1, 5, [1, 2]), empty, page(3, 5, []), page(2, 5, []), page(3, 5, []));
		const result = await readAll();
		expect(shown(result).message).toBe(
			"Makini's list of purchase orders was cut short at 2 of 5 [item 0]",
		);
		expect(result.outputs.flat()).toEqual([]);
	});

	it.each([
		['nextCursor', (next: string | null) => ({ nextCursor: next })],
		['pagination.next_cursor', (next: string | null) => ({ pagination: { next_cursor: next } })],
		['meta.nextPageToken', (next: string | null) => ({ meta: { nextPageToken: next } })],
	])('a cursor called %s is followed', async (_name, more) => {
		const list = nock(host).get('/api/v1/purchase-orders');
		list.query(true).reply(200, { data: [order(1)], total: 2, ...more('c1') });
		nock(host)
			.get('/api/v1/purchase-orders')
			.query((query) => query.cursor === 'c1')
			.reply(200, { data: [order(2)], total: 2, ...more(null) });
		const { outputs, hints } = await readAll('v1');
		expect(keysOf(jsonOf(outputs[0]))).toEqual(['k1', 'k2']);
		expect(hints).toEqual([]);
	});

	it('links to http behind a proxy that encrypts are followed', async () => {
		const next = 'http://makini.test/api/erp/purchase-orders?page=2';
		serve({ data: [order(1)], links: { next } }, { data: [order(2)], links: { next: null } });
		expect(keysOf(jsonOf((await readAll()).outputs[0]))).toEqual(['k1', 'k2']);
	});

	it.each([
		['alone', order(1)],
		['under its name', { purchaseOrder: order(1) }],
		['in a list', { data: [order(1)] }],
	])('a record that stands %s is read', async (_how, body) => {
		nock(host).get('/api/erp/purchase-orders/k1').reply(200, body);
		const { outputs } = await run(peer, orders('get', byKey('k1')));
		expect(jsonOf(outputs[0])).toEqual([order(1)]);
	});

	it('what is encoded otherwise than in UTF-8 is read as it says', async () => {
		const body = Buffer.from(JSON.stringify({ data: { ...order(1), title: 'Öl' } }), 'latin1');
		nock(host)
			.get('/api/erp/purchase-orders/k1')
			.reply(200, body, { 'Content-Type': 'application/json; charset=iso-8859-1' });
		const { outputs } = await run(peer, orders('get', byKey('k1')));
		expect(jsonOf(outputs[0])).toEqual([{ ...order(1), title: 'Öl' }]);
	});

	it('a key beyond what numbers hold is given out with all its digits', async () => {
		nock(host)
			.get('/api/erp/purchase-orders')
			.query(true)
			.reply(200, '{"data":[{"key":9007199254740993}],"meta":{"last_page":1,"total":1}}', {
				'Content-Type': 'application/json',
			});
		expect(jsonOf((await readAll()).outputs[0])).toEqual([{ key: '9007199254740993' }]);
	});

	it('a cursor that comes again stops the reading', async () => {
		const list = nock(host).get('/api/v1/purchase-orders');
		list.query(true).reply(200, { data: [order(1)], next_cursor: 'c1' });
		for (const [cursor, number, next] of [
			['c1', 2, 'c2'],
			['c2', 3, 'c1'],
		] as const) {
			nock(host)
				.get('/api/v1/purchase-orders')
				.query((query) => query.cursor === cursor)
				.reply(200, { data: [order(number)], next_cursor: next });
		}
		expect(shown(await readAll('v1')).message).toBe(
			'Makini gave the same cursor twice while listing purchase orders [item 0]',
		);
	});

	it.each([
		[
			'another page than the one asked for',
			[page(1, 6, [1, 2]), page(3, 6, [5, 6])],
			'Makini answered with page 3 of the purchase orders instead of page 2 [item 0]',
		],
		[
			'a link to another host',
			[{ data: [order(1)], links: { next: 'https://elsewhere.test/api?page=2' } }],
			"Makini's link to the next page of purchase orders leads to another host [item 0]",
		],
		[
			'a body that is not a page',
			[{ orders: [] }],
			"Makini's answer could not be read while listing purchase orders [item 0]",
		],
	])('%s stops the reading', async (_what, bodies, message) => {
		serve(...bodies);
		const result = await readAll();
		expect(shown(result).message).toBe(message);
		expect(result.outputs.flat()).toEqual([]);
	});
});
