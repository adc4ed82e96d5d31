import { parseConnections, parseOAuth } from '../../../sandbox/admin/parsing';
import { SYSTEM_OPERATIONS } from '../../../sandbox/server/systemApi';
import type { JsonObject } from '../../../sandbox/base';
import { sandboxWith, stopSandboxes } from './support';

afterEach(stopSandboxes);

/** Those that take a connection's token. */
const CONNECTION_OPERATIONS = [
	'GET /api/integrations/current',
	'POST /api/passthrough',
	'GET /api/raw/tables',
	'GET /api/raw/tables/VENDORS/data',
	'DELETE /api/integrations/current',
];

it('has the 13 system operations of the contract', async () => {
	expect(SYSTEM_OPERATIONS.length + CONNECTION_OPERATIONS.length).toBe(13);
	const { send } = await sandboxWith();
	for (const operation of CONNECTION_OPERATIONS) {
		const [method = '', path = ''] = operation.split(' ');
		const body = method === 'POST' ? { method: 'get', path: 'items' } : undefined;
		expect([operation, (await send(method, path, body)).status]).toEqual([operation, 200]);
	}
});

it('gives raw tables page by page, with filters and sorting', async () => {
	const { get } = await sandboxWith();
	const tables = (await get('/api/raw/tables')).body.data as JsonObject[];
	expect(tables).toContainEqual({ name: 'PURCHASE_ORDERS_LINE_ITEMS' });
	expect(tables).not.toContainEqual({ name: 'ASSETS' });
	const path = '/api/raw/tables/VENDORS/data';
	const page = (await get(`${path}?page=2&sort[CODE]=1`)).body;
	expect(page).toMatchObject({ meta: { total: 20, current_page: 2, last_page: 2 } });
	expect((page.data as JsonObject[])[0]).toMatchObject({ CODE: 'V-0005' });
	const found = (await get(`${path}?filter[CODE]=V-0003`)).body.data as JsonObject[];
	expect(Object.keys(found[0] ?? {})).toEqual(expect.arrayContaining(['KEY', 'COMPANY_KEY']));
	expect((await get('/api/raw/tables/NOTHING/data')).status).toBe(404);
	expect((await get(`${path}?filter[code]=1`)).status).toBe(422);
});

it('answers what was to be passed on', async () => {
	const { send } = await sandboxWith({ apiStyle: 'v1' });
	const body = { method: 'post', path: 'data', body: { a: 1 } };
	expect((await send('POST', '/api/passthrough', body)).body.data).toMatchObject({
		status: 200,
		body: { received: body },
	});
	expect((await send('POST', '/api/passthrough', {})).status).toBe(422);
});

it('starts syncs and disconnects in the v1 style', async () => {
	const { send, get } = await sandboxWith({ apiStyle: 'v1' });
	const before = (await get('sync-status')).body.last_successful_sync;
	const started = await send('POST', 'purchase-orders/sync', { full: true });
	expect(started.status).toBe(202);
	expect(started.body.data).toMatchObject({ entity: 'purchase-orders', full: true });
	expect((await get('sync-status')).body.last_successful_sync).not.toBe(before);
	expect((await send('POST', 'statuses/rfq/sync')).status).toBe(202);
	expect((await send('POST', 'work-orders/sync')).status).toBe(404);
	const described = (await get('/api/raw/tables')).status;
	expect(described).toBe(200);
	expect((await send('DELETE', 'connections/1')).status).toBe(404);
	const module = await sandboxWith();
	const { id } = (await module.get('/api/integrations/current')).body.data as JsonObject;
	expect((await send('DELETE', `connections/${String(id)}`)).status).toBe(200);
	expect((await get('sync-status')).status).toBe(401);
});

it('reads connections and the application from a file, and says what is wrong', () => {
	const connection = { name: 'a', token: 't', systemType: 'erp', apiStyle: 'module' };
	const file = {
		connections: [{ ...connection, unpublished: { sites: 'support' }, refusalStatus: 404 }],
		oauth: { expiresIn: 'seconds', accessTokenSeconds: 60 },
	};
	expect(parseConnections(file)).toEqual(file.connections);
	expect(parseOAuth(file)).toEqual(file.oauth);
	expect(parseOAuth([connection])).toEqual({});
	expect(() => parseConnections([{ ...connection, unpublished: 'maybe' }])).toThrow('support');
	expect(() => parseConnections([{ ...connection, refusalStatus: 400 }])).toThrow('refusalStatus');
	expect(() => parseOAuth({ oauth: { expiresIn: 'soon' } })).toThrow('expiresIn');
	expect(() => parseOAuth({ oauth: { accessTokenSeconds: '9' } })).toThrow('accessTokenSeconds');
});
