import type { INodeParameters } from 'n8n-workflow';
import nock from '../support/nock';
import { startSandbox, type OAuthOptions, type RunningSandbox } from '../../sandbox/server/server';
import {
	loadMethod,
	runNode,
	testCredential,
	type CredentialValues,
	type NodeResult,
	type NodeRun,
} from '../support/engine';
import {
	credentialsFor,
	everythingIn,
	holdTime,
	jsonOf,
	passUntil,
	shown,
	startPeer,
	stopPeers,
} from './support';

const host = 'https://makini.test';
const SECRET = 'secret-of-the-application-9f3b';

let sandbox: RunningSandbox | undefined;

afterEach(async () => {
	jest.useRealTimers();
	nock.cleanAll();
	await stopPeers();
	await sandbox?.stop();
	sandbox = undefined;
});

/** The credential of an application. */
const applicationOf = (baseUrl: string, more: Record<string, string> = {}): CredentialValues => ({
	makiniClientCredentialsApi: {
		accessToken: '',
		clientId: 'sandbox-client',
		clientSecret: SECRET,
		baseUrl,
		tokenUrl: `${baseUrl}/link/token`,
		...more,
	},
});

async function startApplication(oauth: OAuthOptions = {}): Promise<CredentialValues> {
	sandbox = await startSandbox({
		connections: ['a', 'b'].map((name) => ({
			name,
			token: `token-of-${name}`,
			systemType: 'erp',
			apiStyle: 'module',
			orders: 5,
			vendors: 5,
		})),
		oauth: { clientSecret: SECRET, ...oauth },
	});
	return applicationOf(sandbox.url);
}

const run = async (
	credentials: CredentialValues,
	resource: string,
	operation: string,
	more: INodeParameters = {},
	options: Partial<NodeRun> = {},
): Promise<NodeResult> => {
	const parameters = { resource, operation, ...more };
	const result = await runNode({ node: 'MakiniConnection', credentials, parameters, ...options });
	expect(everythingIn(result.error)).not.toContain(SECRET);
	return result;
};

const chosen = (value: string): INodeParameters => ({
	connectionKey: { __rl: true, mode: 'id', value },
});

/** Key of the first connection. */
async function firstKey(credentials: CredentialValues): Promise<string> {
	const { outputs } = await run(credentials, 'connection', 'getAll', { limit: 1 });
	return String(jsonOf(outputs[0])[0]?.key);
}

