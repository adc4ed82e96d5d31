import { deepEqual, equal, match } from 'node:assert/strict';
import { storeCredential, type CredentialInput } from '../../scripts/host/workflows';
import { purchaseOrderSync } from '../../sandbox/scenarios';
import { startSandbox, type RunningSandbox } from '../../sandbox/server';
import type { EndToEnd, Suite } from './suite';

interface TestResult {
	status: 'OK' | 'Error';
	message: string;
}

let sandbox: RunningSandbox;

/** What n8n shows below the credential when it is saved with these values. */
async function testCredential({ n8n }: EndToEnd, changes: Record<string, string>) {
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

/** The credential's test, which tells the usual mistakes apart. */
export const credentialSuite: Suite = {
	name: 'credential',
	async before() {
		sandbox = await startSandbox({ connections: purchaseOrderSync() });
	},
	tests: [
		{
			name: 'a good token',
			async run(context) {
				const result = await testCredential(context, {});
				deepEqual(result, { status: 'OK', message: 'Connection successful!' });
			},
		},
		{
			name: 'a good token in the other API style',
			async run(context) {
				equal((await testCredential(context, { apiStyle: 'v1' })).status, 'OK');
			},
		},
		{
			name: 'a wrong token',
			async run(context) {
				const { status, message } = await testCredential(context, { apiToken: 'wrong' });
				equal(status, 'Error');
				match(message, /token/i);
			},
		},
		{
			name: 'a connection that needs reauthorization',
			async run(context) {
				sandbox.connection('a').setState('fail');
				const { status, message } = await testCredential(context, {});
				sandbox.connection('a').setState('done');
				equal(status, 'Error');
				match(message, /reconnect|authoriz/i);
			},
		},
		{
			name: 'a host that cannot be reached',
			async run(context) {
				const { status, message } = await testCredential(context, {
					baseUrl: 'http://127.0.0.1:9',
				});
				equal(status, 'Error');
				match(message, /reach|connect/i);
			},
		},
	],
	async after() {
		await sandbox.stop();
	},
};
