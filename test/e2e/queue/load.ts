import { deepEqual, equal } from 'node:assert/strict';
import { runWorkflow } from '../../../scripts/host/executions';
import { compareOrders } from '../../../sandbox/check';
import type { ConnectionControl } from '../../../sandbox/server/server';
import type { Cluster } from './cluster';

export const ENTITY = 'purchase-orders';

/** Before everything that the sandbox holds. */
const ALWAYS = '1970-01-01T00:00:00Z';

export interface Load {
	/** What the example says in the end. */
	summary: Record<string, unknown>;
	seconds: number;
	/** Parts that each worker has taken and finished. */
	parts: Array<{ taken: number; finished: number }>;
}

/** Runs a stored workflow that loads in parallel, to its end. */
export async function load(
	cluster: Cluster,
	workflow: string,
	workers: readonly string[],
): Promise<Load> {
	const workOfAll = () => workers.map((worker) => cluster.work(worker));
	const before = workOfAll();
	const begun = Date.now();
	const execution = await runWorkflow(cluster.client, workflow);
	const seconds = Math.round((Date.now() - begun) / 1000);
	equal(execution.status, 'success', execution.error);
	const parts = workOfAll().map(({ started, finished }, index) => ({
		taken: started.length - (before[index]?.started.length ?? 0),
		finished: finished.length - (before[index]?.finished.length ?? 0),
	}));
	return { summary: execution.items('Summary')[0]?.json ?? {}, seconds, parts };
}

export const figures = ({ summary, seconds, parts }: Load): string =>
	`${seconds} s; parts by worker: ${JSON.stringify(parts)}; ${JSON.stringify(summary)}`;

/** `to` has every order of `from` once and as it is there, and created no other. */
export function checkLoaded(from: ConnectionControl, to: ConnectionControl): void {
	const found = compareOrders(from.records(ENTITY), to.records(ENTITY), ALWAYS);
	const { missing, duplicates, unexpected, differences } = found;
	deepEqual([missing, duplicates, unexpected, differences], [[], [], [], []]);
	equal(to.records(ENTITY).length, from.records(ENTITY).length);
}

/** Leaves a connection without orders, and with nothing counted. */
export function empty(connection: ConnectionControl): void {
	// Building its data anew would give keys to other orders, as no system does.
	connection.change({
		entity: ENTITY,
		deleteKeys: connection.records(ENTITY).map(({ key }) => key),
	});
	connection.reset();
	equal(connection.records(ENTITY).length, 0);
}
