import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { SPOKEN, spokenOrders } from '../support/spokenOrder';
import { binaryData, storeFile } from '../support/engine';
import {
	AUTO_MAP,
	byKey,
	jsonOf,
	mapped,
	orders,
	recordAt,
	run,
	shown,
	startPeer,
	stopPeers,
	type Peer,
} from './support';
import type { NodeResult } from '../support/engine';

beforeAll(binaryData);
afterAll(stopPeers);

const BY_EXPRESSION = byKey('={{ $json.key }}');
const TITLE = mapped({ title: 'Bearings' });
const OWN: INodeParameters = { options: { keysOfThisConnection: true } };

const locator = (mode: 'id' | 'number', value: string): INodeParameters =>
	({ __rl: true, mode, value }) as INodeParameters;

const everything = ({ server }: Peer): string => JSON.stringify(server.records('purchase-orders'));

const orderOf = ({ server }: Peer, key: unknown) =>
	server.records('purchase-orders').find((order) => order.key === key);

const requests = ({ server }: Peer, method: string): number =>
	server.counters().byMethod[method] ?? 0;

const succeeds = ({ error, outputs }: NodeResult): IDataObject[] => {
	expect(error).toBeUndefined();
	return jsonOf(outputs[0]);
};

/** An order of another system, whose key is that of another order here. */
async function fromElsewhere(): Promise<{ peer: Peer; item: IDataObject; there: IDataObject }> {
	const peer = await startPeer(spokenOrders);
	const [there] = peer.server
		.records('purchase-orders')
		.filter(({ orderNo }) => orderNo !== SPOKEN.orderNo) as IDataObject[];
	if (!there) throw new Error('The sandbox has no other order');
	return { peer, there, item: { key: String(there.key), orderNo: SPOKEN.orderNo } };
}

const CHANGES: Array<[string, INodeParameters]> = [
	['update', TITLE],
	['delete', {}],
	['updateStatus', { status: locator('number', 'CLOSED') }],
];

describe.each(CHANGES)('%s by a key that came with the number of an item', (operation, more) => {
	const parameters = orders(operation, { ...BY_EXPRESSION, ...more });
	// A status is looked up by code and by name.
	const lookUps = operation === 'updateStatus' ? 2 : 0;

	it('is refused where the key is that of another order in this connection', async () => {
		const { peer, item, there } = await fromElsewhere();
		const before = everything(peer);
		const result = await run(peer, parameters, { input: [{ json: item }] });
		const { message, description } = shown(result);
		expect(message).toBe(
			`The key "${String(item.key)}" is the purchase order "${String(there.orderNo)}" in this connection, but the item is "${SPOKEN.orderNo}" [item 0]`,
		);
		expect(description).toContain('Choose the purchase order by its order number');
		expect(everything(peer)).toBe(before);
	});

	it('is done where both are those of the order, which is read for that', async () => {
		const { peer, there } = await fromElsewhere();
		peer.server.reset();
		succeeds(await run(peer, parameters, { input: [{ json: there }] }));
		expect(requests(peer, 'GET')).toBe(1 + lookUps);
	});

	it.each([
		['the key is said to be of this connection', OWN, {}, { orderNo: 'PO-OTHER' }],
		['the item has no number', {}, {}, {}],
		['the item has no key of its own', {}, {}, { key: '', orderNo: 'PO-OTHER' }],
	])('is done without reading the order where %s', async (_, options, fields, item) => {
		const { peer, there } = await fromElsewhere();
		peer.server.reset();
		const json = { key: there.key, ...item, poKey: there.key } as IDataObject;
		const chosen = json.key === '' ? byKey('={{ $json.poKey }}') : {};
		succeeds(
			await run(peer, { ...parameters, ...chosen, ...options, ...fields }, { input: [{ json }] }),
		);
		expect(requests(peer, 'GET')).toBe(lookUps);
	});

	it('is done where a person entered the key', async () => {
		const { peer, item, there } = await fromElsewhere();
		const typed = { ...parameters, ...byKey(String(there.key)) };
		succeeds(await run(peer, typed, { input: [{ json: item }] }));
	});
});

