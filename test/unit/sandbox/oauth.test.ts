import { createHash } from 'node:crypto';
import {
	startSandbox,
	type OAuthOptions,
	type RunningSandbox,
} from '../../../sandbox/server/server';
import type { JsonObject } from '../../../sandbox/base';

let sandbox: RunningSandbox;

afterEach(() => sandbox.stop());

async function start(oauth: OAuthOptions = {}): Promise<void> {
	const common = { systemType: 'erp', apiStyle: 'module', orders: 5, vendors: 5 } as const;
	sandbox = await startSandbox({
		connections: [
			{ ...common, name: 'a', token: 'token-a' },
			{ ...common, name: 'b', token: 'token-b' },
		],
		oauth,
	});
}

const CALLBACK = 'http://127.0.0.1:5678/callback';
const CLIENT = { client_id: 'sandbox-client', client_secret: 'sandbox-secret' };

function authorizeUrl(more: Record<string, string> = {}, path = '/oauth/authorize'): string {
	const query = new URLSearchParams({
		response_type: 'code',
		client_id: CLIENT.client_id,
		redirect_uri: CALLBACK,
		state: 'state & more',
		...more,
	});
	return `${sandbox.url}${path}?${query.toString()}`;
}

async function locationOf(url: string, init: RequestInit = {}): Promise<URLSearchParams> {
	const response = await fetch(url, { ...init, redirect: 'manual' });
	expect(response.status).toBe(302);
	const location = response.headers.get('location') ?? '';
	expect(location.startsWith(CALLBACK)).toBe(true);
	return new URL(location).searchParams;
}

async function codeFor(connection: string, more: Record<string, string> = {}): Promise<string> {
	const found = await locationOf(authorizeUrl({ connection, auto_approve: '1', ...more }));
	return found.get('code') ?? '';
}

async function token(values: Record<string, string>, headers: Record<string, string> = {}) {
	const body = new URLSearchParams(values);
	const response = await fetch(`${sandbox.url}/link/token`, { method: 'POST', body, headers });
	return { status: response.status, body: (await response.json()) as JsonObject };
}

const exchange = (code: string, more: Record<string, string> = {}) =>
	token({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...CLIENT, ...more });

async function connected(
	name = 'b',
): Promise<{ access: string; refresh: string; body: JsonObject }> {
	const { status, body } = await exchange(await codeFor(name));
	expect(status).toBe(200);
	return { access: String(body.access_token), refresh: String(body.refresh_token), body };
}

const renew = (refresh_token: string) =>
	token({ grant_type: 'refresh_token', refresh_token, ...CLIENT });

async function statusWith(access: unknown): Promise<number> {
	const headers = { authorization: `Bearer ${String(access)}` };
	return (await fetch(`${sandbox.url}/api/erp/sites`, { headers })).status;
}

describe('authorization page', () => {
	it.each(['/oauth/authorize', '/link/auth'])('asks for consent on %s', async (path) => {
		await start();
		const page = await fetch(authorizeUrl({ connection: 'b', state: '"><script>' }, path));
		const text = await page.text();
		expect(page.headers.get('content-type')).toContain('text/html');
		expect(text).toContain('<button id="connect" name="decision" value="connect">Connect</button>');
		expect(text).toContain('name="connection" value="b" checked');
		expect(text).not.toContain('<script>');
	});

	it('leads back with code and state, or with the refusal', async () => {
		await start();
		const answer = (decision: string) => {
			const body = new URL(authorizeUrl({ decision, connection: 'b' })).searchParams;
			return locationOf(`${sandbox.url}/oauth/authorize`, { method: 'POST', body });
		};
		const agreed = await answer('connect');
		expect(agreed.get('state')).toBe('state & more');
		const { body } = await exchange(agreed.get('code') ?? '');
		expect(await statusWith(body.access_token)).toBe(200);
		expect(sandbox.connection('b').counters().requests).toBe(1);
		expect((await answer('cancel')).get('error')).toBe('access_denied');
	});

	it('approves at once where the options say so, and takes the chosen connection', async () => {
		await start({ autoApprove: true, connection: 'b', redirectUris: [CALLBACK] });
		const { body } = await exchange((await locationOf(authorizeUrl())).get('code') ?? '');
		await statusWith(body.access_token);
		expect(sandbox.connection('b').counters().requests).toBe(1);
	});

	it.each([[{ client_id: 'other' }], [{ redirect_uri: 'nowhere' }], [{ connection: 'nobody' }]])(
		'leads nowhere with %j',
		async (wrong) => {
			await start();
			const response = await fetch(authorizeUrl({ auto_approve: '1', ...wrong }), {
				redirect: 'manual',
			});
			expect(response.status).toBe(400);
			expect(response.headers.get('location')).toBeNull();
		},
	);
});

