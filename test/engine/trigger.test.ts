import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';
import { WebhookHost, type HostOptions } from '../support/engine/webhookHost';
import { credentialsFor, everythingIn, holdTime, passUntil } from './support';

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
			...(headers ?? { 'x-makini-signature': sign(body) }),
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
