import {
	sleep,
	type IDataObject,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { readEvent, type WebhookEvent } from '../../webhook/event';
import { isTooOld, isWanted } from '../../webhook/filters';
import { identify } from '../../webhook/identity';
import { subjectOf } from '../../webhook/newest';
import type { SeenEvents, Work } from '../../webhook/seen';
import { singleHeader } from '../../webhook/signature';
import { isoTime, readTime } from '../../webhook/time';
import { ANSWERS, answer, type Answer } from './answers';
import { receivePayload, type Payload } from './body';
import { memoryOf, storeMemory, type Memory } from './memory';
import { triggerOptions, wantedEvents, type TriggerOptions } from './settings';

/** Milliseconds that a repetition waits for what comes of the first delivery. Makini expects an answer within 10 s. */
const PATIENCE = 8000;

/** Milliseconds of one wait: an outcome ends the wait at once, but not its timer. */
const STEP = 200;

function itemOf(event: WebhookEvent, deliveryId: string): IDataObject {
	const { event: name, entity, connectionId, occurredAt, data, raw } = event;
	return {
		event: name,
		entity,
		connectionId,
		occurredAt: occurredAt === null ? null : isoTime(occurredAt),
		deliveryId,
		data: data as IDataObject,
		raw: raw as IDataObject,
	};
}

/** When the delivery was sent, where a header is set for that and can be read; otherwise when the event occurred. */
function ageCountsFrom(
	context: IWebhookFunctions,
	event: WebhookEvent,
	{ timestampHeader }: TriggerOptions,
): number | null {
	const header = timestampHeader && singleHeader(context.getHeaderData(), timestampHeader);
	return readTime(header) ?? event.occurredAt;
}

/** Lets the delivery in when no other one of the same event was or is being executed. */
async function admit(
	seen: SeenEvents,
	fingerprint: string,
): Promise<Work | 'repeated' | 'undecided'> {
	const deadline = Date.now() + PATIENCE;
	while (Date.now() < deadline) {
		const admission = seen.admit(fingerprint, Date.now());
		if (admission.kind === 'new') return admission.work;
		if (admission.kind === 'repeated') return 'repeated';
		await Promise.race([admission.executed, sleep(STEP)]);
	}
	return 'undecided';
}

/** Tells what came of a delivery by how its answer ends. */
function followAnswer(context: IWebhookFunctions, work: Work): void {
	const response = context.getResponseObject();
	response.once('close', () => {
		if (!response.writableEnded) work.abandoned(Date.now());
		else if (response.statusCode < 300) work.executed();
		else work.failed();
	});
}

/**
 * Starts the workflow. n8n reads the answer from what it is given once it has created the execution, and stores the static
 * data right after that, before it answers. Only then has the event been dealt with: if n8n is killed before, the event
 * counts as not seen, gets no answer, and runs when Makini repeats it. What is set on the static data any earlier, n8n
 * overlooks: it starts to watch for changes anew when it creates the execution.
 */
function start(
	context: IWebhookFunctions,
	item: IDataObject,
	memory: Memory,
	work: Work,
	withNewest: boolean,
): IWebhookResponseData {
	followAnswer(context, work);
	return {
		workflowData: [[{ json: item }]],
		get webhookResponse() {
			work.executed();
			storeMemory(context, memory, withNewest);
			return ANSWERS.received.body;
		},
	};
}

async function startOnce(
	context: IWebhookFunctions,
	event: WebhookEvent,
	{ ignoreStale }: TriggerOptions,
): Promise<IWebhookResponseData> {
	const { fingerprint, deliveryId } = identify(event, context.getHeaderData());
	const item = itemOf(event, deliveryId);
	// While somebody tries the workflow out, the same event may be sent as often as they like.
	if (context.getMode() === 'manual') {
		return { workflowData: [[{ json: item }]], webhookResponse: ANSWERS.received.body };
	}
	const memory = memoryOf(context);
	const subject = ignoreStale ? subjectOf(event) : undefined;
	if (subject !== undefined && event.occurredAt !== null) {
		if (memory.newest.isStale(subject, event.occurredAt)) return answer(context, 'received');
		memory.newest.note(subject, event.occurredAt);
	}
	const work = await admit(memory.seen, fingerprint);
	if (work === 'repeated') return answer(context, 'received');
	if (work === 'undecided') return answer(context, 'tryAgain');
	return start(context, item, memory, work, ignoreStale);
}

/** What came, if it was verified; a parameter that cannot be read is no reason to let anything in. */
async function receive(
	context: IWebhookFunctions,
): Promise<{ options: TriggerOptions; payload: Payload } | { refusal: Answer }> {
	try {
		const options = triggerOptions(context);
		const received = await receivePayload(context, options);
		return 'refusal' in received ? received : { options, ...received };
	} catch {
		context.logger.warn('Makini Trigger refuses a webhook: its options cannot be read');
		return { refusal: 'unauthorized' };
	}
}

/**
 * Receives a webhook: the signature first, then what the payload says. Never throws before that, because n8n would start a
 * failed execution for it.
 */
export async function receiveWebhook(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const received = await receive(context);
	if ('refusal' in received) return answer(context, received.refusal);
	const { options, payload } = received;
	const event = readEvent(payload);
	const counted = ageCountsFrom(context, event, options);
	if (
		!isWanted(event, wantedEvents(context)) ||
		isTooOld(counted, options.maximumAge, Date.now())
	) {
		return answer(context, 'received');
	}
	return await startOnce(context, event, options);
}