it('an order that is gone is said not to be there, as before', async () => {
	const peer = await startPeer();
	const parameters = orders('update', { ...BY_EXPRESSION, ...TITLE });
	const result = await run(peer, parameters, {
		input: [{ json: { key: 'gone', orderNo: 'PO-1' } }],
	});
	expect(shown(result).message).toBe('There is no purchase order with the key "gone" [item 0]');
});

it('columns of another system do not overwrite the order that has their key here', async () => {
	const { peer, item } = await fromElsewhere();
	const before = everything(peer);
	const parameters = orders('update', { ...BY_EXPRESSION, ...AUTO_MAP });
	const result = await run(peer, parameters, { input: [{ json: { ...item, title: 'Bearings' } }] });
	expect(shown(result).message).toContain(`but the item is "${SPOKEN.orderNo}"`);
	expect(everything(peer)).toBe(before);
});

it('a file of another system does not overwrite the orders that have its keys here', async () => {
	const { peer, item, there } = await fromElsewhere();
	const before = everything(peer);
	const lines = [`${JSON.stringify({ ...item, title: 'Bearings' })}\n`];
	const data = await storeFile(lines, {
		mimeType: 'application/x-ndjson',
		fileName: 'orders.ndjson',
	});
	const input = [{ json: {}, binary: { data } }];
	const parameters = orders('update', { inputMode: 'file' });
	expect(shown(await run(peer, parameters, { input })).message).toBe(
		`Line 1: The key "${String(item.key)}" is the purchase order "${String(there.orderNo)}" in this connection, but the item is "${SPOKEN.orderNo}" [item 0]`,
	);
	expect(everything(peer)).toBe(before);
	succeeds(await run(peer, { ...parameters, ...OWN }, { input }));
	expect(orderOf(peer, item.key)).toMatchObject({ orderNo: SPOKEN.orderNo, title: 'Bearings' });
});

describe('the status of Update Status by expression', () => {
	const setting = (status: INodeParameters, more: INodeParameters = {}) =>
		orders('updateStatus', { ...byKey('={{ $json.order }}'), status, ...more });

	const stage = async () => {
		const peer = await startPeer(spokenOrders);
		const { key, statusKey } = recordAt(peer.server, 'purchase-orders', 2);
		const status = peer.server
			.records('statuses/purchase-orders')
			.find((each) => each.key !== statusKey);
		if (!status) throw new Error('The sandbox has one status only');
		return { peer, key, status, input: [{ json: { order: key, ...status } as IDataObject }] };
	};

	it.each(['code', 'name'])('is taken by its %s', async (field) => {
		const { peer, key, status, input } = await stage();
		const parameters = setting(locator('number', `={{ $json.${field} }}`));
		succeeds(await run(peer, parameters, { input }));
		expect(orderOf(peer, key)?.statusKey).toBe(status.key);
	});

	it.each([
		['a locator', locator('id', '={{ $json.key }}')],
		['a list', { __rl: true, mode: 'list', value: '={{ $json.key }}' }],
		['the parameter as a whole', '={{ $json.key }}'],
	])('is refused as a key in %s', async (_, status) => {
		const { peer, status: meant, input } = await stage();
		const before = everything(peer);
		const result = await run(peer, setting(status as INodeParameters), { input });
		const { message, description } = shown(result);
		expect(message).toBe(
			`Status has only a key, "${meant.key}", and nothing tells which connection it is from [item 0]`,
		);
		expect(description).toContain('Choose it by its code or name.');
		expect(everything(peer)).toBe(before);
	});

	it('is taken as a key that is said to be of this connection', async () => {
		const { peer, key, status, input } = await stage();
		succeeds(await run(peer, setting(locator('id', '={{ $json.key }}'), OWN), { input }));
		expect(orderOf(peer, key)?.statusKey).toBe(status.key);
	});
});
