import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HookContext, WebhookContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeParameters,
	type IWebhookData,
	type IWebhookResponseData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { additionalData } from './additionalData';
import type { CredentialValues } from './credentials';
import { prepareWorkflow } from './workflow';

const TYPE = 'n8n-nodes-makini.makiniTrigger';
const NAME = 'Trigger';

export interface HostOptions {
	parameters: INodeParameters;
	credentials: CredentialValues;
	mode?: WorkflowExecuteMode;
	/** Largest body in bytes. */
	limit?: number;
	/** What the process remembers of a trigger goes by its ID: another one stands for a process that has just begun. */
	nodeId?: string;
}

type Request = IncomingMessage & { rawBody?: Buffer; readRawBody(): Promise<void>; body?: unknown };
type Response = ServerResponse & { status(code: number): Response; json(body: unknown): Response };

function completed(request: IncomingMessage, limit: number): Request {
	return Object.assign(request, {
		async readRawBody(this: Request) {
			if (this.rawBody) return;
			const parts: Buffer[] = [];
			for await (const part of this) parts.push(part as Buffer);
			const read = Buffer.concat(parts);
			if (read.length > limit) throw Object.assign(new Error(), { type: 'entity.too.large' });
			this.rawBody = read;
		},
	});
}

function answering(response: ServerResponse): Response {
	const express: Response = Object.assign(response, {
		status(code: number) {
			response.statusCode = code;
			return express;
		},
		json(body: unknown) {
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify(body));
			return express;
		},
	});
	return express;
}

/**
 * Hands requests to the trigger as n8n's server does: each gets a workflow of its own with the
 * static data of the database, the answer is read when the execution exists, and changed static
 * data are stored before the answer is sent.
 */
export class WebhookHost {
	/** What the trigger put out, one entry an execution. */
	readonly executions: IDataObject[] = [];

	/** The column of the database, as text. */
	staticData = '{}';

	/** Called where n8n creates the execution; may take its time or fail. */
	createExecution: () => Promise<void> = async () => {};

	private constructor(
		private readonly options: HostOptions,
		private readonly server: Server,
	) {}

	static async start(options: HostOptions): Promise<WebhookHost> {
		const server = createServer();
		const host = new WebhookHost(options, server);
		server.on('request', (request, response) => void host.handle(request, response));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return host;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	/** What happens when the workflow is activated. */
	async activate(): Promise<void> {
		const { workflow, node, data, webhookData, methods } = await this.prepare();
		const context = new HookContext(workflow, node, data, 'trigger', 'activate', webhookData);
		if (!(await methods.checkExists.call(context))) await methods.create.call(context);
	}

	async deactivate(): Promise<boolean> {
		const { workflow, node, data, webhookData, methods } = await this.prepare();
		const context = new HookContext(workflow, node, data, 'trigger', 'activate', webhookData);
		return await methods.delete.call(context);
	}

	private async prepare() {
		const { parameters, credentials, mode = 'webhook', nodeId = 'trigger-id' } = this.options;
		const node: INode = {
			id: nodeId,
			name: NAME,
			type: TYPE,
			typeVersion: 1,
			position: [0, 0],
			parameters,
			credentials: Object.fromEntries(
				Object.keys(credentials).map((name) => [name, { id: name, name }]),
			),
			webhookId: 'hook',
		};
		const staticData = JSON.parse(this.staticData) as IDataObject;
		const prepared = await prepareWorkflow({
			nodes: [node],
			connections: {},
			credentials,
			staticData,
		});
		const { workflow, base, credentialsHelper } = prepared;
		const workflowNode = workflow.getNode(NAME);
		if (workflowNode === null) throw new Error('The node is missing from its workflow');
		const nodeType = workflow.nodeTypes.getByNameAndVersion(TYPE);
		const data = additionalData({ workflow: base, mode, credentialsHelper });
		const [webhookDescription] = nodeType.description.webhooks ?? [];
		const methods = nodeType.webhookMethods?.default;
		if (!webhookDescription || !methods) throw new Error('The node has no webhook');
		const webhookData: IWebhookData = {
			httpMethod: 'POST',
			node: NAME,
			path: 'hook/webhook',
			webhookDescription,
			workflowId: base.id,
			workflowExecuteAdditionalData: data,
		};
		return { workflow, node: workflowNode, nodeType, data, webhookData, methods, mode, base };
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const res = answering(response);
		try {
			const result = await this.run(completed(request, this.options.limit ?? 1_000_000), res);
			if (result !== undefined) res.status(200).json(result);
		} catch (error) {
			if (!res.headersSent) res.status(500).json({ message: String(error) });
		}
	}

	private async run(request: Request, response: Response): Promise<unknown> {
		const prepared = await this.prepare();
		const { workflow, node, nodeType, data, webhookData, mode, base } = prepared;
		Object.assign(data, { httpRequest: request, httpResponse: response });
		const context = new WebhookContext(workflow, node, data, mode, webhookData, [], null);
		const result: IWebhookResponseData | undefined = await nodeType.webhook?.call(context);
		if (result?.workflowData === undefined) {
			await this.save(workflow);
			return result?.noWebhookResponse ? undefined : result?.webhookResponse;
		}
		// As n8n does on its way to the execution; it resets the mark that the static data changed.
		new Workflow({ ...base, nodeTypes: workflow.nodeTypes });
		await this.createExecution();
		this.executions.push(...(result.workflowData[0] ?? []).map(({ json }) => json));
		const answer: unknown = result.webhookResponse;
		await this.save(workflow);
		return answer;
	}

	private async save(workflow: Workflow): Promise<void> {
		if (workflow.staticData.__dataChanged !== true) return;
		this.staticData = JSON.stringify(workflow.staticData);
		await Promise.resolve();
	}
}
