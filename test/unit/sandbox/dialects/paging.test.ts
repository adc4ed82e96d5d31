import { PAGING_DIALECTS } from '../../../../sandbox/dialects/paging';
import { API_STYLES, type JsonObject } from '../../../../sandbox/base';
import { closePeers, speaking } from './support';

afterEach(closePeers);

const page = async (paging: (typeof PAGING_DIALECTS)[number], query: string) =>
	(await speaking({ paging }).get(`purchase-orders?per_page=5${query}`)).json as JsonObject;

describe.each(API_STYLES)('paging in the style %s', (apiStyle) => {
	test.each(PAGING_DIALECTS)('%s gives every record once, and in order', async (paging) => {
		const stage = speaking({ paging }, { apiStyle });
		const keys = stage.server.records('purchase-orders').map(({ key }) => key);
		expect(await stage.keys()).toEqual(keys);
	});

	test.each(PAGING_DIALECTS)('%s ends at once where nothing is', async (paging) => {
		const stage = speaking({ paging }, { apiStyle, orders: 0 });
		expect(await stage.keys()).toEqual([]);
	});
});

test.each([
	['numbersOnly', ['data', 'meta']],
	['links', ['data', 'links']],
	['unpaged', ['data']],
	['nextCursor', ['data', 'nextCursor', 'total']],
	['metaCursor', ['data', 'meta']],
	['paginationCursor', ['data', 'pagination']],
] as const)('%s has nothing but %j', async (paging, names) => {
	expect(Object.keys(await page(paging, ''))).toEqual(names);
});

test('numbersOnly names neither totals nor a last page', async () => {
	const { meta } = await page('numbersOnly', '&page=2');
	expect(meta).toEqual({
		current_page: 2,
		from: 6,
		path: 'https://makini.example/api/erp/purchase-orders',
		per_page: 5,
		to: 10,
	});
});

test('httpLinks leads away from https, and so does every other link', async () => {
	const { links } = await page('httpLinks', '');
	expect(links).toEqual({
		first: 'http://makini.example/api/erp/purchase-orders?per_page=5&page=1',
		last: 'http://makini.example/api/erp/purchase-orders?per_page=5&page=3',
		prev: null,
		next: 'http://makini.example/api/erp/purchase-orders?per_page=5&page=2',
	});
});

test('shortLastPage ends the list in the middle, and has more behind its end', async () => {
	const last = await page('shortLastPage', '&page=2');
	expect(last).toMatchObject({ meta: { last_page: 2, total: 10 }, links: { next: null } });
	expect(await page('shortLastPage', '&page=3')).toMatchObject({ data: [{}, {}] });
});

test('bareList has no envelope, and unpaged has no pages', async () => {
	expect(await page('bareList', '&page=3')).toHaveLength(2);
	expect((await page('unpaged', '&page=3')).data).toHaveLength(12);
});

test('a server that pages by cursors looks at no number, and the other way round', async () => {
	const cursor = await page('cursor', '');
	expect((await page('cursor', '&page=3')).data).toEqual(cursor.data);
	const numbered = await page('numbers', `&cursor=${String(cursor.next_cursor)}`);
	expect(numbered).toMatchObject({ meta: { current_page: 1 } });
});
