import type { INodeParameters } from 'n8n-workflow';
import { binaryData, loadMethod, readFile } from '../support/engine';
import {
	byKey,
	jsonOf,
	orders,
	recordAt,
	run,
	shown,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
	type Style,
} from './support';

beforeAll(binaryData);
afterEach(stopPeers);

const LEFT_OUT = (what: string) => ({
	location: 'outputPane',
	type: 'info',
	message: `${what} left out. To get them as well, turn on "Include Deleted" under "Options".`,
});

const INCLUDED: INodeParameters = { options: { includeDeleted: true } };

/** A connection with 60 orders, of which every third was deleted. */
async function peerOf(apiStyle: Style): Promise<{ peer: Peer; deleted: string[] }> {
	const peer = await startPeer({ apiStyle, orders: 60 });
	const deleteKeys = peer.server
		.records('purchase-orders')
		.filter((_, index) => index % 3 === 0)
		.map(({ key }) => key);
	peer.server.change({ entity: 'purchase-orders', deleteKeys, marksDeleted: true });
	return { peer, deleted: deleteKeys };
}

const keysOf = (records: ReadonlyArray<{ key?: unknown }>): unknown[] =>
	records.map(({ key }) => key);

const linesOf = (text: string): Array<{ key?: unknown }> =>
	text
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line) as { key?: unknown });

describe.each(STYLES)('records that were deleted in their system (%s style)', (apiStyle) => {
	let peer: Peer;
	let deleted: string[];
	let live: unknown[];

	beforeEach(async () => {
		({ peer, deleted } = await peerOf(apiStyle));
		live = keysOf([...peer.server.records('purchase-orders')]).filter(
			(key) => !deleted.includes(String(key)),
		);
	});

	const read = async (more: INodeParameters = {}) => {
		const result = await run(peer, orders('getAll', { returnAll: true, ...more }));
		expect(result.error).toBeUndefined();
		return result;
	};

	it('are left out of lists, and a hint says so', async () => {
		const { outputs, hints } = await read({ options: { pageSize: 7 } });
		expect(keysOf(jsonOf(outputs[0]))).toEqual(live);
		expect(hints).toEqual([LEFT_OUT('20 purchase orders that were deleted in their system were')]);
	});

	it('are in lists where they are included', async () => {
		const { outputs, hints } = await read(INCLUDED);
		const all = peer.server.records('purchase-orders');
		expect(jsonOf(outputs[0])).toEqual(all);
		expect(hints).toEqual([]);
	});

	it('do not count for the limit', async () => {
		const { outputs, hints } = await read({ returnAll: false, limit: 25 });
		expect(keysOf(jsonOf(outputs[0]))).toEqual(live.slice(0, 25));
		expect(hints).toHaveLength(1);
		const included = await read({ returnAll: false, limit: 25, ...INCLUDED });
		const all = keysOf([...peer.server.records('purchase-orders')]);
		expect(keysOf(jsonOf(included.outputs[0]))).toEqual(all.slice(0, 25));
	});

	it.each(['simplified', 'selected'])('are told before fields are chosen (%s)', async (output) => {
		const { outputs } = await read({ output, outputFields: ['key'] });
		expect(keysOf(jsonOf(outputs[0]))).toEqual(live);
	});

	it('are not in files, unless they are included', async () => {
		for (const outputAs of ['ndjson', 'csv']) {
			const { outputs, hints } = await read({ outputAs });
			const [item] = outputs[0] ?? [];
			const text = await readFile(item?.binary?.data);
			expect(item?.json.records).toBe(40);
			for (const key of deleted) expect(text).not.toContain(`${key}`);
			for (const key of live) expect(text).toContain(`${String(key)}`);
			if (outputAs === 'ndjson') expect(keysOf(linesOf(text))).toEqual(live);
			expect(hints).toHaveLength(1);

			const included = await read({ outputAs, ...INCLUDED });
			expect(included.outputs[0]?.[0]?.json.records).toBe(60);
			expect(included.hints).toEqual([]);
		}
	});

	it('are read by their keys, with the time of their deletion', async () => {
		const [key = ''] = deleted;
		const { outputs } = await run(peer, orders('get', byKey(key)));
		const record = peer.server.records('purchase-orders').find((each) => each.key === key);
		expect(record?.deletedAt).toEqual(expect.any(String));
		expect(jsonOf(outputs[0])).toEqual([record]);
	});

	it('are not offered as a choice', async () => {
		const { results } = await loadMethod({
			node: 'MakiniPurchaseOrder',
			kind: 'listSearch',
			name: 'searchPurchaseOrder',
			args: [],
			credentials: peer.credentials,
			parameters: orders('get'),
		});
		// The first 50 of the list are looked at.
		const shownFirst = peer.server.records('purchase-orders').slice(0, 50);
		expect(results.map(({ value }) => value)).toEqual(
			keysOf(shownFirst).filter((key) => !deleted.includes(String(key))),
		);
	});
});

