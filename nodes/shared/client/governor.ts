import { CLOSED, isOfHost, isOpen, onFailure, restMs, type Circuit } from './circuit';
import { FIRST_PACE, MAX_IN_FLIGHT, onAnswer, onOverload, type Pace } from './pace';
import {
	isKnown,
	nextWindow,
	NO_QUOTA,
	onPass,
	onRefusal,
	onSend,
	quotaWait,
	readRateHeaders,
	untilReopened,
	type Quota,
} from './quota';
import { isLimited, retryAfterMs } from './retry';
import type { Clock, WireFailure, WireOutcome, WireRequest, WireResponse } from './transport';

/** Longest pause in milliseconds. Whoever was asked to wait longer finds out again after it. */
export const LONGEST_PAUSE_MS = 3_600_000;

/** What requests have in common that take about the same time. */
const kindOf = ({ method, path }: WireRequest): string =>
	`${method} ${path.split('/').slice(0, 4).join('/')}`;

/**
 * Traffic of one connection: bounds what is under way, keeps within the rate limit as far as it is known, and holds
 * everyone back while the server has asked to wait or cannot be reached. Shared by all nodes and executions of the
 * process, since the server counts per connection; what was learned is kept as long as the process.
 */
export class Governor {
	private pace: Pace = FIRST_PACE;

	private quota: Quota = NO_QUOTA;

	private circuit: Circuit = CLOSED;

	private underWay = 0;

	private waiting: Array<() => void> = [];

	private pausedUntil = 0;

	/** The failure that the pause is for, where it is not for a rate limit. */
	private pausedBy: WireFailure | undefined;

	/** When the pace was last halved: refusals of what had been sent before count once. */
	private slowedAt = -Infinity;

	/** The next request begins a window of the rate limit. */
	private resumes = false;

	/** The pause ends earlier than the server asked: a single request finds out whether that is right. */
	private isTrying = false;

	private readonly queues = new Map<string, Promise<unknown>>();

	/** @param most requests that may be under way at once at most. */
	constructor(private readonly most: number = MAX_IN_FLIGHT) {}

	/** Nothing more is sent before `time`, in milliseconds since the epoch. An earlier time does not shorten a pause. */
	pauseUntil(time: number, failure?: WireFailure): void {
		if (time <= this.pausedUntil) return;
		this.pausedUntil = time;
		this.pausedBy = failure;
		this.resumes ||= failure === undefined;
	}

	/** Holds everybody back at the time `now` after a refusal, as long as the server asks or its window lasts. */
	pauseForLimit(now: number, askedMs: number): void {
		const ms = untilReopened(this.quota, now, askedMs);
		this.isTrying = ms < askedMs;
		this.pauseUntil(now + Math.min(ms, LONGEST_PAUSE_MS));
	}

	/** Milliseconds that are left of a pause at the time `now`. */
	pausedFor(now: number): number {
		return Math.max(0, this.pausedUntil - now);
	}

	/** Why the host is left alone in the present or last pause; `undefined` where that is for its rate limit. */
	get failure(): WireFailure | undefined {
		return this.pausedBy;
	}

	/** Whether requests are held back before they would be refused for the rate limit. */
	get knowsLimit(): boolean {
		return isKnown(this.quota);
	}

	/**
	 * Runs `task` when there is a slot, no pause, and room in the rate limit. A cancelled execution waits for a slot only.
	 * @param beforePause called with the milliseconds of each wait before it is waited out; may throw to go no further.
	 */
	async run<T>(
		task: () => Promise<T>,
		clock: Clock,
		beforePause?: (ms: number) => void,
	): Promise<T> {
		let isAdmitted = false;
		try {
			await this.admission(clock, beforePause);
			isAdmitted = true;
		} finally {
			// Whoever had its turn and leaves passes it on.
			if (!isAdmitted) this.passOn();
		}
		try {
			return await task();
		} finally {
			this.underWay -= 1;
			this.passOn();
		}
	}

