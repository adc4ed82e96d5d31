import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';
import { WebhookHost, type HostOptions } from '../support/engine/webhookHost';
import {
	credentialsFor,
	everythingIn,
	holdTime,
	passUntil,
	recordAt,
	startPeer,
	stopPeers,
	type Peer,
} from './support';

const SECRET = 'wh-secret-51d2e84b06';
const credentials = credentialsFor('https://makini.test', { webhookSecret: SECRET });
const ALL = [
	...['connectionReauthorization', 'connectionOnline', 'connectionOffline', 'syncCompleted'],
	...['syncFailed', 'systemError', 'recordInserted', 'recordUpdated', 'other'],
];

const hosts: WebhookHost[] = [];

async function start(
	parameters: INodeParameters = {},
	more: Partial<HostOptions> = {},
): Promise<WebhookHost> {
	const host = await WebhookHost.start({
		parameters: { events: ALL, ...parameters },
		credentials,
		...more,
	});
	hosts.push(host);
	return host;
}

afterEach(async () => {
	jest.useRealTimers();
	await Promise.all(hosts.splice(0).map(async (host) => await host.stop()));
	await stopPeers();
});

const sign = (body: string, secret = SECRET) =>
	createHmac('sha256', secret).update(body).digest('base64');

interface Delivered {
	status: number;
	body: string;
}

async function send(
	host: WebhookHost,
	event: unknown,
	headers?: Record<string, string>,
): Promise<Delivered> {
	const body = typeof event === 'string' ? event : JSON.stringify(event);
	const response = await fetch(host.url, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			...(headers ?? { 'x-webhook-signature': sign(body) }),
		},
		body,
	});
	return { status: response.status, body: await response.text() };
}

const RECEIVED: Delivered = { status: 200, body: '{"message":"Received"}' };
const UNAUTHORIZED: Delivered = { status: 401, body: '{"message":"Unauthorized"}' };

// Each test has events of its own: what one trigger has seen lasts as long as the process.
let numbers = 0;
const event = (type = 'purchase_order.updated', more = {}) => ({
	event: type,
	id: `e${(numbers += 1)}`,
	connection_id: 7,
	timestamp: '2026-05-03T10:00:00Z',
	data: { key: 'po-1' },
	...more,
});

