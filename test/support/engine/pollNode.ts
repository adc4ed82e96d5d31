import { PollContext } from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { additionalData } from './additionalData';
import type { CredentialValues } from './credentials';
import { singleNodeWorkflow } from './runNode';
import { prepareWorkflow } from './workflow';

export interface PolledNode {
	/** A polling node of the package by class name or type name. */
	node: string;
	parameters?: INodeParameters;
	credentials?: CredentialValues;
	mode?: WorkflowExecuteMode;
	/** What an earlier workflow has kept. */
	staticData?: IDataObject;
	/** Milliseconds of a poll; `null` for a version of n8n that does not say. */
	budgetMs?: number | null;
}

/** A polling node of a workflow that is active. */
export interface ActiveNode {
	/** What n8n does at each of the node's times. */
	poll(): Promise<INodeExecutionData[] | null>;
	/** A copy of what would be stored with the workflow. */
	staticData(): IDataObject;
}

/** Prepares a workflow with one polling node. Nothing is polled yet. */
export async function activateNode(options: PolledNode): Promise<ActiveNode> {
	const { mode = 'trigger', budgetMs } = options;
	const staticData = structuredClone(options.staticData);
	const prepared = await prepareWorkflow(singleNodeWorkflow({ ...options, staticData }));
	const { workflow, base, credentialsHelper } = prepared;
	const node = workflow.getNode('Node');
	if (node === null) throw new Error('The node is missing from its workflow');
	const { poll } = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	if (poll === undefined) throw new Error(`${options.node} does not poll`);
	return {
		async poll() {
			const data = additionalData({ workflow: base, mode, credentialsHelper });
			const context = contextOf(workflow, node, data, mode, budgetMs);
			return (await poll.call(context))?.[0] ?? null;
		},
		staticData: () => JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject,
	};
}

function contextOf(
	workflow: Workflow,
	node: INode,
	data: ReturnType<typeof additionalData>,
	mode: WorkflowExecuteMode,
	budgetMs: number | null | undefined,
): PollContext {
	const context = new PollContext(workflow, node, data, mode, 'activate');
	if (budgetMs === undefined) return context;
	const getPollBudgetMs = budgetMs === null ? undefined : () => budgetMs;
	return Object.defineProperty(context, 'getPollBudgetMs', { value: getPollBudgetMs });
}
