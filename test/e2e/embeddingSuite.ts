import { deepEqual, equal, match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { lowerFirst } from 'lodash';
import { storeDemoCredentials } from '../../scripts/host/demo';
import { runWorkflow } from '../../scripts/host/executions';
import { prepareFolder } from '../../scripts/host/folder';
import { N8nServer } from '../../scripts/host/n8n';
import { packPackage } from '../../scripts/host/package';
import { projectRoot, runRoot } from '../../scripts/host/paths';
import { storeWorkflow, type WorkflowFile } from '../../scripts/host/workflows';
import { defaultVersion } from '../../scripts/host/versions';
import { purchaseOrderSync } from '../../sandbox/scenarios';
import { startSandbox, type RunningSandbox } from '../../sandbox/server/server';
import type { Suite } from './suite';

const run = promisify(execFile);

const page = readFileSync(path.join(projectRoot, 'docs', 'embedding.md'), 'utf8');

/** What stands where the root of the image would be. */
const image = path.join(runRoot, 'e2e-image');

const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
	n8n: { nodes: string[] };
};

let sandbox: RunningSandbox;
let n8n: N8nServer;

/** The instructions of the page's Dockerfile: their words, the name first. */
function instructions(): string[][] {
	const [, dockerfile = ''] = /^```dockerfile\n([^]*?)^```/m.exec(page) ?? [];
	return dockerfile
		.trim()
		.split('\n')
		.map((line) => line.split(/\s+/).filter((word) => !word.startsWith('--')));
}

const [from = [], copy = [], env = [], ...others] = instructions();

/** Makes what the page has one make before, and the folders of the image; gives the settings that the image has. */
async function build(): Promise<Record<string, string>> {
	await rm(image, { recursive: true, force: true });
	await mkdir(image, { recursive: true });
	await run('tar', ['-xzf', await packPackage()], { cwd: image });
	const [, source = '', target = ''] = copy;
	await cp(path.join(image, source), path.join(image, target), { recursive: true });
	const [name = '', folder = ''] = env[1]?.split('=') ?? [];
	return { [name]: path.join(image, folder) };
}

/** The names of all nodes, without what n8n puts in front. */
const names = manifest.n8n.nodes.map((file) => lowerFirst(path.basename(file, '.node.js')));

/**
 * The image of docs/embedding.md without a container: what its instructions do is done in a folder, and n8n is started
 * with an empty folder of its own.
 */
export const embeddingSuite: Suite = {
	name: 'embedding',
	async before({ host }) {
		sandbox = await startSandbox({ connections: purchaseOrderSync() });
		const environment = await build();
		const userFolder = path.join(runRoot, 'e2e-embedding');
		await prepareFolder(userFolder, true);
		n8n = await N8nServer.start(host, { userFolder, port: 0, environment });
		await storeDemoCredentials(n8n.client, sandbox.url);
	},
	tests: [
		{
			name: 'the image is of the n8n that is tested, and n8n looks where the package was put',
			async run() {
				deepEqual(from, ['FROM', `docker.n8n.io/n8nio/n8n:${defaultVersion}`]);
				deepEqual([copy[0], env[0], others], ['COPY', 'ENV', []]);
				equal(env[1], `N8N_CUSTOM_EXTENSIONS=${path.posix.dirname(copy[2] ?? '')}`);
				equal(existsSync(path.join(image, copy[2] ?? '', 'dist', 'index.js')), true);
			},
		},
		{
			name: 'all nodes are there, under the names that the page tells',
			async run(_, tell) {
				const nodeInfos = names.map((name) => ({ name: `CUSTOM.${name}`, version: 1 }));
				const described = await n8n.client.request<Array<{ name: string }>>('POST', '/node-types', {
					nodeInfos,
				});
				tell(`${described.length} nodes`);
				// n8n may answer with or without what it puts in front.
				const found = described.map(({ name }) => name.replace(/^CUSTOM\./, ''));
				deepEqual(found.sort(), [...names].sort());
			},
		},
		{
			name: 'an example runs once its nodes are renamed as the page says, and not before',
			async run() {
				const [, expression = '', file = ''] = /^sed '([^']+)' (\S+) >/m.exec(page) ?? [];
				const example = path.join(projectRoot, 'examples', file);
				const original = JSON.parse(readFileSync(example, 'utf8')) as WorkflowFile;
				const { stdout } = await run('sed', [expression, example]);
				const renamed = { ...(JSON.parse(stdout) as WorkflowFile), name: 'Renamed' };
				const id = await storeWorkflow(n8n.client, renamed);
				const execution = await runWorkflow(n8n.client, id);
				equal(execution.status, 'success', execution.error);
				equal(execution.items('Write CSV File').length, 1);
				const failure = await storeWorkflow(n8n.client, original)
					.then(async (stored) => await runWorkflow(n8n.client, stored))
					.then(
						({ error }) => error,
						(error: unknown) => String(error),
					);
				match(failure ?? '', /Unrecognized node type: n8n-nodes-makini\.makiniPurchaseOrder/);
			},
		},
	],
	async after() {
		await n8n.stop();
		await sandbox.stop();
	},
};
