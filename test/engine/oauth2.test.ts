import type { INodeParameters } from 'n8n-workflow';
import nock from '../support/nock';
import { startSandbox, type OAuthOptions, type RunningSandbox } from '../../sandbox/server/server';
import {
	loadMethod,
	runNode,
	type CredentialValues,
	type NodeResult,
	type NodeRun,
} from '../support/engine';
import { everythingIn, jsonOf, orders, shown, STYLES, type Style } from './support';

const SECRET = 'secret-of-the-application-9f3b';
const CALLBACK = 'http://localhost:5678/rest/oauth2-credential/callback';

let sandbox: RunningSandbox | undefined;

afterEach(async () => {
	nock.cleanAll();
	await sandbox?.stop();
	sandbox = undefined;
});

type Granted = Record<string, string>;

async function start(oauth: OAuthOptions = {}, apiStyle: Style = 'module'): Promise<string> {
	sandbox = await startSandbox({
		connections: [
			{ name: 'a', token: 'token-of-a', systemType: 'erp', apiStyle, orders: 50, vendors: 5 },
		],
		oauth: { clientSecret: SECRET, autoApprove: true, ...oauth },
	});
	return sandbox.url;
}

/** What n8n does when a person chooses Connect. */
async function connect(url: string): Promise<Granted> {
	const question = new URLSearchParams({
		client_id: 'sandbox-client',
		redirect_uri: CALLBACK,
		response_type: 'code',
		state: 'x',
	});
	const consent = await fetch(`${url}/oauth/authorize?${question}`, { redirect: 'manual' });
	const code = new URL(consent.headers.get('location') ?? '').searchParams.get('code') ?? '';
	const answer = await fetch(`${url}/link/token`, {
		method: 'POST',
		body: new URLSearchParams({
			grant_type: 'authorization_code',
			client_id: 'sandbox-client',
			client_secret: SECRET,
			redirect_uri: CALLBACK,
			code,
		}),
	});
	return (await answer.json()) as Granted;
}

const credentialsOf = (
	url: string,
	granted?: Granted,
	more: Record<string, string> = {},
): CredentialValues => ({
	makiniOAuth2Api: {
		clientId: 'sandbox-client',
		clientSecret: SECRET,
		authUrl: `${url}/oauth/authorize`,
		accessTokenUrl: `${url}/link/token`,
		grantType: 'authorizationCode',
		authentication: 'body',
		baseUrl: url,
		systemType: 'erp',
		apiStyle: 'module',
		...(granted ? { oauthTokenData: granted } : {}),
		...more,
	},
});

const run = async (
	credentials: CredentialValues,
	parameters: INodeParameters,
	options: Partial<NodeRun> = {},
): Promise<NodeResult> => {
	const result = await runNode({
		node: 'MakiniPurchaseOrder',
		credentials,
		parameters: { authentication: 'oAuth2', ...parameters },
		...options,
	});
	const told = everythingIn(result.error);
	for (const value of Object.values(credentials.makiniOAuth2Api?.oauthTokenData ?? {})) {
		if (String(value).length > 12) expect(told).not.toContain(String(value));
	}
	expect(told).not.toContain(SECRET);
	return result;
};

const listing = orders('getAll', { returnAll: true, options: { pageSize: 10 } });

it.each(STYLES)('reads with the access that was given (%s style)', async (apiStyle) => {
	const url = await start({}, apiStyle);
	const { outputs } = await run(credentialsOf(url, await connect(url), { apiStyle }), listing);
	expect(outputs[0]).toHaveLength(50);
});

it.each(['timestamp', 'text', 'seconds'] as const)(
	'renews an access that has ended, whatever is said of its end (%s)',
	async (expiresIn) => {
		const url = await start({ expiresIn });
		const granted = { ...(await connect(url)), access_token: 'an-access-that-has-ended' };
		const { outputs } = await run(credentialsOf(url, granted), listing);
		expect(outputs[0]).toHaveLength(50);
	},
);

it('renews it for writes too, and writes once', async () => {
	const url = await start();
	const granted = { ...(await connect(url)), access_token: 'an-access-that-has-ended' };
	const input = Array.from({ length: 10 }, (_, index) => ({ json: { orderNo: `N-${index}` } }));
	const { outputs } = await run(
		credentialsOf(url, granted),
		orders('create', { fields: { mappingMode: 'autoMapInputData', value: null } }),
		{ input: input.map(({ json }) => json) },
	);
	expect(outputs[0]).toHaveLength(10);
	expect(sandbox?.connection('a').counters().created).toBe(10);
});

