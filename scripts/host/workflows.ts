import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { RestError, type N8nClient } from './rest';

/** A node of a workflow file, as far as it matters here. */
export interface WorkflowNode {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string | null; name: string }>;
	id?: string;
	typeVersion?: number;
	position?: number[];
	/** Part of the address of the node's webhook. */
	webhookId?: string;
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

interface Publication {
	status: 'in_progress' | 'published' | 'partial' | 'failed' | 'not_published';
	triggers: Array<{ errorMessage: string | null }>;
}

async function publicationOf(client: N8nClient, id: string): Promise<Publication | undefined> {
	try {
		return await client.request<Publication>('GET', `/workflows/${id}/publication-status`);
	} catch (error) {
		if (error instanceof RestError && error.status === 404) return undefined;
		throw error;
	}
}

/**
 * How starting or ending the triggers went: n8n 2 answers before it has done so. Nothing where n8n
 * has no such question, because it answers when it is done and with the error if there was one.
 */
async function published(client: N8nClient, id: string): Promise<Publication | undefined> {
	for (;;) {
		const publication = await publicationOf(client, id);
		if (publication?.status !== 'in_progress') return publication;
		await wait(100);
	}
}

/**
 * Activates a stored workflow as it is now, as Publish does.
 * @throws Error with what the triggers said, if one cannot be started.
 */
export async function activateWorkflow(client: N8nClient, id: string): Promise<void> {
	const { versionId } = await client.request<{ versionId: string }>('GET', `/workflows/${id}`);
	await client.request('POST', `/workflows/${id}/activate`, { versionId });
	const publication = await published(client, id);
	if (publication && publication.status !== 'published') {
		const messages = publication.triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
		throw new Error(messages.join(' ') || `The workflow is ${publication.status}`);
	}
}

/** Ends the triggers of an active workflow. */
export async function deactivateWorkflow(client: N8nClient, id: string): Promise<void> {
	await client.request('POST', `/workflows/${id}/deactivate`, {});
	await published(client, id);
}
