import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import nock from '../support/nock';
import { activateNode, type ActiveNode, type PolledNode } from '../support/engine';
import { startPeer, stopPeers, type Peer } from './support';

afterEach(async () => {
	nock.cleanAll();
	await stopPeers();
});

const active = async (
	{ credentials }: Pick<Peer, 'credentials'>,
	parameters: INodeParameters = {},
	more: Partial<PolledNode> = {},
): Promise<ActiveNode> =>
	await activateNode({
		node: 'MakiniPollingTrigger',
		credentials,
		parameters: {
			source: 'records',
			entity: 'purchaseOrder',
			events: ['created', 'updated'],
			...parameters,
		},
		...more,
	});

const dataOf = (items: INodeExecutionData[] | null): IDataObject[] =>
	(items ?? []).map(({ json }) => json.data as IDataObject);

const keysOf = (items: INodeExecutionData[] | null): string[] =>
	dataOf(items).map(({ key }) => String(key));

const linesOf = (record: IDataObject | undefined): IDataObject[] =>
	(record?.lineItems ?? []) as IDataObject[];

const changed = (peer: Peer, update: number): string[] =>
	peer.server
		.change({ entity: 'purchase-orders', update })
		.updated.map(({ key }) => key)
		.sort();

it('puts code and name beside each key, in line items as well', async () => {
	const peer = await startPeer();
	const node = await active(peer);
	await node.poll();
	changed(peer, 3);
	const [order] = dataOf(await node.poll());
	const vendor = peer.server.records('vendors').find(({ key }) => key === order?.vendorKey);
	expect(order?.vendor).toEqual({ key: vendor?.key, code: vendor?.code, name: vendor?.name });
	const lines = linesOf(order).filter(({ materialKey }) => materialKey);
	expect(lines.length).toBeGreaterThan(0);
	for (const { materialKey, material } of lines) {
		expect(material).toMatchObject({ key: materialKey, name: expect.any(String) as unknown });
	}
});

it('names the record that it shows when it is tested', async () => {
	const peer = await startPeer();
	changed(peer, 1);
	const node = await active(peer, {}, { mode: 'manual' });
	expect(dataOf(await node.poll())).toMatchObject([
		{ vendor: { name: expect.any(String) as unknown } },
	]);
});

it('keeps and tells changes by the record alone: names change neither', async () => {
	const peer = await startPeer();
	const [named, plain] = [await active(peer), await active(peer, { references: 'keys' })];
	await named.poll();
	await plain.poll();
	changed(peer, 3);
	const [withNames, without] = [await named.poll(), await plain.poll()];
	expect(dataOf(without)[0]).not.toHaveProperty('vendor');
	expect(withNames?.map(({ json }) => json.deliveryId)).toEqual(
		without?.map(({ json }) => json.deliveryId),
	);
	expect(named.staticData()).toEqual(plain.staticData());
	expect(await named.poll()).toBeNull();
});

it('refuses another word for References', async () => {
	const peer = await startPeer();
	const node = await active(peer, { references: 'nmes' });
	await expect(node.poll()).rejects.toThrow('"References" is not one of: names, keys');
});

it('gives out changes with the key alone where names cannot be read', async () => {
	const peer = await startPeer();
	const node = await active(peer);
	await node.poll();
	const keys = changed(peer, 3);
	peer.server.setFaults([{ match: { path: '/vendors' }, effect: { kind: 'status', status: 403 } }]);
	const items = await node.poll();
	expect(keysOf(items).sort()).toEqual(keys);
	for (const order of dataOf(items)) {
		expect(order).not.toHaveProperty('vendor');
		expect(order.vendorKey).toEqual(expect.any(String));
		expect(order.status).toMatchObject({ name: expect.any(String) as unknown });
	}
	expect(await node.poll()).toBeNull();
});

it('ends with the time of the poll: what is not named by then comes with the key alone', async () => {
	const peer = await startPeer();
	const node = await active(peer, {}, { budgetMs: 2_000 });
	await node.poll();
	const keys = changed(peer, 3);
	peer.server.setFaults([{ match: { path: '/vendors' }, effect: { kind: 'slow', ms: 20_000 } }]);
	const began = Date.now();
	const items = await node.poll();
	expect(Date.now() - began).toBeLessThan(3_000);
	expect(keysOf(items).sort()).toEqual(keys);
	expect(dataOf(items)[0]).not.toHaveProperty('vendor');
	expect(dataOf(items)[0]).toHaveProperty('status.name');
	expect(await node.poll()).toBeNull();
});

it('leaves time for names where there is more to read than a poll can', async () => {
	// Twenty pages that take two seconds at least.
	const peer = await startPeer({ latencyMs: 100 });
	const parameters = { options: { pageSize: 2 } };
	const first = await active(peer, parameters);
	await first.poll();
	const keys = changed(peer, 40);
	const node = await active(peer, parameters, {
		staticData: first.staticData(),
		budgetMs: 1_500,
	});
	const items = await node.poll();
	expect(keysOf(items).length).toBeLessThan(40);
	expect(dataOf(items)[0]).toHaveProperty('vendor.name');
	const rest = await active(peer, parameters, { staticData: node.staticData() });
	expect([...keysOf(items), ...keysOf(await rest.poll())].sort()).toEqual(keys);
});
