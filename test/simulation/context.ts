import { Readable } from 'node:stream';
import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import type { HelperOptions, HelperResponse } from './network';
import { TOKEN } from './server';

/** What one try of a node is given. */
export interface NodeTry {
	node: INode;
	executionId: string;
	runIndex: number;
	/** An agent calls it. */
	isTool: boolean;
	input: readonly INodeExecutionData[];
	/** Values that an expression gives item by item. */
	perItem: (name: string, itemIndex: number) => unknown;
	style: string;
	cancelled: AbortSignal;
	send: (options: HelperOptions) => Promise<HelperResponse>;
	hint: (text: string) => void;
	log: (text: string) => void;
}

const bytesOf = ({ binary }: INodeExecutionData, property: string): Buffer =>
	Buffer.from(binary?.[property]?.data ?? '', 'base64');

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const pieces: Uint8Array[] = [];
	for await (const piece of stream) pieces.push(piece);
	return Buffer.concat(pieces);
}

/**
 * As much of n8n's context as the package asks for. What it does not ask for today is not there, so that a call of it
 * fails loudly here and is then added.
 */
export function contextOf(given: NodeTry): IExecuteFunctions {
	const { node, input, cancelled } = given;
	const itemAt = (index: number): INodeExecutionData => input[index] ?? { json: {} };
	const log = (text: unknown): void => given.log(String(text));
	const context = {
		logger: { debug: log, info: log, warn: log, error: log },
		// n8n copies a node each time it is asked for it.
		getNode: (): INode => structuredClone(node),
		getNodeParameter: (
			name: string,
			itemIndex: number,
			fallback?: unknown,
			how: { extractValue?: boolean } = {},
		): unknown => {
			const value = given.perItem(name, itemIndex) ?? node.parameters[name] ?? fallback;
			const isLocator = typeof value === 'object' && value !== null && '__rl' in value;
			return how.extractValue && isLocator ? (value as { value?: unknown }).value : value;
		},
		getInputData: () => [...input],
		getCredentials: async () => ({
			apiToken: TOKEN,
			baseUrl: 'https://api.example.com',
			systemType: 'erp',
			apiStyle: given.style,
			webhookSecret: 'wh-secret-51d2e84b06',
		}),
		getExecutionId: () => given.executionId,
		getMode: () => 'trigger',
		getTimezone: () => 'Europe/Berlin',
		getWorkflow: () => ({ id: 'w1', name: 'Workflow', active: true }),
		getWorkflowDataProxy: () => ({ $runIndex: given.runIndex }),
		getExecutionCancelSignal: () => cancelled,
		continueOnFail: () => node.onError !== 'stopWorkflow',
		isToolExecution: () => given.isTool,
		addExecutionHints: (...hints: Array<{ message: string }>) =>
			hints.forEach(({ message }) => given.hint(message)),
		sendMessageToUI: log,
		helpers: {
			httpRequestWithAuthentication: async (_name: string, options: HelperOptions) =>
				await given.send(options),
			returnJsonArray: (items: object[]) => items.map((json) => ({ json })),
			constructExecutionMetaData: (
				items: INodeExecutionData[],
				{ itemData }: { itemData: object },
			) => items.map((item) => ({ ...item, pairedItem: itemData })),
			assertBinaryData: (index: number, property: string) => itemAt(index).binary?.[property],
			getBinaryDataBuffer: async (index: number, property: string) =>
				bytesOf(itemAt(index), property),
			getBinaryStream: async (id: string) => Readable.from([Buffer.from(id, 'base64')]),
			prepareBinaryData: async (data: Buffer | Readable, fileName: string, mimeType: string) => ({
				data: (Buffer.isBuffer(data) ? data : await textOf(data)).toString('base64'),
				fileName,
				mimeType,
			}),
		},
	};
	return context as unknown as IExecuteFunctions;
}
