import { compareOrders, type OrderComparison } from '../../sandbox/check';
import { CHANGED_SINCE } from '../../sandbox/scenarios';
import type { Counters } from '../../sandbox/server/server';
import { runWorkflow, type Execution } from './executions';
import { step } from './progress';
import type { N8nClient } from './rest';
import type { SandboxProcess } from './sandbox';

/** The item with which the sync workflow ends. */
export interface Summary {
	read: number;
	created: number;
	updated: number;
	unchanged: number;
	failed: number;
}

/** What the two runs must come to, given the connections of the sandbox. */
export const expectedSummaries: [first: Summary, second: Summary] = [
	{ read: 1000, created: 400, updated: 300, unchanged: 300, failed: 0 },
	{ read: 1000, created: 0, updated: 0, unchanged: 1000, failed: 0 },
];

/** The summary of an execution of the sync; throws what the workflow failed with. */
export function summaryOf(execution: Execution): Summary {
	const [item] = execution.items('Summary');
	if (execution.status !== 'success' || !item) {
		throw new Error(
			`The workflow ended as "${execution.status}": ${execution.error ?? 'no summary'}`,
		);
	}
	return item.json as unknown as Summary;
}

function figures(values: Record<string, number>): string {
	return Object.entries(values)
		.map(([name, value]) => `${value.toLocaleString('en')} ${name}`)
		.join(', ');
}

function traffic(counters: Counters): string {
	const { requests, byStatus, rateLimited, created, updated } = counters;
	return figures({
		requests,
		'cut off': byStatus.dropped ?? 0,
		'answered 503': byStatus['503'] ?? 0,
		'rate limited': rateLimited,
		'orders created': created,
		'orders updated': updated,
	});
}

function comparisonFigures(comparison: OrderComparison): string {
	const { expected, found, missing, duplicates, unexpected, differences } = comparison;
	return figures({
		'orders compared field by field': expected,
		found,
		missing: missing.length,
		duplicates: duplicates.length,
		unexpected: unexpected.length,
		differences: differences.length,
	});
}

/** What is wrong with a run; empty when all is as expected. */
export function findings(
	expected: Summary,
	summary: Summary,
	countersB: Counters,
	comparison: OrderComparison,
): string[] {
	const wrong = (Object.keys(expected) as Array<keyof Summary>)
		.filter((name) => summary[name] !== expected[name])
		.map((name) => `${name} should be ${expected[name]}, not ${summary[name]}`);
	if (countersB.created !== expected.created) {
		wrong.push(`B should have created ${expected.created} orders, not ${countersB.created}`);
	}
	// An update whose answer was lost is sent again, which changes nothing but the count.
	const updatesFit =
		expected.updated === 0 ? countersB.updated === 0 : countersB.updated >= expected.updated;
	if (!updatesFit) wrong.push(`B received ${countersB.updated} updates, not ${expected.updated}`);
	for (const kind of ['missing', 'duplicates', 'unexpected'] as const) {
		const [example] = comparison[kind];
		if (example)
			wrong.push(`${comparison[kind].length} orders are ${kind} in B, such as ${example}`);
	}
	const [difference] = comparison.differences;
	if (difference) {
		const { orderNo, field, a, b } = difference;
		const values = `${JSON.stringify(a)} in A, ${JSON.stringify(b)} in B`;
		wrong.push(
			`${comparison.differences.length} fields differ, such as ${field} of ${orderNo}: ${values}`,
		);
	}
	return wrong;
}

/** Runs the sync twice, prints what came of it, and says whether all was as expected. */
export async function runTwice(
	client: N8nClient,
	workflowId: string,
	sandbox: SandboxProcess,
): Promise<boolean> {
	let ok = true;
	for (const [index, expected] of expectedSummaries.entries()) {
		const name = index === 0 ? 'First run' : 'Second run of the same workflow';
		await Promise.all([sandbox.reset('a'), sandbox.reset('b')]);
		const execution = await step(name, async () => await runWorkflow(client, workflowId));
		const summary = summaryOf(execution);
		const [a, b] = await Promise.all([sandbox.counters('a'), sandbox.counters('b')]);
		const comparison = compareOrders(
			await sandbox.orders('a'),
			await sandbox.orders('b'),
			CHANGED_SINCE,
		);
		console.log(`    workflow   ${figures({ ...summary })}`);
		console.log(`    sandbox A  ${traffic(a)}`);
		console.log(`    sandbox B  ${traffic(b)}`);
		console.log(`    checker    ${comparisonFigures(comparison)}`);
		for (const finding of findings(expected, summary, b, comparison)) {
			ok = false;
			console.log(`    ✗ ${finding}`);
		}
	}
	console.log(ok ? '✓ Everything is as expected.' : '✗ Not everything is as expected.');
	return ok;
}
