import { createHmac } from 'node:crypto';
import { fireFromCommandLine } from '../../../sandbox/fire';
import { parseConnections } from '../../../sandbox/admin/parsing';
import type { JsonObject } from '../../../sandbox/base';
import type { ConnectionControl } from '../../../sandbox/types';
import type { WebhookOptions } from '../../../sandbox/webhooks/requests';
import { recordName } from '../../../sandbox/webhooks/events';
import { waitAfter } from '../../../sandbox/webhooks/sender';
import { startReceiver, stopReceivers, until, type Received } from './receiver';
import { sandboxWith, stopSandboxes } from './support';

afterEach(async () => {
	await stopSandboxes();
	await stopReceivers();
});

const QUICK = { firstSeconds: 0.02, factor: 2, maxSeconds: 0.05, forSeconds: 5 };

interface Setup {
	control: ConnectionControl;
	first(): Promise<Received>;
}

async function webhookWith(options: Partial<WebhookOptions>): Promise<Setup> {
	const receiver = await startReceiver();
	const { sandbox } = await sandboxWith({ webhooks: [{ url: receiver.url, ...options }] });
	const first = async () => (await receiver.wait(1))[0] as Received;
	return { control: sandbox.connection('a'), first };
}

function states(control: ConnectionControl): string[] {
	return control.deliveries().map(({ state }) => state);
}

describe('signature and body', () => {
	const text = 'Ventil "Süd" / 泵 😀 https://example.com/a';

	it.each(['base64', 'hex'] as const)('signs the bytes that are sent in %s', async (encoding) => {
		const { control, first } = await webhookWith({ secret: 'key', encoding });
		control.fire({ type: 'system.error', data: { text } });
		const { body, headers, parsed } = await first();
		const expected = createHmac('sha256', 'key').update(Buffer.from(body)).digest(encoding);
		expect(headers['x-webhook-signature']).toBe(expected);
		expect(headers['content-type']).toBe('application/json');
		expect(parsed.data).toMatchObject({ text });
	});

	it('signs the parsed body, with prefix and header of its own, and escapes as PHP does', async () => {
		const { control, first } = await webhookWith({
			secret: 'key',
			header: 'x-signature',
			prefix: 'sha256=',
			encoding: 'hex',
			signs: 'parsed',
			escaping: 'php',
		});
		control.fire({ type: 'system.error', data: { text } });
		const { body, headers, parsed } = await first();
		const digest = (of: string) => createHmac('sha256', 'key').update(of).digest('hex');
		expect(headers['x-signature']).toBe(`sha256=${digest(JSON.stringify(JSON.parse(body)))}`);
		expect(headers['x-signature']).not.toContain(digest(body));
		expect(body).toMatch(/^[\x20-\x7e]*$/);
		expect(body).toContain(
			'Ventil \\"S\\u00fcd\\" \\/ \\u6cf5 \\ud83d\\ude00 https:\\/\\/example.com\\/a',
		);
		expect(parsed.data).toMatchObject({ text });
	});

	it('signs what PHP would send in the raw form too', async () => {
		const { control, first } = await webhookWith({ secret: 'key', escaping: 'php' });
		control.fire({ type: 'system.error', data: { text } });
		const { body, headers } = await first();
		const digest = createHmac('sha256', 'key').update(body, 'ascii').digest('base64');
		expect(headers['x-webhook-signature']).toBe(digest);
	});

	it('sends no signature without a secret', async () => {
		const { control, first } = await webhookWith({});
		control.fire({ type: 'system.error' });
		expect((await first()).headers).not.toHaveProperty('x-webhook-signature');
	});
});