describe('Makini Trigger', () => {
	it('starts one execution with one item an event', async () => {
		const host = await start();
		const sent = event();
		expect(await send(host, sent)).toEqual(RECEIVED);
		expect(host.executions).toEqual([
			{
				event: 'recordUpdated',
				entity: 'purchaseOrder',
				connectionId: '7',
				occurredAt: '2026-05-03T10:00:00.000Z',
				deliveryId: sent.id,
				data: { key: 'po-1' },
				raw: sent,
			},
		]);
	});

	it('answers 401 to everything else, the same whatever the cause', async () => {
		const host = await start();
		const body = JSON.stringify(event());
		for (const headers of [
			{},
			{ 'x-makini-signature': '' },
			{ 'x-makini-signature': sign(body, 'other') },
			{ 'x-makini-signature': sign(`${body} `) },
			{ 'x-signature': sign(body) },
		]) {
			expect(await send(host, body, headers as Record<string, string>)).toEqual(UNAUTHORIZED);
		}
		expect(host.executions).toEqual([]);
		expect(host.staticData).toBe('{}');
	});

	it('tells a body that is too large, and what is signed but no event', async () => {
		const host = await start({}, { limit: 1000 });
		const long = JSON.stringify(event('other', { data: 'x'.repeat(2000) }));
		expect(await send(host, long)).toEqual({
			status: 413,
			body: '{"message":"Payload too large"}',
		});
		for (const body of ['[]', 'text', '"text"', 'null', '7', '']) {
			expect(await send(host, body)).toEqual({
				status: 400,
				body: '{"message":"Not a JSON object"}',
			});
		}
		expect(host.executions).toEqual([]);
	});

	it('puts out what was signed, not what was sent', async () => {
		const host = await start();
		const signed = JSON.stringify(event());
		const sent = signed.replace('{', '{"event":"system.error",').replaceAll('/', '\\/');
		expect(await send(host, sent, { 'x-makini-signature': sign(signed) })).toEqual(RECEIVED);
		expect(host.executions[0]?.raw).toEqual(JSON.parse(signed));
	});

	it.each([
		['apiToken', 'makiniApi'],
		['oAuth2', 'makiniOAuth2Api'],
		['clientCredentials', 'makiniClientCredentialsApi'],
	])('takes both secrets from the credential: %s', async (authentication, type) => {
		const host = await start(
			{ authentication },
			{ credentials: { [type]: { webhookSecret: 'new', previousWebhookSecret: 'old' } } },
		);
		for (const secret of ['new', 'old']) {
			const body = JSON.stringify(event());
			expect(await send(host, body, { 'x-makini-signature': sign(body, secret) })).toEqual(
				RECEIVED,
			);
		}
		const body = JSON.stringify(event());
		expect(await send(host, body)).toEqual(UNAUTHORIZED);
		expect(host.executions).toHaveLength(2);
	});

	it('accepts nothing without a secret, and is not activated', async () => {
		const host = await start(
			{},
			{ credentials: credentialsFor('https://makini.test', { webhookSecret: '' }) },
		);
		const body = JSON.stringify(event());
		expect(await send(host, body, { 'x-makini-signature': sign(body, '') })).toEqual(UNAUTHORIZED);
		await expect(host.activate()).rejects.toThrow(/has no webhook secret.*Developers > Webhooks/);
	});

	it('is activated with a secret, or when nothing is to be verified', async () => {
		const host = await start();
		await host.activate();
		expect(await host.deactivate()).toBe(true);
		const open = await start({ options: { verifySignature: false } }, { credentials: {} });
		await open.activate();
		expect(await send(open, event(), {})).toEqual(RECEIVED);
		expect(await send(open, 'text', {})).toMatchObject({ status: 400 });
		expect(open.executions).toHaveLength(1);
	});

	it.each([
		['events', { events: ['recordUpdated', 'recordDeletd'] }, /Trigger On.*"recordDeletd"/],
		['records', { entities: ['asset', 'widget'] }, /Entities.*"widget"/],
	])('is not activated with unknown %s, while the others go on', async (_what, more, message) => {
		const host = await start(more);
		await expect(host.activate()).rejects.toThrow(message);
		await send(host, event('asset.updated'));
		expect(host.executions).toHaveLength(1);
	});

	it('takes an expression that gives one value', async () => {
		const host = await start({ events: 'recordUpdated', entities: 'asset' });
		await host.activate();
		await send(host, event('asset.updated'));
		await send(host, event('site.updated'));
		expect(host.executions).toHaveLength(1);
	});

	it('acknowledges what it is not for', async () => {
		const host = await start({
			events: ['recordUpdated', 'connectionOffline'],
			entities: ['asset'],
			connectionIds: '7, 8',
			options: { maximumAge: 60, timestampHeader: 'X-Sent-At' },
		});
		const now = new Date().toISOString();
		expect(await send(host, event('asset.inserted', { timestamp: now }))).toEqual(RECEIVED);
		expect(await send(host, event('purchase_order.updated', { timestamp: now }))).toEqual(RECEIVED);
		expect(await send(host, event('asset.updated', { timestamp: now, connection_id: 9 }))).toEqual(
			RECEIVED,
		);
		expect(await send(host, event('asset.updated'))).toEqual(RECEIVED);
		expect(host.executions).toEqual([]);
		await send(host, event('asset.updated', { timestamp: now }));
		const late = JSON.stringify(event('connection.offline'));
		await send(host, late, { 'x-makini-signature': sign(late), 'x-sent-at': now });
		expect(host.executions.map((item) => item.event)).toEqual([
			'recordUpdated',
			'connectionOffline',
		]);
	});

	it('ignores what is stale, if so wished, and remembers that in another process', async () => {
		const host = await start({ options: { ignoreStale: true } });
		const key = `k${(numbers += 1)}`;
		const at = async (second: number) =>
			await send(host, event('asset.updated', { timestamp: 1777802400 + second, data: { key } }));
		for (const second of [5, 3, 5, 6]) expect(await at(second)).toEqual(RECEIVED);
		expect(host.executions).toHaveLength(3);
		expect(JSON.parse(host.staticData)['node:Trigger'].newest).toMatch(/^.{20}/);
	});

	it('shows no secret', async () => {
		const host = await start();
		const { body } = await send(host, event());
		expect(everythingIn([host.executions, host.staticData, body])).not.toContain(SECRET);
	});
});

