import { deepEqual, equal, match, notDeepEqual } from 'node:assert/strict';
import { withParameters } from '../../scripts/host/adaptation';
import { readExample, storeDemo, type Demo } from '../../scripts/host/demo';
import { runWorkflow } from '../../scripts/host/executions';
import { readSync, storeWithoutValueMap } from '../../scripts/host/once';
import { SandboxProcess } from '../../scripts/host/sandbox';
import { findings, untoldStatuses } from '../../scripts/host/sync/findings';
import { figures, grouped, meaningFigures, namedAlike } from '../../scripts/host/sync/report';
import { failuresOf, runSync, type SyncRun } from '../../scripts/host/sync/run';
import { betweenUnlike, syncNodes } from '../../scripts/host/unlike';
import { storeWorkflow } from '../../scripts/host/workflows';
import { CHANGED_SINCE, UNLIKE_ERPS_VALUES } from '../../sandbox/scenarios';
import type { EndToEnd, Suite } from './suite';
import { againTests, endAgain } from './sync/again';

let sandbox: SandboxProcess;
let demo: Demo;
let runs: { first?: SyncRun };

/** Shows what came of a run; fails where it is not what the data of both systems say. */
function check(run: SyncRun): void {
	console.log(`    ${figures(run.summary)}; ${meaningFigures(run.after)}`);
	for (const line of namedAlike(run.expected.byName)) console.log(`    ${line}`);
	for (const line of grouped(run.failures)) console.log(`    ${line}`);
	deepEqual(findings(run), []);
}

const nothing = { a: 0, created: 0, updated: 0 };

/**
 * The purchase order sync between two makes of system, while the sandbox drops connections, fails
 * and limits the rate.
 */
export const syncSuite: Suite = {
	name: 'sync',
	async before({ n8n }) {
		runs = {};
		sandbox = await SandboxProcess.start(true);
		demo = await storeDemo(n8n.client, sandbox.url, UNLIKE_ERPS_VALUES);
	},
	tests: [
		{
			name: 'the example asks for the orders that the sandbox has changed',
			async run() {
				const { nodes } = await readExample('purchase-order-sync');
				equal(JSON.stringify(nodes).includes(`"${CHANGED_SINCE}"`), true);
			},
		},
		{
			name: "the example's value map is that of the sandbox's two systems",
			async run() {
				const example = await readExample('purchase-order-sync');
				deepEqual(betweenUnlike(example, UNLIKE_ERPS_VALUES), example);
			},
		},
		{
			name: 'the first run brings every order that B can take, and names what stands against each other one',
			async run({ n8n }: EndToEnd) {
				const run = await runSync(n8n.client, demo.sync, sandbox);
				check(run);
				runs.first = run;
				const { created, updated, unchanged, refused } = run.expected;
				for (const fate of [created, updated, unchanged, refused]) notDeepEqual(fate, []);
				const kinds = refused.flatMap(({ obstacles }) => obstacles.map(({ kind }) => kind));
				for (const kind of ['lacking', 'deleted', 'locked'] as const) {
					equal(kinds.includes(kind), true, `no order is ${kind}`);
				}
			},
		},
		{
			name: 'the faults did happen during the first run',
			async run() {
				for (const name of ['a', 'b']) {
					const { requests, byStatus, rateLimited } = await sandbox.counters(name);
					console.log(`    ${name}: ${JSON.stringify({ requests, byStatus, rateLimited })}`);
				}
				const { byStatus } = await sandbox.counters('b');
				equal((byStatus.dropped ?? 0) > 0, true, 'no connection was dropped');
				equal((byStatus['503'] ?? 0) > 0, true, 'no request was answered with 503');
			},
		},
		{
			name: 'the second run writes nothing, and names the same orders',
			async run({ n8n }: EndToEnd) {
				const run = await runSync(n8n.client, demo.sync, sandbox);
				check(run);
				deepEqual(run.written, nothing);
				const failed = ({ failures }: SyncRun) => failures.map(({ orderNo }) => orderNo).sort();
				deepEqual(failed(run), runs.first && failed(runs.first));
			},
		},
		{
			name: 'without its value map it says which statuses it cannot tell, and writes none of these orders',
			async run({ n8n }: EndToEnd) {
				await sandbox.reload('b');
				const run = await runSync(n8n.client, await storeWithoutValueMap(n8n.client), sandbox, []);
				check(run);
				deepEqual(run.written, nothing);
				const { named, unnamed } = untoldStatuses(run);
				notDeepEqual(named, []);
				deepEqual(unnamed, []);
			},
		},
		{
			name: 'with keys alone, as workflows of 0.1.0 had them, every order fails and is told what to do',
			async run({ n8n }: EndToEnd) {
				const example = betweenUnlike(await readSync(n8n.client), []);
				const keys = withParameters(example, syncNodes.read, { references: 'keys' });
				const name = `${example.name} by keys`;
				const id = await storeWorkflow(n8n.client, { ...keys, name });
				await sandbox.reload('b');
				await Promise.all([sandbox.reset('a'), sandbox.reset('b')]);
				const before = await sandbox.orders('b');

				const execution = await runWorkflow(n8n.client, id);
				equal(execution.status, 'success', execution.error);
				const read = execution.items(syncNodes.read);
				const failures = failuresOf(execution);
				for (const line of grouped(failures)) console.log(`    ${line}`);
				equal(failures.length, read.length);
				for (const { reason } of failures) {
					match(reason, /nothing tells which connection it is from/);
				}
				const errors = execution.items(syncNodes.write, 1);
				equal(errors.length, read.length);
				for (const { json } of errors) match(JSON.stringify(json), /References.*Names/);
				const { created, updated } = await sandbox.counters('b');
				deepEqual([created, updated], [0, 0]);
				deepEqual(await sandbox.orders('b'), before);
			},
		},
		...againTests,
	],
	async after() {
		await endAgain();
		await sandbox.process.stop();
	},
};
