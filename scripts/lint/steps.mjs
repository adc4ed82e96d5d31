import { lintProse } from './prose.mjs';
import { step } from './step.mjs';
import { faultsOf, unpackTarball } from './tarball.mjs';
import { writeResolved } from './writeResolved.mjs';

const published = ['nodes', 'credentials', 'package.json'];

export function build() {
	step('Build', 'gulp', ['build', '--silent']);
}

/** Everything that reads the code without running it. Expects a fresh build. */
export async function lint() {
	step('Types', 'tsc', ['-p', 'tsconfig.tools.json']);
	step("n8n's rules for published code", 'eslint', [
		'--no-inline-config',
		'--max-warnings=0',
		...published,
	]);
	step("The project's own rules", 'eslint', [
		'--config',
		'eslint.project.mjs',
		'--max-warnings=0',
		'.',
		'package.json',
	]);
	step('No circle of imports', 'madge', [
		'--circular',
		'--no-spinner',
		'--extensions',
		'ts',
		'nodes',
		'credentials',
		'sandbox',
	]);
	const resolved = await writeResolved();
	step("n8n's rules for the generated descriptions", 'eslint', [
		'--config',
		'scripts/lint/resolved.config.mjs',
		'--max-warnings=0',
		resolved,
	]);
	lintTarball();
	step('Formatting', 'prettier', ['--check', '--log-level=warn', '.']);
	step('Markdown', 'markdownlint-cli2', []);
	step('Spelling of the documentation', 'cspell', [
		'--no-progress',
		'--quiet',
		'*.md',
		'docs/**/*.md',
	]);
	lintProse();
}

function lintTarball() {
	const folder = unpackTarball();
	const { count, faults } = faultsOf(folder);
	if (faults.length > 0) {
		console.error(`\nThe tarball is not as it should be:\n${faults.join('\n')}`);
		process.exit(1);
	}
	step(`n8n's rules for the tarball (${count} files, only this project's code)`, 'eslint', [
		'--config',
		'scripts/lint/tarball.config.mjs',
		'--no-inline-config',
		'--max-warnings=0',
		folder,
	]);
}
