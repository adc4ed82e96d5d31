import type { JsonObject } from '../../../sandbox/base';
import type { ConnectionOptions } from '../../../sandbox/options';
import type { ConnectionControl } from '../../../sandbox/types';
import { startReceiver, stopReceivers, type Receiver } from './receiver';
import { sandboxWith, stopSandboxes, type Client } from './support';

afterEach(async () => {
	await stopSandboxes();
	await stopReceivers();
});

interface Living extends Client {
	receiver: Receiver;
	control: ConnectionControl;
	/** What the sandbox's administration answers; `action` follows the connection. */
	admin(action: string, body?: unknown): Promise<JsonObject>;
	integration(): Promise<JsonObject>;
	/** The event types that arrived, once there are so many. */
	events(count: number): Promise<unknown[]>;
}

async function living(options: Partial<ConnectionOptions> = {}): Promise<Living> {
	const receiver = await startReceiver();
	const client = await sandboxWith({ webhooks: [{ url: receiver.url }], ...options });
	return {
		...client,
		receiver,
		control: client.sandbox.connection('a'),
		async admin(action, body) {
			const answer = await client.send('POST', `/_sandbox/connections/a/${action}`, body);
			expect(answer.status).toBe(200);
			return answer.body.data as JsonObject;
		},
		async integration() {
			return (await client.get('/api/integrations/current')).body.data as JsonObject;
		},
		async events(count) {
			return (await receiver.wait(count)).map(({ parsed }) => parsed.event);
		},
	};
}

describe('credentials that changed', () => {
	it('end all requests for records with 401 until the customer reconnects, with a new token', async () => {
		const { sandbox, admin, get, integration, events, control } = await living();
		expect(await admin('reauthorize')).toMatchObject({ state: 'fail' });
		expect((await get('purchase-orders')).status).toBe(401);
		expect(await integration()).toMatchObject({ sync_status: 'fail' });

		const { token } = await admin('reconnect');
		expect(control).toMatchObject({ token, state: 'done' });
		expect((await get('purchase-orders')).status).toBe(401);
		expect((await get('/api/integrations/current')).status).toBe(401);
		const headers = { authorization: `Bearer ${String(token)}` };
		const url = `${sandbox.url}/api/erp/purchase-orders`;
		expect((await fetch(url, { headers })).status).toBe(200);
		expect(await events(2)).toEqual(
			expect.arrayContaining(['connection.reauthorization_required', 'connection.online']),
		);
	});

	it('never makes an old token valid again, nor takes that of another connection', async () => {
		const { control, get, send } = await living();
		expect(control.reconnect('second')).toBe('second');
		control.reload();
		control.setState('done');
		expect((await get('purchase-orders')).status).toBe(401);
		for (const token of ['token-a', 'second']) {
			expect(() => control.reconnect(token)).toThrow('never used');
			const answer = await send('POST', '/_sandbox/connections/a/reconnect', { token });
			expect(answer.status).toBe(400);
		}
		expect(control.reconnect()).toMatch(/^[\w-]{32}$/);
	});

	it('are told by the fault that rejects them, too', async () => {
		const { control, get, events } = await living();
		control.setFaults([{ effect: { kind: 'reauthorization' } }]);
		expect((await get('purchase-orders')).status).toBe(401);
		expect(await events(1)).toEqual(['connection.reauthorization_required']);
	});

	it('stop what needs the system', async () => {
		const { control } = await living();
		control.reauthorize();
		await expect(control.sync()).rejects.toThrow('reconnected');
		expect(() => control.online()).toThrow('reconnected');
		expect(() => control.offline()).toThrow('reconnected');
	});
});

describe('a sync', () => {
	it('runs for its time, changes records at its end and moves the time of the state', async () => {
		const { control, integration, list, events } = await living();
		const before = await integration();
		const changes = { entity: 'vendors', create: 1, update: 2 };
		const run = control.sync({ seconds: 0.2, changes });
		expect(await integration()).toMatchObject({ sync_status: 'inprogress' });
		expect(await list('vendors?per_page=100')).toHaveLength(20);
		await expect(control.sync()).rejects.toThrow('running');
		const report = await run;
		expect(report?.updated).toHaveLength(2);
		expect(await list('vendors?per_page=100')).toHaveLength(21);
		const after = await integration();
		expect(after).toMatchObject({ sync_status: 'done' });
		expect(Date.parse(String(after.sync_updated_at))).toBeGreaterThan(
			Date.parse(String(before.sync_updated_at)),
		);
		expect(await events(1)).toEqual(['sync.completed']);
	});

	it('that fails changes nothing, and the last success stays what it was', async () => {
		const { control, admin, get, list, events } = await living({ apiStyle: 'v1' });
		const { last_successful_sync: before } = (await get('sync-status')).body;
		const changes = { entity: 'vendors', delete: 5 };
		expect(await admin('sync', { fail: true, changes })).toMatchObject({ state: 'error' });
		expect((await get('sync-status')).body).toMatchObject({
			status: 'error',
			last_successful_sync: before,
		});
		expect(await list('vendors?per_page=100')).toHaveLength(20);
		expect(await events(1)).toEqual(['sync.failed']);
		expect(control.deliveries()).toHaveLength(1);
	});

	it('that cannot make its changes fails', async () => {
		const { control, events } = await living();
		const changes = { entity: 'vendors', delete: 500 };
		await expect(control.sync({ changes })).rejects.toThrow('only 20 records');
		await expect(control.sync({ seconds: 0.01, changes })).rejects.toThrow('only 20 records');
		expect(control.state).toBe('error');
		expect(await events(2)).toEqual(['sync.failed', 'sync.failed']);
	});

	it('is answered at once when it takes time, and with its changes when it does not', async () => {
		const { admin, control, events } = await living();
		expect(await admin('sync', { seconds: 60 })).toEqual({
			name: 'a',
			state: 'inprogress',
			connected: true,
		});
		control.setState('done');
		const answer = await admin('sync', { changes: { entity: 'vendors', create: 1 } });
		expect(answer).toMatchObject({ state: 'done', changes: { created: [{}] } });
		expect(await events(1)).toEqual(['sync.completed']);
	});

	it('is started by the v1 endpoint, too', async () => {
		const { send, events } = await living({ apiStyle: 'v1' });
		expect((await send('POST', 'purchase-orders/sync')).status).toBe(202);
		expect(await events(1)).toEqual(['sync.completed']);
	});
});

it('tells of a system that goes offline, comes back and has errors', async () => {
	const { admin, events, list, receiver } = await living();
	expect(await admin('offline')).toMatchObject({ state: 'error' });
	expect((await list('vendors')).length).toBeGreaterThan(0);
	await receiver.wait(1);
	expect(await admin('online')).toMatchObject({ state: 'done' });
	await receiver.wait(2);
	expect(await admin('system-error', { message: 'Out of paper' })).toMatchObject({ state: 'done' });
	expect(await events(3)).toEqual(['connection.offline', 'connection.online', 'system.error']);
	expect(receiver.received[2]?.parsed.data).toMatchObject({ message: 'Out of paper' });
});