	/** Takes a slot. Waits outside of one, so that a cancelled execution is not stuck behind others that wait. */
	private async admission(clock: Clock, beforePause?: (ms: number) => void): Promise<void> {
		for (;;) {
			const now = clock.now();
			const ms = clock.cancelled() ? 0 : this.waitFor(now);
			if (ms > 0 && ms < Infinity) {
				beforePause?.(ms);
				await clock.sleep(Math.min(ms, LONGEST_PAUSE_MS));
			} else if (ms > 0 && this.underWay === 0) {
				// Nobody owes the answer that would open the window: what was admitted was never sent.
				this.quota = nextWindow(this.quota);
			} else if (ms > 0 || this.underWay >= this.slots) await this.turn();
			else break;
		}
		// At once, so that nobody else takes the same place.
		this.underWay += 1;
		this.sends(clock.now());
	}

	/** Gives their turn to as many of those who wait as there are free slots. */
	private passOn(): void {
		const free = Math.max(1, this.slots - this.underWay);
		this.waiting.splice(0, free).forEach((wake) => wake());
	}

	private sends(now: number): void {
		if (this.resumes && this.pausedFor(now) === 0) {
			this.quota = nextWindow(this.quota);
			this.resumes = false;
		}
		this.quota = onSend(this.quota, now);
	}

	/** Notes what became of a request that was sent at the time `sentAt`; to be called within its slot. */
	notes(request: WireRequest, outcome: WireOutcome, sentAt: number, now: number): void {
		if (this.isTrying && sentAt >= this.pausedUntil) {
			this.isTrying = false;
			// A single request that came too early says nothing against the pace, which was halved for this window already.
			this.slowedAt = now;
		}
		if (outcome.kind === 'response') this.notesResponse(request, outcome, sentAt, now);
		else this.quota = onPass(this.quota, now);
		if (outcome.kind !== 'failure' || !isOfHost(outcome)) return;
		this.circuit = onFailure(this.circuit);
		if (isOpen(this.circuit)) this.pauseUntil(now + restMs(this.circuit), outcome);
	}

	private notesResponse(
		request: WireRequest,
		response: WireResponse,
		sentAt: number,
		now: number,
	): void {
		const { status, headers } = response;
		this.circuit = CLOSED;
		if (!isLimited(response, now)) {
			this.quota = onPass(this.quota, now, readRateHeaders(headers, now));
			if (status < 500) this.pace = onAnswer(this.pace, kindOf(request), now - sentAt);
			return;
		}
		this.quota = onRefusal(this.quota, now, retryAfterMs(headers, now));
		if (sentAt < this.slowedAt) return;
		this.slowedAt = now;
		this.pace = onOverload(this.pace);
	}

	/** Requests that may be under way at once. A host that could not be reached is tried with a single one. */
	private get slots(): number {
		return this.isTrying || isOpen(this.circuit)
			? 1
			: Math.min(this.most, Math.floor(this.pace.allowed));
	}

	private waitFor(now: number): number {
		return Math.max(this.pausedFor(now), this.resumes ? 0 : quotaWait(this.quota, now));
	}

	/** Waits until a request of anybody is over. */
	private async turn(): Promise<void> {
		await new Promise<void>((resolve) => {
			this.waiting.push(resolve);
		});
	}

	/**
	 * Runs tasks of the same name one after the other. Two items that name the same purchase order must not look it up
	 * at the same time, find nothing, and create it twice.
	 */
	async exclusive<T>(name: string, task: () => Promise<T>): Promise<T> {
		const before = this.queues.get(name) ?? Promise.resolve();
		const mine = before.then(task, task);
		const settled = mine.then(
			() => undefined,
			() => undefined,
		);
		this.queues.set(name, settled);
		try {
			return await mine;
		} finally {
			if (this.queues.get(name) === settled) this.queues.delete(name);
		}
	}
}

const governors = new Map<string, Governor>();

/** The governor of a connection, the same one for everybody who asks with the same identification. */
export function governorOf(connectionId: string): Governor {
	let governor = governors.get(connectionId);
	if (!governor) {
		governor = new Governor();
		governors.set(connectionId, governor);
	}
	return governor;
}
