import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import nock from '../support/nock';
import { activateNode, loadMethod, type ActiveNode, type PolledNode } from '../support/engine';
import { everythingIn, startPeer, stopPeers, TOKEN, type Peer } from './support';

afterEach(async () => {
	nock.cleanAll();
	await stopPeers();
});

/** Names have tests of their own: pollingNames.test.ts. */
const records = (more: INodeParameters = {}): INodeParameters => ({
	source: 'records',
	entity: 'purchaseOrder',
	events: ['created', 'updated'],
	references: 'keys',
	...more,
});

const ofConnection: INodeParameters = {
	source: 'connection',
	connectionEvents: ['connectionReauthorization', 'syncCompleted', 'syncFailed'],
};

const active = async (
	{ credentials }: Pick<Peer, 'credentials'>,
	parameters: INodeParameters = records(),
	more: Partial<PolledNode> = {},
): Promise<ActiveNode> =>
	await activateNode({ node: 'MakiniPollingTrigger', credentials, parameters, ...more });

const jsonOf = (items: INodeExecutionData[] | null): IDataObject[] =>
	(items ?? []).map(({ json }) => json);

const keysOf = (items: INodeExecutionData[] | null): string[] =>
	jsonOf(items).map(({ data }) => String((data as IDataObject).key));

const problemOf = async (
	work: Promise<unknown>,
): Promise<{ message: string; description: string }> => {
	try {
		await work;
	} catch (error) {
		expect(everythingIn(error)).not.toContain(TOKEN);
		const { message, description } = error as { message: string; description?: string };
		return { message, description: description ?? '' };
	}
	throw new Error('The poll did not fail');
};

describe.each(['module', 'v1'] as const)('records (%s style)', (apiStyle) => {
	it('gives each change once, as it is', async () => {
		const peer = await startPeer({ apiStyle });
		const node = await active(peer);
		expect(await node.poll()).toBeNull();
		expect(await node.poll()).toBeNull();

		const { created, updated } = peer.server.change({
			entity: 'purchase-orders',
			create: 3,
			update: 5,
		});
		const items = await node.poll();
		expect(keysOf(items).sort()).toEqual([...created, ...updated].map(({ key }) => key).sort());
		const newest = jsonOf(items).find(({ event }) => event === 'recordInserted');
		expect(newest).toEqual({
			event: 'recordInserted',
			entity: 'purchaseOrder',
			// The v1 style's state tells no identification.
			connectionId: apiStyle === 'v1' ? null : (expect.any(String) as unknown),
			occurredAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
			deliveryId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
			data: peer.server.records('purchase-orders').find(({ key }) => key === created[0]?.key),
		});
		expect(jsonOf(items).filter(({ event }) => event === 'recordUpdated')).toHaveLength(5);
		expect(await node.poll()).toBeNull();
		expect(everythingIn([items, node.staticData()])).not.toContain(TOKEN);
	});

	it('tells a deletion once, and as no update, where it was chosen', async () => {
		const peer = await startPeer({ apiStyle });
		const node = await active(peer, records({ events: ['created', 'updated', 'deleted'] }));
		const plain = await active(peer);
		await node.poll();
		await plain.poll();
		const { deleted, updated } = peer.server.change({
			entity: 'purchase-orders',
			delete: 2,
			marksDeleted: true,
			update: 1,
		});
		const items = await node.poll();
		const gone = jsonOf(items).filter(({ event }) => event === 'recordDeleted');
		expect(gone.map(({ data }) => (data as IDataObject).key).sort()).toEqual(
			deleted.map(({ key }) => key).sort(),
		);
		for (const { data } of gone) {
			expect((data as IDataObject).deletedAt).toEqual(expect.any(String));
		}
		expect(items).toHaveLength(3);
		expect(keysOf(await plain.poll())).toEqual(updated.map(({ key }) => key));

		const [key = ''] = deleted.map((each) => each.key);
		peer.server.change({ entity: 'purchase-orders', updateWith: [{ key, title: 'Touched' }] });
		expect(await node.poll()).toBeNull();
		expect(await plain.poll()).toBeNull();
	});

	it('goes on from what was kept, with as many items as one poll may give', async () => {
		const peer = await startPeer({ apiStyle });
		const parameters = records({ options: { maxRecords: 10, pageSize: 6 } });
		const first = await active(peer, parameters);
		await first.poll();
		const { updated } = peer.server.change({
			entity: 'purchase-orders',
			update: 25,
			shareTimestamps: 25,
		});
		const keys = keysOf(await first.poll());
		const second = await active(peer, parameters, { staticData: first.staticData() });
		for (let poll = 0; poll < 3; poll += 1)
			for (const key of keysOf(await second.poll())) keys.push(key);
		expect(keys.sort()).toEqual(updated.map(({ key }) => key).sort());
	});

	it('gives out what it has read before a failure', async () => {
		const peer = await startPeer({ apiStyle });
		const parameters = records({ options: { pageSize: 10, maxWait: 0 } });
		const node = await active(peer, parameters);
		await node.poll();
		const { updated } = peer.server.change({ entity: 'purchase-orders', update: 25 });
		peer.server.setFaults([
			{
				match: { path: 'purchase-orders' },
				when: { nth: [2, 3] },
				effect: { kind: 'status', status: 503 },
			},
		]);
		const keys = keysOf(await node.poll());
		expect(keys.length).toBeGreaterThan(0);
		expect(keys.length).toBeLessThan(25);
		expect(await problemOf(node.poll())).toMatchObject({
			message: expect.stringContaining('Makini') as unknown,
		});
		for (let poll = 0; poll < 3; poll += 1)
			for (const key of keysOf(await node.poll())) keys.push(key);
		expect(keys.sort()).toEqual(updated.map(({ key }) => key).sort());
	});
});

