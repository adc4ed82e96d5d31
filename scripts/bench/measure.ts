import type { INodeExecutionData, IRun } from 'n8n-workflow';
import { runWorkflow } from '../../test/support/engine';
import { builtCredentials } from '../../test/support/engine/builtPackage';
import { collectGarbage } from './garbage';
import type { Figures, Subject } from './model';
import type { Peer } from './peer';
import { NODE_NAME } from './workflows';

const errorOf = ({ data }: IRun): string | undefined => data.resultData.error?.message;

const itemsOf = ({ data }: IRun): INodeExecutionData[] =>
	(data.resultData.runData[NODE_NAME]?.at(-1)?.data?.main ?? []).flatMap((items) => items ?? []);

/** The records of an item: a page holds many. */
function recordsOf({ json }: INodeExecutionData): unknown[] {
	return Array.isArray(json.data) ? (json.data as unknown[]) : [json];
}

const fieldOf = (record: unknown, name: string): unknown =>
	typeof record === 'object' && record !== null
		? (record as Record<string, unknown>)[name]
		: undefined;

/** The record itself, or the one in an answer about a single record. */
const keyOf = (record: unknown): unknown =>
	fieldOf(record, 'key') ?? fieldOf(fieldOf(record, 'data'), 'key');

const isFailure = (record: unknown): boolean => fieldOf(record, 'error') !== undefined;

/** Runs a subject once, all its executions at the same time, and counts what came of it. */
export async function measure(subject: Subject, peer: Peer): Promise<Figures> {
	const extraCredentialTypes = await builtCredentials();
	const workflows = subject
		.workflows(peer.surroundings)
		.map((workflow) => ({ ...workflow, extraCredentialTypes }));
	collectGarbage();
	const cpuBefore = process.cpuUsage();
	const start = performance.now();
	const runs = await Promise.all(workflows.map(async (workflow) => await runWorkflow(workflow)));
	const seconds = (performance.now() - start) / 1000;
	const cpu = process.cpuUsage(cpuBefore);

	const records = runs.flatMap(itemsOf).flatMap(recordsOf);
	const keys = new Set(records.map(keyOf).filter((key) => key !== undefined));
	const counters = await peer.counters();
	// Only what was written can have been written twice.
	const numbers = counters.created > 0 ? await peer.orderNumbers() : [];
	return {
		seconds,
		cpuSeconds: (cpu.user + cpu.system) / 1e6,
		errors: runs.map(errorOf).filter((error) => error !== undefined),
		records: records.filter((record) => !isFailure(record)).length,
		failed: records.filter(isFailure).length,
		keys: keys.size,
		counters,
		doubles: numbers.length - new Set(numbers).size,
	};
}
