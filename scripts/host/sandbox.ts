import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cleanEnvironment } from './environment';
import { projectRoot, scratchRoot } from './paths';
import { freePort } from './ports';
import { startProcess } from './processes';

const startTimeout = 60_000;

async function answers(url: string): Promise<boolean> {
	return await fetch(url).then(
		() => true,
		() => false,
	);
}

/** Starts the sandbox as a process of its own and returns its address once it answers. */
export async function startSandboxProcess(faults: boolean): Promise<string> {
	const port = await freePort(4010);
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
	const url = `http://127.0.0.1:${port}`;
	const deadline = Date.now() + startTimeout;
	let ended = false;
	void child.exited.then(() => {
		ended = true;
	});
	while (!(await answers(url))) {
		if (ended || Date.now() > deadline) {
			throw new Error(`The sandbox did not start. The end of ${logFile}:\n${child.tail()}`);
		}
		await wait(100);
	}
	return url;
}