describe('a repeated delivery', () => {
	it('is acknowledged and starts nothing', async () => {
		const host = await start();
		const sent = event();
		for (let n = 0; n < 3; n += 1) expect(await send(host, sent)).toEqual(RECEIVED);
		expect(host.executions).toHaveLength(1);
	});

	it('starts nothing while the first one is being worked on', async () => {
		const host = await start();
		host.createExecution = async () => await wait(50);
		const sent = event();
		const answers = await Promise.all(
			Array.from({ length: 20 }, async () => await send(host, sent)),
		);
		expect(answers).toEqual(answers.map(() => RECEIVED));
		expect(host.executions).toHaveLength(1);
	});

	it('runs if the first one could not be executed', async () => {
		const host = await start();
		let tries = 0;
		host.createExecution = async () => {
			tries += 1;
			await wait(20);
			if (tries === 1) throw new Error('The database is not there');
		};
		const sent = event();
		const statuses = await Promise.all([send(host, sent), send(host, sent), send(host, sent)]);
		expect(statuses.map(({ status }) => status).sort()).toEqual([200, 200, 500]);
		expect(host.executions).toHaveLength(1);
	});

	it('is sent away for a while if the first one takes too long', async () => {
		const host = await start();
		let finish = () => {};
		host.createExecution = async () => await new Promise((resolve) => (finish = resolve));
		const sent = event();
		holdTime();
		const first = send(host, sent);
		const second = await passUntil(send(host, sent), 500);
		jest.useRealTimers();
		expect(second).toEqual({ status: 503, body: '{"message":"Try again later"}' });
		finish();
		expect(await first).toEqual(RECEIVED);
		expect(await send(host, sent)).toEqual(RECEIVED);
		expect(host.executions).toHaveLength(1);
	});

	it('does not run when the sender of the first one hung up', async () => {
		const host = await start();
		host.createExecution = async () => await wait(100);
		const body = JSON.stringify(event());
		await new Promise<void>((resolve) => {
			const outgoing = request(host.url, {
				method: 'POST',
				headers: { 'x-makini-signature': sign(body) },
			});
			outgoing.on('error', () => resolve());
			outgoing.end(body);
			setTimeout(() => outgoing.destroy(), 50);
		});
		expect(await send(host, body)).toEqual(RECEIVED);
		expect(host.executions).toHaveLength(1);
	});

	it('is recognized from what n8n has stored, and what is stored only grows', async () => {
		const host = await start();
		for (let n = 0; n < 3; n += 1) await send(host, event());
		const stored = (): string => JSON.parse(host.staticData)['node:Trigger'].seen;
		const before = stored();
		await send(host, event());
		expect(stored().startsWith(before)).toBe(true);
		expect(stored()).toHaveLength(before.length + 11);
	});

	it('runs again while somebody tries the workflow out', async () => {
		const host = await start({}, { mode: 'manual' });
		const sent = event();
		await send(host, sent);
		await send(host, sent);
		expect(host.executions).toHaveLength(2);
		expect(host.staticData).toBe('{}');
	});
});

it('a hundred events at once are each executed once and stored', async () => {
	const host = await start();
	host.createExecution = async () => await wait(5);
	const sent = Array.from({ length: 100 }, () => event());
	await Promise.all([...sent, ...sent].map(async (each) => await send(host, each)));
	const ids = host.executions.map((item) => item.deliveryId);
	expect(ids.sort()).toEqual(sent.map(({ id }) => id).sort());
	expect(JSON.parse(host.staticData)['node:Trigger'].seen.length).toBeGreaterThanOrEqual(1100);
});

describe('the signature header', () => {
	const body = () => JSON.stringify(event());
	const status = async (host: WebhookHost, header: string) => {
		const sent = body();
		return (await send(host, sent, { [header]: sign(sent) })).status;
	};

	it('is the published one or the one of before, where none is set', async () => {
		const host = await start();
		expect(await status(host, 'X-Webhook-Signature')).toBe(200);
		expect(await status(host, 'x-makini-signature')).toBe(200);
		expect(await status(host, 'x-other')).toBe(401);
	});

	it.each(['x-makini-signature', 'x-other', 'X-Webhook-Signature'])(
		'is only %s if set so',
		async (set) => {
			const host = await start({ options: { signatureHeader: set } });
			for (const header of ['x-webhook-signature', 'x-makini-signature', 'x-other']) {
				expect(await status(host, header)).toBe(header === set.toLowerCase() ? 200 : 401);
			}
		},
	);
});

/** A body as it was once published: no ID, no time, no connection. */
const thin = (name: string, ...ids: unknown[]) => ({ event: name, body: ids });
const freshIds = (count = 1) => Array.from({ length: count }, () => `a${(numbers += 1)}`);

