import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cleanEnvironment } from './environment';
import { withLock } from './lock';
import { hostRoot } from './paths';
import { runProcess } from './processes';
import { step, type Tell } from './progress';
import { defaultVersion, folderName, hostVersion, nodePackage, suitsNode } from './versions';

/** An n8n on this machine, ready to be started. */
export interface InstalledHost {
	version: string;
	folder: string;
	/** The Node.js executable that runs it. */
	node: string;
	/** n8n's own executable script. */
	script: string;
}

const nodeGyp = '12.4.0';

function manifestOf(version: string): { text: string; bundlesNode: boolean } {
	const details = hostVersion(version);
	const bundlesNode = !suitsNode(details, process.versions.node);
	const dependencies = {
		n8n: version,
		'node-gyp': nodeGyp,
		...(bundlesNode ? { [nodePackage()]: String(details.nodeMajors[0]) } : {}),
	};
	const manifest = {
		name: 'n8n-host',
		private: true,
		description: 'A real n8n to try and test the nodes in; never part of the package.',
		dependencies,
		overrides: details.overrides,
	};
	return { text: `${JSON.stringify(manifest, null, 2)}\n`, bundlesNode };
}

function nodeFolder(folder: string, bundlesNode: boolean): string {
	if (bundlesNode) return path.join(folder, 'node_modules', nodePackage());
	return path.resolve(realpathSync(process.execPath), '..', '..');
}

async function isStamped(file: string, content: string): Promise<boolean> {
	return (await readFile(file, 'utf8').catch(() => '')) === content;
}

function countPackages(folder: string): number {
	const modules = path.join(folder, 'node_modules');
	try {
		return readdirSync(modules).reduce(
			(count, name) =>
				count + (name.startsWith('@') ? readdirSync(path.join(modules, name)).length : 1),
			0,
		);
	} catch {
		return 0;
	}
}

async function installPackages(folder: string, manifest: string, tell: Tell): Promise<void> {
	// What an interrupted installation left behind confuses the next one; npm's cache makes starting over cheap.
	await rm(path.join(folder, 'node_modules'), { recursive: true, force: true });
	await rm(path.join(folder, 'package-lock.json'), { force: true });
	await writeFile(path.join(folder, 'package.json'), manifest);
	const timer = setInterval(() => {
		const count = countPackages(folder);
		tell(count === 0 ? 'looking versions up' : `${count} packages unpacked`);
	}, 2000);
	try {
		await runProcess({
			name: 'npm install',
			command: 'npm',
			// Scripts would download or compile a dozen native modules that no workflow here needs.
			args: ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
			cwd: folder,
			env: cleanEnvironment(),
			logFile: path.join(folder, 'install.log'),
		});
	} finally {
		clearInterval(timer);
	}
}

async function buildDatabaseDriver(folder: string, bundlesNode: boolean): Promise<void> {
	const prefix = nodeFolder(folder, bundlesNode);
	const hasHeaders = existsSync(path.join(prefix, 'include', 'node', 'node_version.h'));
	try {
		await runProcess({
			name: 'Building sqlite3',
			command: path.join(prefix, 'bin', 'node'),
			args: [path.join(folder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'), 'rebuild'],
			cwd: path.join(folder, 'node_modules', 'sqlite3'),
			// The headers must be those of the Node.js that runs n8n. node-gyp takes the variable before its own option.
			env: cleanEnvironment(hasHeaders ? { npm_config_nodedir: prefix } : {}),
			logFile: path.join(folder, 'sqlite3.log'),
		});
	} catch (error) {
		throw new Error(
			`n8n's database driver could not be compiled; this takes python3, make and a C++ compiler.\n${String(error)}`,
		);
	}
}

/**
 * Installs the given n8n once, with a Node.js of its own where the local one does not suit it. Every part that was
 * finished is kept, so an interrupted installation goes on where it stopped.
 */
export async function installHost(version: string = defaultVersion): Promise<InstalledHost> {
	const folder = path.join(hostRoot, folderName(version));
	const { text: manifest, bundlesNode } = manifestOf(version);
	const packagesStamp = path.join(folder, '.packages-installed');
	const driverStamp = path.join(folder, '.driver-built');
	await mkdir(folder, { recursive: true });
	const waiting = (pid: number) => console.log(`  waiting for process ${pid}, which installs n8n`);
	await withLock(`${folder}.lock`, waiting, async () => {
		if (!(await isStamped(packagesStamp, manifest))) {
			await rm(packagesStamp, { force: true });
			await rm(driverStamp, { force: true });
			await step(`Installing n8n ${version}, a few minutes, once`, async (tell) => {
				await installPackages(folder, manifest, tell);
			});
			await writeFile(packagesStamp, manifest);
		}
		if (!(await isStamped(driverStamp, manifest))) {
			await step("Compiling n8n's database driver, once", async () => {
				await buildDatabaseDriver(folder, bundlesNode);
			});
			await writeFile(driverStamp, manifest);
		}
	});
	return {
		version,
		folder,
		node: path.join(nodeFolder(folder, bundlesNode), 'bin', 'node'),
		script: path.join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}
