import { setTimeout as wait } from 'node:timers/promises';
import { parseFlatted } from './flatted';
import type { N8nClient } from './rest';
import type { WorkflowFile } from './workflows';

/** One item that a node put out. */
export interface Item {
	json: Record<string, unknown>;
	binary?: Record<string, { data: string; fileName?: string; mimeType?: string; id?: string }>;
}

interface NodeRun {
	executionTime: number;
	error?: { message: string; description?: string };
	data?: { main: Array<Item[] | null> };
}

interface RunData {
	resultData: { runData: Record<string, NodeRun[]>; error?: { message: string } };
}

interface StoredExecution {
	status: string;
	data: string;
}

const itemsOf = ({ resultData }: RunData, node: string, output = 0): Item[] =>
	(resultData.runData[node] ?? []).flatMap((run) => run.data?.main[output] ?? []);

/** The items of the first output of a node, out of an execution's data as n8n stores them. */
export const storedItems = (data: string, node: string): Item[] =>
	itemsOf(parseFlatted(data) as RunData, node);

/** How a workflow ended and what each of its nodes put out. */
export class Execution {
	constructor(
		readonly id: string,
		readonly status: string,
		private readonly data: RunData,
	) {}

	/** The error that ended the workflow. */
	get error(): string | undefined {
		return this.data.resultData.error?.message;
	}

	/** The error of a node that failed, in the words that its panel shows. */
	failure(node: string): { message: string; description?: string } | undefined {
		return this.data.resultData.runData[node]?.find(({ error }) => error)?.error;
	}

	/** The items of one output of a node, over all its runs; empty if it did not run. */
	items(node: string, output = 0): Item[] {
		return itemsOf(this.data, node, output);
	}
}

const over = (status: string) => !['new', 'running', 'waiting', 'unknown'].includes(status);

/** Reads an execution by its ID, once it is over. */
export async function finishedExecution(
	client: N8nClient,
	id: string,
	timeout = 900_000,
): Promise<Execution> {
	const deadline = Date.now() + timeout;
	for (;;) {
		const stored = await client.request<StoredExecution>('GET', `/executions/${id}`);
		// n8n 1 stores how an execution ended before it stores what came of it.
		const data = over(stored.status)
			? (parseFlatted(stored.data) as RunData | undefined)
			: undefined;
		if (data) return new Execution(id, stored.status, data);
		if (Date.now() > deadline) throw new Error(`Execution ${id} was not over in time`);
		await wait(500);
	}
}

async function idsOf(client: N8nClient, filter: object): Promise<number[]> {
	const query = new URLSearchParams({ filter: JSON.stringify(filter), limit: '100' });
	const { results } = await client.request<{ results: Array<{ id: string }> }>(
		'GET',
		`/executions?${query.toString()}`,
	);
	return results.map(({ id }) => Number(id)).sort((a, b) => a - b);
}

/**
 * Executions of a workflow, those it started itself among them, oldest first, once they are over;
 * the last 100 at most.
 */
export async function executionsOf(client: N8nClient, workflowId: string): Promise<Execution[]> {
	const ids = await idsOf(client, { workflowId });
	return await Promise.all(ids.map((id) => finishedExecution(client, String(id))));
}

/** The number of executions of a workflow that wait for somebody or for a time, 100 at most. */
export async function waitingExecutions(client: N8nClient, workflowId: string): Promise<number> {
	return (await idsOf(client, { workflowId, status: ['waiting'] })).length;
}

/** Runs a stored workflow from its manual trigger, as "Execute workflow" does, and waits for its end. */
export async function runWorkflow(client: N8nClient, id: string): Promise<Execution> {
	const workflow = await client.request<WorkflowFile>('GET', `/workflows/${id}`);
	const trigger = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	if (!trigger) throw new Error(`${workflow.name} has no manual trigger`);
	const { executionId } = await client.request<{ executionId: string }>(
		'POST',
		`/workflows/${id}/run`,
		{ workflowData: workflow, triggerToStartFrom: { name: trigger.name } },
	);
	return await finishedExecution(client, executionId);
}