describe('the current connection', () => {
	it.each([
		['done', 'ready', 'The last sync has finished.'],
		['fulldone', 'ready', 'The last full sync has finished.'],
		['inprogress', 'syncing', 'A sync is under way.'],
		['error', 'syncFailed', 'The last sync ended with an error.'],
		[
			'fail',
			'needsReauthorization',
			'The connected system no longer accepts the login that Makini holds for it. Reconnect the system in Makini.',
		],
	] as const)('in the state %s', async (syncStatus, state, summary) => {
		const { credentials } = await startPeer({ state: syncStatus });
		const { outputs } = await run(credentials, 'current', 'get');
		expect(jsonOf(outputs[0])).toEqual([
			{
				state,
				summary,
				needsReauthorization: syncStatus === 'fail',
				lastSync: expect.stringMatching(/^\d{4}-/),
				connectionId: expect.any(String),
				companyName: expect.any(String),
				email: expect.any(String),
				provider: 'sap',
				updatedAt: expect.stringMatching(/^\d{4}-/),
				syncStatus,
			},
		]);
	});

	it.each([
		['pending', 'pending'],
		['in_progress', 'syncing'],
		['full_done', 'ready'],
		['Done', 'ready'],
	])('in the state %s, however it is spelled', async (sync_status, state) => {
		nock(host)
			.get('/api/integrations/current')
			.reply(200, { data: { id: 7, sync_status } });
		const { outputs } = await run(credentialsFor(host), 'current', 'get');
		expect(jsonOf(outputs[0])).toMatchObject([{ state, syncStatus: sync_status }]);
	});

	it('in a state that is not known, and in an answer that is none', async () => {
		const credentials = credentialsFor(host);
		const state = { data: { id: 7, sync_status: 'paused' } };
		nock(host).get('/api/integrations/current').reply(200, state);
		const { outputs } = await run(credentials, 'current', 'get');
		expect(jsonOf(outputs[0])).toMatchObject([
			{ state: 'unknown', needsReauthorization: false, connectionId: '7', syncStatus: 'paused' },
		]);
		nock(host).get('/api/integrations/current').reply(200, { data: [] });
		expect(shown(await run(credentials, 'current', 'get')).message).toBe(
			"Makini's answer could not be read while reading the state of the connection [item 0]",
		);
	});

	it('in the v1 style', async () => {
		const { credentials } = await startPeer({ apiStyle: 'v1', state: 'error' });
		for (const [resource, operation] of [
			['current', 'get'],
			['sync', 'getStatus'],
		] as const) {
			const { outputs } = await run(credentials, resource, operation);
			expect(jsonOf(outputs[0])).toEqual([
				{
					state: 'syncFailed',
					summary: 'The last sync ended with an error.',
					needsReauthorization: false,
					lastSync: expect.any(String),
					nextSync: expect.any(String),
					errors: ['The last sync ended with an error.'],
					syncStatus: 'error',
				},
			]);
		}
	});

	it('is disconnected only when that is confirmed', async () => {
		const { credentials, server } = await startPeer();
		for (const confirmation of [' ', 'disconnect', 'yes']) {
			const result = await run(credentials, 'current', 'disconnect', { confirmation });
			expect(shown(result)).toEqual({
				message: 'The disconnection is not confirmed [item 0]',
				description:
					'Type DISCONNECT under "Confirmation". The token of the credential ends with it, and the system has to be connected anew to be used again.',
			});
		}
		expect(server.counters().requests).toBe(0);
		const typed = { confirmation: 'DISCONNECT' };
		const { outputs } = await run(credentials, 'current', 'disconnect', typed);
		expect(jsonOf(outputs[0])).toEqual([{ disconnected: true }]);
		expect(shown(await run(credentials, 'current', 'get')).message).toBe(
			'Makini did not accept the API token [item 0]',
		);
	});

	it('is disconnected although the first answer was lost', async () => {
		nock(host).delete('/api/integrations/current').reply(502);
		nock(host).delete('/api/integrations/current').reply(401);
		const typed = { confirmation: 'DISCONNECT' };
		const { outputs } = await run(credentialsFor(host), 'current', 'disconnect', typed);
		expect(jsonOf(outputs[0])).toEqual([{ disconnected: true }]);
	});
});

describe('syncs', () => {
	const start = { entity: 'purchase-orders' };

	it('are started where the account has that', async () => {
		const { credentials } = await startPeer({ apiStyle: 'v1' });
		const { outputs } = await run(credentials, 'sync', 'start', start);
		expect(jsonOf(outputs[0])).toEqual([{ started: true, entity: 'purchase-orders' }]);
	});

	it('are not where it has not', async () => {
		const { credentials } = await startPeer();
		expect(shown(await run(credentials, 'sync', 'start', start))).toEqual({
			message: 'Starting a sync is not supported for this credential [item 0]',
			description: expect.stringMatching(
				/^Not every system behind Makini, and not every account, offers this\. Ask Makini's support whether it can be enabled\./,
			),
		});
	});

	it('are started by another path, and not twice', async () => {
		let count = 0;
		nock(host)
			.persist()
			.post('/api/v1/syncs/purchase-orders')
			.reply(() => {
				count += 1;
				return [500, {}];
			});
		const path = { ...start, syncPath: '/api/v1/syncs/{entity}' };
		expect(shown(await run(credentialsFor(host), 'sync', 'start', path)).message).toBe(
			'The sync may or may not have been started [item 0]',
		);
		expect(count).toBe(1);
	});

	it.each(['//evil.example/{entity}', 'https://evil.example', '/api/../{entity}'])(
		'are not started by %s',
		async (syncPath) => {
			const result = await run(credentialsFor(host), 'sync', 'start', { ...start, syncPath });
			expect(shown(result).message).toBe('The path cannot be used [item 0]');
		},
	);
});

