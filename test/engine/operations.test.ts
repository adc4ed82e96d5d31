import type { IDataObject, INodeParameters } from 'n8n-workflow';
import {
	AUTO_MAP,
	asJson,
	byKey,
	jsonOf,
	mapped,
	orders,
	ordersNumbered,
	pairing,
	renew,
	recordAt,
	run,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
} from './support';

afterAll(stopPeers);

const NEW_ORDER = {
	orderNo: 'NEW-1',
	title: 'Bearings',
	totalNetValue: '12.50',
	dueAt: '2026-07-01T00:00:00Z',
	lineItems: [{ lineNo: '10', name: 'Bearing 6204', quantity: 5, price: '2.50' }],
};

const vendors = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'vendor',
	operation,
	...more,
});

describe.each(STYLES)('in the %s style', (apiStyle) => {
	let peer: Peer;

	beforeAll(async () => {
		peer = await startPeer({ apiStyle, name: apiStyle });
	});

	beforeEach(() => {
		renew(peer);
	});

	const succeed = async (
		parameters: INodeParameters,
		node = 'MakiniPurchaseOrder',
	): Promise<IDataObject[]> => {
		const { outputs, error } = await run(peer, parameters, { node });
		expect(error).toBeUndefined();
		expect(new Set(pairing(outputs[0]))).toEqual(new Set([0]));
		return jsonOf(outputs[0]);
	};

	const orderAt = (index: number) => recordAt(peer.server, 'purchase-orders', index);

	describe('a purchase order', () => {
		it.each([
			['mapped by hand', mapped(NEW_ORDER)],
			['given as JSON', orders('create', asJson(JSON.stringify(NEW_ORDER)))],
		])('is created, %s', async (_how, input) => {
			const [created] = await succeed(orders('create', input));
			const [stored, ...more] = ordersNumbered(peer.server, 'NEW-1');
			expect(more).toEqual([]);
			expect(created).toEqual(stored);
			expect(stored).toMatchObject({
				title: 'Bearings',
				totalNetValue: '12.50',
				dueAt: '2026-07-01T00:00:00Z',
				lineItems: [{ lineNo: '10', name: 'Bearing 6204', quantity: '5.00', price: '2.50' }],
			});
			expect(peer.server.counters()).toMatchObject({ requests: 1, created: 1 });
		});

		it('is created or updated', async () => {
			const first = await succeed(orders('upsert', mapped(NEW_ORDER)));
			expect(first).toMatchObject([{ orderNo: 'NEW-1', writeResult: 'created' }]);
			const second = await succeed(orders('upsert', mapped({ ...NEW_ORDER, title: 'Rollers' })));
			expect(second).toMatchObject([{ title: 'Rollers', writeResult: 'updated' }]);
			const stored = ordersNumbered(peer.server, 'NEW-1');
			expect(stored).toMatchObject([{ key: first[0]?.key, title: 'Rollers' }]);
			expect(peer.server.counters()).toMatchObject({ created: 1, updated: 1 });
		});

		it('is read', async () => {
			const order = orderAt(7);
			expect(await succeed(orders('get', byKey(order.key)))).toEqual([order]);
		});

		it('is read by an address that ends in its key', async () => {
			const order = orderAt(7);
			const address = `https://app.makini.test/orders/${order.key}/?tab=lines`;
			expect(await succeed(orders('get', byKey(address)))).toEqual([order]);
		});

		it('is read where it was chosen from the list', async () => {
			const order = orderAt(3);
			const recordKey = { __rl: true, mode: 'list', value: order.key, cachedResultName: 'x' };
			expect(await succeed(orders('get', { recordKey }))).toEqual([order]);
		});

		it('is listed', async () => {
			const listed = await succeed(orders('getAll', { returnAll: true }));
			expect(listed).toEqual(peer.server.records('purchase-orders'));
		});

		it('is updated, and keeps what is not given', async () => {
			const order = orderAt(2);
			const updated = await succeed(
				orders('update', { ...byKey(order.key), ...mapped({ title: 'Changed', notes: '' }) }),
			);
			expect(updated).toEqual([orderAt(2)]);
			expect(orderAt(2)).toEqual({
				...order,
				title: 'Changed',
				updatedAt: expect.any(String),
			});
			expect(peer.server.counters()).toMatchObject({ requests: 1, updated: 1 });
		});

		it('loses a value where JSON says null', async () => {
			const order = orderAt(2);
			await succeed(orders('update', { ...byKey(order.key), ...asJson('{"notes": null}') }));
			expect(orderAt(2).notes).toBeNull();
		});

		it('gets another status', async () => {
			const order = orderAt(4);
			const other = peer.server
				.records('statuses/purchase-orders')
				.find(({ key }) => key !== order.statusKey);
			const status = { __rl: true, mode: 'list', value: other?.key ?? '' };
			await succeed(orders('updateStatus', { ...byKey(order.key), status }));
			expect(orderAt(4).statusKey).toBe(other?.key);
			expect(peer.server.counters()).toMatchObject({ requests: 1, statusChanges: 1 });
		});

		it('is deleted', async () => {
			const { key } = orderAt(5);
			expect(await succeed(orders('delete', byKey(key)))).toEqual([{ deleted: true }]);
			const left = peer.server.records('purchase-orders');
			expect(left).toHaveLength(49);
			expect(left.map((order) => order.key)).not.toContain(key);
		});
	});

	describe('line items and statuses', () => {
		const lineItems = (operation: string, more: INodeParameters = {}): INodeParameters => ({
			resource: 'lineItem',
			operation,
			...more,
		});

		it('a line item is read', async () => {
			const line = recordAt(peer.server, 'purchase-orders.line-items', 11);
			expect(await succeed(lineItems('get', byKey(line.key)))).toEqual([line]);
		});

		it('line items are listed', async () => {
			expect(await succeed(lineItems('getAll', { returnAll: true }))).toEqual(
				peer.server.records('purchase-orders.line-items'),
			);
		});

		it('statuses are listed', async () => {
			const listed = await succeed({ resource: 'status', operation: 'getAll', returnAll: true });
			expect(listed).toEqual(peer.server.records('statuses/purchase-orders'));
		});
	});

	describe('a vendor', () => {
		const node = 'MakiniVendor';
		const vendorAt = (index: number) => recordAt(peer.server, 'vendors', index);
		const codedV = (code: string) =>
			peer.server.records('vendors').filter((vendor) => vendor.code === code);

		it('is created', async () => {
			const input = mapped({ code: 'V-9001', name: 'Nordwerk' });
			const created = await succeed(vendors('create', input), node);
			expect(created).toEqual(codedV('V-9001'));
			expect(created).toMatchObject([{ name: 'Nordwerk' }]);
		});

		it('is created or updated', async () => {
			const input = (name: string) => vendors('upsert', mapped({ code: 'V-9002', name }));
			expect(await succeed(input('One'), node)).toMatchObject([{ writeResult: 'created' }]);
			expect(await succeed(input('Two'), node)).toMatchObject([{ writeResult: 'updated' }]);
			expect(codedV('V-9002')).toMatchObject([{ name: 'Two' }]);
		});

		it('is read', async () => {
			expect(await succeed(vendors('get', byKey(vendorAt(6).key)), node)).toEqual([vendorAt(6)]);
		});

		it('is listed', async () => {
			const listed = await succeed(vendors('getAll', { returnAll: true }), node);
			expect(listed).toEqual(peer.server.records('vendors'));
		});

		it('is updated', async () => {
			const { key, code } = vendorAt(1);
			await succeed(vendors('update', { ...byKey(key), ...mapped({ name: 'Neu' }) }), node);
			expect(vendorAt(1)).toMatchObject({ key, code, name: 'Neu' });
		});

		it('is deleted', async () => {
			const { key } = vendorAt(1);
			expect(await succeed(vendors('delete', byKey(key)), node)).toEqual([{ deleted: true }]);
			expect(peer.server.records('vendors')).toHaveLength(29);
		});
	});

	it('every item of the input is worked on by its own parameters', async () => {
		const input = [3, 1, 2].map((index) => ({ key: orderAt(index).key }));
		const { outputs } = await run(peer, orders('get', byKey('={{ $json.key }}')), { input });
		expect(jsonOf(outputs[0])).toEqual([3, 1, 2].map(orderAt));
		expect(pairing(outputs[0])).toEqual([0, 1, 2]);
	});

	it('a list is read once for each item of the input', async () => {
		const input = [0, 1].map((index) => ({ orderNo: orderAt(index).orderNo }));
		const filters = {
			conditions: [{ field: 'orderNo', operator: 'eq', value: '={{ $json.orderNo }}' }],
		};
		const { outputs } = await run(peer, orders('getAll', { filters }), { input });
		expect(jsonOf(outputs[0])).toEqual([0, 1].map(orderAt));
		expect(pairing(outputs[0])).toEqual([0, 1]);
	});

	it('columns of the input fill the fields of their names', async () => {
		const input = [{ orderNo: 'COL-1', title: 'From columns', nonsense: 'x' }];
		const { outputs } = await run(peer, orders('create', AUTO_MAP), { input });
		expect(ordersNumbered(peer.server, 'COL-1')).toEqual(jsonOf(outputs[0]));
	});
});
