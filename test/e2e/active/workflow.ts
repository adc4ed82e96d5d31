import { setTimeout as wait } from 'node:timers/promises';
import { demoSecret, webhookAddress } from '../../../scripts/host/demo';
import { executionsOf, type Execution, type Item } from '../../../scripts/host/executions';
import type { N8nClient } from '../../../scripts/host/rest';
import {
	activateWorkflow,
	deactivateWorkflow,
	storeWorkflow,
	type WorkflowFile,
} from '../../../scripts/host/workflows';
import type { ConnectionControl } from '../../../sandbox/server/server';

const patience = 150_000;

/** Waits until something is so; fails in words where that takes too long. */
export async function until(
	what: string,
	isSo: () => boolean | Promise<boolean>,
	timeout = patience,
): Promise<void> {
	const deadline = Date.now() + timeout;
	while (!(await isSo())) {
		if (Date.now() > deadline) throw new Error(`After ${timeout / 1000} s: not ${what}`);
		await wait(300);
	}
}

/** A workflow that runs in n8n by itself. */
export class ActiveWorkflow {
	private connection: ConnectionControl | undefined;
	/** ID of the webhook that the connection has for it. */
	webhook = '';

	private constructor(
		private readonly client: N8nClient,
		private readonly file: WorkflowFile,
		readonly id: string,
	) {}

	/** Stores the workflow and activates it. */
	static async start(client: N8nClient, file: WorkflowFile): Promise<ActiveWorkflow> {
		const id = await storeWorkflow(client, file);
		await activateWorkflow(client, id);
		return new ActiveWorkflow(client, file, id);
	}

	/** Lets the connection send its events here. */
	listenTo(connection: ConnectionControl): void {
		this.connection = connection;
		this.webhook = connection.addWebhook({
			url: webhookAddress(this.client.url, this.file),
			secret: demoSecret,
			retry: { firstSeconds: 1, maxSeconds: 5 },
		});
	}

	/** n8n polls at once when a workflow is activated, rather than with the next interval. */
	async pollNow(): Promise<void> {
		await deactivateWorkflow(this.client, this.id);
		await activateWorkflow(this.client, this.id);
	}

	async executions(): Promise<Execution[]> {
		return await executionsOf(this.client, this.id);
	}

	/** What a node put out in all executions together. */
	async items(node: string): Promise<Item[]> {
		return (await this.executions()).flatMap((execution) => execution.items(node));
	}

	/** Waits for so many executions in all, and that none follows them within a moment; returns them. */
	async settled(count: number): Promise<Execution[]> {
		await until(`${count} executions`, async () => (await this.executions()).length >= count);
		await wait(1500);
		return await this.executions();
	}

	/** Ends the workflow and its webhook. */
	async stop(): Promise<void> {
		this.connection?.removeWebhook(this.webhook);
		await deactivateWorkflow(this.client, this.id);
	}
}
