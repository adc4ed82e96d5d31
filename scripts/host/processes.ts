import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

// n8n waits up to 30 s for what it executes.
const gracePeriod = 35_000;

/** How to start a process; everything it prints goes into the log file. */
export interface ProcessOptions {
	name: string;
	command: string;
	args: string[];
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	logFile: string;
}

/** A running child process with a process group of its own, so that its children end with it. */
export interface ManagedProcess {
	name: string;
	pid: number;
	logFile: string;
	/** Resolves to the exit code; 128 stands for an end by signal. Never rejects. */
	exited: Promise<number>;
	/** The last lines of the log. */
	tail(lines?: number): string;
	/** Resolves to the exit code too, unless its end was asked for: then it stays pending. */
	died: Promise<number>;
	/** Asks it to end, and ends its whole group if it takes longer than the grace period. */
	stop(): Promise<void>;
}

const running = new Set<ManagedProcess>();

function killGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch {
		// The group is gone already.
	}
}

function exitOf(child: ChildProcess): Promise<number> {
	return new Promise((resolve) => {
		child.once('error', () => resolve(127));
		child.once('exit', (code) => resolve(code ?? 128));
	});
}

/** The last lines of a file, for error messages. */
export function tailOf(file: string, lines = 30): string {
	try {
		return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
	} catch {
		return '';
	}
}

/** Starts a process in a group of its own; it is remembered until it has ended. */
export function startProcess(options: ProcessOptions): ManagedProcess {
	mkdirSync(path.dirname(options.logFile), { recursive: true });
	const log = openSync(options.logFile, 'a');
	const child = spawn(options.command, options.args, {
		cwd: options.cwd,
		env: options.env ?? process.env,
		stdio: ['ignore', log, log],
		detached: true,
	});
	closeSync(log);
	const exited = exitOf(child);
	const { pid } = child;
	if (pid === undefined) throw new Error(`${options.name}: cannot start ${options.command}`);
	let stopping = false;
	const managed: ManagedProcess = {
		name: options.name,
		pid,
		logFile: options.logFile,
		exited,
		died: exited.then(async (code) => (stopping ? await new Promise<never>(() => {}) : code)),
		tail: (lines) => tailOf(options.logFile, lines),
		async stop() {
			stopping = true;
			child.kill('SIGTERM');
			const timer = setTimeout(() => killGroup(pid, 'SIGKILL'), gracePeriod);
			await exited;
			clearTimeout(timer);
		},
	};
	running.add(managed);
	void exited.then(() => {
		killGroup(pid, 'SIGKILL');
		running.delete(managed);
	});
	return managed;
}

/** Runs a command to its end, unless all processes are stopped before; a failure carries the end of what it printed. */
export async function runProcess(options: ProcessOptions): Promise<void> {
	const child = startProcess(options);
	const code = await child.died;
	if (code !== 0) {
		throw new Error(
			`${options.name} failed with exit code ${code}. The end of ${options.logFile}:\n${child.tail()}`,
		);
	}
}

/** Ends every process that was started here and still runs. */
async function stopAll(): Promise<void> {
	await Promise.all([...running].map(async (child) => await child.stop()));
}

/**
 * From here on, the processes started here end with this one, however it ends: Ctrl-C, a signal, an error, or its
 * own parent disappearing.
 */
function endTogether(): void {
	let stoppingSince: number | undefined;
	const stop = (code: number) => {
		if (stoppingSince !== undefined) {
			// One Ctrl-C can arrive twice, from the terminal and from the tool in between; a later one means "now".
			if (Date.now() - stoppingSince > 1000) process.exit(code);
			return;
		}
		stoppingSince = Date.now();
		if (running.size > 0)
			console.log(`\nStopping ${[...running].map(({ name }) => name).join(', ')} …`);
		void stopAll().finally(() => process.exit(code));
	};
	process.on('SIGINT', () => stop(130));
	process.on('SIGTERM', () => stop(143));
	process.on('SIGHUP', () => stop(129));
	process.on('exit', () => {
		for (const child of running) killGroup(child.pid, 'SIGKILL');
	});
	const parent = process.ppid;
	setInterval(() => {
		if (process.ppid !== parent) stop(129);
	}, 1000).unref();
}

/**
 * Runs a script to its end: with the exit code that it gives, or with 1 and the message of its error. The processes
 * that were started here end before.
 */
export function runScript(main: () => Promise<number>): void {
	endTogether();
	const endWith = async (code: number): Promise<void> => {
		await stopAll();
		process.exit(code);
	};
	void main().then(endWith, async (error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		await endWith(1);
	});
}
