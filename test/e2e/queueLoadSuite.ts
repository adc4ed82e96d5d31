import { deepEqual, equal } from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { withSetting } from '../../scripts/host/adaptation';
import { partAddress, readExample, storeDemoCredentials } from '../../scripts/host/demo';
import { runWorkflow } from '../../scripts/host/executions';
import { hasServices } from '../../scripts/host/services';
import { activateWorkflow, storeWorkflow } from '../../scripts/host/workflows';
import { compareOrders } from '../../sandbox/check';
import { startSandbox, type RunningSandbox } from '../../sandbox/server';
import { Cluster } from './queue/cluster';
import type { EndToEndTest, Suite } from './suite';

const ORDERS = 10_000;
const PARTS = 20;
const ENTITY = 'purchase-orders';
const WORKERS = ['worker-1', 'worker-2'] as const;

/** Before everything that the sandbox holds. */
const ALWAYS = '1970-01-01T00:00:00Z';

/** When this many orders are in B, a worker is killed. */
const MIDDLE = 3000;

let cluster: Cluster;
let sandbox: RunningSandbox;
let workflow: string;

interface Load {
	summary: Record<string, unknown>;
	seconds: number;
	/** Parts that each worker has taken and finished. */
	parts: Array<{ taken: number; finished: number }>;
}

const workOfAll = () => WORKERS.map((worker) => cluster.work(worker));

async function load(): Promise<Load> {
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

const figures = ({ summary, seconds, parts }: Load): string =>
	`${seconds} s; parts by worker: ${JSON.stringify(parts)}; ${JSON.stringify(summary)}`;

/** B has every order of A once and as it is there, and created no other. */
function checkB(): void {
	const [a, b] = [sandbox.connection('a'), sandbox.connection('b')];
	const found = compareOrders(a.records(ENTITY), b.records(ENTITY), ALWAYS);
	const { missing, duplicates, unexpected, differences } = found;
	deepEqual([missing, duplicates, unexpected, differences], [[], [], [], []]);
	equal(b.records(ENTITY).length, ORDERS);
}

/** B without orders, and nothing counted. */
function emptyB(): void {
	const b = sandbox.connection('b');
	b.reload();
	b.reset();
	equal(b.records(ENTITY).length, 0);
}

const whole = { read: ORDERS, parts: PARTS, failed: 0, unfinished: 0 };

const tests: EndToEndTest[] = [
	{
		name: '10,000 orders over two workers: both take part, each order is created once',
		async run(_, tell) {
			emptyB();
			const done = await load();
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
			const done = await load();
			tell(figures(done));
			checkB();
			const unchanged = { created: 0, updated: 0, unchanged: ORDERS, partsLoadedAgain: 0 };
			deepEqual(done.summary, { ...whole, ...unchanged });
			const { created, updated } = sandbox.connection('b').counters();
			deepEqual([created, updated], [0, 0]);
		},
	},
	{
		name: 'a worker killed in the middle: its parts are loaded again, none is missing, none twice',
		async run(_, tell) {
			emptyB();
			const b = sandbox.connection('b');
			const loading = load();
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
	},
	tests,
	async after() {
		await cluster.stop();
		await sandbox.stop();
	},
};

/** Needs Redis and PostgreSQL. */
export const queueLoadSuites: Suite[] = hasServices() ? [queueLoadSuite] : [];
