import { readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cleanEnvironment } from './environment';
import { projectRoot, scratchRoot } from './paths';
import { runProcess } from './processes';

const sources = [
	'nodes',
	'credentials',
	'index.ts',
	'package.json',
	'tsconfig.json',
	'gulpfile.js',
	'scripts/schemas',
];

interface PackageManifest {
	name: string;
	version: string;
	dependencies?: Record<string, string>;
	[field: string]: unknown;
}

function newest(file: string): number {
	const stats = statSync(file, { throwIfNoEntry: false });
	if (!stats) return 0;
	if (!stats.isDirectory()) return stats.mtimeMs;
	// A folder's own time changes when a file is removed from it.
	const children = readdirSync(file).map((name) => newest(path.join(file, name)));
	return Math.max(stats.mtimeMs, ...children);
}

function isBuilt(): boolean {
	const built = statSync(path.join(projectRoot, 'dist', 'index.js'), { throwIfNoEntry: false });
	if (!built) return false;
	return sources.every((source) => newest(path.join(projectRoot, source)) <= built.mtimeMs);
}

/** Compiles the package into dist, unless dist is newer than every source. */
export async function buildPackage(): Promise<void> {
	if (isBuilt()) return;
	await runProcess({
		name: 'The build',
		command: path.join(projectRoot, 'node_modules', '.bin', 'gulp'),
		args: ['build'],
		cwd: projectRoot,
		env: cleanEnvironment(),
		logFile: path.join(scratchRoot, 'build.log'),
	});
}

async function readManifest(file: string): Promise<PackageManifest> {
	return JSON.parse(await readFile(file, 'utf8')) as PackageManifest;
}

/** Packs what would be published and returns the tarball's path. */
export async function packPackage(): Promise<string> {
	const folder = path.join(scratchRoot, 'pack');
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await runProcess({
		name: 'npm pack',
		command: 'npm',
		args: [
			'pack',
			projectRoot,
			'--pack-destination',
			folder,
			'--ignore-scripts',
			'--loglevel=error',
		],
		cwd: projectRoot,
		env: cleanEnvironment(),
		logFile: path.join(scratchRoot, 'pack.log'),
	});
	const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
	if (!tarball) throw new Error('npm pack made no tarball');
	return path.join(folder, tarball);
}

/**
 * Leaves the tarball in an n8n user folder as n8n's installer of community nodes does: unpacked under .n8n/nodes,
 * without the fields that would pull more packages in, and listed in the package.json there.
 */
export async function installPackage(tarball: string, userFolder: string): Promise<void> {
	const { name } = await readManifest(path.join(projectRoot, 'package.json'));
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	const target = path.join(nodes, 'node_modules', name);
	await rm(target, { recursive: true, force: true });
	await mkdir(target, { recursive: true });
	await runProcess({
		name: 'Unpacking the package',
		command: 'tar',
		args: ['-xzf', tarball, '-C', target, '--strip-components=1'],
		logFile: path.join(scratchRoot, 'pack.log'),
	});
	const manifest = await readManifest(path.join(target, 'package.json'));
	if (Object.keys(manifest.dependencies ?? {}).length > 0) {
		throw new Error('The package must not have dependencies');
	}
	for (const field of ['devDependencies', 'peerDependencies', 'optionalDependencies']) {
		delete manifest[field];
	}
	await writeFile(path.join(target, 'package.json'), JSON.stringify(manifest, null, 2));
	const ledger = {
		name: 'installed-nodes',
		private: true,
		dependencies: { [manifest.name]: manifest.version },
	};
	await writeFile(path.join(nodes, 'package.json'), JSON.stringify(ledger, null, 2));
}