describe('connections of an application', () => {
	it('are listed, with the client and the platforms', async () => {
		const credentials = await startApplication();
		const all = { returnAll: true };
		const connections = await run(credentials, 'connection', 'getAll', all);
		expect(jsonOf(connections.outputs[0]).map(({ status }) => status)).toEqual([
			'connected',
			'connected',
		]);
		const platforms = await run(credentials, 'platform', 'getAll', all);
		expect(jsonOf(platforms.outputs[0])).toContainEqual(
			expect.objectContaining({ key: 'sap', name: 'SAP S/4HANA' }),
		);
		const client = await run(credentials, 'client', 'get');
		expect(jsonOf(client.outputs[0])).toMatchObject([{ id: 'sandbox-client' }]);
	});

	it('are listed over several pages, the number sent from the second one on', async () => {
		const page = (number: number) => ({
			data: [{ key: `${number}` }],
			meta: { current_page: number, last_page: 2, per_page: 1, total: 2 },
		});
		nock(host).get('/api/system/connections').query({}).reply(200, page(1));
		nock(host).get('/api/system/connections').query({ page: '2' }).reply(200, page(2));
		const end = { ...page(3), data: [] };
		nock(host).get('/api/system/connections').query({ page: '3' }).reply(200, end);
		const credentials = applicationOf(host, { accessToken: 'given-token-1' });
		const { outputs } = await run(credentials, 'connection', 'getAll', { returnAll: true });
		expect(jsonOf(outputs[0])).toEqual([{ key: '1' }, { key: '2' }]);
	});

	it('are offered to choose from', async () => {
		const credentials = await startApplication();
		const search = { node: 'MakiniConnection', kind: 'listSearch', credentials } as const;
		const parameters = { resource: 'connection', operation: 'delete' };
		const found = await loadMethod({ ...search, parameters, name: 'searchConnection' });
		expect(found.results).toHaveLength(2);
		expect(found.results[0]?.name).toMatch(/ - sap - /);
		const creation = { resource: 'connection', operation: 'create' };
		const platforms = await loadMethod({
			...search,
			parameters: creation,
			name: 'searchPlatform',
			args: ['net'],
		});
		expect(platforms.results).toEqual([{ name: 'NetSuite', value: 'netsuite' }]);
	});

	it('are created, get metadata and tokens, and are deleted', async () => {
		const credentials = await startApplication();
		const created = await run(credentials, 'connection', 'create', {
			name: 'Plant 7',
			email: 'it@plant7.example',
			provider: { __rl: true, mode: 'id', value: 'maximo' },
			systemLogin: '{"login": "me", "password": "pass-of-plant-7"}',
		});
		expect(jsonOf(created.outputs[0])).toMatchObject([
			{ access_token: expect.any(String), refresh_token: expect.any(String) },
		]);
		const key = await firstKey(credentials);
		const set = await run(credentials, 'connection', 'setMetadata', {
			...chosen(key),
			metadata: { entries: [{ name: 'customer_no', value: '42' }] },
		});
		expect(jsonOf(set.outputs[0])).toMatchObject([{ key, user_metadata: '{"customer_no":"42"}' }]);
		const metadata = await run(credentials, 'connection', 'getMetadata', chosen(key));
		expect(jsonOf(metadata.outputs[0])).toMatchObject([{ key }]);
		const token = await run(credentials, 'connection', 'createToken', chosen(key));
		expect(jsonOf(token.outputs[0])).toEqual([{ token: expect.any(String), expires_in: 300 }]);
		const deleted = await run(credentials, 'connection', 'delete', chosen(key));
		expect(jsonOf(deleted.outputs[0])).toEqual([{ deleted: true }]);
		expect(shown(await run(credentials, 'connection', 'delete', chosen(key)))).toEqual({
			message: 'There is no such connection [item 0]',
			description: expect.stringMatching(
				/^Choose it from the list\. It may have been disconnected\. Makini says: There is no record \S+ in connections\. HTTP status: 404/,
			),
		});
	});

	it('refusals name the fields, and no secret of the system', async () => {
		const credentials = applicationOf(host, { accessToken: 'given-token-1' });
		const refusal = { message: 'Bad', errors: { credentials: ['pass-of-plant-7 is wrong.'] } };
		nock(host).post('/api/system/connections').reply(422, refusal);
		const result = await run(credentials, 'connection', 'create', {
			name: 'Plant 7',
			email: 'it@plant7.example',
			provider: { __rl: true, mode: 'id', value: 'sap' },
			systemLogin: '{"login": "me", "password": "pass-of-plant-7"}',
		});
		expect(shown(result).message).toBe(
			'Makini refused creating a connection: credentials: *** is wrong [item 0]',
		);
	});

	it('a lost answer to a creation is not sent again', async () => {
		const credentials = applicationOf(host, { accessToken: 'given-token-1' });
		let count = 0;
		nock(host)
			.persist()
			.post('/api/system/connections')
			.reply(() => {
				count += 1;
				return [200, {}];
			});
		const result = await run(credentials, 'connection', 'create', {
			name: 'Plant 7',
			email: 'it@plant7.example',
			provider: { __rl: true, mode: 'id', value: 'sap' },
		});
		expect(shown(result).message).toBe('The connection may or may not have been created [item 0]');
		expect(count).toBe(1);
	});
});