describe('records', () => {
	it('gives only what was chosen, and what the filters let through', async () => {
		const peer = await startPeer();
		const [order] = peer.server.records('purchase-orders');
		const vendor = String(order?.vendorKey);
		const node = await active(
			peer,
			records({
				events: ['created'],
				filters: { conditions: [{ field: 'vendorKey', operator: 'eq', value: vendor }] },
			}),
		);
		await node.poll();
		peer.server.change({ entity: 'purchase-orders', create: 40, update: 20 });
		const items = jsonOf(await node.poll());
		for (const { event, data } of items) {
			expect(event).toBe('recordInserted');
			expect((data as IDataObject).vendorKey).toBe(vendor);
		}
		const made = peer.server.records('purchase-orders').slice(50);
		expect(items).toHaveLength(made.filter(({ vendorKey }) => vendorKey === vendor).length);
	});

	it('begins anew with another entity, and goes on with other events', async () => {
		const peer = await startPeer();
		const orders = await active(peer, records({ events: ['created'] }));
		await orders.poll();
		peer.server.change({ entity: 'purchase-orders', update: 3 });
		peer.server.change({ entity: 'vendors', update: 3 });
		const staticData = orders.staticData();
		const vendors = await active(peer, records({ entity: 'vendor' }), { staticData });
		expect(await vendors.poll()).toBeNull();
		const both = await active(peer, records(), { staticData });
		expect(await both.poll()).toHaveLength(3);
	});

	it('goes on with the new token of a connection, not with another connection', async () => {
		const peer = await startPeer();
		const other = await startPeer({ name: 'b' });
		const node = await active(peer);
		await node.poll();
		const staticData = node.staticData();
		const { updated } = peer.server.change({ entity: 'purchase-orders', update: 2 });
		const apiToken = peer.server.reconnect('a-new-token');
		const credentials = { makiniApi: { ...peer.credentials.makiniApi, apiToken } };
		const again = await active({ credentials }, records(), { staticData });
		expect(keysOf(await again.poll()).sort()).toEqual(updated.map(({ key }) => key).sort());
		other.server.change({ entity: 'purchase-orders', update: 2 });
		const elsewhere = await active(other, records(), { staticData });
		expect(await elsewhere.poll()).toBeNull();
	});

	it('polls one after the other, however often n8n asks', async () => {
		const peer = await startPeer({ latencyMs: 30 });
		const node = await active(peer);
		await node.poll();
		peer.server.change({ entity: 'purchase-orders', update: 5 });
		const results = await Promise.all([node.poll(), node.poll(), node.poll()]);
		expect(results.filter((items) => items !== null)).toHaveLength(1);
	});

	it('ends a poll when its time is over, and goes on with the next', async () => {
		// Twenty pages that take two seconds at least.
		const peer = await startPeer({ latencyMs: 100 });
		const parameters = records({ options: { pageSize: 2 } });
		const node = await active(peer, parameters);
		await node.poll();
		const { updated } = peer.server.change({ entity: 'purchase-orders', update: 40 });
		const short = await active(peer, parameters, {
			staticData: node.staticData(),
			budgetMs: 1_000,
		});
		const keys = keysOf(await short.poll());
		expect(keys.length).toBeGreaterThan(0);
		expect(keys.length).toBeLessThan(40);
		const rest = await active(peer, parameters, { staticData: short.staticData(), budgetMs: null });
		for (const key of keysOf(await rest.poll())) keys.push(key);
		expect(keys.sort()).toEqual(updated.map(({ key }) => key).sort());
	});

	it('says so when Makini gives nothing in time', async () => {
		const peer = await startPeer({ latencyMs: 3000 });
		const node = await active(peer, records(), { budgetMs: 100 });
		expect(await problemOf(node.poll())).toMatchObject({
			message: expect.stringMatching(/^Makini gave nothing within/) as unknown,
		});
	});

	it('shows the latest record when it is tested, and keeps nothing', async () => {
		const peer = await startPeer();
		const { updated } = peer.server.change({ entity: 'purchase-orders', update: 1 });
		const node = await active(peer, records(), { mode: 'manual' });
		const items = await node.poll();
		expect(keysOf(items)).toEqual(updated.map(({ key }) => key));
		expect(jsonOf(items)[0]).toMatchObject({ event: 'recordUpdated', entity: 'purchaseOrder' });
		expect(node.staticData()).toEqual({ 'node:Node': {} });
	});

	it('shows a deletion when it is tested, where it was chosen', async () => {
		const peer = await startPeer();
		const { deleted } = peer.server.change({
			entity: 'purchase-orders',
			delete: 1,
			marksDeleted: true,
		});
		const chosen = await active(peer, records({ events: ['deleted'] }), { mode: 'manual' });
		expect(jsonOf(await chosen.poll())).toMatchObject([
			{ event: 'recordDeleted', data: { key: deleted[0]?.key } },
		]);
		const plain = await active(peer, records(), { mode: 'manual' });
		expect(keysOf(await plain.poll())).not.toEqual(deleted.map(({ key }) => key));
	});

	it('says so when there is nothing to show', async () => {
		const peer = await startPeer({ orders: 0 });
		const node = await active(peer, records(), { mode: 'manual' });
		expect(await problemOf(node.poll())).toMatchObject({
			message: 'There are no purchase orders to show',
		});
	});

	it.each<[INodeParameters, string]>([
		[{ entity: 'unitOfMeasure' }, 'The entity "unitOfMeasure" cannot be watched'],
		[{ events: [] }, 'No events are chosen'],
		[{ events: ['created', 'update'] }, 'The event "update" is not known'],
		[{ events: '={{ "created,updated" }}' }, '"Events" is not a list of names'],
		[{ source: 'connections' }, 'The source "connections" is not known'],
		[{ filters: '={{ { orderNo: "PO-1" } }}' }, '"Filters" does not hold a list of entries'],
		[
			{ filters: { conditions: [{ field: 'title', operator: 'eq', value: '={{ ["a"] }}' }] } },
			'Filter condition 1 (title) has a list as its value',
		],
		[{ options: '={{ { overlaps: 5 } }}' }, 'There is no option "overlaps"'],
		[{ entity: 'exchangeRate', events: ['updated'] }, 'carry no time of change'],
		[{ entity: 'exchangeRate', events: ['deleted'] }, 'carry no time of change'],
		[{ entity: 'exchangeRate', events: ['deleted', 'updated'] }, 'carry no time of change'],
		[{ entity: 'workOrder' }, 'not offered for connections of the type ERP'],
		[{ options: { overlap: -1 } }, 'The option "Overlap" cannot be used'],
		[{ filters: { conditions: [{ field: '', operator: 'eq', value: 'x' }] } }, 'names no field'],
	])('refuses %j', async (parameters, message) => {
		const peer = await startPeer();
		const node = await active(peer, records(parameters));
		expect((await problemOf(node.poll())).message).toContain(message);
	});

	it('refuses a wrong token in the words of the other nodes', async () => {
		const peer = await startPeer();
		const credentials = { makiniApi: { ...peer.credentials.makiniApi, apiToken: 'wrong' } };
		const node = await active({ credentials });
		expect((await problemOf(node.poll())).message).toBe('Makini did not accept the API token');
	});

	it('offers the fields of the entity for its filters', async () => {
		const peer = await startPeer();
		const fields = await loadMethod({
			node: 'MakiniPollingTrigger',
			kind: 'loadOptions',
			name: 'getFields',
			parameters: records({ entity: 'vendor' }),
			credentials: peer.credentials,
		});
		expect(fields.map(({ value }) => value)).toContain('updatedAt');
		expect(fields.map(({ value }) => value)).not.toContain('addresses');
	});
});

