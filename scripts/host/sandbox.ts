import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { comparedEntities } from '../../sandbox/orderReferences';
import type { ComparedSystem } from '../../sandbox/meaning';
import type {
	ConnectionOptions,
	Counters,
	FaultRule,
	JsonObject,
	StoredRecord,
} from '../../sandbox/server/server';
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

	/** Starts the sandbox with two systems of different makes and waits until it answers. */
	static async start(faults: boolean): Promise<SandboxProcess> {
		const scenario = ['--scenario', 'unlike-erps'];
		return await SandboxProcess.startAs([...scenario, ...(faults ? [] : ['--no-faults'])]);
	}

	/** Starts the sandbox with these connections and waits until it answers. */
	static async startWith(connections: readonly ConnectionOptions[]): Promise<SandboxProcess> {
		mkdirSync(scratchRoot, { recursive: true });
		const folder = mkdtempSync(path.join(scratchRoot, 'sandbox-'));
		const file = path.join(folder, 'connections.json');
		writeFileSync(file, JSON.stringify(connections));
		try {
			return await SandboxProcess.startAs(['--connections', file]);
		} finally {
			rmSync(folder, { recursive: true });
		}
	}

	private static async startAs(args: string[]): Promise<SandboxProcess> {
		const port = await freePort(preferredPort);
		const logFile = path.join(scratchRoot, `sandbox-${port}.log`);
		rmSync(logFile, { force: true });
		const child = startProcess({
			name: 'the sandbox',
			command: process.execPath,
			args: ['--import', 'tsx', path.join('sandbox', 'cli.ts'), '--port', String(port), ...args],
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

	/** The orders of a connection, and all that they may refer to, as they are now. */
	async system(connection: string): Promise<ComparedSystem> {
		const records = new Map<string, StoredRecord[]>();
		for (const entity of comparedEntities()) {
			const path = `connections/${connection}/records/${entity}`;
			records.set(entity, await this.ask<StoredRecord[]>('GET', path));
		}
		return { records: (entity) => records.get(entity) ?? [] };
	}

	/** Starts the counters of a connection anew. */
	async reset(connection: string): Promise<void> {
		await this.ask('POST', `connections/${connection}/reset`);
	}

	/** Builds the data of a connection anew. */
	async reload(connection: string): Promise<void> {
		await this.ask('POST', `connections/${connection}/reload`);
	}

	/** Replaces the faults of a connection; their counts start again. */
	async setFaults(connection: string, rules: readonly FaultRule[]): Promise<void> {
		await this.ask('POST', `connections/${connection}/faults`, rules);
	}

	/** Ends the tokens of a connection and gives a new one. */
	async reconnect(connection: string): Promise<string> {
		const { token } = await this.ask<{ token: string }>(
			'POST',
			`connections/${connection}/reconnect`,
		);
		return token;
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
		const { logFile } = this.process;
		// Its own word: another sandbox may have taken the port meanwhile, and would answer.
		const listens = (): boolean => readFileSync(logFile, 'utf8').includes(`at ${this.url} `);
		while (!listens()) {
			if (ended || Date.now() > deadline) {
				await this.process.stop();
				throw new Error(
					`The sandbox did not start. The end of ${logFile}:\n${this.process.tail()}`,
				);
			}
			await wait(100);
		}
	}
}
