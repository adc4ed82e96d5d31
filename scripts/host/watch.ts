import { watch } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { projectRoot } from './paths';

/** An editor saves several files in a row: that is one change. */
const QUIET_MS = 500;

/** Resolves a moment after the next change of what n8n is given. */
export async function sourcesChange(): Promise<void> {
	const end = new AbortController();
	await new Promise<void>((resolve, reject) => {
		for (const folder of ['nodes', 'credentials']) {
			const options = { recursive: true, signal: end.signal };
			const watcher = watch(path.join(projectRoot, folder), options, () => resolve());
			watcher.on('error', reject);
		}
	});
	end.abort();
	await wait(QUIET_MS);
}
