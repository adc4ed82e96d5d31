import path from 'node:path';
import { projectRoot } from './paths';
import type { N8nClient } from './rest';
import { readWorkflow, storeCredential, storeWorkflow, type CredentialInput } from './workflows';

/** The stored examples, by the ID that n8n gave them. */
export interface Demo {
	sync: string;
	report: string;
}

const examples = path.join(projectRoot, 'examples');

function credential(name: string, token: string, baseUrl: string): CredentialInput {
	return {
		name,
		type: 'makiniApi',
		data: {
			apiToken: token,
			baseUrl,
			systemType: 'erp',
			apiStyle: 'module',
			webhookSecret: '',
		},
	};
}

/** Stores the credentials of the sandbox's two connections and the example workflows that use them. */
export async function storeDemo(client: N8nClient, sandboxUrl: string): Promise<Demo> {
	await storeCredential(client, credential('Makini A', 'demo-token-a', sandboxUrl));
	await storeCredential(client, credential('Makini B', 'demo-token-b', sandboxUrl));
	const store = async (file: string) =>
		await storeWorkflow(client, await readWorkflow(path.join(examples, file)));
	return {
		sync: await store('purchase-order-sync.json'),
		report: await store('purchase-order-report.json'),
	};
}
