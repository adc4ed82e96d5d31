import type { Page } from 'playwright-core';
import type { N8nClient } from '../../scripts/host/rest';
import { storeCredential, storeWorkflow, type WorkflowFile } from '../../scripts/host/workflows';
import { startSandbox, type OAuthOptions, type RunningSandbox } from '../../sandbox/server/server';
import type { ConnectionOptions } from '../../sandbox/options';

/** The application that the sandbox knows unless told otherwise. */
export const application = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };

/** Records of the connection: two pages, so that an execution makes several requests. */
export const orderCount = 40;

/** A sandbox with one connection, which gives its tokens by consent. */
export const startAuthorizationServer = async (
	oauth: OAuthOptions = {},
	more: Partial<ConnectionOptions> = {},
): Promise<RunningSandbox> =>
	await startSandbox({
		connections: [
			{
				name: 'plant',
				token: 'token-of-the-plant',
				systemType: 'erp',
				apiStyle: 'module',
				orders: orderCount,
				vendors: 5,
				...more,
			},
		],
		oauth,
	});

/** Stores a credential that nobody has connected yet; returns its ID. */
export const storeConsentCredential = async (
	client: N8nClient,
	name: string,
	url: string,
): Promise<string> =>
	await storeCredential(client, {
		name,
		type: 'makiniOAuth2Api',
		data: {
			...application,
			grantType: 'authorizationCode',
			authUrl: `${url}/oauth/authorize`,
			accessTokenUrl: `${url}/link/token`,
			scope: '',
			authQueryParameters: '',
			authentication: 'body',
			baseUrl: url,
			systemType: 'erp',
			apiStyle: 'module',
		},
	});

/** Goes the way of the Connect button, with a customer who agrees without being asked. */
export async function connectAtOnce(client: N8nClient, page: Page, id: string): Promise<void> {
	const address = new URL(await client.request<string>('GET', `/oauth2-credential/auth?id=${id}`));
	address.searchParams.set('auto_approve', '1');
	await page.goto(address.toString());
	await page.getByText('Connection successful').waitFor();
}

const trigger = {
	id: '00000000-0000-4000-8000-000000000001',
	name: 'Run by Hand',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** Stores a workflow of one Makini node behind a manual trigger; returns its ID. */
export async function storeOneNode(
	client: N8nClient,
	name: string,
	node: { type: string; parameters: Record<string, unknown>; credential: [string, string] },
): Promise<string> {
	const [credentialType, credentialName] = node.credential;
	const workflow: WorkflowFile = {
		name,
		nodes: [
			trigger,
			{
				id: '00000000-0000-4000-8000-000000000002',
				name: 'Makini',
				type: `n8n-nodes-makini.${node.type}`,
				typeVersion: 1,
				position: [220, 0],
				parameters: node.parameters,
				credentials: { [credentialType]: { id: null, name: credentialName } },
			} as WorkflowFile['nodes'][number],
		],
		connections: { [trigger.name]: { main: [[{ node: 'Makini', type: 'main', index: 0 }]] } },
	};
	return await storeWorkflow(client, workflow);
}

/** A workflow that reads all orders with a credential of access by consent. */
export const storeReading = async (client: N8nClient, credential: string): Promise<string> =>
	await storeOneNode(client, `Orders with ${credential}`, {
		type: 'makiniPurchaseOrder',
		parameters: {
			authentication: 'oAuth2',
			resource: 'purchaseOrder',
			operation: 'getAll',
			returnAll: true,
			options: { pageSize: 20 },
		},
		credential: ['makiniOAuth2Api', credential],
	});

/** What the authorization server and the API saw. */
export interface Seen {
	/** Requests for tokens that were granted. */
	granted: number;
	/** Requests for tokens that were refused. */
	refused: number;
	/** API requests whose token was not accepted, whether it had expired or been replaced. */
	unauthorized: number;
}

/** The figures in words. */
export const said = ({ granted, refused, unauthorized }: Seen): string =>
	`tokens granted ${granted}, refused ${refused}; requests answered with 401: ${unauthorized}`;

function totals(sandbox: RunningSandbox): Seen {
	const tokens = sandbox.systemLog().filter(({ path }) => path === '/link/token');
	const logs = [
		...Object.values(sandbox.connections).flatMap((connection) => connection.log()),
		...sandbox.strangers(),
		...sandbox.systemLog().filter(({ path }) => path.startsWith('/api/')),
	];
	return {
		granted: tokens.filter(({ status }) => status === 200).length,
		refused: tokens.filter(({ status }) => status !== 200).length,
		unauthorized: logs.filter(({ status }) => status === 401).length,
	};
}

/** Counts from now on. */
export function watch(sandbox: RunningSandbox): () => Seen {
	const before = totals(sandbox);
	return () => {
		const now = totals(sandbox);
		return {
			granted: now.granted - before.granted,
			refused: now.refused - before.refused,
			unauthorized: now.unauthorized - before.unauthorized,
		};
	};
}