describe('the connection', () => {
	const events = (items: INodeExecutionData[] | null) => jsonOf(items).map(({ event }) => event);

	it.each(['module', 'v1'] as const)(
		'tells each change of its state once (%s style)',
		async (apiStyle) => {
			const peer = await startPeer({ apiStyle });
			const node = await active(peer, ofConnection);
			expect(await node.poll()).toBeNull();
			await peer.server.sync();
			expect(events(await node.poll())).toEqual(['syncCompleted']);
			expect(await node.poll()).toBeNull();
			await peer.server.sync({ fail: true });
			expect(events(await node.poll())).toEqual(['syncFailed']);
			peer.server.reauthorize();
			expect(events(await node.poll())).toEqual(['connectionReauthorization']);
			expect(await node.poll()).toBeNull();
		},
	);

	it('tells of a token that is refused as of the need to reauthorize, and of the way back', async () => {
		const peer = await startPeer();
		const node = await active(peer, ofConnection);
		await node.poll();
		peer.server.reconnect('a-new-token');
		const [item] = jsonOf(await node.poll());
		expect(item).toMatchObject({
			event: 'connectionReauthorization',
			entity: null,
			connectionId: expect.anything() as unknown,
			occurredAt: null,
			data: { state: 'needsReauthorization' },
		});
		expect(await node.poll()).toBeNull();
		const credentials = { makiniApi: { ...peer.credentials.makiniApi, apiToken: 'a-new-token' } };
		const again = await active({ credentials }, ofConnection, { staticData: node.staticData() });
		await peer.server.sync();
		expect(events(await again.poll())).toEqual(['syncCompleted']);
	});

	it('gives only the chosen events', async () => {
		const peer = await startPeer();
		const node = await active(peer, { ...ofConnection, connectionEvents: ['syncFailed'] });
		await node.poll();
		await peer.server.sync();
		expect(await node.poll()).toBeNull();
		await peer.server.sync({ fail: true });
		expect(events(await node.poll())).toEqual(['syncFailed']);
	});

	it('cannot be activated with a wrong token', async () => {
		const peer = await startPeer();
		const credentials = { makiniApi: { ...peer.credentials.makiniApi, apiToken: 'wrong' } };
		const node = await active({ credentials }, ofConnection);
		expect((await problemOf(node.poll())).message).toBe('Makini did not accept the API token');
	});

	it('shows its state when it is tested', async () => {
		const peer = await startPeer({ state: 'inprogress' });
		const node = await active(peer, ofConnection, { mode: 'manual' });
		expect(jsonOf(await node.poll())[0]).toMatchObject({
			event: 'other',
			data: { state: 'syncing' },
		});
	});
});
