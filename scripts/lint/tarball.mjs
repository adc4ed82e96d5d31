// What would be published, unpacked, and looked through for what must not be in it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../install.mjs';

/** Modules that n8n lets community nodes import; they come from n8n, not with the package. */
const FROM_N8N = ['n8n-workflow', 'lodash', 'luxon', 'p-limit', 'moment', 'zod', 'crypto'];

/** Files that npm puts in beside those of dist. */
const BESIDE_DIST = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];

/** Packs the built package and unpacks it again; returns the folder. */
export function unpackTarball() {
	const folder = path.join(root, '.scratch', 'tarball');
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const packed = execFileSync(
		'npm',
		['pack', root, '--pack-destination', folder, '--ignore-scripts', '--json', '--loglevel=error'],
		{ cwd: root, encoding: 'utf8' },
	);
	const [{ filename }] = JSON.parse(packed);
	execFileSync('tar', ['-xzf', path.join(folder, filename), '-C', folder]);
	return path.join(folder, 'package');
}

const filesIn = (folder) =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)));

const importsOf = (source) =>
	[...source.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, module]) => module);

/** The faults of an unpacked tarball, in words; none is as it should be. */
export function faultsOf(folder) {
	const files = filesIn(folder);
	const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
	const strange = files.filter(
		(file) => !BESIDE_DIST.includes(file) && !/^dist\/(nodes|credentials|index\.)/.test(file),
	);
	const tests = files.filter((file) => /\.test\.|\.map$|node_modules/.test(file));
	const foreign = files
		.filter((file) => file.endsWith('.js'))
		.flatMap((file) =>
			importsOf(readFileSync(path.join(folder, file), 'utf8'))
				.filter((module) => !module.startsWith('.') && !FROM_N8N.includes(module))
				.map((module) => `${file} imports ${module}`),
		);
	return {
		count: files.length,
		faults: [
			...[...strange, ...tests].map((file) => `${file} is not to be published`),
			...foreign,
			...(Object.keys(manifest.dependencies ?? {}).length > 0 ? ['there are dependencies'] : []),
			...(manifest.license === 'MIT' && files.includes('LICENSE')
				? []
				: ['the licence is missing']),
		],
	};
}
