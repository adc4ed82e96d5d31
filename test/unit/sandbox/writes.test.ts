import type { JsonObject } from '../../../sandbox/base';
import { sandboxWith, stopSandboxes } from './support';

afterEach(stopSandboxes);

describe('writing', () => {
	it('creates, updates, sets the status of and deletes an order', async () => {
		const { sandbox, send, get, list } = await sandboxWith();
		const [vendor] = await list('vendors');
		const [, status] = await list('statuses/purchase-orders');
		const created = await send('POST', 'purchase-orders', {
			orderNo: 'NEW-1',
			vendorKey: vendor?.key,
			dueAt: '2026-07-01',
			totalNetValue: 125.5,
			lineItems: [{ lineNo: '10', quantity: 3, price: '1.5' }],
			colour: 'red',
			updatedAt: '1990-01-01T00:00:00Z',
		});
		expect(created.status).toBe(200);
		const order = created.body.data as JsonObject;
		expect(order).toMatchObject({
			orderNo: 'NEW-1',
			dueAt: '2026-07-01T00:00:00Z',
			totalNetValue: '125.50',
			lineItems: [{ lineNo: '10', quantity: '3.00', price: '1.50' }],
		});
		expect(order).not.toHaveProperty('colour');
		const path = `purchase-orders/${String(order.key)}`;

		const updated = (await send('PUT', path, { title: 'Second' })).body.data as JsonObject;
		expect(updated).toMatchObject({
			title: 'Second',
			orderNo: 'NEW-1',
			lineItems: order.lineItems,
		});
		expect(Date.parse(String(updated.updatedAt))).toBeGreaterThan(
			Date.parse(String(order.updatedAt)),
		);
		expect(updated.createdAt).toBe(order.createdAt);

		const moved = (await send('PUT', `${path}/status`, { status: status?.key })).body.data;
		expect(moved).toMatchObject({ statusKey: status?.key });
		expect((await get(path)).body.data).toEqual(moved);
		expect((await send('DELETE', path)).status).toBe(200);
		const gone = await get(path);
		expect(gone.status).toBe(404);
		expect(gone.body).toMatchObject({
			code: 'NOT_FOUND',
			request_id: gone.headers.get('x-request-id'),
		});
		expect(sandbox.connection('a').counters()).toMatchObject({
			created: 1,
			updated: 1,
			statusChanges: 1,
			deleted: 1,
			byRoute: { 'PUT purchase-orders/{key}/status': 1 },
		});
	});

	it('names every field in error', async () => {
		const { sandbox, send } = await sandboxWith();
		const { status, body } = await send('POST', 'purchase-orders', {
			vendorKey: '1',
			orderDate: 'soon',
			totalNetValue: 'much',
			lineItems: [{ quantity: 'few' }, 7],
		});
		expect(status).toBe(422);
		expect(body.code).toBe('VALIDATION_FAILED');
		expect(Object.keys(body.errors as JsonObject).sort()).toEqual([
			'lineItems.0.quantity',
			'lineItems.1',
			'orderDate',
			'orderNo',
			'totalNetValue',
			'vendorKey',
		]);
		expect(sandbox.connection('a').records('purchase-orders')).toHaveLength(50);
	});

	it('refuses an empty update and a body that is no object', async () => {
		const { sandbox, send } = await sandboxWith();
		const [order] = sandbox.connection('a').records('purchase-orders');
		const path = `purchase-orders/${String(order?.key)}`;
		expect((await send('PUT', path, {})).status).toBe(422);
		expect((await send('PUT', path, { orderNo: '' })).status).toBe(422);
		expect((await send('PUT', path, [])).body.code).toBe('INVALID_BODY');
		expect((await send('PUT', `${path}/status`, { status: '1' })).status).toBe(422);
	});

	it('accepts a second order with the same number unless told otherwise', async () => {
		const free = await sandboxWith();
		const unique = await sandboxWith({ uniqueOrderNo: true });
		for (const { send } of [free, unique]) await send('POST', 'purchase-orders', { orderNo: 'X' });
		expect((await free.send('POST', 'purchase-orders', { orderNo: 'X' })).status).toBe(200);
		expect(await free.list('purchase-orders?filter[orderNo]=X')).toHaveLength(2);
		expect((await unique.send('POST', 'purchase-orders', { orderNo: 'X' })).status).toBe(422);
	});

	it('repeats the first answer to an Idempotency-Key only where it is honoured', async () => {
		const headers = { 'idempotency-key': 'item-1' };
		for (const honoursIdempotencyKey of [true, false]) {
			const { sandbox, send } = await sandboxWith({ honoursIdempotencyKey });
			const first = await send('POST', 'purchase-orders', { orderNo: 'X' }, headers);
			const second = await send('POST', 'purchase-orders', { orderNo: 'X' }, headers);
			expect(second.text === first.text).toBe(honoursIdempotencyKey);
			const connection = sandbox.connection('a');
			expect(connection.counters().created).toBe(honoursIdempotencyKey ? 1 : 2);
			expect(connection.log()[0]).toMatchObject({ idempotencyKey: 'item-1', status: 200 });
		}
	});

	it('refuses what the system does not support, and knows custom fields', async () => {
		const { send, list } = await sandboxWith({
			unsupported: ['DELETE purchase-orders', 'POST vendors'],
			customFields: ['costCenter'],
		});
		const [order] = await list('purchase-orders');
		expect(order?.costCenter).toMatch(/^costCenter \d+$/);
		const path = `purchase-orders/${String(order?.key)}`;
		expect((await send('DELETE', path)).status).toBe(405);
		expect((await send('POST', 'vendors', { name: 'N' })).body.code).toBe(
			'OPERATION_NOT_SUPPORTED',
		);
		await send('PUT', path, { costCenter: 'CC-9' });
		expect(await list('purchase-orders?filter[costCenter]=CC-9')).toHaveLength(1);
	});

	it('writes vendors', async () => {
		const { send, list } = await sandboxWith();
		const { body } = await send('POST', 'vendors', { code: 'V-9999', name: 'New Vendor' });
		const path = `vendors/${String((body.data as JsonObject).key)}`;
		await send('PUT', path, { name: 'Renamed' });
		expect(await list('vendors?filter[code]=V-9999')).toMatchObject([{ name: 'Renamed' }]);
		expect((await send('DELETE', path)).status).toBe(200);
		expect(await list('vendors?filter[code]=V-9999')).toEqual([]);
	});
});
