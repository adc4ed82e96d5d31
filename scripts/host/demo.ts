import path from 'node:path';
import { withSetting } from './adaptation';
import { withTables } from './dataTables';
import { betweenUnlike } from './unlike';
import type { ValuePair } from '../../sandbox/meaning';
import { projectRoot } from './paths';
import type { N8nClient } from './rest';
import {
	readWorkflow,
	storeCredential,
	storeWorkflow,
	type CredentialInput,
	type WorkflowFile,
} from './workflows';

/** The example workflows by a short name: their files in the folder of examples. */
export const demoExamples = {
	sync: 'purchase-order-sync',
	twoWay: 'two-way-sync',
	preview: 'preview-then-write',
	report: 'purchase-order-report',
	changes: 'purchase-order-changes',
	afterSync: 'sync-finished-then-read',
	alert: 'reauthorization-alert',
	approval: 'purchase-order-approval',
	threeWayMatch: 'three-way-match',
	migration: 'http-request-migration',
	bulkLoad: 'bulk-load-in-parallel',
	bulkLoadPart: 'bulk-load-part',
} as const;

/** The stored examples, by the ID that n8n gave them. */
export type Demo = Record<keyof typeof demoExamples, string>;

/** What the sandbox signs its webhooks with. */
export const demoSecret = 'demo-webhook-secret';

/** The application that the sandbox knows unless told otherwise. */
const application = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };

const examples = path.join(projectRoot, 'examples');

/** Reads an example by its file's name, such as "purchase-order-sync". */
export const readExample = async (name: string): Promise<WorkflowFile> =>
	await readWorkflow(path.join(examples, `${name}.json`));

/** The address at which n8n takes the webhooks of a workflow's Makini Trigger while the workflow is active. */
export function webhookAddress(n8nUrl: string, { name, nodes }: WorkflowFile): string {
	const trigger = nodes.find(({ type }) => type === 'n8n-nodes-makini.makiniTrigger');
	if (!trigger?.webhookId) throw new Error(`${name} has no Makini Trigger`);
	return `${n8nUrl}/webhook/${trigger.webhookId}/webhook`;
}

/** The address at which n8n takes parts of a bulk load while the example `bulk-load-part` is active. */
export const partAddress = (n8nUrl: string): string => `${n8nUrl}/webhook/makini-bulk-load-part`;

/** The credential of one of the sandbox's connections, "Makini A" for example. */
export const connectionCredential = (
	name: string,
	token: string,
	baseUrl: string,
): CredentialInput => ({
	name,
	type: 'makiniApi',
	data: {
		apiToken: token,
		baseUrl,
		systemType: 'erp',
		apiStyle: 'module',
		webhookSecret: demoSecret,
	},
});

/**
 * Stores the credentials that the examples name: two connections of the sandbox, also for HTTP
 * Request, its application, and the key of the webhook that takes parts of a bulk load.
 */
export async function storeDemoCredentials(client: N8nClient, sandboxUrl: string): Promise<void> {
	for (const [name, token] of [
		['Makini A', 'demo-token-a'],
		['Makini B', 'demo-token-b'],
	] as const) {
		await storeCredential(client, connectionCredential(name, token, sandboxUrl));
		await storeCredential(client, {
			name: `${name} (Bearer)`,
			type: 'httpBearerAuth',
			data: { token },
		});
	}
	await storeCredential(client, {
		name: 'Parts of a Bulk Load',
		type: 'httpHeaderAuth',
		data: { name: 'X-Bulk-Load-Key', value: 'demo-bulk-load-key' },
	});
	await storeCredential(client, {
		name: 'Makini Application',
		type: 'makiniClientCredentialsApi',
		data: { ...application, baseUrl: sandboxUrl, tokenUrl: `${sandboxUrl}/link/token` },
	});
}

/**
 * Stores the credentials and the example workflows that use them.
 * @param values where both connections are of different makes: codes of A and what they are called in B.
 */
export async function storeDemo(
	client: N8nClient,
	sandboxUrl: string,
	values?: readonly ValuePair[],
): Promise<Demo> {
	await storeDemoCredentials(client, sandboxUrl);
	const stored: Array<[string, string]> = [];
	const adapted = (name: string, file: WorkflowFile): WorkflowFile => {
		const example = values ? betweenUnlike(file, values) : file;
		if (name === 'migration') return withSetting(example, 'baseUrl', sandboxUrl);
		if (name === 'bulkLoad') return withSetting(example, 'partAddress', partAddress(client.url));
		return example;
	};
	for (const [name, file] of Object.entries(demoExamples)) {
		const example = await withTables(client, await readExample(file));
		stored.push([name, await storeWorkflow(client, adapted(name, example))]);
	}
	return Object.fromEntries(stored) as Demo;
}

/** Where the sandbox sends the events of connection A for the examples that wait for them. */
export async function demoWebhooks(n8nUrl: string): Promise<string[]> {
	const names = ['purchase-order-changes', 'sync-finished-then-read', 'reauthorization-alert'];
	const workflows = await Promise.all(names.map(readExample));
	return workflows.map((workflow) => webhookAddress(n8nUrl, workflow));
}
