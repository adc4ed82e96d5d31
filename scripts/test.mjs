// npm test: build, lint and types, then the unit and engine tests. Stops at the first step that fails.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, root } from './install.mjs';

const started = Date.now();
ensureInstalled();
const { build, lint } = await import('./lint/steps.mjs');
const { step } = await import('./lint/step.mjs');

build();
await lint();
mkdirSync(path.join(root, '.scratch'), { recursive: true });
step('Unit and engine tests', 'jest', [
	'--json',
	'--outputFile=.scratch/jest-results.json',
	...process.argv.slice(2),
]);
console.log(`\nEverything passed in ${Math.round((Date.now() - started) / 1000)} s`);