it('one hint counts those of all items of the input', async () => {
	const { peer } = await peerOf('module');
	const { outputs, hints } = await run(peer, orders('getAll', { returnAll: true }), {
		input: [{ n: 1 }, { n: 2 }],
	});
	expect(outputs[0]).toHaveLength(80);
	expect(hints).toEqual([LEFT_OUT('40 purchase orders that were deleted in their system were')]);
});

it('a single one is told as one, and lines that were deleted leave their order', async () => {
	const peer = await startPeer({ orders: 3 });
	const { key, lineItems } = recordAt(peer.server, 'purchase-orders', 1);
	const lines = (lineItems as object[]).map((line) => ({ ...line, deletedAt: '2026-05-01' }));
	const other = recordAt(peer.server, 'purchase-orders', 2).key;
	peer.server.change({
		entity: 'purchase-orders',
		updateWith: [{ key, lineItems: lines }],
		deleteKeys: [other],
		marksDeleted: true,
	});
	const { outputs, hints } = await run(peer, orders('getAll', { returnAll: true }));
	expect(jsonOf(outputs[0])[1]).toMatchObject({ key, lineItems: lines });
	expect(outputs[0]).toHaveLength(2);
	expect(hints).toEqual([
		{
			location: 'outputPane',
			type: 'info',
			message:
				'1 purchase order that was deleted in its system was left out. To get it as well, turn on "Include Deleted" under "Options".',
		},
	]);
});

it('a list of nothing else is empty, and says why', async () => {
	const { peer, deleted } = await peerOf('module');
	const conditions = [{ field: 'key', operator: 'eq', value: deleted[0] ?? '' }];
	const { outputs, hints } = await run(
		peer,
		orders('getAll', { returnAll: true, filters: { conditions } }),
	);
	expect(jsonOf(outputs[0])).toEqual([]);
	expect(hints).toHaveLength(1);
});

it('scrolling goes on over pages of nothing else', async () => {
	const peer = await startPeer({ orders: 0, vendors: 170 });
	const vendors = peer.server.records('vendors').map(({ key }) => key);
	const deleteKeys = vendors.slice(0, 120);
	peer.server.change({ entity: 'vendors', deleteKeys, marksDeleted: true });
	const { results, paginationToken } = await loadMethod({
		node: 'MakiniVendor',
		kind: 'listSearch',
		name: 'searchVendor',
		args: [],
		credentials: peer.credentials,
		parameters: { resource: 'vendor', operation: 'get' },
	});
	expect(results.map(({ value }) => value)).toEqual(vendors.slice(120, 150));
	expect(paginationToken).toBeDefined();
});

it('deleted vendors are no choices in the form of an order', async () => {
	const peer = await startPeer({ vendors: 5 });
	const [gone] = peer.server.records('vendors').map(({ key }) => key);
	const deleteKeys = [gone ?? ''];
	peer.server.change({ entity: 'vendors', deleteKeys, marksDeleted: true });
	const { fields } = await loadMethod({
		node: 'MakiniPurchaseOrder',
		kind: 'resourceMapping',
		name: 'getCreateFields',
		credentials: peer.credentials,
		parameters: orders('create'),
	});
	const choices = fields.find(({ id }) => id === 'vendorKey')?.options ?? [];
	expect(choices).toHaveLength(4);
	expect(choices.map(({ value }) => value)).not.toContain(gone);
});

it('the option takes yes or no, and anything else is an error before any request', async () => {
	const peer = await startPeer();
	const options = '={{ { "includeDeleted": "perhaps" } }}';
	const result = await run(peer, orders('getAll', { options }));
	expect(shown(result).message).toContain('The option "Include Deleted" cannot be used');
	expect(peer.server.counters().requests).toBe(0);
});
