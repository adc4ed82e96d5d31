import { readFile } from 'node:fs/promises';
import type { N8nClient } from './rest';

/** A node of a workflow file, as far as it matters here. */
export interface WorkflowNode {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string | null; name: string }>;
}

/** A workflow as the editor exports it. */
export interface WorkflowFile {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
}

/** A credential to be stored in n8n. */
export interface CredentialInput {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

interface Stored {
	id: string;
	name: string;
}

/** Reads a workflow file. */
export async function readWorkflow(file: string): Promise<WorkflowFile> {
	return JSON.parse(await readFile(file, 'utf8')) as WorkflowFile;
}

/** Creates the credential, or overwrites the one with the same name; returns its ID. */
export async function storeCredential(client: N8nClient, input: CredentialInput): Promise<string> {
	const stored = await client.request<Stored[]>('GET', '/credentials');
	const existing = stored.find(({ name }) => name === input.name);
	if (existing) {
		await client.request('PATCH', `/credentials/${existing.id}`, input);
		return existing.id;
	}
	return (await client.request<Stored>('POST', '/credentials', input)).id;
}

/**
 * Creates the workflow, or overwrites the one with the same name; returns its ID. Its nodes get the stored
 * credentials that have the names given in the file.
 */
export async function storeWorkflow(client: N8nClient, workflow: WorkflowFile): Promise<string> {
	const credentials = await client.request<Stored[]>('GET', '/credentials');
	const idOf = (name: string) => {
		const found = credentials.find((credential) => credential.name === name);
		if (!found) throw new Error(`The workflow needs a credential named "${name}"`);
		return found.id;
	};
	const nodes = workflow.nodes.map((node) => ({
		...node,
		...(node.credentials && {
			credentials: Object.fromEntries(
				Object.entries(node.credentials).map(([type, { name }]) => [
					type,
					{ id: idOf(name), name },
				]),
			),
		}),
	}));
	const { name, connections, settings = {} } = workflow;
	const body = { name, nodes, connections, settings };
	const stored = await client.request<Stored[]>('GET', '/workflows');
	const existing = stored.find((candidate) => candidate.name === name);
	if (existing) {
		await client.request('PATCH', `/workflows/${existing.id}?forceSave=true`, body);
		return existing.id;
	}
	return (await client.request<Stored>('POST', '/workflows', { ...body, active: false })).id;
}
