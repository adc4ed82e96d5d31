// npm run bench:file: memory and speed of long lists in n8n's engine, as a file and as items; after a build.
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Figures, Job } from './benchFile/jobs';
import { installHost } from './host/install';

const ORDERS = [100_000, 1_000_000];
const ITEMS = 200_000;

/** Megabytes of heap that a sandbox with a million orders needs. */
const PEER_HEAP = 8000;

const folder = path.join(__dirname, 'benchFile');

const message = async (child: ChildProcess): Promise<unknown> =>
	await new Promise((resolve, reject) => {
		child.once('message', resolve);
		child.once('exit', (code) => reject(new Error(`The process ended with ${code}`)));
	});

const start = (file: string, args: string[], execArgv: string[] = []): ChildProcess =>
	fork(path.join(folder, file), args, { execArgv: [...process.execArgv, ...execArgv] });

async function measure(job: Job, url: string): Promise<Figures> {
	return (await message(start('engine.ts', [job, url]))) as Figures;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

function line(name: string, { records, seconds, idle, peak, bytes, error }: Figures): string {
	const file = bytes === undefined ? '' : `, file of ${megabytes(bytes)}`;
	const perSecond = Math.round(records / seconds).toLocaleString('en-US');
	return [
		`${name}: ${records.toLocaleString('en-US')} records in ${seconds.toFixed(1)} s (${perSecond} a second)${file};`,
		`memory ${megabytes(peak - idle)} above idle (${megabytes(idle)})${error ? `; FAILED: ${error}` : ''}`,
	].join(' ');
}

async function withOrders(count: number, work: (url: string) => Promise<void>): Promise<void> {
	const peer = start('peer.ts', [String(count)], [`--max-old-space-size=${PEER_HEAP}`]);
	try {
		await work((await message(peer)) as string);
	} finally {
		peer.removeAllListeners('exit');
		peer.kill();
	}
}

async function main(): Promise<void> {
	// The HTTP Request node is part of n8n itself.
	await installHost();
	console.log(`Node.js ${process.version}`);
	for (const count of ORDERS) {
		await withOrders(count, async (url) => {
			console.log(line('NDJSON file', await measure('file', url)));
		});
	}
	await withOrders(ITEMS, async (url) => {
		console.log(line('items', await measure('items', url)));
		console.log(line('HTTP Request node, an item a page', await measure('httpRequest', url)));
	});
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
