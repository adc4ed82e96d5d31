// npm test: build, lint and types, then the unit and engine tests. Stops at the first step that fails.
// -- --order <seed> shuffles the test files; whatever else follows goes to Jest.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, root } from './install.mjs';

const started = Date.now();
const { order, rest } = takeOrder(process.argv.slice(2));
if (order !== undefined) process.env.MAKINI_TEST_SEED = order;
ensureInstalled();
const { build, lint } = await import('./lint/steps.mjs');
const { step } = await import('./lint/step.mjs');

build();
await lint();
mkdirSync(path.join(root, '.scratch'), { recursive: true });
step('Unit and engine tests', 'jest', [
	'--json',
	'--outputFile=.scratch/jest-results.json',
	...rest,
]);
console.log(`\nEverything passed in ${Math.round((Date.now() - started) / 1000)} s`);

/** Takes `--order <seed>` out of the arguments, since Jest refuses options that it does not know. */
function takeOrder(args) {
	const at = args.indexOf('--order');
	if (at === -1) return { rest: args };
	return { order: args[at + 1] ?? '', rest: [...args.slice(0, at), ...args.slice(at + 2)] };
}
