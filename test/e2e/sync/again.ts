import { deepEqual, equal, match, notDeepEqual } from 'node:assert/strict';
import { withParameters } from '../../../scripts/host/adaptation';
import { withTables } from '../../../scripts/host/dataTables';
import { readExample, storeDemoCredentials } from '../../../scripts/host/demo';
import { runWorkflow, type Execution } from '../../../scripts/host/executions';
import type { N8nClient } from '../../../scripts/host/rest';
import { expectationFor, failuresOf, summaryOf } from '../../../scripts/host/sync/run';
import { syncNodes } from '../../../scripts/host/unlike';
import { storeWorkflow, type WorkflowFile } from '../../../scripts/host/workflows';
import { unlikeErpSystems } from '../../../sandbox/scenarios';
import {
	startSandbox,
	type ConnectionControl,
	type RunningSandbox,
} from '../../../sandbox/server/server';
import { ActiveWorkflow } from '../active/workflow';
import type { EndToEnd, EndToEndTest } from '../suite';

const SCHEDULE = 'Run Every Night';
const FAILED_BEFORE = 'Orders That Failed Before';
const MARK = 'Mark as Done';
const PATH = 'purchase-order-sync';
const ORDERS = 'purchase-orders';

let sandbox: RunningSandbox;
let a: ConnectionControl;
let b: ConnectionControl;
let workflow: ActiveWorkflow;
let ran = 0;
let refused: string[] = [];
/** Number of the order that is changed between the runs. Whether B takes it does not matter. */
let changed = '';
let vendor: { code: string; waiting: string[] };

/** The example with a table of its own. */
async function readWithTable(client: N8nClient, tableName: string): Promise<WorkflowFile> {
	const example = await readExample('purchase-order-sync');
	return await withTables(client, withParameters(example, 'Open the Table', { tableName }));
}

/** The workflow with a webhook in place of its schedule, so that no test waits for the night. */
function startedByWebhook(file: WorkflowFile): WorkflowFile {
	const webhook = {
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: PATH,
		parameters: { path: PATH },
	};
	const nodes = file.nodes.map((node) => (node.name === SCHEDULE ? { ...node, ...webhook } : node));
	return { ...file, name: `${file.name}, active`, nodes };
}

/** Lets the active workflow run once, and waits for its end. */
async function run({ n8n }: EndToEnd): Promise<Execution> {
	equal((await fetch(`${n8n.client.url}/webhook/${PATH}`)).status, 200);
	ran += 1;
	const execution = (await workflow.settled(ran)).at(-1);
	if (!execution) throw new Error('There is no execution');
	equal(execution.status, 'success', execution.error);
	return execution;
}

type Numbered = Readonly<Record<string, unknown>> | { orderNo: string };

const numbersOf = (orders: readonly Numbered[]): string[] =>
	orders.map(({ orderNo }) => String(orderNo)).sort();

const numbersAt = (execution: Execution, node: string): string[] =>
	numbersOf(execution.items(node).map(({ json }) => json));

const failedIn = (execution: Execution): string[] => numbersOf(failuresOf(execution));

const without = (all: readonly string[], some: readonly string[]): string[] =>
	all.filter((each) => !some.includes(each));

/** A vendor that B lacks, and the orders against which nothing else stands. */
function lackingVendor({ refused: orders }: ReturnType<typeof expectationFor>): typeof vendor {
	const words = orders.flatMap(({ obstacles }) =>
		obstacles.flatMap(({ kind, field, word }) =>
			kind === 'lacking' && field === 'vendorKey' ? word : [],
		),
	);
	const waitingFor = (code: string): string[] =>
		numbersOf(orders.filter(({ obstacles }) => obstacles.every(({ word }) => word === code)));
	const [found] = words.map((code) => ({ code, waiting: waitingFor(code) }));
	if (!found) throw new Error('B lacks no vendor');
	return found;
}

/** Small systems without faults, of which n8n has seen nothing: their own address keeps them apart. */
async function start({ n8n }: EndToEnd): Promise<void> {
	ran = 0;
	sandbox = await startSandbox({ connections: unlikeErpSystems({ orders: 1000, vendors: 100 }) });
	[a, b] = [sandbox.connection('a'), sandbox.connection('b')];
	await storeDemoCredentials(n8n.client, sandbox.url);
	const file = await readWithTable(n8n.client, 'Makini orders of the active run');
	workflow = await ActiveWorkflow.start(n8n.client, startedByWebhook(file));
}

