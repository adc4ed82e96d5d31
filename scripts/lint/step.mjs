import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../install.mjs';

/** Runs a tool of node_modules/.bin under a heading, with its time; the first failure ends the process. */
export function step(title, tool, args) {
	console.log(`\n=== ${title}`);
	const started = Date.now();
	const bin = path.join(root, 'node_modules', '.bin', tool);
	const { status, error } = spawnSync(bin, args, { cwd: root, stdio: 'inherit' });
	const seconds = ((Date.now() - started) / 1000).toFixed(1);
	if (error !== undefined) console.error(error.message);
	if (status === 0) {
		console.log(`--- ${title}: ${seconds} s`);
		return;
	}
	console.error(`--- ${title} FAILED after ${seconds} s`);
	process.exit(status || 1);
}