describe('payload', () => {
	const RECORD = { type: 'purchase_order.updated', key: '42', id: 'one' } as const;
	const details = {
		entity: 'purchase-orders',
		key: '42',
		resource: '/purchase-orders/42',
	};

	it('is flat by default', async () => {
		const { control, first } = await webhookWith({});
		expect(control.fire(RECORD)).toEqual(['one']);
		const { parsed } = await first();
		expect(parsed).toEqual({
			id: 'one',
			event: 'purchase_order.updated',
			timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
			connection_id: expect.stringMatching(/^\d{4}$/),
			data: details,
		});
	});

	it('has other names and other times in other shapes', async () => {
		const camel = await webhookWith({ shape: 'camel', spelling: 'pascal' });
		camel.control.fire(RECORD);
		expect((await camel.first()).parsed).toEqual({
			webhookId: 'one',
			eventType: 'PurchaseOrder.updated',
			createdAt: expect.stringMatching(/\.\d{3}Z$/),
			connectionId: expect.stringMatching(/^\d{4}$/),
			payload: details,
		});
		const nested = await webhookWith({ shape: 'nested' });
		nested.control.fire(RECORD);
		expect((await nested.first()).parsed).toEqual({
			event: { id: 'one', type: 'purchase_order.updated', timestamp: expect.any(Number) },
			connection: { id: expect.stringMatching(/^\d{4}$/) },
			details,
		});
	});

	it('is the keys of records alone where it was published so, and flat for other events', async () => {
		const { control, first } = await webhookWith({ shape: 'ids' });
		control.fire({ type: 'record.updated', entity: 'work-orders', keys: ['7', '8'] });
		expect((await first()).parsed).toEqual({ event: 'work_orders.updated', body: ['7', '8'] });
		const other = await webhookWith({ shape: 'ids', spelling: 'camel' });
		other.control.fire(RECORD);
		expect((await other.first()).parsed).toEqual({ event: 'purchaseOrders.updated', body: ['42'] });
		const state = await webhookWith({ shape: 'ids' });
		state.control.fire({ type: 'connection.offline', id: 'one' });
		expect((await state.first()).parsed).toMatchObject({ id: 'one', event: 'connection.offline' });
	});

	it.each([
		['camel', 'connection.reauthorizationRequired', 'workOrder.inserted'],
		['spaced', 'connection.reauthorization required', 'work order.inserted'],
		['dotted', 'connection.reauthorization_required', 'work_order.inserted'],
		['pascal', 'Connection.reauthorizationRequired', 'WorkOrder.inserted'],
		['kebab', 'connection.reauthorization-required', 'work-order.inserted'],
		['upper', 'CONNECTION_REAUTHORIZATION_REQUIRED', 'WORK_ORDER_INSERTED'],
	] as const)('spells event types %s', async (spelling, state, record) => {
		const { control } = await webhookWith({ spelling });
		control.fire({ type: 'connection.reauthorization_required' });
		control.fire({ type: 'record.inserted', entity: 'work-orders' });
		control.fire({ type: 'Something Else' });
		expect(control.deliveries().map(({ event }) => event)).toEqual([
			state,
			record,
			'Something Else',
		]);
	});

	it('names one record of each entity', () => {
		expect(
			['companies', 'taxes', 'purchase-orders.line-items', 'statuses/rfq', 'assets-downtime'].map(
				recordName,
			),
		).toEqual(['company', 'tax', 'purchase_order_line_item', 'status_rfq', 'assets_downtime']);
	});

	it('makes several different events from one request', async () => {
		const receiver = await startReceiver();
		const { sandbox } = await sandboxWith({ webhooks: [{ url: receiver.url }] });
		const control = sandbox.connection('a');
		expect(control.fire({ type: 'record.updated', count: 3, id: 'x' })).toEqual([
			'x',
			'x-2',
			'x-3',
		]);
		const received = await receiver.wait(3);
		const keys = received.map(({ parsed }) => (parsed.data as JsonObject).key);
		expect(new Set(keys).size).toBe(3);
		const known = control.records('purchase-orders').map(({ key }) => key);
		expect(known).toEqual(expect.arrayContaining(keys));
	});
});

