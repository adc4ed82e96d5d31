import { deepEqual, equal } from 'node:assert/strict';
import { connectionCredential } from '../../scripts/host/demo';
import type { Execution } from '../../scripts/host/executions';
import { storeCredential, type WorkflowFile } from '../../scripts/host/workflows';
import {
	startSandbox,
	type ConnectionControl,
	type RunningSandbox,
} from '../../sandbox/server/server';
import { ActiveWorkflow, until } from './active/workflow';
import type { EndToEnd, EndToEndTest, Suite } from './suite';

const CREDENTIAL = 'Makini Plant';
const FIRST_TOKEN = 'token-before-the-change';
const SECOND_TOKEN = 'token-after-the-change';

/** What n8n shows of the failed node, apart from the request's ID and the link at the end. */
const NEEDS_REAUTHORIZATION = {
	message: 'This connection needs to be reauthorized [item 0]',
	description:
		'The connected system no longer accepts the login that Makini holds for it, usually because a password or permission was changed. Reconnect the system in Makini, then put the new token into the Makini credential. Makini says: The connected system rejected its credentials. Reauthorize the connection. HTTP status: 401, Makini code: AUTHENTICATION_FAILED, Request ID: *',
};
const TOKEN_REFUSED = {
	message: 'Makini did not accept the API token [item 0]',
	description:
		'Check the API token in the Makini credential. A token ends when its connection is disconnected, and is replaced when it is connected anew: copy the current one from Makini. Makini says: The token is missing or not valid. HTTP status: 401, Makini code: AUTHENTICATION_FAILED, Request ID: *',
};

let sandbox: RunningSandbox;
let connection: ConnectionControl;
let byWebhook: ActiveWorkflow;
let byPolling: ActiveWorkflow;

const test = (name: string, run: EndToEndTest['run']): EndToEndTest => ({ name, run });

const credentials = { makiniApi: { id: null, name: CREDENTIAL } };

/** A workflow of which the trigger starts one Makini node. */
function workflowOf(name: string, trigger: WorkflowFile['nodes'][number]): WorkflowFile {
	return {
		name,
		nodes: [
			{ ...trigger, id: 'trigger', typeVersion: 1, position: [0, 0], credentials },
			{
				id: 'orders',
				name: 'Orders',
				type: 'n8n-nodes-makini.makiniPurchaseOrder',
				typeVersion: 1,
				position: [220, 0],
				parameters: { resource: 'purchaseOrder', operation: 'getAll', limit: 2 },
				credentials,
			},
		],
		connections: { [trigger.name]: { main: [[{ node: 'Orders', type: 'main', index: 0 }]] } },
	};
}

const webhookTrigger: WorkflowFile['nodes'][number] = {
	name: 'Makini Trigger',
	type: 'n8n-nodes-makini.makiniTrigger',
	webhookId: 'makini-reauthorization',
	parameters: {
		events: ['connectionReauthorization', 'connectionOnline', 'recordUpdated'],
		options: { binaryData: true },
	},
};

const pollingTrigger: WorkflowFile['nodes'][number] = {
	name: 'Makini Polling Trigger',
	type: 'n8n-nodes-makini.makiniPollingTrigger',
	parameters: {
		pollTimes: { item: [{ mode: 'everyMinute' }] },
		source: 'connection',
		connectionEvents: ['connectionReauthorization', 'syncCompleted'],
	},
};

const storeToken = async ({ n8n }: EndToEnd, token: string): Promise<string> =>
	await storeCredential(n8n.client, connectionCredential(CREDENTIAL, token, sandbox.url));

/** What the trigger said of the last execution, and what became of it. */
function told(executions: readonly Execution[], trigger: string) {
	const execution = executions.at(-1);
	return {
		event: execution?.items(trigger)[0]?.json.event,
		status: execution?.status,
		orders: execution?.items('Orders').length,
	};
}

function failedWith(executions: readonly Execution[], expected: typeof TOKEN_REFUSED): void {
	const { message, description } = executions.at(-1)?.failure('Orders') ?? {};
	const told = description?.replace(/(?<=Request ID: )[\da-f-]{36} <a .*<\/a>$/, '*');
	deepEqual({ message, description: told }, expected);
}

/** From credentials that a system no longer accepts to a workflow that works again. */
export const reauthorizationSuite: Suite = {
	name: 'reauthorization',
	async before(context) {
		sandbox = await startSandbox({
			connections: [
				{ name: 'plant', token: FIRST_TOKEN, systemType: 'erp', apiStyle: 'module', orders: 20 },
			],
		});
		connection = sandbox.connection('plant');
		await storeToken(context, FIRST_TOKEN);
		const { client } = context.n8n;
		byWebhook = await ActiveWorkflow.start(client, workflowOf('By webhook', webhookTrigger));
		byWebhook.listenTo(connection);
		byPolling = await ActiveWorkflow.start(client, workflowOf('By polling', pollingTrigger));
	},
	tests: [
		test('the workflow works', async () => {
			connection.fire({ type: 'purchase_order.updated' });
			const executions = await byWebhook.settled(1);
			deepEqual(told(executions, 'Makini Trigger'), {
				event: 'recordUpdated',
				status: 'success',
				orders: 2,
			});
		}),
		test('the system refuses its login: a signed webhook starts the workflow, whose call says why it fails', async () => {
			connection.reauthorize();
			const executions = await byWebhook.settled(2);
			deepEqual(told(executions, 'Makini Trigger'), {
				event: 'connectionReauthorization',
				status: 'error',
				orders: 0,
			});
			failedWith(executions, NEEDS_REAUTHORIZATION);
		}),
		test('the polling trigger reports it as well, once', async () => {
			await byPolling.pollNow();
			const executions = await byPolling.settled(1);
			deepEqual(told(executions, 'Makini Polling Trigger'), {
				event: 'connectionReauthorization',
				status: 'error',
				orders: 0,
			});
			failedWith(executions, NEEDS_REAUTHORIZATION);
			await byPolling.pollNow();
			equal((await byPolling.settled(1)).length, 1);
		}),
		test('the customer reconnects: with the old token the workflow asks for the new one', async () => {
			equal(connection.reconnect(SECOND_TOKEN), SECOND_TOKEN);
			const executions = await byWebhook.settled(3);
			deepEqual(told(executions, 'Makini Trigger'), {
				event: 'connectionOnline',
				status: 'error',
				orders: 0,
			});
			failedWith(executions, TOKEN_REFUSED);
		}),
		test('with the new token in the credential the same workflow goes on', async (context) => {
			await storeToken(context, SECOND_TOKEN);
			connection.fire({ type: 'purchase_order.updated' });
			const executions = await byWebhook.settled(4);
			deepEqual(told(executions, 'Makini Trigger'), {
				event: 'recordUpdated',
				status: 'success',
				orders: 2,
			});
			deepEqual(
				connection.deliveries().map(({ state, attempts }) => [state, attempts.length]),
				Array.from({ length: 4 }, () => ['delivered', 1]),
			);
		}),
		test('the polling trigger goes on too', async () => {
			const before = (await byPolling.executions()).length;
			await connection.sync();
			await byPolling.pollNow();
			await until('one more execution', async () => {
				return (await byPolling.executions()).length > before;
			});
			deepEqual(told(await byPolling.executions(), 'Makini Polling Trigger'), {
				event: 'syncCompleted',
				status: 'success',
				orders: 2,
			});
		}),
	],
	async after() {
		await byWebhook.stop();
		await byPolling.stop();
		await sandbox.stop();
	},
};