it('renews it once for all that is under way, and keeps what it got', async () => {
	const host = 'https://makini.test';
	let valid = 'access-number-0';
	let refreshed = 0;
	nock(host)
		.persist()
		.post('/link/token')
		.reply((_uri, body) => {
			const given = typeof body === 'string' ? body : new URLSearchParams(body).toString();
			if (!given.includes(`refresh_token=refresh-number-${refreshed}`))
				return [400, { error: 'invalid_grant' }];
			refreshed += 1;
			valid = `access-number-${refreshed}`;
			const refresh = `refresh-number-${refreshed}`;
			return [200, { access_token: valid, refresh_token: refresh, expires_in: 1715674414 }];
		});
	for (const method of ['GET', 'DELETE']) {
		nock(host)
			.persist()
			.intercept(/^\/api/, method)
			.reply(function () {
				const isGood = String(this.req.headers.authorization) === `Bearer ${valid}`;
				return isGood ? [200, { data: { key: '1', sync_status: 'done' } }] : [401, {}];
			});
	}
	const granted = { access_token: 'access-number-old', refresh_token: 'refresh-number-0' };
	const { outputs } = await run(
		credentialsOf(host, granted),
		orders('delete', { recordKey: { __rl: true, mode: 'id', value: '={{ $json.key }}' } }),
		{ input: Array.from({ length: 20 }, (_, index) => ({ key: `k${index}` })) },
	);
	expect(jsonOf(outputs[0])).toEqual(Array.from({ length: 20 }, () => ({ deleted: true })));
	expect(refreshed).toBe(1);
});

it('says so when it cannot be renewed', async () => {
	const url = await start();
	const granted = { access_token: 'an-access-that-has-ended', refresh_token: 'a-refresh-that-has' };
	expect(shown(await run(credentialsOf(url, granted), listing))).toEqual({
		message: 'Makini did not accept the access that this credential has [item 0]',
		description: expect.stringMatching(
			/^It has ended and could not be renewed, or the system was disconnected\. Open the Makini credential and connect it again\. Makini says: The token is missing or not valid\. HTTP status: 401/,
		),
	});
});

it('tells a connection whose login in the connected system has ended', async () => {
	const host = 'https://makini.test';
	nock(host)
		.persist()
		.get(/vendors|orders/)
		.reply(401);
	nock(host)
		.persist()
		.get('/api/integrations/current')
		.reply(200, { data: { sync_status: 'fail' } });
	const granted = { access_token: 'a-good-access', refresh_token: 'a-good-refresh' };
	expect(shown(await run(credentialsOf(host, granted), listing))).toEqual({
		message: 'This connection needs to be reauthorized [item 0]',
		description:
			'The connected system no longer accepts the login that Makini holds for it, usually because a password or permission was changed. Open the Makini credential and connect it again. HTTP status: 401',
	});
});

it('is refused before it was connected', async () => {
	expect(shown(await run(credentialsOf('https://makini.test'), listing))).toEqual({
		message: 'The Makini credential is not connected',
		description: 'Open it and choose Connect. The owner of the system then logs in and agrees.',
	});
});

it('serves the lists in the editor, and the nodes for requests and connections', async () => {
	const url = await start();
	const granted = { ...(await connect(url)), access_token: 'an-access-that-has-ended' };
	const credentials = credentialsOf(url, granted);
	const found = await loadMethod({
		node: 'MakiniPurchaseOrder',
		kind: 'listSearch',
		name: 'searchPurchaseOrder',
		credentials,
		parameters: { authentication: 'oAuth2', ...orders('get') },
	});
	expect(found.results).toHaveLength(50);
	const again = credentialsOf(url, await connect(url));
	const current = { resource: 'current', operation: 'get' };
	const state = await run(again, current, { node: 'MakiniConnection' });
	expect(jsonOf(state.outputs[0])).toMatchObject([{ state: 'ready' }]);
	const path = { resource: 'path', operation: 'send', path: '/api/erp/vendors' };
	const vendors = await run(again, path, { node: 'MakiniApiRequest' });
	expect(jsonOf(vendors.outputs[0])).toMatchObject([{ data: expect.any(Array) }]);
});
