import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { storedItems } from '../../../scripts/host/executions';
import { prepareFolder } from '../../../scripts/host/folder';
import type { InstalledHost } from '../../../scripts/host/install';
import { N8nServer } from '../../../scripts/host/n8n';
import { installPackage, packPackage } from '../../../scripts/host/package';
import { runRoot } from '../../../scripts/host/paths';
import {
	activateWorkflow,
	deactivateWorkflow,
	storeCredential,
	storeWorkflow,
} from '../../../scripts/host/workflows';

const run = promisify(execFile);

const CREDENTIAL = 'Makini webhooks';
const TRIGGER = 'Makini Trigger';

/** Every event that the trigger knows. */
export const ALL_EVENTS = [
	...['connectionReauthorization', 'connectionOnline', 'connectionOffline', 'syncCompleted'],
	...['syncFailed', 'systemError', 'recordInserted', 'recordUpdated', 'other'],
];

/**
 * By default n8n 2.40 makes an isolate of its own for the expressions of every webhook and of every
 * execution, about 75 ms of a core and 8 MB each: on two cores that is a few events a second,
 * whatever the trigger.
 */
export const settings = { N8N_EXPRESSION_ENGINE: 'legacy' };

/** One execution, as far as it matters here. */
export interface Started {
	id: number;
	status: string;
	/** What the trigger put out, and the first of it. */
	items: Item[];
	item?: Item;
}

export interface Item {
	event: string;
	entity: string | null;
	deliveryId: string;
	data: Record<string, unknown>;
	raw: Record<string, unknown>;
}

interface Row {
	id: number;
	status: string;
	data: string;
}

function read({ id, status, data }: Row): Started {
	const items = storedItems(data, TRIGGER).map(({ json }) => json as unknown as Item);
	return { id, status, items, item: items[0] };
}

/** An n8n of its own with one active workflow that a Makini Trigger starts. It can be stopped and started again. */
export class Receiver {
	private workflow = '';

	private constructor(
		private readonly host: InstalledHost,
		private readonly userFolder: string,
		private n8n: N8nServer,
	) {}

	static async start(host: InstalledHost): Promise<Receiver> {
		const userFolder = path.join(runRoot, 'e2e-webhooks');
		await prepareFolder(userFolder, true);
		await installPackage(await packPackage(), userFolder);
		return new Receiver(host, userFolder, await Receiver.startN8n(host, userFolder, 0));
	}

	private static async startN8n(host: InstalledHost, userFolder: string, port: number) {
		// Each execution counts, so none may be removed.
		const environment = {
			...settings,
			EXECUTIONS_DATA_PRUNE: 'false',
			EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
			EXECUTIONS_DATA_SAVE_ON_ERROR: 'all',
		};
		return await N8nServer.start(host, { userFolder, port, environment });
	}

	/** Address of the trigger's webhook. */
	get url(): string {
		return `${this.origin}${this.path}`;
	}

	/** Address of n8n. */
	get origin(): string {
		return this.n8n.url;
	}

	readonly path = '/webhook/makini-e2e/webhook';

	/** Resident memory of n8n in MB. */
	get memory(): number {
		const status = readFileSync(`/proc/${this.n8n.process.pid}/status`, 'utf8');
		return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024);
	}

	async setSecrets(webhookSecret: string, previousWebhookSecret = ''): Promise<void> {
		const data = {
			apiToken: 'token-for-tests',
			baseUrl: 'https://makini.invalid',
			systemType: 'erp',
			apiStyle: 'module',
			webhookSecret,
			previousWebhookSecret,
		};
		await storeCredential(this.n8n.client, { name: CREDENTIAL, type: 'makiniApi', data });
	}

	/** Stores the workflow with these parameters of the trigger and activates it. */
	async activate(parameters: Record<string, unknown> = {}): Promise<void> {
		this.workflow = await storeWorkflow(this.n8n.client, {
			name: 'Webhooks',
			nodes: [
				{
					id: 'trigger',
					name: TRIGGER,
					type: 'n8n-nodes-makini.makiniTrigger',
					typeVersion: 1,
					position: [0, 0],
					webhookId: 'makini-e2e',
					parameters: { events: ALL_EVENTS, ...parameters },
					credentials: { makiniApi: { id: null, name: CREDENTIAL } },
				},
			],
			connections: {},
		});
		await activateWorkflow(this.n8n.client, this.workflow);
	}

	async deactivate(): Promise<void> {
		await deactivateWorkflow(this.n8n.client, this.workflow);
	}

	/** The executions after the one with this ID; those without data, too. */
	async executions(after = 0): Promise<Started[]> {
		const script = path.join(__dirname, 'readExecutions.mjs');
		const database = path.join(this.userFolder, '.n8n', 'database.sqlite');
		const args = [script, this.host.folder, database, this.workflow, String(after)];
		const { stdout } = await run(this.host.node, args, { maxBuffer: 2 ** 30 });
		return (JSON.parse(stdout) as Row[]).map(read);
	}

	async lastExecution(): Promise<number> {
		return (await this.executions()).at(-1)?.id ?? 0;
	}

	/** Asks n8n to end, and starts it again on the same port; returns how long it took to end, in ms. */
	async restart(): Promise<number> {
		const start = Date.now();
		await this.n8n.stop();
		const took = Date.now() - start;
		const port = Number(new URL(this.n8n.url).port);
		this.n8n = await Receiver.startN8n(this.host, this.userFolder, port);
		return took;
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
	}
}
