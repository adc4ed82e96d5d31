import type { JsonObject } from '../../../../sandbox/base';
import { sandboxWith, stopSandboxes } from '../support';

afterEach(stopSandboxes);

describe('required fields', () => {
	it('are asked for beside those that every system requires', async () => {
		const { sandbox, send, list } = await sandboxWith({
			requiredFields: { 'purchase-orders': ['siteKey', 'dueAt'] },
		});
		const { status, body } = await send('POST', 'purchase-orders', { vendorKey: null });
		expect(status).toBe(422);
		expect(body.errors).toEqual({
			orderNo: ['The orderNo field is required.'],
			siteKey: ['The siteKey field is required.'],
			dueAt: ['The dueAt field is required.'],
		});
		for (const siteKey of [null, '', ' ']) {
			const refused = await send('POST', 'purchase-orders', {
				orderNo: 'X',
				dueAt: '2026-07-01',
				siteKey,
			});
			expect(Object.keys(refused.body.errors as JsonObject)).toEqual(['siteKey']);
		}
		expect(sandbox.connection('a').records('purchase-orders')).toHaveLength(50);
		const [site] = await list('sites');
		const good = { orderNo: 'X', dueAt: '2026-07-01', siteKey: site?.key };
		expect((await send('POST', 'purchase-orders', good)).status).toBe(200);
	});

	it('may be left out of an update, but not emptied by it', async () => {
		const { sandbox, send } = await sandboxWith({
			requiredFields: { 'purchase-orders': ['siteKey'] },
		});
		const [order] = sandbox.connection('a').records('purchase-orders');
		const path = `purchase-orders/${String(order?.key)}`;
		expect((await send('PUT', path, { title: 'New' })).status).toBe(200);
		expect((await send('PUT', path, { siteKey: null })).status).toBe(422);
	});

	it('are asked for by other entities alone when these are named', async () => {
		const { send } = await sandboxWith({ requiredFields: { vendors: ['code'] } });
		expect((await send('POST', 'purchase-orders', { orderNo: 'X' })).status).toBe(200);
		const { body } = await send('POST', 'vendors', { name: 'N' });
		expect(body.errors).toEqual({ code: ['The code field is required.'] });
	});
});

describe('locked records', () => {
	const locking = async (keys: 'long' | 'running' = 'long') => {
		const client = await sandboxWith({
			keys,
			ownRecords: {
				'statuses/purchase-orders': { APPROVED: { code: 'RELEASED', name: 'Released' } },
			},
			lockedStatuses: { 'purchase-orders': ['RELEASED'] },
			unpublished: 'support',
		});
		const connection = client.sandbox.connection('a');
		const statuses = connection.records('statuses/purchase-orders');
		const statusKey = (code: string) => statuses.find((each) => each.code === code)?.key ?? '';
		const orders = connection.records('purchase-orders');
		const of = (code: string) =>
			orders.find((each) => each.statusKey === statusKey(code)) as JsonObject;
		const path = (order: JsonObject) => `purchase-orders/${String(order.key)}`;
		return { ...client, connection, statusKey, of, path };
	};

	it.each(['long', 'running'] as const)(
		'refuse changes and deletion, with %s keys',
		async (keys) => {
			const { send, of, path, connection, get } = await locking(keys);
			const locked = of('RELEASED');
			const message = `The purchase order ${String(locked.orderNo)} is Released and can no longer be changed.`;
			for (const [method, body] of [
				['PUT', { title: 'New' }],
				['DELETE', undefined],
			] as const) {
				const answer = await send(method, path(locked), body);
				expect([method, answer.status]).toEqual([method, 409]);
				expect(answer.body).toMatchObject({ code: 'RECORD_LOCKED', message });
			}
			expect((await get(path(locked))).body.data).toEqual(locked);
			expect(connection.counters()).toMatchObject({ updated: 0, deleted: 0 });
			expect((await send('PUT', path(of('DRAFT')), { title: 'New' })).status).toBe(200);
		},
	);

	it('open again with another status', async () => {
		const { send, of, path, statusKey } = await locking();
		const order = of('RELEASED');
		const opened = await send('PUT', `${path(order)}/status`, { status: statusKey('DRAFT') });
		expect(opened.status).toBe(200);
		expect((await send('PUT', path(order), { title: 'New' })).status).toBe(200);
		await send('PUT', `${path(order)}/status`, { status: statusKey('RELEASED') });
		expect((await send('PUT', path(order), { title: 'Newer' })).status).toBe(409);
	});

	it('say so in the words of the dialect', async () => {
		const { send, sandbox } = await sandboxWith({
			lockedStatuses: { 'purchase-orders': ['APPROVED'] },
			dialect: { errors: 'texts' },
		});
		const connection = sandbox.connection('a');
		const approved = connection
			.records('statuses/purchase-orders')
			.find(({ code }) => code === 'APPROVED');
		const order = connection
			.records('purchase-orders')
			.find(({ statusKey }) => statusKey === approved?.key);
		const { status, text } = await send('PUT', `purchase-orders/${String(order?.key)}`, {
			title: 'New',
		});
		expect(status).toBe(409);
		expect(text).toContain('is Approved and can no longer be changed');
	});
});
