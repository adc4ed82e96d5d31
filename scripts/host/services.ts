import { execFile, spawnSync } from 'node:child_process';
import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cleanEnvironment } from './environment';
import { freePort } from './ports';
import { runProcess, startProcess, type ManagedProcess } from './processes';

/** Redis and PostgreSQL, which n8n's queue mode needs, on loopback with data of their own. */
export interface Services {
	redisPort: number;
	postgresPort: number;
	stop(): Promise<void>;
}

const startTimeout = 30_000;
const database = 'n8n';

/** Where Debian's packages put the programs of the newest PostgreSQL on this machine. */
function postgresFolder(): string | undefined {
	const root = '/usr/lib/postgresql';
	if (!existsSync(root)) return undefined;
	const [newest] = readdirSync(root).sort((a, b) => Number(b) - Number(a));
	return newest === undefined ? undefined : path.join(root, newest, 'bin');
}

const redisProgram = '/usr/bin/redis-server';

/** Whether both are installed: Debian's packages redis-server and postgresql. */
export const hasServices = (): boolean =>
	existsSync(redisProgram) && postgresFolder() !== undefined;

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function asPostgres(command: string, args: string[]): { command: string; args: string[] } {
	if (process.getuid?.() !== 0) return { command, args };
	return { command: 'runuser', args: ['-u', 'postgres', '--', command, ...args] };
}

function ownedByPostgres(folder: string): void {
	if (process.getuid?.() !== 0) return;
	const id = (flag: string) =>
		Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
	chownSync(folder, id('-u'), id('-g'));
}

async function untilListening(port: number, child: ManagedProcess): Promise<void> {
	const deadline = Date.now() + startTimeout;
	const listens = async () =>
		await new Promise<boolean>((resolve) => {
			const socket = connect(port, '127.0.0.1', () => {
				socket.destroy();
				resolve(true);
			}).on('error', () => resolve(false));
		});
	while (!(await listens())) {
		if (Date.now() > deadline) throw new Error(`${child.name} did not start:\n${child.tail()}`);
		await wait(100);
	}
}

async function startRedis(folder: string): Promise<{ port: number; child: ManagedProcess }> {
	const port = await freePort();
	const child = startProcess({
		name: 'Redis',
		command: redisProgram,
		args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
		cwd: folder,
		env: cleanEnvironment(),
		logFile: path.join(folder, 'redis.log'),
	});
	await untilListening(port, child);
	return { port, child };
}

async function startPostgres(folder: string): Promise<{ port: number; child: ManagedProcess }> {
	const port = await freePort();
	const programs = postgresFolder() ?? '';
	const data = path.join(folder, 'postgres');
	mkdirSync(data, { mode: 0o700 });
	ownedByPostgres(data);
	const options = { cwd: '/', env: cleanEnvironment(), logFile: path.join(folder, 'postgres.log') };
	const own = (program: string, ...args: string[]) =>
		asPostgres(path.join(programs, program), args);
	await runProcess({
		...options,
		...own('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8'),
		name: 'initdb',
	});
	const child = startProcess({
		...options,
		...own('postgres', '-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-F'),
		name: 'PostgreSQL',
	});
	await untilListening(port, child);
	await runProcess({
		...options,
		...own('createdb', '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', database),
		name: 'createdb',
	});
	return { port, child };
}

/** Starts both, with data that go when they are stopped. */
export async function startServices(): Promise<Services> {
	// Not in the project's folder: PostgreSQL's user has to get through to its data.
	const folder = mkdtempSync(path.join(tmpdir(), 'makini-services-'));
	chmodSync(folder, 0o755);
	const redis = await startRedis(folder);
	const postgres = await startPostgres(folder);
	return {
		redisPort: redis.port,
		postgresPort: postgres.port,
		async stop() {
			await Promise.all([redis.child.stop(), postgres.child.stop()]);
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** n8n's settings to work with them in queue mode. */
export const queueEnvironment = ({
	redisPort,
	postgresPort,
}: Services): Record<string, string> => ({
	EXECUTIONS_MODE: 'queue',
	QUEUE_BULL_REDIS_HOST: '127.0.0.1',
	QUEUE_BULL_REDIS_PORT: String(redisPort),
	DB_TYPE: 'postgresdb',
	DB_POSTGRESDB_HOST: '127.0.0.1',
	DB_POSTGRESDB_PORT: String(postgresPort),
	DB_POSTGRESDB_DATABASE: database,
	DB_POSTGRESDB_USER: 'postgres',
	N8N_ENCRYPTION_KEY: 'only for tests on this machine',
	OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'false',
});

/** The rows of a query with one column. */
export async function query({ postgresPort }: Services, sql: string): Promise<string[]> {
	const program = path.join(postgresFolder() ?? '', 'psql');
	const place = ['-h', '127.0.0.1', '-p', String(postgresPort), '-U', 'postgres', '-d', database];
	const { stdout } = await promisify(execFile)(program, [...place, '-At', '-c', sql], {
		maxBuffer: 2 ** 30,
	});
	return stdout.split('\n').filter((line) => line !== '');
}
