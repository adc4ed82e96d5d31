import { differenceBy } from 'lodash';
import { purchaseOrder } from '../../../nodes/shared/catalogue';
import type { MakiniClient } from '../../../nodes/shared/client/client';
import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import type { WireRequest, WireResponse } from '../../../nodes/shared/client/wire/transport';
import { clientWith, errorOf, FakeClock, response } from './support';

/** What a filter by equality gives. */
type Filter = (value: string, asked: string) => boolean;

const FILTERS: Record<'exact' | 'ignoresCase' | 'findsParts' | 'ignored', Filter> = {
	exact: (value, asked) => value === asked,
	ignoresCase: (value, asked) => value.toLowerCase() === asked.toLowerCase(),
	findsParts: (value, asked) => value.toLowerCase().includes(asked.toLowerCase()),
	ignored: () => true,
};

/** A list of orders in memory, and what was asked of it. */
class Peer {
	readonly requests: WireRequest[] = [];

	filter: Filter = FILTERS.exact;

	/** Answers a list that is asked for with a filter, in place of the filtered list. */
	refusal: WireResponse | undefined;

	/** What is said to be in the list, where that is not what is in it. */
	total: number | undefined;

	/** Key of an order that lists show and nothing finds. */
	hidden: string | undefined;

	/** Key of an order that is gone as soon as it is asked for by its key. */
	gone: string | undefined;

	readonly client: MakiniClient;

	constructor(public orders: MakiniRecord[]) {
		const clock = new FakeClock();
		this.client = clientWith({
			clock,
			send: async (request) => {
				this.requests.push(request);
				await clock.pass(10);
				return this.answer(request);
			},
		});
	}

	async find(value: string): Promise<unknown[]> {
		const { lists } = this.client;
		const found = await lists.find(purchaseOrder, 'orderNo', value);
		return found.map(({ key }) => key);
	}

	/** Numbers of readings: by the filter, of the whole list, and of single records. */
	get counts(): { filtered: number; whole: number; single: number } {
		const isFiltered = ({ query = [] }: WireRequest): boolean =>
			query.some(([name]) => name.startsWith('filter'));
		const lists = this.requests.filter(({ path }) => path.endsWith('/purchase-orders'));
		const filtered = lists.filter(isFiltered).length;
		return {
			filtered,
			whole: lists.length - filtered,
			single: differenceBy(this.requests, lists).length,
		};
	}

	private answer({ path, query = [] }: WireRequest): WireResponse {
		if (!path.endsWith('/purchase-orders')) {
			if (this.gone) this.orders = this.orders.filter(({ key }) => key !== this.gone);
			const order = this.orders.find(
				({ key }) => key !== this.hidden && path.endsWith(`/${String(key)}`),
			);
			return order ? response(200, { data: order }) : response(404);
		}
		const asked = query.find(([name]) => name.startsWith('filter'))?.[1];
		if (asked !== undefined && this.refusal) return this.refusal;
		const of = new Map(query);
		const [page, size] = [Number(of.get('page')), Number(of.get('per_page'))];
		const all = this.orders.filter(
			({ orderNo }) => asked === undefined || this.filter(String(orderNo), asked),
		);
		const total = asked === undefined ? all.length : (this.total ?? all.length);
		return response(200, {
			data: all.slice((page - 1) * size, page * size),
			meta: { current_page: page, last_page: Math.max(1, Math.ceil(total / size)), total },
		});
	}
}

const numbered = (count: number): MakiniRecord[] =>
	Array.from({ length: count }, (_, index) => ({ key: `K${index}`, orderNo: `PO-${index}` }));

