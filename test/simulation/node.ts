import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { oldNo } from './drawing';
import type { Execution, Item } from './story';

/** Key of an order that is there at the beginning, as a workflow would know it; made up for one that is not. */
export function keyOf(no: string, orders: number): string {
	const index = Array.from({ length: orders }, (_, each) => oldNo(each)).indexOf(no);
	return index < 0 ? `05-${no}` : `05${index}`;
}

const dataOf = ({ no, title, code, vendor }: Item): IDataObject => ({
	orderNo: no,
	title,
	...(code ? { code } : {}),
	...(vendor ? { vendor } : {}),
});

/** The files of an execution, each with the numbers of its items. */
export function filesOf({ items, perFile }: Execution): number[][] {
	const files: number[][] = [];
	items.forEach((_, index) => {
		const last = files.at(-1);
		if (last && last.length < perFile) last.push(index);
		else files.push([index]);
	});
	return files;
}

function fileItem(execution: Execution, indexes: readonly number[], file: number) {
	const lines = indexes.map((index) => JSON.stringify(dataOf(execution.items[index] as Item)));
	const data = Buffer.from(`${lines.join('\n')}\n`).toString('base64');
	const mimeType = 'application/x-ndjson';
	return { json: {}, binary: { data: { data, mimeType, fileName: `orders-${file}.ndjson` } } };
}

/** The input of the node. */
export function inputOf(execution: Execution, orders: number): INodeExecutionData[] {
	const { items, operation, from } = execution;
	if (operation === 'getAll') return [{ json: {} }];
	if (from === 'files') {
		return filesOf(execution).map((indexes, file) => fileItem(execution, indexes, file));
	}
	return items.map((item) => ({ json: { ...dataOf(item), id: keyOf(item.no, orders) } }));
}

/** Beside its fields, an item of a story has the key by which others find it. */
const BESIDE: INodeParameters = { unknownColumns: 'ignore' };

function parametersOf(execution: Execution): INodeParameters {
	const { operation, from, contains, limit, options, isPreview } = execution;
	const base = { authentication: 'apiToken', resource: 'purchaseOrder', operation };
	if (operation === 'getAll') {
		return {
			...base,
			returnAll: limit === undefined,
			...(limit === undefined ? {} : { limit }),
			filters: contains
				? { conditions: [{ field: 'title', operator: 'contains', value: contains }] }
				: {},
			options: { ...options },
		};
	}
	return {
		...base,
		inputMode: { fields: 'fields', json: 'json', files: 'file' }[from],
		...(from === 'fields' ? { fields: { mappingMode: 'autoMapInputData', value: null } } : {}),
		...(from === 'files' ? { binaryPropertyName: 'data', fileFormat: 'auto' } : {}),
		...(operation === 'upsert' ? { matchField: 'orderNo' } : {}),
		...(isPreview ? { preview: true } : {}),
		// Stories write one number twice, so that it can be seen in which order that is done.
		options: {
			...BESIDE,
			...options,
			...(operation === 'upsert' ? { duplicateRows: 'last' } : {}),
		},
	};
}

/** The node as it stands in its workflow. */
export function nodeOf(execution: Execution, index: number): INode {
	const { onError, retry } = execution;
	return {
		id: `node-${index}`,
		name: 'Makini Purchase Order',
		type: 'n8n-nodes-makini.makiniPurchaseOrder',
		typeVersion: 1,
		position: [0, 0],
		credentials: { makiniApi: { id: 'c1', name: 'Makini' } },
		parameters: parametersOf(execution),
		onError,
		...(retry ? { retryOnFail: true, maxTries: retry.maxTries } : {}),
	};
}

/** What expressions give for an item. */
export const perItem =
	(execution: Execution, orders: number) =>
	(name: string, itemIndex: number): unknown => {
		const item = execution.items[itemIndex];
		if (!item) return undefined;
		if (name === 'jsonData') return JSON.stringify(dataOf(item));
		if (name === 'recordKey') return { __rl: true, mode: 'id', value: keyOf(item.no, orders) };
		return undefined;
	};
