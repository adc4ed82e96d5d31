import { deepEqual, equal } from 'node:assert/strict';
import { withTables } from '../../scripts/host/dataTables';
import { readExample, storeDemoCredentials } from '../../scripts/host/demo';
import type { Execution } from '../../scripts/host/executions';
import type { WorkflowFile } from '../../scripts/host/workflows';
import type { JsonObject } from '../../sandbox/base';
import type { FaultRule } from '../../sandbox/faults';
import { compareByMeaning } from '../../sandbox/meaning';
import { Random, sample } from '../../sandbox/random';
import {
	startSandbox,
	type ConnectionControl,
	type RunningSandbox,
} from '../../sandbox/server/server';
import { ActiveWorkflow } from './active/workflow';
import { orders } from './examples/peers';
import type { Suite } from './suite';

const ROUNDS = 20;
/** Changes of a round: on each side, and on both sides to the same order. */
const OF_EACH = 12;
const OF_BOTH = 1;

const FAULTS: FaultRule[] = [
	{ match: { method: 'PUT' }, when: { share: 0.05 }, effect: { kind: 'dropBefore' } },
	{ when: { share: 0.02 }, effect: { kind: 'dropAfter' } },
	{ match: { method: 'GET' }, when: { share: 0.05 }, effect: { kind: 'status', status: 503 } },
];

let sandbox: RunningSandbox;
let workflow: ActiveWorkflow;
let url = '';
const random = new Random('two-way');
const SIDES = ['a', 'b'] as const;
type Side = (typeof SIDES)[number];

const side = (name: Side): ConnectionControl => sandbox.connection(name);
const numbersOf = (name: Side): string[] =>
	side(name)
		.records(orders)
		.map((each) => String(each.orderNo));

/** A value that no order has yet. */
let values = 0;

/** Changes orders as people of the connected system do: another title, another vendor, another quantity. */
function change(name: Side, numbers: readonly string[]): void {
	const connection = side(name);
	const vendors = connection.records('vendors').filter(({ deletedAt }) => !deletedAt);
	const byNumber = new Map(connection.records(orders).map((each) => [String(each.orderNo), each]));
	const updateWith = numbers.map((orderNo): JsonObject => {
		const order = byNumber.get(orderNo);
		if (!order) throw new Error(`${name} has no order ${orderNo}`);
		const [first, ...others] = order.lineItems as JsonObject[];
		values += 1;
		return {
			key: order.key,
			title: `Changed in ${name}, ${values}`,
			vendorKey: random.pick(vendors).key,
			lineItems: [{ ...first, quantity: `${values}.50` }, ...others],
		};
	});
	values += 1;
	connection.change({
		entity: orders,
		updateWith,
		createWith: [{ orderNo: `NEW-${name}-${values}` }],
	});
}

/** The example, started by a call in place of the clock. */
function calledBy(example: WorkflowFile): WorkflowFile {
	const nodes = example.nodes.map((node) =>
		node.name === 'Every 15 Minutes'
			? {
					...node,
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2,
					webhookId: 'a5c1d7e2-two-way',
					parameters: { path: 'two-way', options: {} },
				}
			: node,
	);
	return { ...example, nodes };
}

let runs = 0;

/** Runs the workflow once, as n8n does when nobody looks. */
async function runOnce(): Promise<Execution> {
	SIDES.forEach((name) => side(name).reset());
	equal((await fetch(url)).status, 200);
	runs += 1;
	const executions = await workflow.settled(runs);
	const [newest] = executions.sort((one, other) => Number(other.id) - Number(one.id));
	if (!newest) throw new Error('Nothing has run');
	equal(newest.status, 'success', newest.error);
	return newest;
}

const conflictsOf = (execution: Execution): string[] =>
	['Conflicts, A to B', 'Conflicts, B to A']
		.flatMap((node) => execution.items(node))
		.map(({ json }) => String(json.orderNo))
		.sort();

const failedIn = (execution: Execution): unknown[] =>
	['Failed Orders, A to B', 'Failed Orders, B to A'].flatMap((node) =>
		execution.items(node).map(({ json }) => json),
	);

const writesOf = (name: Side): number => {
	const { byMethod } = side(name).counters();
	return (byMethod.POST ?? 0) + (byMethod.PUT ?? 0);
};

/** Orders that were changed on both sides, and that nobody has decided about yet. */
const open = new Set<string>();

export const twoWaySuite: Suite = {
	name: 'two-way',
	async before({ n8n }) {
		const common = { systemType: 'erp', apiStyle: 'module', keys: 'running', orders: 80 } as const;
		sandbox = await startSandbox({
			connections: SIDES.map((name) => ({
				...common,
				name,
				token: `demo-token-${name}`,
				seed: 'two-way',
				referenceSeed: 'two-way',
			})),
		});
		await storeDemoCredentials(n8n.client, sandbox.url);
		const example = await withTables(n8n.client, await readExample('two-way-sync'));
		workflow = await ActiveWorkflow.start(n8n.client, calledBy(example));
		url = `${n8n.client.url}/webhook/two-way`;
	},
	tests: [
		{
			name: 'two systems that are equal are left alone',
			async run() {
				const execution = await runOnce();
				deepEqual([conflictsOf(execution), failedIn(execution)], [[], []]);
				deepEqual(SIDES.map(writesOf), [0, 0]);
			},
		},
		{
			name: `${ROUNDS} rounds of changes on both sides, despite faults: each arrives, each conflict is reported once`,
			async run() {
				let changes = 0;
				for (let round = 0; round < ROUNDS; round += 1) {
					SIDES.forEach((name) => side(name).setFaults([]));
					const [decided] = open;
					const inBoth = numbersOf('a').filter(
						(each) => numbersOf('b').includes(each) && !open.has(each),
					);
					const chosen = sample(inBoth, 2 * OF_EACH + OF_BOTH, random);
					const both = chosen.slice(0, OF_BOTH);
					const rest = chosen.slice(OF_BOTH);
					// A person decides every second conflict, by changing the order in A.
					const isDecided = decided !== undefined && round % 2 === 1;
					change('a', [...rest.slice(0, OF_EACH), ...both, ...(isDecided ? [decided] : [])]);
					change('b', [...rest.slice(OF_EACH), ...both]);
					changes += 2 * (OF_EACH + OF_BOTH) + 2;
					if (isDecided) open.delete(decided);
					both.forEach((orderNo) => open.add(orderNo));
					SIDES.forEach((name) => side(name).setFaults(FAULTS));
					const execution = await runOnce();
					deepEqual(failedIn(execution), [], `round ${round}`);
					deepEqual(conflictsOf(execution), [...both].sort(), `round ${round}`);
				}
				console.log(`    ${changes} changes in ${ROUNDS} rounds, ${open.size} conflicts left open`);
			},
		},
		{
			name: 'both sides are equal in the end but for the conflicts that are open, and at rest',
			async run() {
				SIDES.forEach((name) => side(name).setFaults([]));
				await runOnce();
				const execution = await runOnce();
				deepEqual([conflictsOf(execution), failedIn(execution)], [[], []]);
				deepEqual(SIDES.map(writesOf), [0, 0]);
				const {
					equal: same,
					differing,
					missing,
					extra,
					doubled,
				} = compareByMeaning(side('a'), side('b'));
				deepEqual([missing, extra, doubled], [[], [], []]);
				deepEqual(differing.map(({ orderNo }) => orderNo).sort(), [...open].sort());
				console.log(
					`    ${same.length} orders equal, ${differing.length} as their conflict left them`,
				);
			},
		},
	],
	async after() {
		await workflow.stop();
		await sandbox.stop();
	},
};
