import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseFlatted } from '../../../scripts/host/flatted';
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

/** What one execution put out at its trigger. */
interface Stored {
	resultData: {
		runData: Record<
			string,
			Array<{ data?: { main: Array<Array<{ json: Record<string, unknown> }>> } }>
		>;
	};
}

/** n8n in queue mode: a main process, a worker, and processes of their own for webhooks. */
export class Cluster {
	/** Addresses of the webhook processes. */
	readonly urls: string[] = [];

	private readonly children: ManagedProcess[] = [];

	private constructor(
		private readonly host: InstalledHost,
		private readonly userFolder: string,
		private readonly services: Services,
		private readonly main: N8nServer,
	) {}

	static async start(host: InstalledHost, webhookProcesses: number): Promise<Cluster> {
		const userFolder = path.join(runRoot, 'e2e-queue');
		await prepareFolder(userFolder, true);
		await installPackage(await packPackage(), userFolder);
		const services = await startServices();
		const environment = { ...queueEnvironment(services), ...settings };
		const main = await N8nServer.start(host, { userFolder, port: 0, environment });
		const cluster = new Cluster(host, userFolder, services, main);
		await cluster.add('worker', ['worker', '--concurrency=10']);
		for (let index = 1; index <= webhookProcesses; index += 1) {
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
		return lines.map((line) => {
			const { resultData } = parseFlatted(line) as Stored;
			return resultData.runData[node]?.[0]?.data?.main[0]?.[0]?.json ?? {};
		});
	}

	/** Executions of a workflow that are not over. */
	async underWay(workflowId: string): Promise<number> {
		const [count] = await query(
			this.services,
			`select count(*) from execution_entity where "workflowId" = '${workflowId}' and status in ('new', 'running')`,
		);
		return Number(count);
	}

	async stop(): Promise<void> {
		await Promise.all(this.children.map(async (child) => await child.stop()));
		await this.main.stop();
		await this.services.stop();
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
		this.children.push(child);
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