describe('tokens', () => {
	it('come for a code once, for its own address and client alone', async () => {
		await start();
		const code = await codeFor('a');
		expect((await exchange(code)).status).toBe(200);
		expect((await exchange(code)).body).toMatchObject({ error: 'invalid_grant' });
		const elsewhere = await exchange(await codeFor('a'), { redirect_uri: 'http://other.example/' });
		expect(elsewhere.body).toMatchObject({ error: 'invalid_grant' });
		const wrong = await exchange(await codeFor('a'), { client_secret: 'guess' });
		expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
		const basic = Buffer.from('sandbox-client:sandbox-secret').toString('base64');
		const values = {
			grant_type: 'authorization_code',
			code: await codeFor('a'),
			redirect_uri: CALLBACK,
		};
		expect((await token(values, { authorization: `Basic ${basic}` })).status).toBe(200);
		expect((await token({ grant_type: 'password', ...CLIENT })).body).toMatchObject({
			error: 'unsupported_grant_type',
		});
	});

	it('need the verifier of a challenge', async () => {
		await start();
		const code_verifier = 'a-verifier-of-some-length';
		const challenge = {
			code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
			code_challenge_method: 'S256',
		};
		expect((await exchange(await codeFor('a', challenge))).status).toBe(400);
		expect((await exchange(await codeFor('a', challenge), { code_verifier })).status).toBe(200);
	});

	it('are replaced by a refresh, which ends the old ones', async () => {
		await start();
		const first = await connected();
		const { body } = await renew(first.refresh);
		expect(await statusWith(first.access)).toBe(401);
		expect(await statusWith(body.access_token)).toBe(200);
		expect((await renew(first.refresh)).body).toMatchObject({ error: 'invalid_grant' });
		expect((await renew(String(body.refresh_token))).status).toBe(200);
	});

	it('expire after their time, access tokens before refresh tokens', async () => {
		await start({ accessTokenSeconds: 0.05, refreshTokenSeconds: 0.4 });
		const { access, refresh } = await connected();
		await new Promise((resolve) => setTimeout(resolve, 60));
		expect(await statusWith(access)).toBe(401);
		expect(sandbox.connection('b').counters().byStatus).toEqual({ 401: 1 });
		const renewed = (await renew(refresh)).body;
		await new Promise((resolve) => setTimeout(resolve, 410));
		expect((await renew(String(renewed.refresh_token))).status).toBe(400);
	});

	it('expire on demand', async () => {
		await start();
		const { access, refresh } = await connected();
		const admin = `${sandbox.url}/_sandbox/connections/b/expire-tokens`;
		expect((await fetch(admin, { method: 'POST' })).status).toBe(200);
		expect(await statusWith(access)).toBe(401);
		const { body } = await renew(refresh);
		expect(await statusWith(body.access_token)).toBe(200);
		sandbox.connection('b').expireTokens();
		expect(await statusWith(body.access_token)).toBe(401);
		expect(await statusWith('token-b')).toBe(200);
	});

	it('end with the connection, and come anew with a new consent', async () => {
		await start();
		const { access, refresh } = await connected();
		const headers = { authorization: `Bearer ${access}` };
		await fetch(`${sandbox.url}/api/integrations/current`, { method: 'DELETE', headers });
		expect((await renew(refresh)).status).toBe(400);
		const again = await connected();
		expect(await statusWith(access)).toBe(401);
		expect(await statusWith(again.access)).toBe(200);
		sandbox.connection('b').setState('fail');
		expect((await renew(again.refresh)).status).toBe(400);
		expect(await statusWith((await connected()).access)).toBe(200);
	});

	it.each(['timestamp', 'text', 'seconds'] as const)('tell their end as %s', async (expiresIn) => {
		await start({ expiresIn, accessTokenSeconds: 600 });
		const { body } = await connected();
		const end = Math.floor(Date.now() / 1000) + (expiresIn === 'seconds' ? -Date.now() / 1000 : 0);
		expect(typeof body.expires_in).toBe(expiresIn === 'text' ? 'string' : 'number');
		expect(Math.abs(Number(body.expires_in) - end - 600)).toBeLessThan(3);
	});
});