describe('a body of IDs', () => {
	it('starts one execution with one item an ID', async () => {
		const host = await start();
		expect(await send(host, thin('work_orders.inserted', 'w-1', 7, 'w-1'))).toEqual(RECEIVED);
		const shared = { event: 'recordInserted', entity: 'workOrder', connectionId: null };
		const deliveryId = host.executions[0]?.deliveryId;
		expect(host.executions).toEqual(
			['w-1', 7].map((id) => ({
				...shared,
				occurredAt: null,
				deliveryId,
				data: { key: String(id) },
				raw: thin('work_orders.inserted', id),
			})),
		);
	});

	it('is acknowledged and starts nothing where the list is empty', async () => {
		const host = await start();
		expect(await send(host, thin('assets.updated'))).toEqual(RECEIVED);
		expect(host.executions).toEqual([]);
	});

	it('is told from one of another connection by its keys', async () => {
		const host = await start({ connectionIds: '6189' });
		const key = (id: number) =>
			`02${id.toString(16).padEnd(6, '0')}0cc175b9c0f1b6a831c399e269772661`;
		await send(host, thin('assets.updated', key(6189), key(6190), 'short'));
		expect(host.executions.map(({ data }) => data)).toEqual([{ key: key(6189) }]);
	});

	it('starts the workflow each time the same asset changes', async () => {
		const host = await start();
		holdTime();
		const body = thin('assets.updated', ...freshIds());
		for (const minutes of [0, 1, 60, 25 * 60]) {
			await jest.advanceTimersByTimeAsync(minutes * 60_000);
			expect(await passUntil(send(host, body), 1)).toEqual(RECEIVED);
		}
		expect(host.executions).toHaveLength(4);
		const ids = host.executions.map(({ deliveryId }) => deliveryId);
		expect(new Set(ids).size).toBe(4);
	});

	it('starts it each time after a restart of n8n, too', async () => {
		const host = await start();
		const body = thin('assets.updated', ...freshIds());
		expect(await send(host, body)).toEqual(RECEIVED);
		const later = await start({}, { nodeId: 'after-restart' });
		later.staticData = host.staticData;
		expect(await send(later, body)).toEqual(RECEIVED);
		expect(later.executions).toHaveLength(1);
	});
});

/** Sends a body and hangs up before it is answered. */
async function hangUp(host: WebhookHost, event: object, afterMs = 30): Promise<void> {
	const body = JSON.stringify(event);
	await new Promise<void>((resolve) => {
		const outgoing = request(host.url, {
			method: 'POST',
			headers: { 'x-webhook-signature': sign(body) },
		});
		outgoing.on('error', () => resolve());
		outgoing.end(body);
		setTimeout(() => outgoing.destroy(), afterMs);
	});
}

describe('a body of IDs that was not acknowledged', () => {
	it('runs once however often it is repeated, and is a new event when it comes after that', async () => {
		const host = await start();
		host.createExecution = async () => await wait(80);
		const body = thin('assets.updated', ...freshIds());
		await hangUp(host, body);
		await wait(150);
		expect(host.executions).toHaveLength(1);
		host.createExecution = async () => {};
		expect(await send(host, body)).toEqual(RECEIVED);
		expect(host.executions).toHaveLength(1);
		expect(await send(host, body)).toEqual(RECEIVED);
		expect(host.executions).toHaveLength(2);
	});

	it('runs once when n8n could not answer it', async () => {
		const host = await start();
		let tries = 0;
		host.createExecution = async () => {
			tries += 1;
			if (tries === 1) throw new Error('The database is not there');
			await Promise.resolve();
		};
		const body = thin('assets.updated', ...freshIds());
		expect((await send(host, body)).status).toBe(500);
		expect(await send(host, body)).toEqual(RECEIVED);
		expect(host.executions).toHaveLength(1);
	});

	it('is recognized for a day, after a restart as well, and no longer', async () => {
		const host = await start();
		host.createExecution = async () => await wait(80);
		const bodies = [thin('assets.updated', ...freshIds()), thin('assets.updated', ...freshIds())];
		await Promise.all(bodies.map(async (body) => await hangUp(host, body)));
		await wait(150);
		await send(host, thin('sites.updated', ...freshIds()));
		const later = await start({}, { nodeId: 'another-process' });
		later.staticData = host.staticData;
		holdTime();
		await jest.advanceTimersByTimeAsync(23 * 3600_000);
		expect(await passUntil(send(later, bodies[0]), 1)).toEqual(RECEIVED);
		expect(later.executions).toHaveLength(0);
		await jest.advanceTimersByTimeAsync(2 * 3600_000);
		expect(await passUntil(send(later, bodies[1]), 1)).toEqual(RECEIVED);
		expect(later.executions).toHaveLength(1);
	});

	it('runs once when it comes again while it is being worked on', async () => {
		const host = await start();
		// Long enough for all of them to arrive.
		host.createExecution = async () => await wait(1000);
		const body = thin('assets.updated', ...freshIds());
		const answers = await Promise.all(
			Array.from({ length: 10 }, async () => await send(host, body)),
		);
		expect(answers).toEqual(answers.map(() => RECEIVED));
		expect(host.executions).toHaveLength(1);
	});
});