describe('repetition', () => {
	it('waits longer each time, up to a limit', () => {
		const retry = { firstSeconds: 30, factor: 2, maxSeconds: 3600, forSeconds: 86_400 };
		const waits = [1, 2, 3, 7, 8, 20].map((attempts) => waitAfter(attempts, retry) / 1000);
		expect(waits).toEqual([30, 60, 120, 1920, 3600, 3600]);
	});

	it('repeats a delivery with its ID and body until it is accepted', async () => {
		const answers = [500, 404, 302, 204];
		const receiver = await startReceiver((index) => answers[index] ?? 200);
		const { sandbox } = await sandboxWith({
			webhooks: [{ url: receiver.url, secret: 's', retry: QUICK }],
		});
		const control = sandbox.connection('a');
		control.fire({ type: 'sync.completed' });
		const received = await receiver.wait(4);
		await until(() => states(control)[0] === 'delivered', 'the delivery');
		const [delivery] = control.deliveries();
		expect(delivery?.attempts.map(({ status }) => status)).toEqual(answers);
		expect(new Set(received.map(({ body }) => body)).size).toBe(1);
		expect(received[0]?.parsed.id).toBe(delivery?.id);
		const [first, second, third] = received.map(({ at }) => at) as [number, number, number];
		expect(second - first).toBeGreaterThanOrEqual(19);
		expect(third - second).toBeGreaterThanOrEqual(39);
		expect(receiver.received).toHaveLength(4);
	});

	it('repeats after a timeout and while nobody listens, and gives up in the end', async () => {
		const receiver = await startReceiver(() => 'never');
		const { sandbox } = await sandboxWith({
			webhooks: [
				{ url: receiver.url, timeoutSeconds: 0.1, retry: { ...QUICK, forSeconds: 1.5 } },
				{ url: 'http://127.0.0.1:1/', retry: { ...QUICK, forSeconds: 1.5 } },
			],
		});
		const control = sandbox.connection('a');
		control.fire({ type: 'sync.completed' });
		await until(() => states(control).every((state) => state === 'givenUp'), 'giving up');
		const [slow, closed] = control.deliveries();
		expect(slow?.attempts.length).toBeGreaterThan(1);
		expect(new Set(slow?.attempts.map(({ error }) => error))).toEqual(new Set(['timeout']));
		expect(closed?.attempts.length).toBeGreaterThan(1);
		expect(closed?.attempts[0]).toMatchObject({ error: 'ECONNREFUSED', ms: expect.any(Number) });
	});

	it('leaves nothing running when the sandbox stops', async () => {
		const receiver = await startReceiver(() => 'never');
		const { sandbox } = await sandboxWith({
			webhooks: [
				{ url: receiver.url, concurrency: 1 },
				{ url: 'http://127.0.0.1:1/', retry: QUICK },
			],
		});
		const control = sandbox.connection('a');
		control.fire({ type: 'sync.completed', count: 5 });
		const storm = control.storm({ events: 3, retrySeconds: 60 });
		const sync = control.sync({ seconds: 60 });
		await receiver.wait(2);
		const start = Date.now();
		await sandbox.stop();
		// Nothing of the minute that both were to take.
		expect(Date.now() - start).toBeLessThan(30_000);
		await expect(storm).resolves.toMatchObject({ acknowledged: 0, running: false });
		await expect(sync).resolves.toBeUndefined();
		const attempts = () => control.deliveries().flatMap((each) => each.attempts).length;
		const before = attempts();
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(attempts()).toBe(before);
	});
});

describe('which events a webhook gets', () => {
	it('is limited by kind or by entity', async () => {
		const url = (await startReceiver()).url;
		const { sandbox } = await sandboxWith({
			webhooks: [
				{ url, events: ['record.updated', 'sync.failed'] },
				{ url, events: ['vendor.updated'] },
			],
		});
		const control = sandbox.connection('a');
		control.fire({ type: 'record.updated' });
		control.fire({ type: 'record.updated', entity: 'vendors' });
		control.fire({ type: 'sync.completed' });
		expect(control.deliveries().map(({ webhook, event }) => [webhook, event])).toEqual([
			['webhook-1', 'purchase_order.updated'],
			['webhook-1', 'vendor.updated'],
			['webhook-2', 'vendor.updated'],
		]);
	});

	it('covers records written through the API', async () => {
		const receiver = await startReceiver();
		const { sandbox, send } = await sandboxWith({
			systemType: 'eam',
			webhooks: [{ url: receiver.url }],
		});
		const control = sandbox.connection('a');
		const [order, material] = ['work-orders', 'materials'].map((each) => control.records(each)[0]);
		const path = `work-orders/${order?.key}`;
		const item = { materialKey: material?.key, requiredQuantity: '1', usedQuantity: '0' };
		const created = await send('POST', 'vendors', { name: 'New' });
		expect(created.status).toBe(200);
		expect((await send('PUT', path, { title: 'Changed' })).status).toBe(200);
		expect((await send('POST', `${path}/materials`, item)).status).toBe(200);
		expect((await send('PUT', path, { nonsense: 1 })).status).toBe(422);
		await send('GET', path);
		const received = await receiver.wait(3);
		const { key } = created.body.data as JsonObject;
		const events = received.map(({ parsed }) => parsed.event);
		expect(new Set(events)).toEqual(
			new Set(['vendor.inserted', 'work_order.updated', 'work_order_material.inserted']),
		);
		const vendor = received.find(({ parsed }) => parsed.event === 'vendor.inserted');
		expect(vendor?.parsed.data).toMatchObject({ entity: 'vendors', key });
		expect(control.deliveries()).toHaveLength(3);
	});
});

