// Installs the development dependencies when they are missing or older than the lock file, so that every
// command of this project works from a fresh clone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const stampFile = path.join(root, 'node_modules', '.installed-from');

/** Runs `npm ci` once per state of package-lock.json; prints what npm prints. Exits the process on failure. */
export function ensureInstalled() {
	const wanted = createHash('sha256')
		.update(readFileSync(path.join(root, 'package-lock.json')))
		.digest('hex');
	if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
	console.log('Installing development dependencies (about a minute, once) ...');
	const { status } = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: root, stdio: 'inherit' });
	if (status !== 0) process.exit(status ?? 1);
	writeFileSync(stampFile, wanted);
}
