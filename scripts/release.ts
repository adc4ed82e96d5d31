// npm run release -- patch|minor|major: tests, gives the changelog and package.json the new version, commits and tags.
// Pushing the tag publishes (.github/workflows/publish.yml), which is left to a person.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './host/paths';
import { withRelease } from './release/changelog';

const STEPS = ['patch', 'minor', 'major'];

const run = (command: string, ...args: string[]): string =>
	execFileSync(command, args, {
		cwd: projectRoot,
		encoding: 'utf8',
		stdio: ['inherit', 'pipe', 'inherit'],
	}).trim();

function main(step = ''): void {
	if (!STEPS.includes(step)) throw new Error(`npm run release -- ${STEPS.join('|')}`);
	if (run('git', 'status', '--porcelain'))
		throw new Error('There are changes that are not committed');
	if (run('git', 'branch', '--show-current') !== 'main')
		throw new Error('Releases are made on main');
	execFileSync('npm', ['test'], { cwd: projectRoot, stdio: 'inherit' });
	const version = run('npm', 'version', step, '--no-git-tag-version').replace(/^v/, '');
	const file = path.join(projectRoot, 'CHANGELOG.md');
	const date = new Date().toISOString().slice(0, 10);
	writeFileSync(file, withRelease(readFileSync(file, 'utf8'), version, date));
	run('git', 'commit', '--all', '--message', `Release ${version}`);
	run('git', 'tag', '--annotate', `v${version}`, '--message', version);
	console.log(`\n${version} is committed and tagged. To publish it: git push --follow-tags`);
}

try {
	main(process.argv[2]);
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
