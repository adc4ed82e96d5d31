import {
	Workflow,
	type IConnections,
	type ICredentialType,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IWorkflowBase,
	type IWorkflowSettings,
} from 'n8n-workflow';
import { builtCredentials, builtNode, builtPackage } from './builtPackage';
import { MemoryCredentials, type CredentialValues } from './credentials';
import { TestNodeTypes } from './nodeTypes';
import { START_TYPE, startNode } from './startNode';

export type TestItem = INodeExecutionData | IDataObject;

export interface TestWorkflow {
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	/** Items of the start node. */
	input?: TestItem[];
	credentials?: CredentialValues;
	/** Node types that are not of the package, by full type name. */
	extraTypes?: Record<string, INodeType>;
	/** Credential types that are not of the package, by name. */
	extraCredentialTypes?: Record<string, ICredentialType>;
	staticData?: IDataObject;
}

export interface PreparedWorkflow {
	workflow: Workflow;
	base: IWorkflowBase;
	credentialsHelper: MemoryCredentials;
}

/** Turns a test's workflow into n8n's own object. Built classes are only asked for where the workflow names them. */
export async function prepareWorkflow(test: TestWorkflow): Promise<PreparedWorkflow> {
	const extra = test.extraTypes ?? {};
	const types = new Map<string, INodeType>(Object.entries(extra));
	types.set(START_TYPE, startNode((test.input ?? [{}]).map(asItem)));
	let credentialTypes = test.extraCredentialTypes ?? {};
	for (const { type } of test.nodes) {
		if (types.has(type)) continue;
		types.set(type, await packageNode(type));
		credentialTypes = { ...(await builtCredentials()), ...credentialTypes };
	}
	const base: IWorkflowBase = {
		id: '1',
		name: 'Test workflow',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		nodes: test.nodes,
		connections: test.connections,
		settings: { executionOrder: 'v1', ...test.settings },
		staticData: test.staticData ?? {},
	};
	const workflow = new Workflow({ ...base, nodeTypes: new TestNodeTypes(types) });
	const credentialsHelper = new MemoryCredentials(credentialTypes, test.credentials ?? {});
	return { workflow, base, credentialsHelper };
}

async function packageNode(type: string): Promise<INodeType> {
	const { packageName } = await builtPackage();
	const prefix = `${packageName}.`;
	return await builtNode(type.startsWith(prefix) ? type.slice(prefix.length) : type);
}

/** An item is told from plain JSON by its `json` object. */
function asItem(item: TestItem): INodeExecutionData {
	const { json } = item;
	return typeof json === 'object' && json !== null
		? (item as INodeExecutionData)
		: { json: item as IDataObject };
}
