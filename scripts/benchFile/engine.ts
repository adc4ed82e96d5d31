// One run of one node in n8n's engine, in a process of its own: engine.ts <job> <address of the sandbox> <orders>
import 'reflect-metadata';
import '../../test/support/engine/environment';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { INodeParameters, INodeType } from 'n8n-workflow';
import { binaryData, builtNode, runNode, type NodeRun } from '../../test/support/engine';
import { hostRoot } from '../host/paths';
import { defaultVersion } from '../host/versions';
import { TOKEN, type Figures, type Job } from './jobs';

const SAMPLING_MS = 5;

const load = createRequire(__filename);

/** n8n's own node, out of the n8n that the end-to-end tests use. */
function httpRequestNode(): INodeType {
	const file = 'n8n-nodes-base/dist/nodes/HttpRequest/V3/HttpRequestV3.node.js';
	const { HttpRequestV3 } = load(
		path.join(hostRoot, `n8n-${defaultVersion}`, 'node_modules', file),
	) as { HttpRequestV3: new (base: object) => INodeType };
	const name = { displayName: 'HTTP Request', name: 'httpRequest', description: '' };
	return new HttpRequestV3({ ...name, group: ['output'] });
}

const credentialsFor = (url: string): NodeRun['credentials'] => ({
	makiniApi: { apiToken: TOKEN, systemType: 'erp', apiStyle: 'module', baseUrl: url },
});

const getAll = (url: string, more: INodeParameters): NodeRun => ({
	node: 'MakiniPurchaseOrder',
	parameters: { resource: 'purchaseOrder', operation: 'getAll', returnAll: true, ...more },
	credentials: credentialsFor(url),
});

const RUNS: Record<Job, (url: string) => NodeRun> = {
	file: (url) => getAll(url, { outputAs: 'ndjson' }),
	items: (url) => getAll(url, {}),
	httpRequest: (url) => ({
		node: httpRequestNode(),
		typeVersion: 4.4,
		credentials: credentialsFor(url),
		parameters: {
			url: `${url}/api/erp/purchase-orders`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'makiniApi',
			sendQuery: true,
			queryParameters: { parameters: [{ name: 'per_page', value: '500' }] },
			options: {
				pagination: {
					pagination: {
						paginationCompleteWhen: 'other',
						paginationMode: 'updateAParameterInEachRequest',
						parameters: {
							parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount + 1 }}' }],
						},
						completeExpression:
							'={{ $response.body.meta.current_page >= $response.body.meta.last_page }}',
					},
				},
			},
		},
	}),
};

/** Records in the output: of a file, of items, or of items that are pages. */
function countOf(items: Array<{ json: Record<string, unknown> }>): number {
	const [first] = items;
	if (typeof first?.json.records === 'number') return first.json.records;
	return items.reduce(
		(sum, { json }) => sum + (Array.isArray(json.data) ? json.data.length : 1),
		0,
	);
}

async function main(): Promise<Figures> {
	const [job, url] = process.argv.slice(2) as [Job, string];
	const run = RUNS[job](url);
	await binaryData();
	await builtNode('MakiniPurchaseOrder');
	global.gc?.();
	const idle = process.memoryUsage.rss();
	let peak = idle;
	const timer = setInterval(() => {
		peak = Math.max(peak, process.memoryUsage.rss());
	}, SAMPLING_MS);
	const start = Date.now();
	const { outputs, error } = await runNode(run);
	const seconds = (Date.now() - start) / 1000;
	clearInterval(timer);
	const items = outputs[0] ?? [];
	return {
		records: countOf(items),
		seconds,
		idle,
		peak,
		bytes: items[0]?.binary?.data?.bytes,
		error: error?.message,
	};
}

void main().then((figures) => {
	process.send?.(figures);
	process.disconnect();
});
