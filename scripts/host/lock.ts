import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

/** The process that a file names, if it is still alive. */
export async function holder(file: string): Promise<number | undefined> {
	const pid = Number(await readFile(file, 'utf8').catch(() => ''));
	return pid > 0 && isAlive(pid) ? pid : undefined;
}

async function take(file: string): Promise<boolean> {
	try {
		await writeFile(file, String(process.pid), { flag: 'wx' });
		return true;
	} catch {
		return false;
	}
}

/**
 * Runs the work while no other process of this machine holds the same lock file. A lock whose holder has died is
 * taken over.
 */
export async function withLock<T>(
	file: string,
	whenWaiting: (pid: number) => void,
	work: () => Promise<T>,
): Promise<T> {
	await mkdir(path.dirname(file), { recursive: true });
	while (!(await take(file))) {
		const pid = await holder(file);
		if (pid === undefined) await rm(file, { force: true });
		else {
			whenWaiting(pid);
			await wait(1000);
		}
	}
	try {
		return await work();
	} finally {
		await rm(file, { force: true });
	}
}
