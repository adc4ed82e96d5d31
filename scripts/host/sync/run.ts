import { expectedSync, type SyncExpectation } from '../../../sandbox/expectation';
import {
	compareByMeaning,
	type ComparedSystem,
	type MeaningComparison,
	type ValuePair,
} from '../../../sandbox/meaning';
import { CHANGED_SINCE, UNLIKE_ERPS_LOCKED, UNLIKE_ERPS_VALUES } from '../../../sandbox/scenarios';
import { runWorkflow, type Execution } from '../executions';
import { syncNodes } from '../unlike';
import type { N8nClient } from '../rest';
import type { SandboxProcess } from '../sandbox';

/** The item with which the sync workflow ends. */
export interface Summary {
	read: number;
	created: number;
	updated: number;
	unchanged: number;
	failed: number;
}

/** An order that did not arrive, as the workflow says it. */
export interface Failure {
	orderNo: string;
	reason: string;
}

/** One run of the sync, with what it was to come to by the data of both systems. */
export interface SyncRun {
	summary: Summary;
	failures: Failure[];
	expected: SyncExpectation;
	/** What the sandbox counted: all writes into A, and creations and updates in B. */
	written: { a: number; created: number; updated: number };
	/** B beside A. */
	before: MeaningComparison;
	after: MeaningComparison;
}

/** The summary of an execution of the sync; throws what the workflow failed with. */
export function summaryOf(execution: Execution): Summary {
	const [item] = execution.items(syncNodes.summary);
	if (execution.status !== 'success' || !item) {
		throw new Error(
			`The workflow ended as "${execution.status}": ${execution.error ?? 'no summary'}`,
		);
	}
	return item.json as unknown as Summary;
}

/** The orders that the workflow lists as failed. */
export function failuresOf(execution: Execution): Failure[] {
	return execution.items(syncNodes.failed).map(({ json }) => ({
		orderNo: String(json.orderNo),
		reason: String(json.reason),
	}));
}

/** What a sync is to come to, by the data of both systems and the codes that a value map knows. */
export const expectationFor = (
	a: ComparedSystem,
	b: ComparedSystem,
	values: readonly ValuePair[] = UNLIKE_ERPS_VALUES,
): SyncExpectation =>
	expectedSync(a, b, { changedSince: CHANGED_SINCE, values, locked: UNLIKE_ERPS_LOCKED });

/**
 * Runs a stored sync once and gathers what came of it. The counters of the sandbox start anew.
 * @param mapped codes that the workflow's value map knows.
 */
export async function runSync(
	client: N8nClient,
	workflowId: string,
	sandbox: SandboxProcess,
	mapped: readonly ValuePair[] = UNLIKE_ERPS_VALUES,
): Promise<SyncRun> {
	const a = await sandbox.system('a');
	const b = await sandbox.system('b');
	const compared = { changedSince: CHANGED_SINCE, values: UNLIKE_ERPS_VALUES };
	const before = compareByMeaning(a, b, compared);
	const expected = expectationFor(a, b, mapped);
	await Promise.all([sandbox.reset('a'), sandbox.reset('b')]);
	const execution = await runWorkflow(client, workflowId);
	const [counted, countedB] = [await sandbox.counters('a'), await sandbox.counters('b')];
	return {
		summary: summaryOf(execution),
		failures: failuresOf(execution),
		expected,
		written: {
			a: counted.created + counted.updated + counted.deleted + counted.statusChanges,
			created: countedB.created,
			updated: countedB.updated + countedB.deleted + countedB.statusChanges,
		},
		before,
		after: compareByMeaning(await sandbox.system('a'), await sandbox.system('b'), compared),
	};
}
