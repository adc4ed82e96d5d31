import { LoadOptionsContext } from 'n8n-core';
import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	INodeType,
	ResourceMapperFields,
} from 'n8n-workflow';
import { additionalData } from './additionalData';
import type { CredentialValues } from './credentials';
import { singleNodeWorkflow, type NodeRun } from './runNode';
import { prepareWorkflow } from './workflow';

interface MethodResults {
	listSearch: INodeListSearchResult;
	resourceMapping: ResourceMapperFields;
	loadOptions: INodePropertyOptions[];
}

export interface MethodCall<Kind extends keyof MethodResults> {
	node: string | INodeType;
	kind: Kind;
	name: string;
	/** For listSearch: the search text, then the pagination token of the page before. */
	args?: Array<string | undefined>;
	/** What the node panel holds at that moment. */
	parameters?: INodeParameters;
	credentials?: CredentialValues;
	extraCredentialTypes?: NodeRun['extraCredentialTypes'];
}

type Method = (this: ILoadOptionsFunctions, ...args: Array<string | undefined>) => Promise<unknown>;

/** Calls one of a node's methods as the editor does while the node panel is open. */
export async function loadMethod<Kind extends keyof MethodResults>(
	call: MethodCall<Kind>,
): Promise<MethodResults[Kind]> {
	const prepared = await prepareWorkflow(singleNodeWorkflow(call));
	const { workflow, base, credentialsHelper } = prepared;
	const node = workflow.getNode('Node');
	if (node === null) throw new Error('The node is missing from its workflow');
	const { methods } = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const method = (methods?.[call.kind] as Record<string, Method> | undefined)?.[call.name];
	if (method === undefined) throw new Error(`The node has no ${call.kind} method "${call.name}"`);
	const data = additionalData({ workflow: base, mode: 'internal', credentialsHelper });
	// With the defaults of all that is shown, as the editor sends them.
	data.currentNodeParameters = node.parameters;
	const context = new LoadOptionsContext(workflow, node, data, 'parameters');
	return (await method.apply(context, call.args ?? [])) as MethodResults[Kind];
}
