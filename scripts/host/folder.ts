import { writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { holder } from './lock';

const markOf = (userFolder: string) => path.join(userFolder, 'n8n.pid');

/** Notes which n8n works in a user folder. */
export function markInUse(userFolder: string, pid: number): void {
	writeFileSync(markOf(userFolder), String(pid));
}

/** Makes a user folder ready for a start, empty if so wished. One that a running n8n uses is refused. */
export async function prepareFolder(userFolder: string, empty = false): Promise<void> {
	const pid = await holder(markOf(userFolder));
	if (pid !== undefined) {
		throw new Error(`Another n8n (process ${pid}) already works in ${userFolder}. Stop it first.`);
	}
	if (empty) await rm(userFolder, { recursive: true, force: true });
	await mkdir(userFolder, { recursive: true });
}
