import type { IDataObject } from 'n8n-workflow';
import { AUTO_MAP, jsonOf, numbers, orders, pairing, run, startPeer, stopPeers } from './support';

afterAll(stopPeers);

const EXISTING = 10_000;
const GIVEN = 5_000;
const CHANGED = 3_000;
const UNCHANGED = 1_000;

/** Of every five items three change an order, one names an order as it is, and one is new. */
const kindOf = (item: number): 'updated' | 'unchanged' | 'created' =>
	item % 5 < 3 ? 'updated' : item % 5 === 3 ? 'unchanged' : 'created';

test('5,000 items against 10,000 orders: one reading, one write for each that differs, and exact', async () => {
	const peer = await startPeer({ orders: EXISTING, vendors: 30, maxPageSize: 100 });
	const before = new Map(
		peer.server.records('purchase-orders').map((order) => [String(order.orderNo), order]),
	);
	const known = [...before.keys()];
	const input: IDataObject[] = numbers(GIVEN).map((item) => {
		const orderNo = known[2 * item] ?? '';
		const made: Record<string, IDataObject> = {
			updated: { orderNo, title: `Changed ${item}` },
			unchanged: { orderNo, title: String(before.get(orderNo)?.title) },
			created: { orderNo: `NEW-${item}`, title: `New ${item}` },
		};
		return made[kindOf(item)] ?? {};
	});

	const { outputs, error } = await run(peer, orders('upsert', AUTO_MAP), { input });

	expect(error).toBeUndefined();
	expect(pairing(outputs[0])).toEqual(numbers(GIVEN));
	const results = jsonOf(outputs[0]).map(({ writeResult }) => writeResult);
	expect(results).toEqual(numbers(GIVEN).map(kindOf));

	const { byMethod, created, updated } = peer.server.counters();
	expect({ created, updated }).toEqual({
		created: GIVEN - CHANGED - UNCHANGED,
		updated: CHANGED,
	});
	expect((byMethod.POST ?? 0) + (byMethod.PUT ?? 0)).toBe(GIVEN - UNCHANGED);
	// 100 pages of 100, each once, no look-up for an item, and now and then the number of orders.
	expect(byMethod.GET).toBeGreaterThan(100);
	expect(byMethod.GET).toBeLessThanOrEqual(300);
	console.log(
		`upsert of ${GIVEN} items against ${EXISTING} orders: ${created + updated} writes, ${byMethod.GET} reads`,
	);

	const after = peer.server.records('purchase-orders');
	expect(after).toHaveLength(EXISTING + created);
	const expected = new Map([...before].map(([orderNo, { title }]) => [orderNo, title]));
	for (const { orderNo, title } of input) expected.set(String(orderNo), String(title));
	expect(new Map(after.map(({ orderNo, title }) => [String(orderNo), title]))).toEqual(expected);
});

test.each([1, 20])(
	'%d items: a look-up for each, and one for each that was created',
	async (count) => {
		const peer = await startPeer({ orders: EXISTING, vendors: 30 });
		const known = peer.server.records('purchase-orders').map(({ orderNo }) => String(orderNo));
		const input = numbers(count).map((item) => ({
			orderNo: item % 2 ? `NEW-${item}` : (known[item] ?? ''),
			title: `Changed ${item}`,
		}));
		const { outputs } = await run(peer, orders('upsert', AUTO_MAP), { input });
		expect(outputs[0]).toHaveLength(count);
		const { byMethod, created } = peer.server.counters();
		expect(byMethod.GET).toBeLessThanOrEqual(count + created);
	},
);
