import {
	sleep,
	type IDataObject,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import type { Admission, Work } from '../../webhook/admissions';
import { readEvent, type WebhookEvent } from '../../webhook/event';
import { isTooOld, isWanted } from '../../webhook/eventFilters';
import { identify, type Identity } from '../../webhook/identity';
import { subjectOf } from '../../webhook/newest';
import { singleHeader } from '../../webhook/signature';
import { eventsOf } from '../../webhook/thin';
import { readTime } from '../../webhook/time';
import { ANSWERS, answer, type Answer } from './webhookAnswers';
import { receivePayload, type Payload } from './verifiedPayload';
import { memoryOf, storeMemory, type Memory } from './memory';
import { itemOf, readRecords } from './eventRecords';
import { triggerOptions, wantedEvents, type TriggerOptions } from './triggerSettings';

/** Milliseconds that a repetition waits for what comes of the first delivery. Makini expects an answer within 10 s. */
const PATIENCE = 8000;

/** Milliseconds from the arrival of a webhook in which its records may be read. */
const READING = 6000;

/** Milliseconds of one wait: an outcome ends the wait at once, but not its timer. */
const STEP = 200;

/** When the delivery was sent, where a header is set for that and can be read; otherwise when the event occurred. */
function ageCountsFrom(
	context: IWebhookFunctions,
	event: WebhookEvent,
	{ timestampHeader }: TriggerOptions,
): number | null {
	const header = timestampHeader && singleHeader(context.getHeaderData(), timestampHeader);
	return readTime(header) ?? event.occurredAt;
}

/** What comes of another delivery that looks the same, as far as it can be waited for. */
async function outcomeOf(isCovered: Promise<boolean>, deadline: number) {
	while (Date.now() < deadline) {
		const outcome = await Promise.race([isCovered, sleep(STEP)]);
		if (typeof outcome === 'boolean') return outcome;
	}
	return undefined;
}

type Entry = Exclude<Admission, { kind: 'underWay' }> | { kind: 'covered' } | { kind: 'undecided' };

/** Lets the delivery in when no other one of the same event was or is being executed. */
async function admit(
	admissions: Memory['told'] | Memory['alike'],
	fingerprint: string,
): Promise<Entry> {
	const deadline = Date.now() + PATIENCE;
	while (Date.now() < deadline) {
		const admission = admissions.admit(fingerprint, Date.now());
		if (admission.kind !== 'underWay') return admission;
		if (await outcomeOf(admission.isCovered, deadline)) return { kind: 'covered' };
	}
	return { kind: 'undecided' };
}

/** Tells how the answer ends: whether it went out as a whole is all that can be known of its way. */
function followAnswer(context: IWebhookFunctions, work: Work): void {
	const response = context.getResponseObject();
	response.once('close', () => {
		if (!response.writableFinished) work.abandoned(Date.now());
		else work.answered(response.statusCode < 300, Date.now());
	});
}

/**
 * Starts the workflow. n8n reads the answer from what it is given once it has created the
 * execution, and stores the static data right after that, before it answers. Only then has the
 * event been dealt with: if n8n is killed before, the event counts as not seen, gets no answer, and
 * runs when Makini repeats it. What is set on the static data any earlier, n8n overlooks: it starts
 * to watch for changes anew when it creates the execution.
 */
function start(items: readonly IDataObject[], executed: () => void): IWebhookResponseData {
	return {
		workflowData: [items.map((json) => ({ json }))],
		get webhookResponse() {
			executed();
			return ANSWERS.received.body;
		},
	};
}

/** Acknowledges a repetition. It is stored as told; if it is not, at worst it runs once more after a restart. */
function acknowledge(
	context: IWebhookFunctions,
	memory: Memory,
	untold: () => void,
): IWebhookResponseData {
	const response = context.getResponseObject();
	response.once('close', () => {
		if (!response.writableFinished) untold();
	});
	storeMemory(context, memory, false);
	return answer(context, 'received');
}

/** Those that are not older than what is known of the same record or connection. */
function fresh({ newest }: Memory, events: readonly WebhookEvent[]): WebhookEvent[] {
	return events.filter((event) => {
		const subject = subjectOf(event);
		if (subject === undefined || event.occurredAt === null) return true;
		if (newest.isStale(subject, event.occurredAt)) return false;
		newest.note(subject, event.occurredAt);
		return true;
	});
}

/** A webhook that was verified, and what it tells of. */
interface Delivery extends Identity {
	events: WebhookEvent[];
	arrivedAt: number;
}

async function itemsOf(
	context: IWebhookFunctions,
	{ events, deliveryId, arrivedAt }: Delivery,
	options: TriggerOptions,
): Promise<IDataObject[]> {
	const left = READING - (Date.now() - arrivedAt);
	const reads = options.readRecords ? await readRecords(context, events, left) : [];
	return events.map((event, index) => itemOf(event, deliveryId, reads[index]));
}

async function startOnce(
	context: IWebhookFunctions,
	delivery: Delivery,
	options: TriggerOptions,
): Promise<IWebhookResponseData> {
	// While somebody tries the workflow out, the same event may be sent as often as they like.
	if (context.getMode() === 'manual') {
		return start(await itemsOf(context, delivery, options), () => undefined);
	}
	const { ignoreStale, readRecords: reads } = options;
	const memory = memoryOf(context);
	const events = ignoreStale ? fresh(memory, delivery.events) : delivery.events;
	if (events.length === 0) return answer(context, 'received');
	const admissions = delivery.isContentAlone ? memory.alike : memory.told;
	const entry = await admit(admissions, delivery.fingerprint);
	if (entry.kind === 'repeated') return acknowledge(context, memory, entry.untold);
	if (entry.kind === 'covered') return answer(context, 'received');
	if (entry.kind === 'undecided') return answer(context, 'tryAgain');
	const { work } = entry;
	followAnswer(context, work);
	if (reads) work.begins();
	return start(await itemsOf(context, { ...delivery, events }, options), () => {
		work.executed(Date.now());
		storeMemory(context, memory, ignoreStale);
	});
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
 * Receives a webhook: the signature first, then what the payload says. Never throws before that,
 * because n8n would start a failed execution for it.
 */
export async function receiveWebhook(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const arrivedAt = Date.now();
	const received = await receive(context);
	if ('refusal' in received) return answer(context, received.refusal);
	const { options, payload } = received;
	const event = readEvent(payload);
	const wanted = wantedEvents(context);
	const events = eventsOf(event).filter((each) => isWanted(each, wanted));
	const counted = ageCountsFrom(context, event, options);
	if (events.length === 0 || isTooOld(counted, options.maximumAge, Date.now())) {
		return answer(context, 'received');
	}
	const identity = identify(event, context.getHeaderData(), arrivedAt);
	return await startOnce(context, { ...identity, events, arrivedAt }, options);
}
