import type { INodeListSearchItems, INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import { loadMethod } from '../support/engine';
import {
	credentialsFor,
	everythingIn,
	holdTime,
	passUntil,
	recordAt,
	startPeer,
	stopPeers,
	STYLES,
	TOKEN,
	type Peer,
} from './support';

afterEach(async () => {
	jest.useRealTimers();
	await stopPeers();
});

const order: INodeParameters = { resource: 'purchaseOrder', operation: 'create' };

const search = async (
	peer: Pick<Peer, 'credentials'>,
	name: string,
	args: Array<string | undefined> = [],
	node = 'MakiniPurchaseOrder',
): Promise<INodeListSearchResult> =>
	await loadMethod({
		node,
		kind: 'listSearch',
		name,
		args,
		credentials: peer.credentials,
		parameters: order,
	});

const names = (results: INodeListSearchItems[]): string[] => results.map(({ name }) => name);

describe.each(STYLES)('choosing a record from the list (%s style)', (apiStyle) => {
	it('shows orders by number and title, with their keys', async () => {
		const peer = await startPeer({ apiStyle });
		const { results } = await search(peer, 'searchPurchaseOrder');
		const stored = peer.server.records('purchase-orders');
		expect(results).toEqual(
			stored.map(({ key, orderNo, title }) => ({ name: `${orderNo} - ${title}`, value: key })),
		);
	});

	it('finds orders by a part of number or title', async () => {
		const peer = await startPeer({ apiStyle });
		const { orderNo, title } = recordAt(peer.server, 'purchase-orders', 7);
		const byNumber = await search(peer, 'searchPurchaseOrder', [` ${String(orderNo).slice(-4)} `]);
		expect(names(byNumber.results)).toContain(`${orderNo} - ${title}`);
		const word = String(title).split(' ')[0] ?? '';
		const byTitle = await search(peer, 'searchPurchaseOrder', [word.toUpperCase()]);
		expect(names(byTitle.results)).toContain(`${orderNo} - ${title}`);
		for (const name of names(byTitle.results)) {
			expect(name.toLowerCase()).toContain(word.toLowerCase());
		}
		const none = await search(peer, 'searchPurchaseOrder', ['no such order']);
		expect(none.results).toEqual([]);
	});

	it('scrolls through 500 vendors', async () => {
		const peer = await startPeer({ apiStyle, vendors: 500 });
		const found: INodeListSearchItems[] = [];
		let token: string | undefined;
		let steps = 0;
		do {
			const step = await search(peer, 'searchVendor', [undefined, token], 'MakiniVendor');
			found.push(...step.results);
			token = step.paginationToken as string | undefined;
			steps += 1;
		} while (token !== undefined && steps < 50);
		expect(steps).toBe(10);
		expect(found.map(({ value }) => value)).toEqual(
			peer.server.records('vendors').map(({ key }) => key),
		);
	});

	it('scrolls through what a search found', async () => {
		const peer = await startPeer({ apiStyle, vendors: 500 });
		const first = await search(peer, 'searchVendor', ['V-0'], 'MakiniVendor');
		const token = first.paginationToken as string;
		const second = await search(peer, 'searchVendor', ['V-0', token], 'MakiniVendor');
		expect(first.results).toHaveLength(50);
		expect(second.results).toHaveLength(50);
		const all = [...first.results, ...second.results];
		expect(new Set(all.map(({ value }) => value)).size).toBe(100);
		for (const name of names(all)) expect(name).toMatch(/V-0/);
	});

	it('shows line items and statuses', async () => {
		const peer = await startPeer({ apiStyle });
		const lines = await search(peer, 'searchPurchaseOrderLineItem');
		expect(lines.results[0]?.value).toBe(recordAt(peer.server, 'purchase-orders.line-items').key);
		const statuses = await search(peer, 'searchPurchaseOrderStatus');
		expect(statuses.results.map(({ value }) => value)).toEqual(
			peer.server.records('statuses/purchase-orders').map(({ key }) => key),
		);
		expect(statuses.paginationToken).toBeUndefined();
	});
});

describe('a list that cannot be loaded says why', () => {
	it.each([
		['no token', { apiToken: '' }, 'The Makini credential has no API token'],
		['a wrong token', { apiToken: 'mk-live-old' }, 'Makini did not accept the API token'],
	])('%s', async (_what, values, message) => {
		const { url } = await startPeer();
		const credentials = credentialsFor(url, values);
		await expect(search({ credentials }, 'searchPurchaseOrder')).rejects.toMatchObject({ message });
	});

	it('an expired connection', async () => {
		const peer = await startPeer({ state: 'fail' });
		const failure: unknown = await search(peer, 'searchPurchaseOrder').catch(
			(error: unknown) => error,
		);
		expect(failure).toMatchObject({ message: 'This connection needs to be reauthorized' });
		expect(everythingIn(failure)).not.toContain(TOKEN);
	});
});

describe('the form of an order', () => {
	const form = async (
		peer: Pick<Peer, 'credentials'>,
		name = 'getCreateFields',
		parameters: INodeParameters = order,
		node = 'MakiniPurchaseOrder',
	) => {
		const { fields } = await loadMethod({
			node,
			kind: 'resourceMapping',
			name,
			credentials: peer.credentials,
			parameters,
		});
		return new Map(fields.map((field) => [field.id, field]));
	};

	it('asks for the number when an order is created, not when it is updated', async () => {
		const peer = await startPeer();
		const required = (fields: Awaited<ReturnType<typeof form>>): string[] =>
			[...fields.values()].filter((field) => field.required).map(({ id }) => id);
		expect(required(await form(peer))).toEqual(['orderNo']);
		expect(required(await form(peer, 'getUpdateFields'))).toEqual([]);
	});

	it('has what can be written, line items among it, and not what cannot', async () => {
		const fields = await form(await startPeer());
		expect(fields.get('orderNo')).toMatchObject({
			displayName: 'Order Number',
			type: 'string',
			removed: false,
		});
		expect(fields.get('dueAt')).toMatchObject({ type: 'dateTime' });
		expect(fields.get('totalNetValue')).toMatchObject({ type: 'string', removed: true });
		expect(fields.get('lineItems')).toMatchObject({
			displayName: 'Line Items',
			type: 'array',
			removed: false,
		});
		for (const name of ['key', 'organizationKey', 'deliveryAddress']) {
			expect(fields.has(name)).toBe(false);
		}
	});

	it.each(STYLES)('offers what the connection has to choose from (%s style)', async (apiStyle) => {
		const peer = await startPeer({ apiStyle });
		const fields = await form(peer);
		expect(fields.get('statusKey')).toMatchObject({
			type: 'options',
			options: peer.server
				.records('statuses/purchase-orders')
				.map(({ key, name, code }) => ({ name: `${name} - ${code}`, value: key })),
		});
		expect(fields.get('vendorKey')?.options).toHaveLength(30);
		expect(fields.get('siteKey')?.type).toBe('options');
		expect(fields.get('currencyKey')?.type).toBe('options');
	});

	it('leaves a choice that would be too long to a text field', async () => {
		const fields = await form(await startPeer({ vendors: 501 }));
		expect(fields.get('vendorKey')).toMatchObject({ type: 'string' });
		expect(fields.get('vendorKey')?.options).toBeUndefined();
	});

	it('has a text field for the currency where the connection has no currencies', async () => {
		const fields = await form(await startPeer({ systemType: 'eam' }));
		expect(fields.get('currencyKey')).toMatchObject({ type: 'string' });
		expect(fields.get('statusKey')).toMatchObject({ type: 'options' });
	});

	it.each(STYLES)('has the custom fields of the connection (%s style)', async (apiStyle) => {
		const peer = await startPeer({ apiStyle, customFields: ['costCentre', 'project_no'] });
		const fields = await form(peer);
		expect(fields.get('costCentre')).toMatchObject({
			displayName: 'Cost Centre (Custom)',
			type: 'string',
			required: false,
		});
		expect(fields.get('project_no')?.displayName).toBe('Project No (Custom)');
	});

	it('vendors have a form of their own', async () => {
		const vendor = { resource: 'vendor', operation: 'create' };
		const fields = await form(await startPeer(), 'getCreateFields', vendor, 'MakiniVendor');
		expect([...fields.keys()]).toEqual(expect.arrayContaining(['name', 'code', 'companyKey']));
		expect(fields.get('code')?.required).toBe(true);
	});

	it.each([
		['a wrong token', { apiToken: 'mk-live-old' }],
		['no token', { apiToken: '' }],
		['no address', { baseUrl: '' }],
	])('works without the connection: %s', async (_what, values) => {
		const { url } = await startPeer();
		const fields = await form({ credentials: credentialsFor(url, values) });
		expect(fields.get('orderNo')).toMatchObject({ required: true });
		expect(fields.get('statusKey')).toMatchObject({ type: 'string' });
	});

	it('works without the connection: a port that nobody listens on', async () => {
		const { url } = await startPeer();
		await stopPeers();
		holdTime();
		const begin = Date.now();
		const fields = await passUntil(form({ credentials: credentialsFor(url) }), 500);
		expect(fields.get('orderNo')).toMatchObject({ required: true });
		expect(fields.size).toBeGreaterThan(15);
		// Somebody waits for the form.
		expect(Date.now() - begin).toBeLessThan(12_000);
	});
});

it('fields are not offered before a credential is chosen, and n8n is told what to say', async () => {
	const { fields, emptyFieldsNotice } = await loadMethod({
		node: 'MakiniPurchaseOrder',
		kind: 'resourceMapping',
		name: 'getCreateFields',
		parameters: order,
	});
	expect(fields).toEqual([]);
	expect(emptyFieldsNotice).toMatch(/With a credential chosen above, choose/);
});