describe('reading the records', () => {
	const reading = { options: { readRecords: true } };
	const withSecret = ({ credentials: { makiniApi } }: Peer) => ({
		credentials: { makiniApi: { ...makiniApi, webhookSecret: SECRET } },
	});
	const stateOf = (host: WebhookHost) => host.executions.map(({ recordState }) => recordState);

	it('gives each record, and the key alone where there is none', async () => {
		const peer = await startPeer();
		const host = await start(reading, withSecret(peer));
		const [one, other] = [0, 1].map((at) => recordAt(peer.server, 'purchase-orders', at));
		const body = thin('purchase_orders.updated', one?.key, 'gone', other?.key);
		expect(await send(host, body)).toEqual(RECEIVED);
		expect(stateOf(host)).toEqual(['read', 'notFound', 'read']);
		expect(host.executions.map(({ data }) => data)).toEqual([
			expect.objectContaining({ key: one?.key, orderNo: one?.orderNo }),
			{ key: 'gone' },
			expect.objectContaining({ key: other?.key, orderNo: other?.orderNo }),
		]);
	});

	it('reads many in bulk', async () => {
		const peer = await startPeer({ orders: 300 });
		const host = await start(reading, withSecret(peer));
		peer.server.change({ entity: 'purchase-orders', update: 100 });
		const changed = peer.server
			.records('purchase-orders')
			.toSorted((a, b) => String(b.updatedAt).localeCompare(String(a.updatedAt)))
			.slice(0, 100);
		await send(host, thin('purchaseOrders.updated', ...changed.map(({ key }) => key)));
		expect(new Set(stateOf(host))).toEqual(new Set(['read']));
		expect(host.executions).toHaveLength(100);
		expect(peer.server.log().length).toBeLessThanOrEqual(3);
	});

	it('answers in time all the same, and says what it did not read', async () => {
		const peer = await startPeer({
			faults: [{ match: {}, effect: { kind: 'silent', ms: 20_000 } }],
		});
		const host = await start(reading, withSecret(peer));
		const started = Date.now();
		const body = thin('purchase_orders.updated', ...freshIds(2));
		expect(await send(host, body)).toEqual(RECEIVED);
		expect(Date.now() - started).toBeLessThan(8000);
		expect(stateOf(host)).toEqual(['notRead', 'notRead']);
	});

	it.each([
		['a refused token', { apiToken: 'wrong' }],
		['a system that has no such records', { systemType: 'wms' }],
		['a credential that cannot be used', { baseUrl: 'nothing' }],
	])('starts the workflow with the key alone with %s', async (_what, more) => {
		const peer = await startPeer();
		const { makiniApi } = withSecret(peer).credentials;
		const host = await start(reading, { credentials: { makiniApi: { ...makiniApi, ...more } } });
		const [key] = freshIds();
		expect(await send(host, thin('rfqs.updated', key))).toEqual(RECEIVED);
		expect(host.executions).toMatchObject([{ data: { key }, recordState: 'notRead' }]);
	});

	it('starts it again for a change that comes while records are being read', async () => {
		const peer = await startPeer({ faults: [{ match: {}, effect: { kind: 'slow', ms: 300 } }] });
		const host = await start(reading, withSecret(peer));
		const { key } = recordAt(peer.server, 'purchase-orders');
		const body = thin('purchase_orders.updated', key);
		const first = send(host, body);
		await wait(150);
		expect(await Promise.all([first, send(host, body)])).toEqual([RECEIVED, RECEIVED]);
		expect(host.executions).toHaveLength(2);
	});

	it('leaves other events as they are', async () => {
		const host = await start(reading);
		await send(host, event('connection.offline'));
		expect(host.executions[0]).not.toHaveProperty('recordState');
	});

	it('is not activated with the credential of an application', async () => {
		const host = await start(
			{ ...reading, authentication: 'clientCredentials' },
			{ credentials: { makiniClientCredentialsApi: { webhookSecret: SECRET } } },
		);
		await expect(host.activate()).rejects.toThrow(/Records cannot be read.*application/);
	});
});
