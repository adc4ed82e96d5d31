import { deepEqual, equal } from 'node:assert/strict';
import type { Execution } from '../../scripts/host/executions';
import { runWorkflow } from '../../scripts/host/executions';
import {
	storeCredential,
	type WorkflowFile,
	type WorkflowNode,
} from '../../scripts/host/workflows';
import {
	startSandbox,
	type ConnectionControl,
	type RunningSandbox,
} from '../../sandbox/server/server';
import { ActiveWorkflow } from './active/workflow';
import type { EndToEnd, Suite } from './suite';

const ENTITY = 'purchase-orders';
const CHANGES = 'Changed Orders';
const WORK = 'Work';
const DONE = 'Mark as Done';
const PATH = 'changed-since-last-run';

let sandbox: RunningSandbox;
let makini: ConnectionControl;
let workflow: ActiveWorkflow;

const node = (name: string, place: number, more: Omit<WorkflowNode, 'name'>): WorkflowNode => ({
	id: String(place),
	name,
	typeVersion: 1,
	position: [place * 200, 0],
	...more,
});

const makiniNode = (
	name: string,
	place: number,
	[type, credential]: readonly [string, string],
	parameters: Record<string, unknown>,
): WorkflowNode => ({
	...node(name, place, { type: `n8n-nodes-makini.${type}`, parameters }),
	credentials: { makiniApi: { id: null, name: credential } },
});

const to = (next: string) => ({ main: [[{ node: next, type: 'main', index: 0 }]] });

/** Started by a webhook when it is active, and by hand otherwise. The work can be made to fail. */
const file: WorkflowFile = {
	name: 'Changed since the last run',
	nodes: [
		node('By Hand', 0, { type: 'n8n-nodes-base.manualTrigger', parameters: {} }),
		{
			...node('Start', 1, { type: 'n8n-nodes-base.webhook', parameters: { path: PATH } }),
			typeVersion: 2,
			webhookId: PATH,
		},
		makiniNode(CHANGES, 2, ['makiniPurchaseOrder', 'Makini changed'], {
			resource: 'purchaseOrder',
			operation: 'getAll',
			returnAll: true,
			onlyChanged: true,
		}),
		{
			...makiniNode(WORK, 3, ['makiniConnection', 'Makini at work'], {
				resource: 'current',
				operation: 'get',
			}),
			executeOnce: true,
		} as WorkflowNode,
		makiniNode(DONE, 4, ['makiniConnection', 'Makini changed'], {
			resource: 'change',
			operation: 'markDone',
		}),
	],
	connections: {
		'By Hand': to(CHANGES),
		Start: to(CHANGES),
		[CHANGES]: to(WORK),
		[WORK]: to(DONE),
	},
	settings: { executionOrder: 'v1' },
};

const keysOf = (execution: Execution): string[] =>
	execution
		.items(CHANGES)
		.map(({ json }) => String(json.key))
		.sort();

let ran = 0;

/** Lets the active workflow run once, and waits for its end. */
async function run({ n8n }: EndToEnd): Promise<Execution> {
	const response = await fetch(`${n8n.client.url}/webhook/${PATH}`);
	equal(response.status, 200);
	ran += 1;
	const execution = (await workflow.settled(ran)).at(-1);
	if (!execution) throw new Error('There is no execution');
	return execution;
}

function change(update: number): string[] {
	const { updated } = makini.change({ entity: ENTITY, update });
	return updated.map(({ key }) => key).sort();
}

const failWork = (isFailing: boolean): void =>
	sandbox.connection('b').setFaults(isFailing ? [{ effect: { kind: 'status', status: 403 } }] : []);

/** Get Many that gives only what changed since the last run that was done. */
export const changedSuite: Suite = {
	name: 'changed',
	async before({ n8n }) {
		const [a, b] = ['a', 'b'].map((name) => ({
			name,
			token: `changed-${name}`,
			systemType: 'erp' as const,
			apiStyle: 'module' as const,
			orders: 30,
			vendors: 5,
		}));
		if (!a || !b) throw new Error('There are two connections');
		sandbox = await startSandbox({ connections: [a, b] });
		makini = sandbox.connection('a');
		for (const [name, { token }] of [
			['Makini changed', a] as const,
			['Makini at work', b] as const,
		]) {
			await storeCredential(n8n.client, {
				name,
				type: 'makiniApi',
				data: {
					apiToken: token,
					baseUrl: sandbox.url,
					systemType: 'erp',
					apiStyle: 'module',
					webhookSecret: '',
				},
			});
		}
		workflow = await ActiveWorkflow.start(n8n.client, file);
	},
	tests: [
		{
			name: 'the first run gives all, and the next one nothing',
			async run(context) {
				const first = await run(context);
				equal(first.status, 'success');
				equal(keysOf(first).length, 30);
				equal(first.items(DONE)[0]?.json.marked, true);
				deepEqual(keysOf(await run(context)), []);
			},
		},
		{
			name: 'a run that fails behind it moves nothing, and the next one gives the same and more',
			async run(context) {
				const keys = change(3);
				failWork(true);
				const failed = await run(context);
				equal(failed.status, 'error');
				deepEqual(keysOf(failed), keys);
				failWork(false);
				const all = [...new Set([...keys, ...change(2)])].sort();
				deepEqual(keysOf(await run(context)), all);
				deepEqual(keysOf(await run(context)), []);
			},
		},
		{
			name: 'a run by hand moves nothing',
			async run(context, tell) {
				const keys = change(4);
				const byHand = await runWorkflow(context.n8n.client, workflow.id);
				ran += 1;
				equal(byHand.items(DONE)[0]?.json.marked, false);
				tell(`by hand: ${keysOf(byHand).length} of ${keys.length} changes`);
				for (const key of keys) equal(keysOf(byHand).includes(key), true);
				deepEqual(keysOf(await run(context)), keys);
				deepEqual(keysOf(await run(context)), []);
			},
		},
		{
			name: 'a change behind the last run comes once, also after the workflow was published anew',
			async run(context) {
				const keys = change(2);
				await workflow.pollNow();
				deepEqual(keysOf(await run(context)), keys);
				deepEqual(keysOf(await run(context)), []);
			},
		},
	],
	async after() {
		await workflow.stop();
		await sandbox.stop();
	},
};