describe("the application's token", () => {
	it.each(['timestamp', 'text', 'seconds'] as const)(
		'is renewed when it has ended, whatever is said of its end (%s)',
		async (expiresIn) => {
			const credentials = await startApplication({ expiresIn });
			const { outputs } = await run(
				applicationOf(String(sandbox?.url), { accessToken: 'an-old-token' }),
				'connection',
				'getAll',
				{ returnAll: true },
			);
			expect(outputs[0]).toHaveLength(2);
			expect(credentials).toBeDefined();
		},
	);

	it('is fetched once for all items, and renewed once for all', async () => {
		let fetched = 0;
		let valid = '';
		nock(host)
			.persist()
			.post('/link/token', {
				grant_type: 'client_credentials',
				client_id: 'sandbox-client',
				client_secret: SECRET,
			})
			.reply(() => {
				fetched += 1;
				valid = `fetched-token-${fetched}`;
				return [200, { access_token: valid, expires_in: '1715674414' }];
			});
		const deleted: string[] = [];
		nock(host)
			.persist()
			.get('/api/system/client')
			.reply(function () {
				return [String(this.req.headers.authorization) === `Bearer ${valid}` ? 200 : 401, {}];
			});
		nock(host)
			.persist()
			.delete(/.*/)
			.reply(function (uri) {
				if (deleted.length === 2 && fetched === 1) valid = 'none';
				if (String(this.req.headers.authorization) !== `Bearer ${valid}`) return [401, {}];
				deleted.push(uri);
				return [200, {}];
			});
		const { outputs } = await run(
			applicationOf(host),
			'connection',
			'delete',
			{ connectionKey: { __rl: true, mode: 'id', value: '={{ $json.key }}' } },
			{ input: [1, 2, 3, 4, 5].map((key) => ({ key: `k${key}` })) },
		);
		expect(jsonOf(outputs[0])).toEqual(Array.from({ length: 5 }, () => ({ deleted: true })));
		expect(deleted).toHaveLength(5);
		expect(fetched).toBe(2);
	});

	it.each([400, 401, 403])('refused by status %i', async (status) => {
		nock(host).persist().post('/link/token').reply(status, { error: 'invalid_client', SECRET });
		expect(shown(await run(applicationOf(host), 'client', 'get'))).toEqual({
			message: 'Makini did not accept the client ID and the client secret [item 0]',
			description:
				'Check client ID, client secret and token URL in the Makini credential. They are those of your application, not the token of a connection. HTTP status: 401',
		});
	});

	it.each([
		['an outage', 503, {}],
		['a web page', 200, '<html></html>'],
		['no token', 200, {}],
	])('not given because of %s', async (_what, status, body) => {
		nock(host).persist().post('/link/token').reply(status, body);
		holdTime();
		const result = await passUntil(run(applicationOf(host), 'client', 'get'), 5_000);
		expect(shown(result)).toEqual({
			message: 'The token URL of the Makini credential gives no token [item 0]',
			description:
				'Check the token URL in the Makini credential, and that this n8n may reach that host.',
		});
	});

	it('that is never accepted is not renewed for ever', async () => {
		let fetched = 0;
		nock(host)
			.persist()
			.post('/link/token')
			.reply(() => {
				fetched += 1;
				return [200, { access_token: `never-good-${fetched}` }];
			});
		nock(host)
			.persist()
			.get('/api/system/client')
			.reply(function () {
				return [401, { message: `Not ${String(this.req.headers.authorization)}` }];
			});
		const result = await run(applicationOf(host), 'client', 'get');
		expect(shown(result).message).toBe(
			'Makini did not accept the client ID and the client secret [item 0]',
		);
		expect(fetched).toBe(2);
		expect(everythingIn(result.error)).not.toContain('never-good');
	});

	it('that was renewed stands in no error', async () => {
		nock(host).post('/link/token').reply(200, { access_token: 'renewed-token-77' });
		nock(host).get('/api/system/client').reply(422, { message: 'Not with renewed-token-77' });
		const result = await run(applicationOf(host), 'client', 'get');
		expect(shown(result).message).toBe('Makini refused reading the client: Not with *** [item 0]');
		expect(everythingIn(result.error)).not.toContain('renewed-token-77');
	});

	it.each([
		[
			{ clientSecret: '' },
			'The Makini credential has no client ID or no client secret',
			"Copy both from your application's page in Makini into the credential.",
		],
		[
			{ tokenUrl: 'makini' },
			'The token URL in the Makini credential is not a web address',
			'It looks like https://api.makini.io/link/token.',
		],
		[
			{ baseUrl: 'makini' },
			'The base URL in the Makini credential is not a web address',
			'It looks like https://api.makini.io, without user name, question mark or path of an entity.',
		],
	])('is not asked for with %j', async (values, message, description) => {
		const result = await run(applicationOf(host, values), 'client', 'get');
		expect(shown(result)).toEqual({ message, description });
	});

	it('of another application, which the credential named before, is not sent', async () => {
		const sent: string[] = [];
		nock(host).persist().post('/link/token').reply(200, { access_token: 'token-of-this-one' });
		nock(host)
			.persist()
			.get('/api/system/client')
			.reply(function () {
				const { authorization = 'nothing' } = this.req.headers;
				sent.push(String(authorization));
				return [authorization === 'nothing' ? 401 : 200, { data: { id: 'this one' } }];
			});
		const changed = { accessToken: 'token-of-the-other', tokenOwner: 'the other' };
		const { outputs } = await run(applicationOf(host, changed), 'client', 'get');
		expect(jsonOf(outputs[0])).toEqual([{ id: 'this one' }]);
		expect(new Set(sent)).toEqual(new Set(['nothing', 'Bearer token-of-this-one']));
	});

	it('is what the test of the credential asks for', async () => {
		const { makiniClientCredentialsApi: values = {} } = await startApplication();
		const test = async (more = {}) =>
			await testCredential({ ...values, ...more }, 'makiniClientCredentialsApi');
		expect(await test()).toEqual({ status: 'OK', message: 'Connection successful' });
		expect(await test({ clientSecret: 'wrong' })).toEqual({
			status: 'Error',
			message: expect.stringMatching(
				/^Makini did not accept the client ID and the client secret\. /,
			),
		});
	});
});
