// npm run bench:load: how long n8n takes to load all nodes, and how large their descriptions are.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '..');

/** Runs in a process of its own each time. What n8n has loaded anyway before any community package does not count. */
const measured = `
	for (const name of ['n8n-workflow', 'zod', 'lodash', 'luxon', 'p-limit', 'crypto']) require(name);
	const { n8n } = require('./package.json');
	const start = process.hrtime.bigint();
	const nodes = n8n.nodes.map((file) => new (Object.values(require('./' + file))[0])());
	for (const file of n8n.credentials) require('./' + file);
	const ms = Number(process.hrtime.bigint() - start) / 1e6;
	const sizes = nodes.map(({ description }) => [JSON.stringify(description).length, description.displayName]);
	console.log(JSON.stringify({ ms, nodes: nodes.length, largest: sizes.sort((a, b) => b[0] - a[0])[0] }));
`;

interface Load {
	ms: number;
	nodes: number;
	largest: [bytes: number, name: string];
}

function measure(): Load {
	const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', measured], {
		cwd: root,
		encoding: 'utf8',
	});
	if (status !== 0)
		throw new Error(`The built nodes could not be loaded; run "npm run build".\n${stderr}`);
	return JSON.parse(stdout) as Load;
}

const RUNS = 7;
const loads = Array.from({ length: RUNS }, measure).sort((a, b) => a.ms - b.ms);
const median = loads[Math.floor(RUNS / 2)];
const [fastest, slowest] = [loads[0], loads.at(-1)];
if (!median || !fastest || !slowest) throw new Error('Nothing was measured');
const [bytes, name] = median.largest;
console.log(
	[
		`load: ${median.nodes} nodes in ${median.ms.toFixed(0)} ms (median of ${RUNS}, ${fastest.ms.toFixed(0)} to ${slowest.ms.toFixed(0)} ms)`,
		`types: ${(bytes / 1000).toFixed(0)} kB for the largest node, ${name}`,
	].join('\n'),
);
