import type { IWebhookFunctions } from 'n8n-workflow';
import { NewestTimes } from '../../webhook/newest';
import { SeenEvents } from '../../webhook/seen';

/** Triggers whose memory is kept in this process; the one used longest ago goes first. */
const MOST = 100;

/** What one trigger knows of earlier events. */
export interface Memory {
	seen: SeenEvents;
	newest: NewestTimes;
}

const memories = new Map<string, Memory>();

function forgetOne(): void {
	const idle = [...memories].find(([, { seen }]) => !seen.busy);
	if (idle) memories.delete(idle[0]);
}

/** The memory of the trigger that a webhook came to, with what n8n has stored of it. */
export function memoryOf(context: IWebhookFunctions): Memory {
	const key = `${String(context.getWorkflow().id)}/${context.getNode().id}`;
	const memory = memories.get(key) ?? { seen: new SeenEvents(), newest: new NewestTimes() };
	memories.delete(key);
	memories.set(key, memory);
	if (memories.size > MOST) forgetOne();
	const stored = context.getWorkflowStaticData('node');
	memory.seen.adopt(stored.seen);
	memory.newest.adopt(stored.newest);
	return memory;
}

/** Hands what is to outlast the process to n8n, which stores it with the workflow. */
export function storeMemory(
	context: IWebhookFunctions,
	{ seen, newest }: Memory,
	withNewest: boolean,
): void {
	const stored = context.getWorkflowStaticData('node');
	stored.seen = seen.stored();
	if (withNewest) stored.newest = newest.stored();
}
