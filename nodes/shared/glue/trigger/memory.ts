import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { Admissions } from '../../webhook/admissions';
import { NewestTimes } from '../../webhook/newest';
import { SeenEvents } from '../../webhook/seenEvents';
import { UnansweredEvents } from '../../webhook/unanswered';

/** Triggers whose memory is kept in this process; the one used longest ago goes first. */
const MOST = 100;

/** What one trigger knows of earlier events. */
export interface Memory {
	/** Of events that an ID or a time tells apart. */
	told: Admissions<SeenEvents>;
	/** Of what has neither. */
	alike: Admissions<UnansweredEvents>;
	newest: NewestTimes;
}

const memories = new Map<string, Memory>();

function forgetOne(): void {
	const idle = [...memories].find(([, { told, alike }]) => !told.isBusy && !alike.isBusy);
	if (idle) memories.delete(idle[0]);
}

/** A memory that begins. What was not acknowledged is adopted only now: from then on this process knows it better. */
const newMemory = (stored: IDataObject): Memory => ({
	told: new Admissions(new SeenEvents()),
	alike: new Admissions(new UnansweredEvents(stored.unanswered)),
	newest: new NewestTimes(),
});

/** The memory of the trigger that a webhook came to, with what n8n has stored of it. */
export function memoryOf(context: IWebhookFunctions): Memory {
	const key = `${String(context.getWorkflow().id)}/${context.getNode().id}`;
	const stored = context.getWorkflowStaticData('node');
	const memory = memories.get(key) ?? newMemory(stored);
	memories.delete(key);
	memories.set(key, memory);
	if (memories.size > MOST) forgetOne();
	memory.told.known.adopt(stored.seen);
	memory.newest.adopt(stored.newest);
	return memory;
}

/** Hands what is to outlast the process to n8n, which stores it with the workflow. */
export function storeMemory(
	context: IWebhookFunctions,
	{ told, alike, newest }: Memory,
	withNewest: boolean,
): void {
	const stored = context.getWorkflowStaticData('node');
	stored.seen = told.known.stored();
	stored.unanswered = alike.known.stored(Date.now());
	if (withNewest) stored.newest = newest.stored();
}
