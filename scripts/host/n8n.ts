import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cleanEnvironment } from './environment';
import { markInUse, prepareFolder } from './folder';
import type { InstalledHost } from './install';
import { freePort } from './ports';
import { runProcess, startProcess, type ManagedProcess } from './processes';
import { N8nClient } from './rest';

const startTimeout = 180_000;
const readyLine = 'Editor is now accessible';

/** Where an n8n runs and listens. */
export interface RunOptions {
	/** Holds the database, the settings and the installed community packages. */
	userFolder: string;
	/** Preferred port; another one is taken where it is not free. */
	port?: number;
	/** More of n8n's settings. */
	environment?: Readonly<Record<string, string>>;
}

export async function environmentFor(userFolder: string, port: number): Promise<NodeJS.ProcessEnv> {
	return cleanEnvironment({
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		// Packages that n8n has not verified, such as this one before its release, load only with this setting.
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		EXECUTIONS_DATA_SAVE_MANUAL_EXECUTIONS: 'true',
	});
}

async function untilReady(child: ManagedProcess): Promise<void> {
	const deadline = Date.now() + startTimeout;
	let code: number | undefined;
	void child.died.then((value) => {
		code = value;
	});
	while (!readFileSync(child.logFile, 'utf8').includes(readyLine)) {
		const failure =
			code !== undefined
				? `n8n ended with exit code ${code} while it started`
				: Date.now() > deadline
					? `n8n was not ready after ${startTimeout / 1000} s`
					: undefined;
		if (failure) {
			await child.stop();
			throw new Error(`${failure}. The end of ${child.logFile}:\n${child.tail()}`);
		}
		await wait(200);
	}
}

/** A running n8n with its editor. */
export class N8nServer {
	private constructor(
		readonly url: string,
		readonly client: N8nClient,
		readonly process: ManagedProcess,
	) {}

	/** Starts n8n, waits until its editor answers and logs the owner in. */
	static async start(host: InstalledHost, options: RunOptions): Promise<N8nServer> {
		const logFile = path.join(options.userFolder, 'n8n.log');
		await prepareFolder(options.userFolder);
		rmSync(logFile, { force: true });
		const port = await freePort(options.port);
		const child = startProcess({
			name: 'n8n',
			command: host.node,
			args: [host.script, 'start'],
			cwd: options.userFolder,
			env: { ...(await environmentFor(options.userFolder, port)), ...options.environment },
			logFile,
		});
		markInUse(options.userFolder, child.pid);
		await untilReady(child);
		const client = new N8nClient(`http://127.0.0.1:${port}`);
		await client.logIn();
		return new N8nServer(client.url, client, child);
	}

	/** Ends n8n and everything it started. */
	async stop(): Promise<void> {
		await this.process.stop();
	}
}

/** Runs one of n8n's own commands, such as `execute --id`, beside or without a server; returns what it printed. */
export async function runCommand(
	host: InstalledHost,
	userFolder: string,
	args: string[],
): Promise<string> {
	const logFile = path.join(userFolder, `${(args[0] ?? 'command').replace(/\W/g, '-')}.log`);
	mkdirSync(userFolder, { recursive: true });
	rmSync(logFile, { force: true });
	await runProcess({
		name: `n8n ${args[0]}`,
		command: host.node,
		args: [host.script, ...args],
		cwd: userFolder,
		env: await environmentFor(userFolder, await freePort()),
		logFile,
	});
	return readFileSync(logFile, 'utf8');
}
