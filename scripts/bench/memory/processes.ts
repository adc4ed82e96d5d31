import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '../../host/paths';
import type { Job, MemoryFigures } from './jobs';

/** Megabytes of heap that a sandbox with a million orders needs. */
const PEER_HEAP = 8000;

const message = async (child: ChildProcess): Promise<unknown> =>
	await new Promise((resolve, reject) => {
		child.once('message', resolve);
		child.once('exit', (code) => reject(new Error(`The process ended with ${code}`)));
	});

/** Starts a file of this folder in a process of its own, which ends with this one at the latest. */
function start(
	file: string,
	args: string[],
	node: string,
	flags: readonly string[] = [],
): ChildProcess {
	const child = fork(path.join(__dirname, file), args, {
		cwd: projectRoot,
		execPath: node,
		execArgv: ['--import', 'tsx', ...flags],
	});
	const end = () => child.kill();
	process.once('exit', end);
	child.once('exit', () => process.off('exit', end));
	return child;
}

/**
 * Does a job in a process of its own and measures it.
 * @param url of a sandbox, as {@link withOrders} gives it.
 * @param node the Node.js executable.
 * @param flags options of it.
 */
export async function measureApart(
	job: Job,
	url: string,
	node: string,
	flags: readonly string[] = [],
): Promise<MemoryFigures> {
	return (await message(start('engine.ts', [job, url], node, flags))) as MemoryFigures;
}

/** Does some work while a sandbox with so many orders runs. */
export async function withOrders(
	count: number,
	work: (url: string) => Promise<void>,
): Promise<void> {
	const flags = [`--max-old-space-size=${PEER_HEAP}`];
	const peer = start('peer.ts', [String(count)], process.execPath, flags);
	try {
		await work((await message(peer)) as string);
	} finally {
		peer.removeAllListeners('message');
		peer.kill();
	}
}
