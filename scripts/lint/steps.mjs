import { step } from './step.mjs';
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
	const resolved = await writeResolved();
	step("n8n's rules for the generated descriptions", 'eslint', [
		'--config',
		'scripts/lint/resolved.config.mjs',
		'--max-warnings=0',
		resolved,
	]);
	step('Formatting', 'prettier', ['--check', '--log-level=warn', '.']);
}
