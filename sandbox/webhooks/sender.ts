import pLimit from 'p-limit';
import type { Webhook } from './requests';
import { ofMany, spell, type EventType } from './events';
import { bodyOf, signatureHeaders, type Message } from './payload';
import { accepted, Agents, postOnce, type Attempt } from './post';

export type DeliveryState = 'pending' | 'delivered' | 'givenUp';

/** A delivery as it is shown. */
export interface DeliveryReport {
	id: string;
	/** ID of the webhook it goes to. */
	webhook: string;
	/** The event's type as it was spelled. */
	event: string;
	state: DeliveryState;
	attempts: Attempt[];
}

interface Delivery extends DeliveryReport {
	body: string;
	target: Webhook;
	timer?: NodeJS.Timeout;
}

/** An event before a webhook's spelling and shape are known. */
export interface Occurrence extends Omit<Message, 'type'> {
	type: EventType;
}

const MOST_DELIVERIES = 100_000;

/** How long to wait after so many failed attempts, in ms. */
export function waitAfter(
	attempts: number,
	{ firstSeconds, factor, maxSeconds }: Webhook['retry'],
) {
	return Math.min(firstSeconds * factor ** (attempts - 1), maxSeconds) * 1000;
}

/** Says whether a webhook wants events of that type. */
export function wants({ events }: Webhook, { kind, name }: EventType): boolean {
	return !events || events.some((each) => each === kind || each === name);
}

/** The type as a webhook names it: of many records where it tells of records by a list. */
export const nameFor = (type: EventType, { shape, spelling }: Webhook): string =>
	spell(shape === 'ids' ? ofMany(type) : type, spelling);

/** Sends events to a connection's webhooks and repeats what was not accepted, with the same ID and the same body. */
export class Sender {
	private readonly webhooks = new Map<string, Webhook>();
	private readonly limits = new Map<string, ReturnType<typeof pLimit>>();
	private readonly agents = new Agents();
	private readonly stopping = new AbortController();
	private readonly underWay = new Set<Promise<void>>();
	private list: Delivery[] = [];
	private nextWebhook = 1;

	/** Adds a webhook and gives its ID. */
	add(webhook: Webhook): string {
		const id = `webhook-${this.nextWebhook++}`;
		this.webhooks.set(id, webhook);
		this.limits.set(id, pLimit(webhook.concurrency));
		return id;
	}

	/** Removes a webhook, whose pending deliveries are given up; false when there is none with that ID. */
	remove(id: string): boolean {
		for (const delivery of this.list) {
			if (delivery.webhook !== id || delivery.state !== 'pending') continue;
			clearTimeout(delivery.timer);
			delivery.state = 'givenUp';
		}
		return this.webhooks.delete(id);
	}

	all(): ReadonlyMap<string, Webhook> {
		return this.webhooks;
	}

	/** Starts the deliveries of an event to all webhooks that want it. */
	send(occurrence: Occurrence): void {
		for (const [webhook, target] of this.webhooks) {
			if (!wants(target, occurrence.type)) continue;
			const event = nameFor(occurrence.type, target);
			const body = bodyOf({ ...occurrence, type: event }, target);
			const { id } = occurrence;
			this.list.push({ id, webhook, event, state: 'pending', attempts: [], body, target });
			this.attempt(this.list.at(-1) as Delivery);
		}
		this.forgetOldest();
	}

	/** All deliveries that are remembered, oldest first. */
	deliveries(): DeliveryReport[] {
		return this.list.map(({ id, webhook, event, state, attempts }) => ({
			id,
			webhook,
			event,
			state,
			attempts: attempts.map((each) => ({ ...each })),
		}));
	}

	/** Forgets the deliveries that are not pending. */
	clear(): void {
		this.list = this.list.filter(({ state }) => state === 'pending');
	}

	/** Ends everything that is under way or was to be repeated. */
	async stop(): Promise<void> {
		this.stopping.abort();
		for (const { timer } of this.list) clearTimeout(timer);
		for (const limit of this.limits.values()) limit.clearQueue();
		this.agents.destroy();
		await Promise.all(this.underWay);
	}

	private attempt(delivery: Delivery): void {
		void this.limits.get(delivery.webhook)?.(() => {
			const run = this.run(delivery).finally(() => this.underWay.delete(run));
			this.underWay.add(run);
			return run;
		});
	}

	private async run(delivery: Delivery): Promise<void> {
		const { target, body, attempts } = delivery;
		const { signal } = this.stopping;
		if (signal.aborted || delivery.state !== 'pending') return;
		const post = {
			url: target.url,
			body,
			headers: signatureHeaders(body, target),
			timeoutMs: target.timeoutSeconds * 1000,
		};
		const attempt = await postOnce(this.agents, post, signal);
		attempts.push(attempt);
		if (accepted(attempt)) {
			delivery.state = 'delivered';
			return;
		}
		if (signal.aborted || !this.webhooks.has(delivery.webhook)) return;
		const wait = waitAfter(attempts.length, target.retry);
		const end = (attempts[0]?.at ?? attempt.at) + target.retry.forSeconds * 1000;
		if (Date.now() + wait > end) {
			delivery.state = 'givenUp';
			return;
		}
		delivery.timer = setTimeout(() => this.attempt(delivery), wait);
	}

	private forgetOldest(): void {
		// A tenth at a time, because moving the whole array for every event would be slow.
		if (this.list.length < MOST_DELIVERIES * 1.1) return;
		const excess = this.list.length - MOST_DELIVERIES;
		this.list = this.list.filter(({ state }, index) => index >= excess || state === 'pending');
	}
}
