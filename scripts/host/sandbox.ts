import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Counters, JsonObject } from '../../sandbox/server';
import { cleanEnvironment } from './environment';
import { projectRoot, scratchRoot } from './paths';
import { freePort } from './ports';
import { startProcess, type ManagedProcess } from './processes';

const startTimeout = 60_000;
const preferredPort = 4010;

/** The sandbox in a process of its own, asked through its administration addresses. */
export class SandboxProcess {
	private constructor(
		readonly url: string,
		readonly process: ManagedProcess,
	) {}

	/** Starts the sandbox with the connections of the purchase order sync and waits until it answers. */
	static async start(faults: boolean): Promise<SandboxProcess> {
		const port = await freePort(preferredPort);
		const logFile = path.join(scratchRoot, 'sandbox.log');
		rmSync(logFile, { force: true });
		const child = startProcess({
			name: 'the sandbox',
			command: process.execPath,
			args: [
				...['--import', 'tsx', path.join('sandbox', 'cli.ts')],
				...['--port', String(port), '--scenario', 'purchase-order-sync'],
				...(faults ? [] : ['--no-faults']),
			],
			cwd: projectRoot,
			env: cleanEnvironment(),
			logFile,
		});
		const sandbox = new SandboxProcess(`http://127.0.0.1:${port}`, child);
		await sandbox.untilReady();
		return sandbox;
	}

	/** What happened on a connection since the start or the last reset. */
	async counters(connection: string): Promise<Counters> {
		return await this.ask<Counters>('GET', `connections/${connection}/counters`);
	}

	/** The purchase orders of a connection as they are now. */
	async orders(connection: string): Promise<JsonObject[]> {
		const path = `connections/${connection}/records/purchase-orders`;
		return await this.ask<JsonObject[]>('GET', path);
	}

	/** Starts the counters of a connection anew. */
	async reset(connection: string): Promise<void> {
		await this.ask('POST', `connections/${connection}/reset`);
	}

	/** Lets a connection send its events to an address, for a minute at most where nobody takes them. */
	async addWebhook(connection: string, url: string, secret: string): Promise<void> {
		const retry = { firstSeconds: 5, forSeconds: 60 };
		await this.ask('POST', `connections/${connection}/webhooks`, { url, secret, retry });
	}

	private async ask<T>(method: string, path: string, content?: object): Promise<T> {
		const body = content && JSON.stringify(content);
		const response = await fetch(`${this.url}/_sandbox/${path}`, { method, body });
		if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${path}`);
		return ((await response.json()) as { data: T }).data;
	}

	private async untilReady(): Promise<void> {
		const deadline = Date.now() + startTimeout;
		let ended = false;
		void this.process.died.then(() => {
			ended = true;
		});
		const answers = async () =>
			await this.ask('GET', 'connections').then(
				() => true,
				() => false,
			);
		while (!(await answers())) {
			if (ended || Date.now() > deadline) {
				const { logFile } = this.process;
				await this.process.stop();
				throw new Error(
					`The sandbox did not start. The end of ${logFile}:\n${this.process.tail()}`,
				);
			}
			await wait(100);
		}
	}
}
