import { deepEqual, equal, ok } from 'node:assert/strict';
import { withParameters, withSetting } from '../../../scripts/host/adaptation';
import { connectionCredential, readExample } from '../../../scripts/host/demo';
import {
	activateWorkflow,
	storeCredential,
	storeWorkflow,
	type WorkflowFile,
} from '../../../scripts/host/workflows';
import type { ConnectionOptions, RunningSandbox } from '../../../sandbox/server/server';
import type { Tell } from '../../../scripts/host/progress';
import type { Cluster } from './cluster';
import { checkLoaded, empty, figures, load } from './load';

const ORDERS = 300;
const ORDERS_PER_PART = 50;
const PARTS = ORDERS / ORDERS_PER_PART;

const LIMIT = { requests: 60, perSeconds: 5 };

/** Most requests that one n8n process has under way to a connection. */
const MOST_UNDER_WAY = 32;

const PATH = 'makini-limited-part';

const tokens = { few: 'token-of-the-few', limited: 'token-of-the-limited' };

/** A connection with few orders, and one that takes few requests. */
export function limitedConnections(
	common: Pick<ConnectionOptions, 'systemType' | 'apiStyle' | 'latencyMs'>,
): ConnectionOptions[] {
	return [
		{ ...common, name: 'few', token: tokens.few, orders: ORDERS },
		{
			...common,
			name: 'limited',
			token: tokens.limited,
			orders: 0,
			rateLimit: { ...LIMIT, retryAfter: 'seconds' },
		},
	];
}

/** The workflow under another name, with another credential in its Makini nodes. */
function forConnection(workflow: WorkflowFile, credential: string): WorkflowFile {
	const makiniApi = { id: null, name: credential };
	return {
		...workflow,
		name: `${workflow.name} within a limit`,
		nodes: workflow.nodes.map((node) =>
			node.credentials?.makiniApi ? { ...node, credentials: { makiniApi } } : node,
		),
	};
}

/** Stores the example once more, for these two connections; returns the ID of the workflow that is run. */
export async function storeLimited(
	{ client, urls }: Cluster,
	{ url }: RunningSandbox,
): Promise<string> {
	await storeCredential(client, connectionCredential('Makini Few', tokens.few, url));
	await storeCredential(client, connectionCredential('Makini Limited', tokens.limited, url));
	const part = withParameters(await readExample('bulk-load-part'), 'Take a Part', { path: PATH });
	await activateWorkflow(
		client,
		await storeWorkflow(client, forConnection(part, 'Makini Limited')),
	);
	const whole = await readExample('bulk-load-in-parallel');
	const inParts = withSetting(whole, 'ordersPerPart', ORDERS_PER_PART);
	const address = `${urls[0]}/webhook/${PATH}`;
	return await storeWorkflow(
		client,
		forConnection(withSetting(inParts, 'partAddress', address), 'Makini Few'),
	);
}

/** Windows of the limit in which requests arrived, by the times of those that did. */
function windowsOf(arrivals: readonly number[]): number {
	let [windows, end] = [0, -Infinity];
	for (const at of [...arrivals].sort((a, b) => a - b)) {
		if (at < end) continue;
		windows += 1;
		end = at + LIMIT.perSeconds * 1000;
	}
	return windows;
}

/**
 * Loads within the limit, with the workers that are there, and compares what was refused with what
 * can have been: of what a process had under way when a window was used up, all of it.
 */
export async function loadLimited(
	{ cluster, sandbox, workflow }: { cluster: Cluster; sandbox: RunningSandbox; workflow: string },
	workers: readonly string[],
	tell: Tell,
): Promise<void> {
	const limited = sandbox.connection('limited');
	empty(limited);
	const done = await load(cluster, workflow, workers);
	const { requests, rateLimited, created } = limited.counters();
	const windows = windowsOf(limited.log().map(({ at }) => at));
	const needed = Math.ceil((requests - rateLimited) / LIMIT.requests);
	tell(
		`${requests} requests, ${rateLimited} of them refused, in ${windows} windows (${needed} are needed, which take ${(needed - 1) * LIMIT.perSeconds} s); ${figures(done)}`,
	);
	checkLoaded(sandbox.connection('few'), limited);
	equal(created, ORDERS);
	const { read, parts, failed, unfinished, partsLoadedAgain, ...rest } = done.summary;
	deepEqual([read, parts, failed, unfinished, partsLoadedAgain], [ORDERS, PARTS, 0, 0, 0]);
	deepEqual(rest, { created: ORDERS, updated: 0, unchanged: 0 });
	ok(requests > 2 * LIMIT.requests, 'the limit was not reached');
	ok(rateLimited <= windows * workers.length * MOST_UNDER_WAY);
	const finished = done.parts.reduce((sum, part) => sum + part.finished, 0);
	ok(finished >= PARTS);
}