describe('administration', () => {
	const BASE = '/_sandbox/connections/a';

	it('adds, lists and removes webhooks without showing their secrets', async () => {
		const { url } = await startReceiver();
		const { send, get } = await sandboxWith();
		const added = await send('POST', `${BASE}/webhooks`, { url, secret: 'hidden' });
		expect(added.body.data).toMatchObject({ id: 'webhook-1', url, signed: true });
		const listed = await get(`${BASE}/webhooks`);
		expect(listed.body.data).toEqual([added.body.data]);
		expect(added.text + listed.text).not.toContain('hidden');
		expect((await send('DELETE', `${BASE}/webhooks/webhook-1`)).body.data).toEqual([]);
		expect((await send('DELETE', `${BASE}/webhooks/webhook-1`)).status).toBe(400);
	});

	it('fires events and shows their deliveries', async () => {
		const receiver = await startReceiver();
		const { send, get } = await sandboxWith({ webhooks: [{ url: receiver.url }] });
		const fired = await send('POST', `${BASE}/events`, { type: 'sync.failed', count: 2 });
		const { ids } = fired.body.data as { ids: string[] };
		await receiver.wait(2);
		let deliveries: JsonObject[] = [];
		do deliveries = (await get(`${BASE}/deliveries`)).body.data as JsonObject[];
		while (deliveries.some(({ state }) => state === 'pending'));
		expect(deliveries.map(({ id }) => id)).toEqual(ids);
		expect(deliveries[0]).toMatchObject({ event: 'sync.failed', state: 'delivered' });
		expect(deliveries[0]?.attempts).toEqual([
			{ at: expect.any(Number), status: 200, ms: expect.any(Number) },
		]);
		await send('POST', `${BASE}/reset`);
		expect((await get(`${BASE}/deliveries`)).body.data).toEqual([]);
	});

	it.each([
		['webhooks', { url: 'ftp://example.com' }, 'url: Expected an http or https address'],
		['webhooks', { url: 'http://a.example', sign: 'raw' }, "'sign'"],
		['webhooks', { url: 'http://a.example', retry: { factor: 0 } }, 'retry.factor'],
		['events', {}, 'type: Required'],
		['events', { type: 'record.updated', entity: 'planets' }, 'entity: Unknown entity'],
		['changes', { entity: 'vendors', at: 'soon' }, 'at: Expected an ISO time'],
		['storm', { events: 10 }, 'no webhook'],
		['storm', { events: 10, repeatShare: 2 }, 'repeatShare'],
		['sync', { seconds: -1 }, 'seconds'],
	])('says what is wrong with %s %j', async (action, body, message) => {
		const { send } = await sandboxWith();
		const answer = await send('POST', `${BASE}/${action}`, body);
		expect(answer.status).toBe(400);
		expect(answer.body.message).toContain(message);
	});

	it('reads webhooks from a file, and says what is wrong', () => {
		const connection = { name: 'a', token: 't', systemType: 'erp', apiStyle: 'module' };
		const good = [{ ...connection, webhooks: [{ url: 'https://a.example/hook' }] }];
		expect(parseConnections(good)).toEqual(good);
		const bad = (part: object) => () => parseConnections([{ ...connection, ...part }]);
		expect(bad({ webhooks: {} })).toThrow('The webhooks of connection 0 must be an array');
		expect(bad({ webhooks: [{ url: 'https://a.example', header: 'a b' }] })).toThrow(
			'Webhook 0 of connection 0 is not valid: header: Expected the name of a header',
		);
		expect(bad({ timestampPrecision: 'days' })).toThrow('timestampPrecision');
	});
});

describe('the command line', () => {
	it('fires events in a running sandbox', async () => {
		const receiver = await startReceiver();
		const { sandbox } = await sandboxWith({ webhooks: [{ url: receiver.url }] });
		const log = jest.spyOn(console, 'log').mockImplementation();
		const args = ['vendor.updated', '--url', sandbox.url, '--key', '7', '--data', '{"a":"ü"}'];
		await fireFromCommandLine([...args, '--id', 'cli']);
		expect(log).toHaveBeenCalledWith('cli');
		log.mockRestore();
		const [received] = await receiver.wait(1);
		expect(received?.parsed).toMatchObject({ id: 'cli', data: { entity: 'vendors', a: 'ü' } });
	});

	it('says why nothing was sent', async () => {
		const { sandbox } = await sandboxWith();
		const { url } = sandbox;
		await expect(fireFromCommandLine([])).rejects.toThrow('One type');
		await expect(fireFromCommandLine(['x', '--url', url])).rejects.toThrow('has no webhook');
		const wrong = ['x', '--url', url, '--connection', 'a', '--count', '0'];
		await expect(fireFromCommandLine(wrong)).rejects.toThrow('count');
		await expect(fireFromCommandLine(['x', '--url', 'http://127.0.0.1:1'])).rejects.toThrow(
			'No sandbox answers',
		);
	});
});

it('ends without an error while it connects to a receiver', async () => {
	const receiver = await startReceiver();
	for (let round = 0; round < 50; round += 1) {
		const { sandbox } = await sandboxWith({ webhooks: [{ url: receiver.url }] });
		sandbox.connection('a').fire({ type: 'sync.completed', count: 5 });
		for (let turn = 0; turn < round % 10; turn += 1) await new Promise(process.nextTick);
		await sandbox.stop();
	}
	expect(receiver.received.length).toBeLessThanOrEqual(250);
});
