// One run of one node in n8n's engine, in a process of its own: engine.ts <job> <address of the sandbox>
import 'reflect-metadata';
import '../../../test/support/engine/environment';
import type { IDataObject, INodeExecutionData, IRun } from 'n8n-workflow';
import {
	binaryData,
	builtNode,
	runWorkflow,
	type TestWorkflow,
} from '../../../test/support/engine';
import { builtCredentials } from '../../../test/support/engine/builtPackage';
import { purchaseOrder } from '../../../nodes/shared/catalogue';
import type { FileFormat } from '../../../nodes/shared/files/formats';
import { readEntries, recordReader } from '../../../nodes/shared/files/read';
import { readPages } from '../httpRequest';
import { readAll } from '../makini';
import type { Surroundings } from '../model';
import { NODE_NAME, single } from '../workflows';
import { TOKEN, type Job, type MemoryFigures } from './jobs';

const SAMPLING_MS = 5;

const PAGE_SIZE = 500;

const file =
	(format: FileFormat) =>
	(surroundings: Surroundings): TestWorkflow[] => [
		single(
			{
				type: 'n8n-nodes-makini.makiniPurchaseOrder',
				typeVersion: 1,
				parameters: {
					resource: 'purchaseOrder',
					operation: 'getAll',
					returnAll: true,
					outputAs: format,
				},
			},
			surroundings,
		),
	];

const WORKFLOWS: Record<Job, (surroundings: Surroundings) => TestWorkflow[]> = {
	ndjson: file('ndjson'),
	csv: file('csv'),
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
async function fromFile(
	format: FileFormat,
	id: string,
): Promise<Pick<MemoryFigures, 'records' | 'keys'>> {
	const store = await binaryData();
	const keys = new Set<unknown>();
	let records = 0;
	const reader = recordReader(format, purchaseOrder);
	for await (const entries of readEntries(await store.getAsStream(id), reader)) {
		records += entries.length;
		entries.forEach(({ values }) => keys.add(keyOf(values ?? {})));
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
		...(file?.id === undefined
			? fromItems(items)
			: await fromFile(file.mimeType === 'text/csv' ? 'csv' : 'ndjson', file.id)),
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
