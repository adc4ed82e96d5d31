// One run of one node in n8n's engine, in a process of its own: engine.ts <job> <address of the sandbox>
import 'reflect-metadata';
import '../../../test/support/engine/environment';
import { createInterface } from 'node:readline';
import type { IDataObject, INodeExecutionData, IRun } from 'n8n-workflow';
import {
	binaryData,
	builtNode,
	runWorkflow,
	type TestWorkflow,
} from '../../../test/support/engine';
import { builtCredentials } from '../../../test/support/engine/builtPackage';
import { readPages } from '../httpRequest';
import { readAll } from '../makini';
import type { Surroundings } from '../model';
import { NODE_NAME, single } from '../workflows';
import { TOKEN, type Job, type MemoryFigures } from './jobs';

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

const keyOf = (record: unknown): unknown => (record as IDataObject).key;

/** The orders of an output of items, or of items that are pages. */
function fromItems(items: readonly INodeExecutionData[]): Pick<MemoryFigures, 'records' | 'keys'> {
	const records = items.flatMap(({ json }) => (Array.isArray(json.data) ? json.data : [json]));
	return { records: records.length, keys: new Set(records.map(keyOf)).size };
}

/** The orders that stand in a file, which is deleted then: it takes more than a gigabyte. */
async function fromFile(id: string): Promise<Pick<MemoryFigures, 'records' | 'keys'>> {
	const store = await binaryData();
	const keys = new Set<unknown>();
	let records = 0;
	for await (const line of createInterface({ input: await store.getAsStream(id) })) {
		records += 1;
		keys.add(keyOf(JSON.parse(line)));
	}
	await store.deleteManyByBinaryDataId([id]);
	return { records, keys: keys.size };
}

async function measure(job: Job, url: string): Promise<MemoryFigures> {
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
	const file = items[0]?.binary?.data;
	return {
		node: process.version,
		...(file?.id === undefined ? fromItems(items) : await fromFile(file.id)),
		seconds,
		idle,
		peak,
		bytes: file?.bytes ?? 0,
		error: run.data.resultData.error?.message,
	};
}

const [job, url] = process.argv.slice(2) as [Job, string];
void measure(job, url).then((figures) => {
	process.send?.(figures);
	process.disconnect();
});
