import { deepEqual, equal } from 'node:assert/strict';
import { storeDemo, type Demo } from '../../scripts/host/demo';
import { runWorkflow } from '../../scripts/host/executions';
import { expectedSummaries, findings, summaryOf } from '../../scripts/host/once';
import { projectRoot } from '../../scripts/host/paths';
import { readWorkflow } from '../../scripts/host/workflows';
import { compareOrders } from '../../sandbox/check';
import { CHANGED_SINCE, purchaseOrderSync } from '../../sandbox/scenarios';
import { startSandbox, type RunningSandbox } from '../../sandbox/server/server';
import type { EndToEnd, EndToEndTest, Suite } from './suite';

let sandbox: RunningSandbox;
let demo: Demo;

function run(name: string, index: 0 | 1): EndToEndTest {
	return {
		name,
		async run({ n8n }: EndToEnd) {
			const [a, b] = [sandbox.connection('a'), sandbox.connection('b')];
			a.reset();
			b.reset();
			const expected = expectedSummaries[index];
			const summary = summaryOf(await runWorkflow(n8n.client, demo.sync));
			const [ordersA, ordersB] = [a.records('purchase-orders'), b.records('purchase-orders')];
			const comparison = compareOrders(ordersA, ordersB, CHANGED_SINCE);
			deepEqual(summary, expected);
			deepEqual(findings(expected, summary, b.counters(), comparison), []);
			equal(ordersA.length, 10_000);
			equal(ordersB.length, 1000);
			equal(a.counters().created + a.counters().updated, 0);
		},
	};
}

/** The purchase order sync, while the sandbox drops connections, fails and limits the rate. */
export const syncSuite: Suite = {
	name: 'sync',
	async before({ n8n }) {
		sandbox = await startSandbox({ connections: purchaseOrderSync({ faults: true }) });
		demo = await storeDemo(n8n.client, sandbox.url);
	},
	tests: [
		{
			name: 'the example asks for the orders that the sandbox has changed',
			async run() {
				const { nodes } = await readWorkflow(`${projectRoot}/examples/purchase-order-sync.json`);
				const settings = JSON.stringify(nodes.find(({ name }) => name === 'Settings')?.parameters);
				equal(settings.includes(`"${CHANGED_SINCE}"`), true);
			},
		},
		run('the first run creates 400 orders, updates 300 and leaves 300 alone, despite faults', 0),
		{
			name: 'the faults did happen during the first run',
			async run() {
				for (const name of ['a', 'b']) {
					const { requests, byStatus, rateLimited } = sandbox.connection(name).counters();
					console.log(`    ${name}: ${JSON.stringify({ requests, byStatus, rateLimited })}`);
				}
				const { byStatus } = sandbox.connection('b').counters();
				equal((byStatus.dropped ?? 0) > 0, true, 'no connection was dropped');
				equal((byStatus['503'] ?? 0) > 0, true, 'no request was answered with 503');
			},
		},
		run('the second run writes nothing', 1),
	],
	async after() {
		await sandbox.stop();
	},
};
