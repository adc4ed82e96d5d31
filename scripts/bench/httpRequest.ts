import { createRequire } from 'node:module';
import path from 'node:path';
import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';
import { hostRoot } from '../host/paths';
import { defaultVersion, folderName } from '../host/versions';
import { HTTP } from './goals';
import type { Subject } from './model';
import { single, type Single } from './workflows';

const TYPE = 'n8n-nodes-base.httpRequest';

const load = createRequire(__filename);

/** n8n's own node, out of the n8n that the end-to-end tests use. */
function httpRequestNode(): INodeType {
	const file = 'n8n-nodes-base/dist/nodes/HttpRequest/V3/HttpRequestV3.node.js';
	const { HttpRequestV3 } = load(
		path.join(hostRoot, folderName(defaultVersion), 'node_modules', file),
	) as { HttpRequestV3: new (base: object) => INodeType };
	const name = { displayName: 'HTTP Request', name: 'httpRequest', description: '' };
	return new HttpRequestV3({ ...name, group: ['output'] });
}

/** How the node is set, where it may be set in more than one way. */
export interface Variant {
	/** What it is called in the results. */
	name?: string;
	mostRuns?: number;
	settings?: Single['settings'];
}

function subject(
	at: string,
	parameters: INodeParameters,
	{ name = HTTP, mostRuns, settings }: Variant,
	input?: IDataObject[],
): Subject {
	return {
		name,
		mostRuns,
		workflows: (surroundings) => [
			single(
				{
					type: TYPE,
					typeVersion: 4.4,
					extraTypes: { [TYPE]: httpRequestNode() },
					parameters: {
						url: `${surroundings.url}${at}`,
						authentication: 'predefinedCredentialType',
						nodeCredentialType: 'makiniApi',
						...parameters,
					},
					input,
					settings,
				},
				surroundings,
			),
		],
	};
}

interface Paging {
	pageSize: number;
	/** Milliseconds between two pages. */
	intervalMs?: number;
}

const read = (
	at: string,
	{ pageSize, intervalMs = 0 }: Paging,
	pagination: INodeParameters,
	variant: Variant = {},
): Subject =>
	subject(
		at,
		{
			sendQuery: true,
			queryParameters: { parameters: [{ name: 'per_page', value: String(pageSize) }] },
			options: {
				pagination: {
					pagination: {
						paginationCompleteWhen: 'other',
						requestInterval: intervalMs,
						...pagination,
					},
				},
			},
		},
		variant,
	);

/** Reads all purchase orders by number of page, one page after the other, as the node does. */
export const readPages = (paging: Paging, variant?: Variant): Subject =>
	read(
		'/api/erp/purchase-orders',
		paging,
		{
			paginationMode: 'updateAParameterInEachRequest',
			parameters: { parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount + 1 }}' }] },
			completeExpression:
				'={{ $response.body.meta.current_page >= $response.body.meta.last_page }}',
		},
		variant,
	);

/** Reads all purchase orders by cursor. */
export const readByCursor = (paging: Paging): Subject =>
	read('/api/v1/purchase-orders', paging, {
		paginationMode: 'updateAParameterInEachRequest',
		parameters: {
			parameters: [
				{ type: 'qs', name: 'cursor', value: "={{ $response?.body?.next_cursor ?? '' }}" },
			],
		},
		completeExpression: '={{ $response.body.next_cursor === null }}',
	});

interface Batching {
	/** Items that are sent at once. */
	size: number;
	/** Milliseconds between two batches. */
	intervalMs: number;
}

/** Creates an order of each item, batch after batch: it waits between them, not for their answers. */
export const create = (input: IDataObject[], batching: Batching, variant: Variant = {}): Subject =>
	subject(
		'/api/erp/purchase-orders',
		{
			method: 'POST',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ JSON.stringify($json) }}',
			options: {
				batching: { batch: { batchSize: batching.size, batchInterval: batching.intervalMs } },
			},
		},
		variant,
		input,
	);
