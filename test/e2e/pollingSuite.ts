import { equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { prepareFolder } from '../../scripts/host/folder';
import type { InstalledHost } from '../../scripts/host/install';
import { N8nServer } from '../../scripts/host/n8n';
import { installPackage, packPackage } from '../../scripts/host/package';
import { runRoot } from '../../scripts/host/paths';
import { activateWorkflow, storeCredential, storeWorkflow } from '../../scripts/host/workflows';
import type { ChangeReport } from '../../sandbox/system/changes';
import {
	startSandbox,
	type ConnectionControl,
	type RunningSandbox,
} from '../../sandbox/server/server';
import { Collector } from './polling/collector';
import { outcomeOf, type Outcome } from './polling/outcome';
import { credential, workflow } from './polling/workflow';
import type { EndToEnd, Suite } from './suite';

const TOKEN = 'polling-token';
const ENTITY = 'purchase-orders';

/** Every third second. */
const SECONDS = Array.from({ length: 20 }, (_, index) => 3 * index + 1);

/** Milliseconds without anything new after which all has come; several polls. */
const QUIET_MS = 12_000;

const DEADLINE_MS = 150_000;

let sandbox: RunningSandbox;
let makini: ConnectionControl;
let collector: Collector;
let n8n: N8nServer;

/** An n8n of its own, because it is restarted on the way. */
async function start(host: InstalledHost, fresh: boolean): Promise<void> {
	const userFolder = path.join(runRoot, 'polling');
	if (fresh) {
		await prepareFolder(userFolder, true);
		await installPackage(await packPackage(), userFolder);
	}
	n8n = await N8nServer.start(host, { userFolder });
}

/** The most memory that n8n has taken so far, in MB. */
function peakMemory(): number {
	const status = readFileSync(`/proc/${n8n.process.pid}/status`, 'utf8');
	return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

/** 50,000 changes in 47 steps: one by one, by the dozen at one time, and once far more than a page at one time. */
async function change(reports: ChangeReport[]): Promise<void> {
	for (let step = 0; step < 47; step += 1) {
		const isBulk = step === 20;
		const size = isBulk ? 2000 : 500;
		const shareTimestamps = isBulk ? 2 * size : step % 3 === 0 ? 1 : 40;
		reports.push(makini.change({ entity: ENTITY, create: size, update: size, shareTimestamps }));
		await wait(700);
	}
}

async function untilQuiet(): Promise<void> {
	const began = Date.now();
	const deadline = began + DEADLINE_MS;
	const last = (): number => Math.max(began, collector.batches.at(-1)?.time ?? 0);
	while (Date.now() - last() < QUIET_MS) {
		if (Date.now() > deadline) throw new Error('The changes go on coming');
		await wait(250);
	}
}

async function untilReceived(count: number): Promise<void> {
	const deadline = Date.now() + DEADLINE_MS;
	while (collector.changes.length < count) {
		if (Date.now() > deadline) throw new Error(`Less than ${count} changes came`);
		await wait(50);
	}
}

function isComplete({ missing, twice, foreign, inserted, created }: Outcome): void {
	equal(missing, 0, 'changes are missing');
	equal(twice, 0, 'changes came twice');
	equal(foreign, 0, 'changes came that were none');
	equal(inserted, created, 'new records were not told as such');
}

/** The polling trigger of an active workflow, while records change, Makini fails and n8n is restarted. */
export const pollingSuite: Suite = {
	name: 'polling',
	async before({ host }: EndToEnd) {
		sandbox = await startSandbox({
			connections: [
				{
					name: 'a',
					token: TOKEN,
					systemType: 'erp',
					apiStyle: 'module',
					orders: 20_000,
					linesPerOrder: 1,
				},
			],
		});
		makini = sandbox.connection('a');
		collector = await Collector.start();
		await start(host, true);
		await storeCredential(n8n.client, credential(sandbox.url, TOKEN));
	},
	tests: [
		{
			name: 'an active workflow gets nothing of what was there before',
			async run() {
				const id = await storeWorkflow(n8n.client, workflow(collector.url, SECONDS));
				await activateWorkflow(n8n.client, id);
				await wait(7000);
				equal(collector.batches.length, 0);
			},
		},
		{
			name: '50,000 changes come once each, while Makini fails at every fifth request and n8n is restarted',
			async run({ host }) {
				makini.reset();
				makini.setFaults([{ when: { every: 5 }, effect: { kind: 'status', status: 503 } }]);
				const started = Date.now();
				const reports: ChangeReport[] = [];
				const changing = change(reports);
				await untilReceived(15_000);
				const before = peakMemory();
				await n8n.stop();
				const stopped = Date.now();
				const atStop = collector.changes.length;
				await start(host, false);
				const down = (Date.now() - stopped) / 1000;
				await changing;
				await untilQuiet();

				const outcome = outcomeOf(reports, collector.changes, makini.records(ENTITY));
				const { requests, byStatus } = makini.counters();
				const sizes = collector.batches.map(({ changes }) => changes.length);
				const end = collector.batches.at(-1)?.time ?? started;
				console.log(`    ${JSON.stringify(outcome)}`);
				console.log(
					`    ${JSON.stringify({
						seconds: Math.round((end - started) / 1000),
						down,
						atStop,
						polls: sizes.length,
						sizes,
						requests,
						byStatus,
						peakMB: [before, peakMemory()],
					})}`,
				);
				equal(outcome.made, 50_000);
				equal((byStatus['503'] ?? 0) > 0, true, 'no request was answered with 503');
				isComplete(outcome);
			},
		},
	],
	async after() {
		await n8n.stop();
		await collector.stop();
		await sandbox.stop();
	},
};
