import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import { loadMethod } from '../support/engine';
import {
	AUTO_MAP,
	byKey,
	jsonOf,
	mapped,
	orders,
	ordersNumbered,
	recordAt,
	run,
	shown,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
} from './support';

afterEach(stopPeers);

const locator = (mode: 'list' | 'id', value: string): INodeParameters => ({
	__rl: true,
	mode,
	value,
});

const refer = (references: INodeParameters): INodeParameters => ({ chosenReferences: references });

const keyOf = (peer: Peer, entity: string, index = 0): string =>
	recordAt(peer.server, entity, index).key;

const search = async (peer: Peer, name: string): Promise<INodeListSearchResult> =>
	await loadMethod({
		node: 'MakiniPurchaseOrder',
		kind: 'listSearch',
		name,
		credentials: peer.credentials,
		parameters: orders('create', { inputMode: 'fields' }),
	});

describe.each(STYLES)('records that an order refers to (%s style)', (apiStyle) => {
	it('are sent with the order that is created', async () => {
		const peer = await startPeer({ apiStyle });
		const [vendor, site] = [keyOf(peer, 'vendors', 4), keyOf(peer, 'sites')];
		const references = refer({ vendorKey: locator('list', vendor), siteKey: locator('id', site) });
		const result = await run(
			peer,
			orders('create', { ...mapped({ orderNo: 'PO-R1' }), ...references }),
		);
		expect(result.error).toBeUndefined();
		expect(ordersNumbered(peer.server, 'PO-R1')).toMatchObject([
			{ vendorKey: vendor, siteKey: site },
		]);
	});

	it('come from expressions, item by item', async () => {
		const peer = await startPeer({ apiStyle });
		const keys = [keyOf(peer, 'vendors', 1), keyOf(peer, 'vendors', 2)];
		const input = [
			...keys.map((vendor, index) => ({ json: { no: `PO-E${index}`, vendor } })),
			{ json: { no: 'PO-E2', vendor: null } },
		];
		const parameters = orders('create', {
			...mapped({ orderNo: '={{ $json.no }}' }),
			...refer({ vendorKey: locator('id', '={{ $json.vendor }}') }),
		});
		const refused = await run(peer, parameters, { input });
		expect(refused.error?.message).toContain(
			`Vendor has only a key, "${keys[0]}", and nothing tells which connection it is from`,
		);
		expect(peer.server.counters().created).toBe(0);
		const meant = { ...parameters, options: { keysOfThisConnection: true } };
		const result = await run(peer, meant, { input });
		expect(result.error).toBeUndefined();
		const created = [0, 1, 2].flatMap((index) => ordersNumbered(peer.server, `PO-E${index}`));
		expect(created.map(({ vendorKey }) => vendorKey ?? undefined)).toEqual([...keys, undefined]);
	});

	it('are all that an update needs', async () => {
		const peer = await startPeer({ apiStyle });
		const order = recordAt(peer.server, 'purchase-orders');
		const vendor = keyOf(peer, 'vendors', 9);
		const parameters = orders('update', {
			...byKey(order.key),
			...mapped({}),
			...refer({ vendorKey: locator('list', vendor) }),
		});
		const result = await run(peer, parameters);
		expect(result.error).toBeUndefined();
		expect(recordAt(peer.server, 'purchase-orders')).toEqual({
			...order,
			vendorKey: vendor,
			updatedAt: expect.any(String) as string,
		});
	});

	it('are compared by Create or Update, which writes nothing the second time', async () => {
		const peer = await startPeer({ apiStyle });
		const parameters = orders('upsert', {
			matchField: 'orderNo',
			...AUTO_MAP,
			...refer({ vendorKey: locator('list', keyOf(peer, 'vendors', 3)) }),
		});
		const input = [{ json: { orderNo: 'PO-U1', title: 'Bearings' } }];
		const results = [
			await run(peer, parameters, { input }),
			await run(peer, parameters, { input }),
		];
		expect(results.map(({ outputs }) => jsonOf(outputs[0])[0]?.writeResult)).toEqual([
			'created',
			'unchanged',
		]);
		expect(ordersNumbered(peer.server, 'PO-U1')).toMatchObject([
			{ title: 'Bearings', vendorKey: keyOf(peer, 'vendors', 3) },
		]);
	});
});

it.each([
	[
		'an empty list beside a column',
		{ ...AUTO_MAP, ...refer({ vendorKey: locator('list', '') }) },
		[{ json: { orderNo: 'PO-G', vendorKey: '1001' } }],
	],
	[
		'an empty list beside an expression',
		{
			...mapped({ orderNo: 'PO-G', vendorKey: '={{ $json.vendorKey }}' }),
			...refer({ vendorKey: locator('list', '') }),
		},
		[{ json: { vendorKey: '1001' } }],
	],
	[
		'an empty field beside an expression in the list',
		{
			...mapped({ orderNo: 'PO-G', vendorKey: null }),
			...refer({ vendorKey: locator('id', '={{ $json.vendorKey }}') }),
		},
		[{ json: { vendorKey: '1001' } }],
	],
])('%s lets no key from elsewhere pass', async (_, parameters, input) => {
	const peer = await startPeer();
	peer.server.reset();
	const result = await run(peer, orders('create', parameters as INodeParameters), { input });
	expect(shown(result).message).toContain('nothing tells which connection it is from');
	expect(peer.server.counters().requests).toBe(0);
});

it('lines given as a JSON text have no unknown columns either', async () => {
	const peer = await startPeer();
	const lineItems = '[{"matrial":"M-1","quantity":"5"}]';
	const result = await run(peer, orders('create', AUTO_MAP), {
		input: [{ json: { orderNo: 'PO-J', lineItems } }],
	});
	expect(shown(result).message).toContain('columns that are no fields: "lineItems.matrial"');
	expect(peer.server.counters().created).toBe(0);
});

describe('a reference that cannot be used', () => {
	it.each([
		['mapped by hand', { ...mapped({ orderNo: 'PO-C', vendorKey: '={{ $json.vendorKey }}' }) }],
		['mapped automatically', AUTO_MAP],
	])('stops the run before any request: %s', async (_how, fields) => {
		const peer = await startPeer();
		peer.server.reset();
		const parameters = orders('create', {
			...fields,
			...refer({ vendorKey: locator('id', 'V-2') }),
		});
		const input = ['V-2', 'V-1'].map((vendorKey) => ({ json: { orderNo: 'PO-C', vendorKey } }));
		const result = await run(peer, parameters, { input });
		expect(shown(result).message).toBe(
			'Vendor Key has two values: "V-1" under Fields and "V-2" under References [item 1]',
		);
		expect(peer.server.counters().requests).toBe(0);
	});

	it('is of an entity that the type of the connection does not have', async () => {
		const peer = await startPeer({ systemType: 'eam' });
		await expect(search(peer, 'searchCurrency')).rejects.toMatchObject({
			message: expect.stringMatching(/^Currencies are not offered /) as string,
			description: expect.stringContaining('ERP') as string,
		});
	});
});

it('the lists of an order are those of the connection', async () => {
	const peer = await startPeer();
	for (const [name, entity] of [
		['searchVendor', 'vendors'],
		['searchSite', 'sites'],
		['searchCurrency', 'currencies'],
		['searchPurchaseOrderStatus', 'statuses/purchase-orders'],
	] as const) {
		const { results } = await search(peer, name);
		expect(results.map(({ value }) => value)).toEqual(
			peer.server.records(entity).map(({ key }) => key),
		);
	}
});
