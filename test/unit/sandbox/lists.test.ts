import type { JsonObject } from '../../../sandbox/base';
import { sandboxWith, stopSandboxes, type Client } from './support';

afterEach(stopSandboxes);

async function readModulePages(client: Client, size: number): Promise<string[]> {
	const keys: string[] = [];
	for (let page = 1; ; page++) {
		const { body } = await client.get(`purchase-orders?per_page=${size}&page=${page}`);
		keys.push(...(body.data as JsonObject[]).map(({ key }) => String(key)));
		const meta = body.meta as JsonObject;
		expect(meta.current_page).toBe(page);
		if (meta.last_page === page) {
			expect((body.links as JsonObject).next).toBeNull();
			expect(meta.to).toBe(keys.length);
			return keys;
		}
	}
}

async function readCursor(client: Client, size: number): Promise<string[]> {
	const keys: string[] = [];
	for (let cursor = ''; ;) {
		const { body } = await client.get(`purchase-orders?per_page=${size}&cursor=${cursor}`);
		keys.push(...(body.data as JsonObject[]).map(({ key }) => String(key)));
		if (body.next_cursor === null) return keys;
		cursor = String(body.next_cursor);
	}
}

describe('reading lists', () => {
	it.each([15, 100, 500])('gives every order once at page size %i in both styles', async (size) => {
		const module = await sandboxWith({ orders: 1003, linesPerOrder: 1 });
		const v1 = await sandboxWith({ orders: 1003, linesPerOrder: 1, apiStyle: 'v1' });
		const expected = module.sandbox
			.connection('a')
			.records('purchase-orders')
			.map(({ key }) => key);
		expect(new Set(expected).size).toBe(1003);
		expect(await readModulePages(module, size)).toEqual(expected);
		expect(await readCursor(v1, size)).toEqual(expected);
	});

	it('caps the page size silently and has a default', async () => {
		const client = await sandboxWith({ orders: 30, maxPageSize: 20 });
		const capped = (await client.get('purchase-orders?per_page=1000')).body;
		expect(capped.data).toHaveLength(20);
		expect(capped.meta).toMatchObject({ per_page: 20, last_page: 2, total: 30 });
		expect(await client.list('purchase-orders')).toHaveLength(15);
		const beyond = (await client.get('purchase-orders?page=9')).body;
		expect(beyond).toMatchObject({ data: [], meta: { from: null, to: null } });
	});

	it('leaves totals out where told to, with a next link to follow', async () => {
		const client = await sandboxWith({ omitTotals: true });
		const { meta, links } = (await client.get('purchase-orders')).body;
		expect(meta).not.toHaveProperty('total');
		expect(meta).not.toHaveProperty('last_page');
		expect((links as JsonObject).next).toContain('page=2');
	});

	it('filters by every operator and combines conditions', async () => {
		const client = await sandboxWith({ orders: 200 });
		const all = client.sandbox.connection('a').records('purchase-orders');
		const matching = async (query: string) =>
			(await client.list(`purchase-orders?per_page=500&${query}`)).length;
		const middle = String(all[100]?.updatedAt);
		const later = all.filter(({ updatedAt }) => String(updatedAt) > middle).length;
		const same = all.filter(({ updatedAt }) => updatedAt === middle).length;
		expect(await matching(`filter[orderNo]=${String(all[7]?.orderNo)}`)).toBe(1);
		expect(await matching(`filter[key]=${String(all[7]?.key)}`)).toBe(1);
		expect(await matching(`filter[updatedAt:gt]=${middle}`)).toBe(later);
		expect(await matching(`filter[updatedAt:gteq]=${middle}`)).toBe(later + same);
		expect(await matching(`filter[updatedAt:lt]=${middle}`)).toBe(200 - later - same);
		expect(await matching(`filter[updatedAt:lted]=${middle}`)).toBe(200 - later);
		expect(await matching('filter[orderNo:endsWith]=-000007')).toBe(1);
		const net30 = all.filter(({ terms }) => terms === 'Net 30').length;
		const net60 = all.filter(({ terms }) => terms === 'Net 60').length;
		expect(await matching('filter[terms:startsWith]=net%203')).toBe(net30);
		expect(await matching('filter[terms:contains]=T%2060')).toBe(net60);
		const both = 'filter[terms]=Net%2030&filter[terms:endsWith]=60';
		expect(await matching(both)).toBe(0);
		expect(await matching(`${both}&filterMatch=any`)).toBe(net30 + net60);
	});

	it('compares dates as instants and amounts as numbers', async () => {
		const client = await sandboxWith();
		const [first] = client.sandbox.connection('a').records('purchase-orders');
		const shifted = new Date(Date.parse(String(first?.updatedAt)) + 2 * 3_600_000)
			.toISOString()
			.replace('.000Z', '%2B02:00');
		expect(await client.list(`purchase-orders?filter[updatedAt]=${shifted}`)).toContainEqual(first);
		const amount = Number(first?.totalNetValue);
		expect(await client.list(`purchase-orders?filter[totalNetValue]=${amount}`)).toContainEqual(
			first,
		);
	});

	it('sorts descending with 1 and ascending with 0', async () => {
		const client = await sandboxWith();
		const times = async (direction: number) =>
			(await client.list(`purchase-orders?per_page=50&sort[updatedAt]=${direction}`)).map(
				({ updatedAt }) => String(updatedAt),
			);
		const ascending = await times(0);
		expect(ascending).toEqual([...ascending].sort());
		expect(await times(1)).toEqual([...ascending].sort().reverse());
	});

	it('follows modified_after through the pages of the v1 style', async () => {
		const client = await sandboxWith({ apiStyle: 'v1', orders: 100 });
		const all = client.sandbox.connection('a').records('purchase-orders');
		const since = String(all[3]?.updatedAt);
		const expected = all.filter(({ updatedAt }) => String(updatedAt) > since).length;
		let read = 0;
		let query = `modified_after=${since}&per_page=7`;
		for (;;) {
			const { data, next_cursor: next } = (await client.get(`purchase-orders?${query}`)).body;
			read += (data as JsonObject[]).length;
			if (next === null) break;
			query = `cursor=${String(next)}&per_page=7`;
		}
		expect(read).toBe(expected);
	});

	it.each([
		['filter[colour]=red'],
		['filter[constructor]=x'],
		['filter[orderNo:like]=x'],
		['filter[updatedAt:gt]=yesterday'],
		['sort[lineItems]=1'],
		['sort[orderNo]=up'],
		['filterMatch=some'],
		['page=0'],
	])('refuses %s with 422', async (query) => {
		const client = await sandboxWith();
		const { status, body } = await client.get(`purchase-orders?${query}`);
		expect(status).toBe(422);
		expect(Object.keys(body.errors as JsonObject)).toHaveLength(1);
	});

	it('serves lines as records of their own, and only what the system type has', async () => {
		const client = await sandboxWith({ systemType: 'eam', orders: 10, linesPerOrder: 3 });
		const lines = await client.list('purchase-orders.line-items?per_page=100');
		expect(lines).toHaveLength(30);
		const key = String(lines[4]?.key);
		expect((await client.get(`purchase-orders.line-items/${key}`)).body.data).toEqual(lines[4]);
		expect((await client.get('currencies')).status).toBe(404);
		expect((await client.get('/api/erp/purchase-orders')).status).toBe(404);
		expect((await client.get('/api/v1/purchase-orders')).status).toBe(404);
	});
});