describe('system endpoints', () => {
	async function clientToken(): Promise<string> {
		const response = await fetch(`${sandbox.url}/link/token`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ grant_type: 'client_credentials', ...CLIENT }),
		});
		const body = (await response.json()) as JsonObject;
		expect(body).not.toHaveProperty('refresh_token');
		return String(body.access_token);
	}

	async function call(access: string, method: string, path: string, body?: unknown) {
		const response = await fetch(`${sandbox.url}/api/${path}`, {
			method,
			headers: { authorization: `Bearer ${access}` },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		return { status: response.status, body: (await response.json()) as JsonObject };
	}

	it('answer the application alone', async () => {
		await start();
		const access = await clientToken();
		expect((await call('token-a', 'GET', 'system/client')).status).toBe(403);
		expect((await call(access, 'GET', 'erp/sites')).status).toBe(403);
		expect((await call('nonsense', 'GET', 'system/client')).status).toBe(401);
		expect((await call(access, 'GET', 'system/nothing')).status).toBe(404);
		expect((await call(access, 'PUT', 'system/client')).status).toBe(405);
		expect((await call(access, 'GET', 'system/client')).body.data).toMatchObject({
			id: 'sandbox-client',
		});
		expect(sandbox.systemLog().length).toBeGreaterThan(4);
	});

	it('refuse tokens of the application that expired on demand', async () => {
		await start({ clientToken: 'client' });
		const access = await clientToken();
		sandbox.expireApplicationTokens();
		expect((await call(access, 'GET', 'system/client')).status).toBe(401);
		const next = await clientToken();
		expect((await call(next, 'GET', 'system/client')).status).toBe(200);
		await fetch(`${sandbox.url}/_sandbox/expire-tokens`, { method: 'POST' });
		expect((await call(next, 'GET', 'system/client')).status).toBe(401);
		expect((await call('client', 'GET', 'system/client')).status).toBe(200);
	});

	it('make, describe and end connections', async () => {
		await start({ clientToken: 'client', expiresIn: 'text' });
		const list = async () =>
			(await call('client', 'GET', 'system/connections')).body.data as JsonObject[];
		expect(await list()).toHaveLength(2);
		const platforms = (await call('client', 'GET', 'system/platforms')).body;
		expect(platforms).toMatchObject({ meta: { total: 6 } });
		expect(
			(await call('client', 'POST', 'system/connections', { name: 'X', email: 'x' })).body,
		).toMatchObject({
			errors: { email: expect.anything() as unknown, provider: expect.anything() as unknown },
		});
		const wanted = { name: 'A', email: 'x@example.com', provider: 'limble', credentials: {} };
		const made = (await call('client', 'POST', 'system/connections', wanted)).body
			.data as JsonObject;
		expect(Object.keys(made).sort()).toEqual(['access_token', 'expires_in', 'refresh_token']);
		expect((await call(String(made.access_token), 'GET', 'eam/work-orders')).status).toBe(200);
		expect(Object.keys(sandbox.connections)).toEqual(['a', 'b', 'a-2']);

		const [, , added] = await list();
		expect(added).toMatchObject({ name: 'A', integration_name: 'limble', status: 'connected' });
		const path = `system/connections/${String(added?.key)}`;
		const pairs = [{ key: 'tenant', value: '7' }];
		expect((await call('client', 'POST', `${path}/metadata`, pairs)).status).toBe(200);
		expect((await call('client', 'POST', `${path}/metadata`, {})).status).toBe(422);
		expect((await call('client', 'GET', `${path}/metadata`)).body.data).toMatchObject([
			{ user_metadata: '{"tenant":"7"}' },
		]);
		const short = (await call('client', 'POST', `${path}/token`)).body.data as JsonObject;
		expect(short.expires_in).toBe(300);
		expect((await call(String(short.token), 'GET', 'eam/assets')).status).toBe(200);
		expect((await call('client', 'DELETE', path)).status).toBe(200);
		expect((await call(String(short.token), 'GET', 'eam/assets')).status).toBe(401);
		expect(await list()).toHaveLength(2);
		expect((await call('client', 'DELETE', path)).status).toBe(404);
	});
});
