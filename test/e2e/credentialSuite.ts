import { deepEqual, equal, match } from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { storeCredential, type CredentialInput } from '../../scripts/host/workflows';
import { purchaseOrderSync } from '../../sandbox/scenarios';
import { startSandbox, type RunningSandbox } from '../../sandbox/server/server';
import type { EndToEnd, EndToEndTest, Suite } from './suite';

interface TestResult {
	status: 'OK' | 'Error';
	message: string;
}

type Changes = Record<string, string>;

const versionOneToken = 'token-of-version-1';
const success: TestResult = { status: 'OK', message: 'Connection successful' };

let sandbox: RunningSandbox;
let webSite: Server;

/** What n8n shows below the credential when it is saved with these values. */
async function testCredential({ n8n }: EndToEnd, changes: Changes): Promise<TestResult> {
	const input: CredentialInput = {
		name: 'Makini under test',
		type: 'makiniApi',
		data: {
			apiToken: 'demo-token-a',
			baseUrl: sandbox.url,
			systemType: 'erp',
			apiStyle: 'module',
			webhookSecret: '',
			...changes,
		},
	};
	const id = await storeCredential(n8n.client, input);
	const body = { credentials: { id, ...input } };
	return await n8n.client.request<TestResult>('POST', '/credentials/test', body);
}

function accepted(name: string, changes: Changes): EndToEndTest {
	return {
		name,
		async run(context) {
			deepEqual(await testCredential(context, changes), success);
		},
	};
}

function refused(name: string, changes: () => Changes, expected: string | RegExp): EndToEndTest {
	return {
		name,
		async run(context) {
			const { status, message } = await testCredential(context, changes());
			if (typeof expected === 'string') equal(message, expected);
			else match(message, expected);
			equal(status, 'Error');
		},
	};
}

async function startWebSite(): Promise<Server> {
	const server = createServer((_request, response) => {
		response.writeHead(200, { 'content-type': 'text/html' });
		response.end('<!doctype html><title>Intranet</title><h1>Welcome</h1>');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return server;
}

const reachHint =
	'Check the base URL in the Makini credential, and that this n8n may reach that host.';
const addressHint = 'Check base URL and API style. The base URL usually is https://api.makini.io.';

/** The credential's test, which tells the usual mistakes apart. */
export const credentialSuite: Suite = {
	name: 'credential',
	async before() {
		const [a, b] = purchaseOrderSync();
		if (!a || !b) throw new Error('The scenario has two connections');
		const connections = [a, { ...b, token: versionOneToken, apiStyle: 'v1' as const }];
		sandbox = await startSandbox({ connections });
		webSite = await startWebSite();
	},
	tests: [
		accepted('a good token', {}),
		accepted('a good token in the other API style', {
			apiToken: versionOneToken,
			apiStyle: 'v1',
		}),
		refused(
			'the wrong API style',
			() => ({ apiStyle: 'v1' }),
			`The base URL is not the address of a Makini API of this style. ${addressHint}`,
		),
		refused(
			'a wrong token',
			() => ({ apiToken: 'wrong' }),
			'Makini did not accept the API token. Check the API token in the Makini credential. A token ends when its connection is disconnected, and is replaced when it is connected anew: copy the current one from Makini.',
		),
		refused(
			'no token',
			() => ({ apiToken: '' }),
			"The Makini credential has no API token. Copy the connection's API token from Makini into the credential.",
		),
		refused(
			'a connection that needs reauthorization',
			() => {
				sandbox.connection('a').setState('fail');
				return {};
			},
			'This connection needs to be reauthorized. The connected system no longer accepts the login that Makini holds for it, usually because a password or permission was changed. Reconnect the system in Makini, then put the new token into the Makini credential.',
		),
		refused(
			'a host that refuses connections',
			() => ({ baseUrl: 'http://127.0.0.1:9' }),
			`The host of the base URL refuses connections. ${reachHint}`,
		),
		// Without a network, a name cannot even be looked up.
		refused(
			'a host that does not exist',
			() => ({ baseUrl: 'https://makini.invalid' }),
			/^The host (name of the base URL (is not known|could not be looked up)|of the base URL does not answer in time)\. /,
		),
		refused(
			'a host that is not Makini',
			() => ({ baseUrl: `http://127.0.0.1:${(webSite.address() as AddressInfo).port}` }),
			`The base URL answered with a web page instead of data. ${addressHint}`,
		),
	],
	async after() {
		webSite.close();
		await sandbox.stop();
	},
};
