import type { N8nClient } from './rest';
import type { WorkflowFile, WorkflowNode } from './workflows';

const dataTable = 'n8n-nodes-base.dataTable';

interface NodeDescription {
	properties: Array<{ name: string; options?: Array<{ value?: unknown }> }>;
}

interface Column {
	name: string;
	type: string;
}

interface Table {
	id: string;
	name: string;
}

/** Whether n8n's Data Table node can make tables. The one of n8n 1 knows rows only. */
async function makesTables(client: N8nClient): Promise<boolean> {
	const nodeInfos = [{ name: dataTable, version: 1.1 }];
	const [node] = await client.request<NodeDescription[]>('POST', '/node-types', { nodeInfos });
	const resource = node?.properties.find(({ name }) => name === 'resource');
	return resource?.options?.some(({ value }) => value === 'table') ?? false;
}

const isOpening = ({ type, parameters }: WorkflowNode): boolean =>
	type === dataTable && parameters.resource === 'table' && parameters.operation === 'create';

/** Makes the table that a node would make, unless it is there; returns its ID. */
async function openTable(client: N8nClient, { parameters }: WorkflowNode): Promise<string> {
	const name = String(parameters.tableName);
	const { column } = parameters.columns as { column: Column[] };
	const project = await client.request<{ id: string }>('GET', '/projects/personal');
	const path = `/projects/${project.id}/data-tables`;
	const stored = await client.request<{ data: Table[] }>('GET', path);
	const existing = stored.data.find((table) => table.name === name);
	return (existing ?? (await client.request<Table>('POST', path, { name, columns: column }))).id;
}

/**
 * The workflow as this n8n can run it. Where its nodes cannot make data tables, the tables are made
 * beforehand, and Edit Fields takes the place of the node that would: it gives the ID of the table.
 */
export async function withTables(client: N8nClient, workflow: WorkflowFile): Promise<WorkflowFile> {
	if (!workflow.nodes.some(isOpening) || (await makesTables(client))) return workflow;
	const nodes = await Promise.all(
		workflow.nodes.map(async (node) => {
			if (!isOpening(node)) return node;
			const value = await openTable(client, node);
			const assignments = [{ id: 'table', name: 'id', type: 'string', value }];
			const parameters = { assignments: { assignments }, options: {} };
			return { ...node, type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters };
		}),
	);
	return { ...workflow, nodes };
}
