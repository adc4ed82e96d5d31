// One run of one node in n8n's engine, in a process of its own: engine.ts <job> <address of the sandbox>
import 'reflect-metadata';
import '../../test/support/engine/environment';
import type { INodeExecutionData, IRun } from 'n8n-workflow';
import { binaryData, builtNode, runWorkflow, type TestWorkflow } from '../../test/support/engine';
import { builtCredentials } from '../../test/support/engine/builtPackage';
import { readPages } from '../bench/httpRequest';
import { readAll } from '../bench/makini';
import type { Surroundings } from '../bench/model';
import { NODE_NAME, single } from '../bench/workflows';
import { TOKEN, type Figures, type Job } from './jobs';

const SAMPLING_MS = 5;

const PAGE_SIZE = 500;

const file = (surroundings: Surroundings): TestWorkflow[] => [
	single(
		{
			type: 'n8n-nodes-makini.makiniPurchaseOrder',
			typeVersion: 1,
			parameters: {
				resource: 'purchaseOrder',
				operation: 'getAll',
				returnAll: true,
				outputAs: 'ndjson',
			},
		},
		surroundings,
	),
];

const WORKFLOWS: Record<Job, (surroundings: Surroundings) => TestWorkflow[]> = {
	file,
	items: readAll(PAGE_SIZE).workflows,
	httpRequest: readPages({ pageSize: PAGE_SIZE }).workflows,
};

const itemsOf = ({ data }: IRun): INodeExecutionData[] =>
	data.resultData.runData[NODE_NAME]?.at(-1)?.data?.main?.[0] ?? [];

/** Records in the output: of a file, of items, or of items that are pages. */
function countOf(items: readonly INodeExecutionData[]): number {
	const [first] = items;
	if (typeof first?.json.records === 'number') return first.json.records;
	return items.reduce(
		(sum, { json }) => sum + (Array.isArray(json.data) ? json.data.length : 1),
		0,
	);
}

async function measure(job: Job, url: string): Promise<Figures> {
	const [workflow] = WORKFLOWS[job]({
		url,
		orderNumbers: [],
		credentials: {
			makiniApi: { apiToken: TOKEN, systemType: 'erp', apiStyle: 'module', baseUrl: url },
		},
	});
	if (!workflow) throw new Error(`There is no workflow for ${job}`);
	await binaryData();
	await builtNode('MakiniPurchaseOrder');
	const extraCredentialTypes = await builtCredentials();
	const idle = process.memoryUsage.rss();
	let peak = idle;
	const timer = setInterval(() => {
		peak = Math.max(peak, process.memoryUsage.rss());
	}, SAMPLING_MS);
	const start = performance.now();
	const run = await runWorkflow({ ...workflow, extraCredentialTypes });
	const seconds = (performance.now() - start) / 1000;
	clearInterval(timer);
	const items = itemsOf(run);
	return {
		records: countOf(items),
		seconds,
		idle,
		peak,
		bytes: items[0]?.binary?.data?.bytes,
		error: run.data.resultData.error?.message,
	};
}

const [job, url] = process.argv.slice(2) as [Job, string];
void measure(job, url).then((figures) => {
	process.send?.(figures);
	process.disconnect();
});
