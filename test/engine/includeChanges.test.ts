import type { IDataObject, INodeParameters } from 'n8n-workflow';
import {
	asJson,
	byKey,
	jsonOf,
	mapped,
	orders,
	recordAt,
	renew,
	run,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
} from './support';

afterAll(stopPeers);

describe.each(STYLES)('changes of real writes, in the %s style', (apiStyle) => {
	let peer: Peer;

	beforeAll(async () => {
		peer = await startPeer({ apiStyle });
	});

	beforeEach(() => renew(peer));

	const options = { includeChanges: true, keysOfThisConnection: true };

	const write = async (operation: string, parameters: INodeParameters, more: object = {}) => {
		const result = await run(peer, orders(operation, { ...parameters, options }), more);
		expect(result.error).toBeUndefined();
		return jsonOf(result.outputs[0])[0] ?? {};
	};

	it('of a new order, from nothing', async () => {
		const json = await write('create', asJson('{"orderNo": "N-1", "title": "New"}'));
		expect(Object.keys(json).slice(0, 3)).toEqual(['writeResult', 'changes', 'key']);
		expect(json).toMatchObject({
			writeResult: 'created',
			changes: [
				{ field: 'orderNo', from: null, to: 'N-1' },
				{ field: 'title', from: null, to: 'New' },
			],
		});
	});

	it('of an order that is there, by one read more', async () => {
		const { orderNo, title, key } = recordAt(peer.server, 'purchase-orders');
		const changed = [{ field: 'title', from: title, to: 'Other' }];
		const json = await write('upsert', asJson(JSON.stringify({ orderNo, title: 'Other' })));
		expect(json).toMatchObject({ writeResult: 'updated', changes: changed });
		const same = await write('upsert', asJson(JSON.stringify({ orderNo, title: 'Other' })));
		expect(same).toMatchObject({ writeResult: 'unchanged', changes: [] });

		peer.server.reset();
		const updated = await write('update', { ...mapped({ title: 'New' }), ...byKey(String(key)) });
		expect(updated).toMatchObject({
			writeResult: 'updated',
			changes: [{ field: 'title', from: 'Other', to: 'New' }],
		});
		expect(peer.server.counters().byMethod).toEqual({ GET: 1, PUT: 1 });
	});

	it('of a status, by its name', async () => {
		const order = recordAt(peer.server, 'purchase-orders');
		const statuses = peer.server.records('statuses/purchase-orders');
		const to = statuses.find(({ key }) => key !== order.statusKey) as IDataObject;
		const from = statuses.find(({ key }) => key === order.statusKey);
		const status = { __rl: true, mode: 'id', value: String(to.key) };
		const json = await write('updateStatus', { ...byKey(String(order.key)), status });
		const named = (each: IDataObject | undefined) => expect.stringContaining(String(each?.name));
		expect(json).toMatchObject({
			writeResult: 'updated',
			changes: [{ field: 'status', from: named(from), to: named(to) }],
		});
	});

	it('are the same after a retry of n8n', async () => {
		const input = ['N-1', 'N-2'].map((orderNo) => ({ json: { orderNo } }));
		const parameters = {
			...asJson('={{ JSON.stringify($json) }}'),
			options: { ...options, concurrency: 1 },
		};
		peer.server.setFaults([
			{ match: { method: 'POST' }, when: { nth: [2] }, effect: { kind: 'status', status: 422 } },
		]);
		const result = await run(peer, orders('create', parameters), { input, retryOnFail: true });
		peer.server.setFaults([]);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result.outputs[0])).toMatchObject(
			['N-1', 'N-2'].map((orderNo) => ({
				writeResult: 'created',
				changes: [{ field: 'orderNo', from: null, to: orderNo }],
			})),
		);
	});
});