/** Active runs: each goes on behind the last one, and tries again what failed. */
export const againTests: EndToEndTest[] = [
	{
		name: 'active: the first run brings what it can, keeps what failed and marks the changes',
		async run(context) {
			await start(context);
			const expected = expectationFor(a, b);
			refused = numbersOf(expected.refused);
			vendor = lackingVendor(expected);
			notDeepEqual(vendor.waiting, []);
			const execution = await run(context);
			deepEqual(failedIn(execution), refused);
			const { read, created } = summaryOf(execution);
			equal(created, expected.created.length);
			const [mark] = execution.items(MARK);
			deepEqual([mark?.json.marked, mark?.json.records], [true, read]);
		},
	},
	{
		name: 'active: the next run reads only what changed, and tries the failed orders again',
		async run(context) {
			const order = a
				.records(ORDERS)
				.find(({ orderNo, deletedAt }) => !deletedAt && !refused.includes(String(orderNo)));
			if (!order) throw new Error('Every order failed');
			const updateWith = [{ key: order.key, notes: 'Changed between two runs.' }];
			a.change({ entity: ORDERS, updateWith });
			const execution = await run(context);
			deepEqual(numbersAt(execution, syncNodes.read), numbersOf([order]));
			deepEqual(numbersAt(execution, FAILED_BEFORE), refused);
			equal(summaryOf(execution).read, refused.length + 1);
			changed = String(order.orderNo);
			deepEqual(without(failedIn(execution), [changed]), refused);
		},
	},
	{
		name: 'active: an order whose vendor B has by now arrives, and is gone from the table',
		async run(context) {
			const { code, waiting } = vendor;
			const name = a.records('vendors').find((each) => each.code === code)?.name ?? null;
			b.change({ entity: 'vendors', createWith: [{ code, name, deletedAt: null }] });
			const execution = await run(context);
			deepEqual(numbersAt(execution, syncNodes.read), []);
			equal(summaryOf(execution).created + summaryOf(execution).updated, waiting.length);
			const there = numbersOf(b.records(ORDERS)).filter((each) => waiting.includes(each));
			deepEqual(there, waiting);
			const next = await run(context);
			const kept = numbersAt(next, FAILED_BEFORE);
			deepEqual(without(kept, [changed]), without(refused, waiting));
		},
	},
	{
		name: 'active: an order that A does not have any more stays in the table, and says so',
		async run(context) {
			const [orderNo = ''] = without(refused, vendor.waiting);
			const order = a.records(ORDERS).find((each) => each.orderNo === orderNo);
			a.change({ entity: ORDERS, deleteKeys: [String(order?.key)] });
			const execution = await run(context);
			const failure = failuresOf(execution).find((each) => each.orderNo === orderNo);
			match(failure?.reason ?? '', /no purchase order/i);
			equal(numbersAt(await run(context), FAILED_BEFORE).includes(orderNo), true);
		},
	},
	{
		name: 'if the node that writes fails as a whole, no order counts as written, and each is kept',
		async run({ n8n }) {
			const file = await readWithTable(n8n.client, 'Makini orders of no operation');
			// An expression, since n8n itself refuses an unknown choice before the run.
			const broken = withParameters(file, syncNodes.write, { operation: "={{ 'mend' }}" });
			const id = await storeWorkflow(n8n.client, { ...broken, name: `${file.name}, no operation` });
			const before = b.records(ORDERS);
			const execution = await runWorkflow(n8n.client, id);
			const read = numbersAt(execution, syncNodes.read);
			notDeepEqual(read, []);
			deepEqual(failedIn(execution), read);
			equal(summaryOf(execution).failed, read.length);
			match(failuresOf(execution)[0]?.reason ?? '', /^Purchase orders have no operation /);
			deepEqual(b.records(ORDERS), before);
		},
	},
	{
		name: 'if the failed orders cannot be kept, the run fails before its changes are marked',
		async run({ n8n }) {
			const file = await readWithTable(n8n.client, 'Makini orders of no table');
			const dataTableId = { __rl: true, mode: 'id', value: 'none' };
			const broken = withParameters(file, syncNodes.failed, { dataTableId });
			const id = await storeWorkflow(n8n.client, { ...broken, name: `${file.name}, no table` });
			const execution = await runWorkflow(n8n.client, id);
			equal(execution.status, 'error');
			notDeepEqual(execution.items(syncNodes.write, 1), []);
			deepEqual(execution.items(MARK), []);
		},
	},
];

/** Ends what the tests started. */
export async function endAgain(): Promise<void> {
	await workflow.stop();
	await sandbox.stop();
}
