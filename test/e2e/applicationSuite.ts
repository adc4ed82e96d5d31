import { deepEqual, equal } from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runWorkflow } from '../../scripts/host/executions';
import type { N8nClient } from '../../scripts/host/rest';
import { storeCredential } from '../../scripts/host/workflows';
import type { RunningSandbox } from '../../sandbox/server/server';
import { application, said, startAuthorizationServer, storeOneNode, watch } from './oauth';
import type { EndToEndTest, Suite } from './suite';

const type = 'makiniClientCredentialsApi';
const name = 'Makini Application';
const atOnce = 6;

let sandbox: RunningSandbox;
let webSite: Server;
let credential: string;
let workflow: string;

type Changes = Record<string, string>;

const dataOf = (changes: Changes = {}) => ({
	...application,
	baseUrl: sandbox.url,
	tokenUrl: `${sandbox.url}/link/token`,
	...changes,
});

/** Changes the credential as the editor does, which sends back what it does not show as it got it. */
async function change(client: N8nClient, changes: Changes): Promise<void> {
	const { data } = await client.request<{ data: Changes }>(
		'GET',
		`/credentials/${credential}?includeData=true`,
	);
	await client.request('PATCH', `/credentials/${credential}`, {
		name,
		type,
		data: { ...data, ...changes },
	});
}

const siteUrl = (): string => `http://127.0.0.1:${(webSite.address() as AddressInfo).port}`;

const addressHint = 'It usually is https://api.makini.io';

function tested(what: string, changes: () => Changes, message: string): EndToEndTest {
	return {
		name: `the test of the credential: ${what}`,
		async run({ n8n }) {
			const credentials = { id: credential, name, type, data: dataOf(changes()) };
			const result = await n8n.client.request('POST', '/credentials/test', { credentials });
			const status = message === 'Connection successful' ? 'OK' : 'Error';
			deepEqual(result, { status, message });
		},
	};
}

async function connectionsFound(client: N8nClient): Promise<void> {
	const execution = await runWorkflow(client, workflow);
	equal(execution.status, 'success', execution.error);
	deepEqual(
		execution.items('Makini').map(({ json }) => json.integration_name),
		['sap'],
	);
}

/** An application that looks after its connections with a token of its own. */
export const applicationSuite: Suite = {
	name: 'application',
	async before({ n8n }) {
		sandbox = await startAuthorizationServer();
		webSite = createServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/html' });
			response.end('<!doctype html><title>Intranet</title>');
		});
		await new Promise<void>((resolve) => webSite.listen(0, '127.0.0.1', resolve));
		credential = await storeCredential(n8n.client, { name, type, data: dataOf() });
		workflow = await storeOneNode(n8n.client, 'Connections of the application', {
			type: 'makiniConnection',
			parameters: { resource: 'connection', operation: 'getAll', returnAll: true },
			credential: [type, name],
		});
	},
	tests: [
		tested('good values', () => ({}), 'Connection successful'),
		tested(
			'a wrong secret',
			() => ({ clientSecret: 'wrong' }),
			'Makini did not accept the client ID and the client secret. Check client ID, client secret and token URL in the Makini credential. They are those of your application, not the token of a connection.',
		),
		tested(
			'no client ID',
			() => ({ clientId: '' }),
			"The Makini credential has no client ID or no client secret. Copy both from your application's page in Makini into the credential.",
		),
		tested(
			'a token URL that refuses connections',
			() => ({ tokenUrl: 'http://127.0.0.1:9/link/token' }),
			'The host of the token URL refuses connections. Check the token URL in the Makini credential, and that this n8n may reach that host.',
		),
		tested(
			'a token URL that is a web site',
			() => ({ tokenUrl: siteUrl() }),
			`The token URL answered with a web page instead of data. Check the token URL. ${addressHint}/link/token.`,
		),
		tested(
			'a base URL that is a web site',
			() => ({ baseUrl: siteUrl() }),
			`The base URL answered with a web page instead of data. Check the base URL. ${addressHint}.`,
		),
		{
			name: 'the connections are listed, with a token that is fetched once and kept',
			async run({ n8n }) {
				const seen = watch(sandbox);
				await connectionsFound(n8n.client);
				await connectionsFound(n8n.client);
				deepEqual(seen(), { granted: 1, refused: 0, unauthorized: 0 });
			},
		},
		{
			name: 'a token that has ended is renewed, and kept',
			async run({ n8n }, tell) {
				sandbox.expireApplicationTokens();
				const first = watch(sandbox);
				await connectionsFound(n8n.client);
				equal(first().granted, 1);
				equal(first().refused, 0);
				tell(said(first()));
				const second = watch(sandbox);
				await connectionsFound(n8n.client);
				deepEqual(second(), { granted: 0, refused: 0, unauthorized: 0 });
			},
		},
		{
			name: `${atOnce} executions at once with a token that has ended all succeed`,
			async run({ n8n }, tell) {
				sandbox.expireApplicationTokens();
				const seen = watch(sandbox);
				const runs = Array.from({ length: atOnce }, () => connectionsFound(n8n.client));
				await Promise.all(runs);
				tell(said(seen()));
			},
		},
		{
			name: 'a token is not used any more once the credential names another application',
			async run({ n8n }) {
				await change(n8n.client, { clientSecret: 'of another application' });
				const execution = await runWorkflow(n8n.client, workflow);
				equal(
					execution.failure('Makini')?.message,
					'Makini did not accept the client ID and the client secret [item 0]',
				);
				await change(n8n.client, { clientSecret: application.clientSecret });
				await connectionsFound(n8n.client);
			},
		},
	],
	async after() {
		webSite.close();
		await sandbox.stop();
	},
};
