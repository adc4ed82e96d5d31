import { deepEqual, equal } from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { withSetting } from '../../scripts/host/adaptation';
import { partAddress, readExample, storeDemoCredentials } from '../../scripts/host/demo';
import type { Tell } from '../../scripts/host/progress';
import { hasServices } from '../../scripts/host/services';
import { activateWorkflow, storeWorkflow } from '../../scripts/host/workflows';
import { startSandbox, type RunningSandbox } from '../../sandbox/server/server';
import { Cluster } from './queue/cluster';
import { limitedConnections, loadLimited, storeLimited } from './queue/limited';
import { checkLoaded, empty, ENTITY, figures, load, type Load } from './queue/load';
import type { EndToEndTest, Suite } from './suite';

const ORDERS = 5_000;
const PARTS = 10;
const WORKERS = ['worker-1', 'worker-2'] as const;

/** When this many orders are in B, a worker is killed. */
const MIDDLE = 1500;

let cluster: Cluster;
let sandbox: RunningSandbox;
/** The example, and the same within a rate limit. */
let workflow: string;
let limitedWorkflow: string;

const loadAll = async (): Promise<Load> => await load(cluster, workflow, WORKERS);

const checkB = (): void => checkLoaded(sandbox.connection('a'), sandbox.connection('b'));

const withinLimit = async (workers: readonly string[], tell: Tell): Promise<void> =>
	await loadLimited({ cluster, sandbox, workflow: limitedWorkflow }, workers, tell);

const whole = { read: ORDERS, parts: PARTS, failed: 0, unfinished: 0 };

const tests: EndToEndTest[] = [
	{
		name: '5,000 orders over two workers: both take part, each order is created once',
		async run(_, tell) {
			empty(sandbox.connection('b'));
			const done = await loadAll();
			tell(figures(done));
			checkB();
			const created = { created: ORDERS, updated: 0, unchanged: 0, partsLoadedAgain: 0 };
			deepEqual(done.summary, { ...whole, ...created });
			equal(sandbox.connection('b').counters().created, ORDERS);
			equal(
				done.parts.every(({ finished }) => finished > 0),
				true,
				'a worker had no part',
			);
		},
	},
	{
		name: 'the same again writes nothing',
		async run(_, tell) {
			sandbox.connection('b').reset();
			const done = await loadAll();
			tell(figures(done));
			checkB();
			const unchanged = { created: 0, updated: 0, unchanged: ORDERS, partsLoadedAgain: 0 };
			deepEqual(done.summary, { ...whole, ...unchanged });
			const { created, updated } = sandbox.connection('b').counters();
			deepEqual([created, updated], [0, 0]);
		},
	},
	{
		name: 'two workers within one rate limit: each order is created once, none fails',
		async run(_, tell) {
			await withinLimit(WORKERS, tell);
		},
	},
	{
		name: 'a worker killed in the middle: its parts are loaded again, none is missing, none twice',
		async run(_, tell) {
			empty(sandbox.connection('b'));
			const b = sandbox.connection('b');
			const loading = loadAll();
			const inTheMiddle = async () => {
				while (b.records(ENTITY).length < MIDDLE) await wait(50);
				await cluster.kill('worker-2');
				return b.records(ENTITY).length;
			};
			const [done, atKill] = await Promise.all([loading, inTheMiddle()]);
			tell(`killed at ${atKill} orders; ${figures(done)}`);
			checkB();
			const { created, updated, unchanged, partsLoadedAgain, ...rest } = done.summary;
			deepEqual(rest, whole);
			equal(Number(created) + Number(unchanged), ORDERS);
			equal(updated, 0);
			equal(Number(partsLoadedAgain) > 0, true, 'the worker had no part when it was killed');
			equal(b.counters().created, ORDERS);
		},
	},
	{
		name: 'the worker that is left, alone within that rate limit: the same',
		async run(_, tell) {
			await withinLimit(['worker-1'], tell);
		},
	},
];

/** The example `bulk-load-in-parallel` over several workers, one of which fails in the end. */
export const queueLoadSuite: Suite = {
	name: 'queue-load',
	async before({ host }) {
		const common = { systemType: 'erp', apiStyle: 'module', latencyMs: 20 } as const;
		sandbox = await startSandbox({
			connections: [
				{ ...common, name: 'a', token: 'demo-token-a', orders: ORDERS },
				{ ...common, name: 'b', token: 'demo-token-b', orders: 0 },
				...limitedConnections(common),
			],
		});
		cluster = await Cluster.start(host, { workers: 2, concurrency: 5, webhookProcesses: 1 });
		const { client, urls } = cluster;
		await storeDemoCredentials(client, sandbox.url);
		await activateWorkflow(
			client,
			await storeWorkflow(client, await readExample('bulk-load-part')),
		);
		const example = await readExample('bulk-load-in-parallel');
		const address = partAddress(urls[0] ?? '');
		workflow = await storeWorkflow(client, withSetting(example, 'partAddress', address));
		limitedWorkflow = await storeLimited(cluster, sandbox);
	},
	tests,
	async after() {
		await cluster.stop();
		await sandbox.stop();
	},
};

/** Needs Redis and PostgreSQL. */
export const queueLoadSuites: Suite[] = hasServices() ? [queueLoadSuite] : [];