describe('a look-up by value', () => {
	test.each(Object.entries(FILTERS))(
		'by a filter that is %s finds what has exactly the value',
		async (_, filter) => {
			const peer = new Peer([
				...numbered(150),
				{ key: 'lower', orderNo: 'po-7' },
				{ key: 'number', orderNo: 700 },
			]);
			peer.filter = filter;

			expect(await peer.find('PO-7')).toEqual(['K7']);
			expect(await peer.find('po-7')).toEqual(['lower']);
			expect(await peer.find('700')).toEqual(['number']);
			expect(await peer.find('PO')).toEqual([]);
			expect(await peer.find('PO-999')).toEqual([]);
		},
	);

	test.each(Object.entries(FILTERS))(
		'by a filter that is %s finds all that have the value',
		async (_, filter) => {
			const peer = new Peer([...numbered(150), { key: 'again', orderNo: 'PO-7' }]);
			peer.filter = filter;
			expect(await peer.find('PO-7')).toEqual(['K7', 'again']);
		},
	);

	test('takes one request where the filter is exact', async () => {
		const peer = new Peer(numbered(150));
		await peer.find('PO-7');
		await peer.find('PO-999');
		expect(peer.counts).toEqual({ filtered: 2, whole: 0, single: 0 });
	});

	test('follows the pages of what a filter gives', async () => {
		const peer = new Peer([...numbered(450), { key: 'last', orderNo: 'PO' }]);
		peer.filter = FILTERS.findsParts;
		expect(await peer.find('PO')).toEqual(['last']);
		expect(peer.counts).toEqual({ filtered: 5, whole: 0, single: 0 });
	});

	test('reads the list for all values that are asked for meanwhile where the filter does nothing', async () => {
		const peer = new Peer(numbered(1200));
		peer.filter = FILTERS.ignored;

		const values = Array.from({ length: 50 }, (_, index) => `PO-${index * 30}`);
		const found = await Promise.all(values.map(async (value) => await peer.find(value)));

		expect(found.flat()).toEqual(Array.from({ length: 40 }, (_, index) => `K${index * 30}`));
		// Three pages, for the first one who asks, and for those who asked while they were read.
		expect(peer.counts.whole).toBe(6);
		expect(await peer.find('PO-1')).toEqual(['K1']);
		expect(peer.counts.whole).toBe(9);
	});

	test('asks for what it found in the whole list as it is now', async () => {
		const peer = new Peer(numbered(300));
		peer.filter = FILTERS.ignored;
		await peer.find('PO-1');
		peer.orders = [
			{ key: 'K2', orderNo: 'PO-2', title: 'New' },
			{ key: 'K3', orderNo: 'other' },
		];

		const { lists } = peer.client;
		expect(await lists.find(purchaseOrder, 'orderNo', 'PO-2')).toEqual([peer.orders[0]]);
		expect(await peer.find('PO-3')).toEqual([]);
		expect(await peer.find('PO-4')).toEqual([]);
	});

	test('reads it again for who asks later, once for all who ask meanwhile', async () => {
		const peer = new Peer(numbered(300));
		peer.filter = FILTERS.ignored;
		expect(await peer.find('PO-900')).toEqual([]);
		peer.orders = [...peer.orders, { key: 'new', orderNo: 'PO-900' }];

		const found = await Promise.all(
			['PO-900', 'PO-901', 'PO-902'].map(async (value) => await peer.find(value)),
		);

		expect(found).toEqual([['new'], [], []]);
		expect(peer.counts.whole).toBe(2);
	});

	test('finds nothing where a record went between reading the list and reading it', async () => {
		const peer = new Peer(numbered(3));
		peer.filter = FILTERS.ignored;
		peer.gone = 'K2';

		expect(await peer.find('PO-2')).toEqual([]);
		expect(peer.counts.whole).toBe(2);
	});

	test('fails where the list shows one that is not found by its key', async () => {
		const peer = new Peer(numbered(3));
		peer.filter = FILTERS.ignored;
		peer.hidden = 'K2';

		const error = await errorOf(peer.find('PO-2'));
		expect(error.kind).toBe('unexpectedBody');
		expect(error.message).toBe(
			'The list of purchase orders has one with the key "K2", but there is none by that key',
		);
	});

	test.each([400, 422])('reads it where the filter is refused with %d', async (status) => {
		const peer = new Peer(numbered(150));
		peer.refusal = response(status, { message: 'The filter orderNo is not supported.' });
		expect(await peer.find('PO-7')).toEqual(['K7']);
		expect(await peer.find('PO-8')).toEqual(['K8']);
		expect(peer.counts).toEqual({ filtered: 1, whole: 2, single: 2 });
	});

	test.each([403, 401])('fails where reading is refused with %d', async (status) => {
		const peer = new Peer(numbered(150));
		peer.refusal = response(status);
		await errorOf(peer.find('PO-7'));
		expect(peer.counts.whole).toBe(0);
	});

	test('reads it where the list counts what the filter leaves out', async () => {
		const peer = new Peer(numbered(150));
		peer.total = 150;
		expect(await peer.find('PO-7')).toEqual(['K7']);
	});

	test('takes a filter that gives more than 2,000 parts for none', async () => {
		const peer = new Peer([...numbered(2_500), { key: 'last', orderNo: 'PO' }]);
		peer.filter = FILTERS.findsParts;
		expect(await peer.find('PO')).toEqual(['last']);
		expect(peer.counts).toEqual({ filtered: 21, whole: 6, single: 1 });
	});

	test.each([{ deletedAt: '2026-01-01' }, { _deletedAt: '2026-01-01' }, { isDeleted: true }])(
		'leaves out what says of itself %j',
		async (mark) => {
			for (const filter of [FILTERS.exact, FILTERS.ignored]) {
				const peer = new Peer([...numbered(3), { key: 'gone', orderNo: 'PO-9', ...mark }]);
				peer.filter = filter;
				expect(await peer.find('PO-9')).toEqual([]);
			}
		},
	);

	test('finds a time in another spelling', async () => {
		const peer = new Peer([{ key: 'K1', orderNo: 'PO-1', dueAt: '2026-05-01T08:00:00Z' }]);
		const { lists } = peer.client;
		const find = async (value: string) => await lists.find(purchaseOrder, 'dueAt', value);
		peer.filter = () => true;
		expect(await find('2026-05-01T10:00:00+02:00')).toEqual(peer.orders);
		expect(await find('2026-05-01T10:00:00Z')).toEqual([]);
	});

	test('fails where the records do not carry the field', async () => {
		const peer = new Peer([{ key: 'K1', title: 'Filters' }]);
		peer.filter = FILTERS.ignored;
		const error = await errorOf(peer.find('PO-1'));
		expect(error.kind).toBe('ambiguous');
		expect(error.message).toBe(
			'This connection does not look up purchase orders by orderNo exactly',
		);
	});
});
