import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../host/paths';
import { defaultVersion } from '../host/versions';
import type { Machine } from './report';

const versionOf = (folder: string): string =>
	(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string })
		.version;

/** What the benchmarks run on. */
export function thisMachine(runs: number): Machine {
	const [processor] = os.cpus();
	return {
		processor: processor?.model.trim() ?? 'unknown processor',
		cores: os.cpus().length,
		memoryGb: Math.round(os.totalmem() / 1e9),
		system: `${os.type()} ${os.release()}, ${os.arch()}`,
		node: process.versions.node,
		n8n: defaultVersion,
		engine: versionOf(path.join(projectRoot, 'node_modules', 'n8n-core')),
		version: versionOf(projectRoot),
		date: new Date().toISOString().slice(0, 10),
		runs,
	};
}
