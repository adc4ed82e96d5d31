import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { Random } from '../random';
import type { StormPlan, Webhook } from './requests';
import { signatureHeaders } from './payload';
import { accepted, Agents, postOnce, type Attempt } from './post';

/** What became of a storm, so far or in the end. */
export interface StormFigures {
	running: boolean;
	/** Deliveries in total, repetitions included. */
	deliveries: number;
	/** IDs among them. */
	distinct: number;
	/** Deliveries that got an answer 2xx in the end. */
	acknowledged: number;
	/** Deliveries that were repeated until it was too late. */
	givenUp: number;
	/** Requests, those included that failed. */
	attempts: number;
	/** Deliveries whose sender hung up the first time. */
	hungUp: number;
	/** Answers by HTTP status. */
	statuses: Record<string, number>;
	/** Requests without an answer by what went wrong. */
	errors: Record<string, number>;
	/** Time until an answer 2xx in ms; undefined before the first. */
	medianMs?: number;
	p95Ms?: number;
	maxMs?: number;
	/** Since the start, or from start to end. */
	seconds: number;
	/** The distinct IDs in the order of their making, which is not that of their sending. */
	ids: string[];
}

export interface StormMessage {
	id: string;
	body: string;
}

/** What a storm sends, in its order: `repeatShare` of it are the same objects again. */
export function stormOrder(
	plan: Pick<StormPlan, 'events' | 'repeatShare' | 'shuffle'>,
	seed: string,
	make: (index: number) => StormMessage,
): StormMessage[] {
	const { events, repeatShare, shuffle } = plan;
	const random = new Random(`storm/${seed}`);
	const repeated = Math.min(events - 1, Math.round(events * repeatShare));
	const distinct = Array.from({ length: events - repeated }, (_, index) => make(index));
	const times = distinct.map(() => 1);
	for (let count = 0; count < repeated; count++) {
		const index = random.integer(0, distinct.length - 1);
		times[index] = (times[index] ?? 0) + 1;
	}
	const order = distinct.flatMap((each, index) =>
		Array<StormMessage>(times[index] ?? 1).fill(each),
	);
	if (!shuffle) return order;
	for (let last = order.length - 1; last > 0; last--) {
		const other = random.integer(0, last);
		const moved = order[last] as StormMessage;
		order[last] = order[other] as StormMessage;
		order[other] = moved;
	}
	return order;
}

/**
 * The places in the order whose sender hangs up the first time. Neither those that are sent first
 * nor the last ones: while a receiver has many others to answer, it certainly answers later than
 * the sender hangs up.
 */
export function hangUps(
	{ hangUpShare, concurrency }: Pick<StormPlan, 'hangUpShare' | 'concurrency'>,
	deliveries: number,
	seed: string,
): ReadonlySet<number> {
	const random = new Random(`hangUps/${seed}`);
	const [first, last] = [concurrency, deliveries - concurrency - 1];
	const wanted = Math.min(Math.round(deliveries * hangUpShare), Math.max(0, last - first + 1));
	const places = new Set<number>();
	while (places.size < wanted) places.add(random.integer(first, last));
	return places;
}

const { compare: byNumber } = new Intl.Collator('en', { numeric: true });

/** A lot of deliveries to one webhook, repeated until each of them is acknowledged. */
export class Storm {
	private readonly agents = new Agents();
	private readonly statuses: Record<string, number> = {};
	private readonly errors: Record<string, number> = {};
	private readonly times: number[] = [];
	private readonly started = performance.now();
	/** Sorted once: whoever watches asks for the figures many times a second. */
	private readonly ids: readonly string[];
	private ended: number | undefined;
	private attempts = 0;
	private givenUp = 0;

	constructor(
		private readonly plan: StormPlan,
		private readonly webhook: Webhook,
		private readonly order: readonly StormMessage[],
		private readonly hangsUp: ReadonlySet<number>,
		private readonly stopped: AbortSignal,
	) {
		this.ids = [...new Set(order.map(({ id }) => id))].sort(byNumber);
	}

	get running(): boolean {
		return this.ended === undefined;
	}

	/** Sends everything; resolves with the final figures, early when the sandbox stops. */
	async run(): Promise<StormFigures> {
		const limit = pLimit(this.plan.concurrency);
		try {
			await Promise.all(this.order.map((message, place) => this.deliver(message, place, limit)));
		} finally {
			this.ended = performance.now();
			this.agents.destroy();
		}
		return this.figures();
	}

	figures(): StormFigures {
		const times = this.times.toSorted((left, right) => left - right);
		return {
			running: this.running,
			deliveries: this.order.length,
			distinct: this.ids.length,
			acknowledged: times.length,
			givenUp: this.givenUp,
			attempts: this.attempts,
			hungUp: this.hangsUp.size,
			statuses: { ...this.statuses },
			errors: { ...this.errors },
			medianMs: times[Math.floor(times.length / 2)],
			p95Ms: times[Math.floor(times.length * 0.95)],
			maxMs: times.at(-1),
			seconds: Math.round((this.ended ?? performance.now()) - this.started) / 1000,
			ids: [...this.ids],
		};
	}

	private async deliver(
		message: StormMessage,
		place: number,
		limit: ReturnType<typeof pLimit>,
	): Promise<void> {
		const { retrySeconds, forSeconds, hangUpMs } = this.plan;
		const fullMs = this.webhook.timeoutSeconds * 1000;
		for (let timeoutMs = this.hangsUp.has(place) ? hangUpMs : fullMs; ; timeoutMs = fullMs) {
			if (this.stopped.aborted) return;
			const attempt = await limit(() => this.post(message, timeoutMs));
			if (!attempt || accepted(attempt)) return;
			if (performance.now() - this.started + retrySeconds * 1000 > forSeconds * 1000) {
				this.givenUp++;
				return;
			}
			await sleep(retrySeconds * 1000, undefined, { signal: this.stopped }).catch(() => undefined);
		}
	}

	/** Undefined when the sandbox stops meanwhile. */
	private async post({ body }: StormMessage, timeoutMs: number): Promise<Attempt | undefined> {
		if (this.stopped.aborted) return undefined;
		const { url } = this.webhook;
		const headers = signatureHeaders(body, this.webhook);
		const post = { url, body, headers, timeoutMs };
		const attempt = await postOnce(this.agents, post, this.stopped);
		this.attempts++;
		const { status, error } = attempt;
		if (status !== undefined) this.statuses[status] = (this.statuses[status] ?? 0) + 1;
		if (error !== undefined) this.errors[error] = (this.errors[error] ?? 0) + 1;
		if (accepted(attempt)) this.times.push(attempt.ms);
		return attempt;
	}
}
