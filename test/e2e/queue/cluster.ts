import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { storedItems } from '../../../scripts/host/executions';
import { prepareFolder } from '../../../scripts/host/folder';
import type { InstalledHost } from '../../../scripts/host/install';
import { environmentFor, N8nServer } from '../../../scripts/host/n8n';
import { installPackage, packPackage } from '../../../scripts/host/package';
import { runRoot } from '../../../scripts/host/paths';
import { freePort } from '../../../scripts/host/ports';
import { startProcess, type ManagedProcess } from '../../../scripts/host/processes';
import {
	query,
	queueEnvironment,
	startServices,
	type Services,
} from '../../../scripts/host/services';
import type { N8nClient } from '../../../scripts/host/rest';
import { settings } from '../webhooks/receiver';

const startTimeout = 120_000;

/** How many processes of each kind there are beside the main process. */
export interface Size {
	workers: number;
	/** Executions that each worker works on at once. */
	concurrency: number;
	webhookProcesses: number;
}

/** n8n in queue mode: a main process, workers, and processes of their own for webhooks. */
export class Cluster {
	/** Addresses of the webhook processes. */
	readonly urls: string[] = [];

	private readonly children = new Map<string, ManagedProcess>();

	private constructor(
		private readonly host: InstalledHost,
		private readonly userFolder: string,
		private readonly services: Services,
		private readonly main: N8nServer,
	) {}

	static async start(host: InstalledHost, size: Size): Promise<Cluster> {
		const userFolder = path.join(runRoot, 'e2e-queue');
		await prepareFolder(userFolder, true);
		await installPackage(await packPackage(), userFolder);
		const services = await startServices();
		const environment = { ...queueEnvironment(services), ...settings };
		const main = await N8nServer.start(host, { userFolder, port: 0, environment });
		const cluster = new Cluster(host, userFolder, services, main);
		for (let index = 1; index <= size.workers; index += 1) {
			await cluster.add(`worker-${index}`, ['worker', `--concurrency=${size.concurrency}`]);
		}
		for (let index = 1; index <= size.webhookProcesses; index += 1) {
			cluster.urls.push(await cluster.add(`webhook-${index}`, ['webhook']));
		}
		return cluster;
	}

	/** Talks to the main process. */
	get client(): N8nClient {
		return this.main.client;
	}

	/** What a node of a workflow put out first, for each of its executions. */
	async outputs(workflowId: string, node: string): Promise<Array<Record<string, unknown>>> {
		const lines = await query(
			this.services,
			`select d.data from execution_entity e join execution_data d on d."executionId" = e.id where e."workflowId" = '${workflowId}' order by e.id`,
		);
		return lines.map((line) => storedItems(line, node)[0]?.json ?? {});
	}

	/** Executions of a workflow that are not over. */
	async underWay(workflowId: string): Promise<number> {
		const [count] = await query(
			this.services,
			`select count(*) from execution_entity where "workflowId" = '${workflowId}' and status in ('new', 'running')`,
		);
		return Number(count);
	}

	/** Executions that a worker such as "worker-1" has taken and those that it has finished, by its log. */
	work(worker: string): { started: string[]; finished: string[] } {
		const log = readFileSync(this.child(worker).logFile, 'utf8');
		const ids = (what: string): string[] =>
			[...log.matchAll(new RegExp(`Worker ${what} execution (\\d+)`, 'g'))].map(
				([, id]) => id ?? '',
			);
		return { started: ids('started'), finished: ids('finished') };
	}

	/** Ends a process at once and all that it started, as when a machine fails. */
	async kill(name: string): Promise<void> {
		const child = this.child(name);
		process.kill(-child.pid, 'SIGKILL');
		await child.exited;
	}

	async stop(): Promise<void> {
		await Promise.all([...this.children.values()].map(async (child) => await child.stop()));
		await this.main.stop();
		await this.services.stop();
	}

	private child(name: string): ManagedProcess {
		const child = this.children.get(name);
		if (!child) throw new Error(`No process is "${name}"`);
		return child;
	}

	private async add(name: string, args: string[]): Promise<string> {
		const port = await freePort();
		const health = await freePort();
		const child = startProcess({
			name: `n8n ${name}`,
			command: this.host.node,
			args: [this.host.script, ...args],
			cwd: this.userFolder,
			env: {
				...(await environmentFor(this.userFolder, port)),
				...queueEnvironment(this.services),
				...settings,
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: String(health),
			},
			logFile: path.join(this.userFolder, `${name}.log`),
		});
		this.children.set(name, child);
		await untilHealthy(args[0] === 'worker' ? health : port, child);
		return `http://127.0.0.1:${port}`;
	}
}

async function untilHealthy(port: number, child: ManagedProcess): Promise<void> {
	const deadline = Date.now() + startTimeout;
	const isHealthy = async () =>
		await fetch(`http://127.0.0.1:${port}/healthz`).then(
			({ ok }) => ok,
			() => false,
		);
	while (!(await isHealthy())) {
		if (Date.now() > deadline) throw new Error(`${child.name} did not start:\n${child.tail()}`);
		await wait(300);
	}
}
