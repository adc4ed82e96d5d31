import { mapValues, memoize } from 'lodash';
import { isLimited, retryAfterMs } from './retryPolicy';
import type { WireFailure, WireOutcome, WireRequest, WireResponse } from '../wire/transport';
import { CLOSED, isOfHost, isOpen, onFailure, restMs, type Circuit } from './circuitBreaker';
import { Queue, type Gate, type Waiter } from './queue';
import { Rate } from './rate';
import { MAX_IN_FLIGHT, Concurrency, START_IN_FLIGHT } from './concurrency';
import { readRateHeaders, type RateHeaders } from './rateHeaders';

/** Longest pause in milliseconds. Whoever was asked to wait longer finds out again after it. */
export const LONGEST_PAUSE_MS = 3_600_000;

/** Waits after refusals without a time, in milliseconds: they grow slowly, so that the end is not missed by much. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const GROWTH = 1.4;

/** A stop that is over with the first wait tells of no limit where so few requests were refused lately. */
const RARE = 0.03;

/** What a stop leaves of the counts before it. */
const KEPT = 0.9;

/** Where the first attempt after refusals passes, one request at least is taken to pass in so many milliseconds. */
const SLOWEST_MS = 1_250;

const waitAfter = (misses: number, random: number): number =>
	Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * GROWTH ** Math.min(misses, 32)) * (1 - random / 4);

/** What requests have in common that take about the same time. */
const kindOf = ({ method, path }: WireRequest): string =>
	`${method} ${path.split('/').slice(0, 4).join('/')}`;

/** The right to have one request under way. */
export interface Place {
	/** It finds out whether requests pass again. */
	readonly isScout: boolean;
	/** When its request was sent, in milliseconds since the epoch; `undefined` where none was. */
	sentAt?: number;
}

const ONE_BY_ONE: Gate<void> = {
	waitMs: (_, inside) => (inside > 0 ? Infinity : 0),
	open: () => {},
	close: () => {},
};

/** Requests do not pass, and for how long is not certain: after the pause a single one finds out. */
interface Stop {
	/** Requests that were under way when the first was refused; 0 where that tells nothing of the limit. */
	crowd: number;
	/** How many of them were refused. */
	refused: number;
	/** How many were sent since then to find out, and refused. */
	misses: number;
	/** When the first was refused, in milliseconds since the epoch. */
	at: number;
	/** The server asked to wait for so long. */
	isAsked?: boolean;
}

const stopAt = (at: number, crowd = 0): Stop => ({ crowd, refused: 0, misses: 0, at });

/**
 * Traffic of one connection: bounds what is under way, keeps within the rate limit as far as it is known, and holds
 * everyone back while the server has asked to wait or cannot be reached. Shared by all nodes and executions of the
 * process, since the server counts per connection; what was learned is kept as long as the process.
 */
export class Limiter {
	private readonly concurrency: Concurrency;

	private readonly rate = new Rate();

	/** What the server told last, until when it holds, and with the answer to which request. */
	private told: (RateHeaders & { until: number; sentAt: number }) | undefined;

	/** When the present window ends, where it was seen from its first request on. */
	private windowEnd = 0;

	private circuit: Circuit = CLOSED;

	private stop: Stop | undefined;

	private scouts = 0;

	/** Requests that passed or were refused, those before each stop for less than those after it. */
	private lately = { passed: 0, refused: 0 };

	private pausedUntil = 0;

	/** Why the host is left alone in the present or last pause; `undefined` where that is for its rate limit. */
	failure: WireFailure | undefined;

	/** When the request was sent that passed after the last stop: what was sent before tells nothing new. */
	private resumedAt = -Infinity;

	private readonly queue = new Queue<Place>({
		waitMs: (now, underWay) => this.waitMs(now, underWay),
		open: (now) => this.open(now),
		close: (place) => this.close(place),
	});

	private readonly names = new Map<string, { line: Queue<void>; users: number }>();

	/** @param most requests that may be under way at once at most. */
	constructor(private readonly most: number = MAX_IN_FLIGHT) {
		this.concurrency = new Concurrency(most);
	}

	/** Milliseconds that are left of a pause at the time `now`. */
	pausedFor(now: number): number {
		return Math.max(0, this.pausedUntil - now);
	}

	/** Whether requests are held back before they would be refused for the rate limit. */
	get knowsLimit(): boolean {
		return this.rate.isKnown || this.told?.resetMs !== undefined;
	}

	/** Whether requests did not pass lately, so that one alone finds out whether they do again. */
	get isStopped(): boolean {
		return this.stop !== undefined || isOpen(this.circuit);
	}

	/** Runs `task` when there is a slot, no pause, and room in the rate limit. */
	async run<T>(task: (place: Place) => Promise<T>, waiter: Waiter): Promise<T> {
		return await this.queue.run(task, waiter);
	}

	/**
	 * Runs tasks of the same name one after the other. Two items that name the same purchase order must not look it up
	 * at the same time, find nothing, and create it twice.
	 */
	async exclusive<T>(name: string, task: () => Promise<T>, waiter: Waiter): Promise<T> {
		const named = this.names.get(name) ?? { line: new Queue(ONE_BY_ONE), users: 0 };
		this.names.set(name, named);
		named.users += 1;
		try {
			return await named.line.run(task, waiter);
		} finally {
			named.users -= 1;
			if (named.users === 0) this.names.delete(name);
		}
	}

	/** Nothing more is sent before `time`, in milliseconds since the epoch. An earlier time does not shorten a pause. */
	pauseUntil(time: number, failure?: WireFailure): void {
		if (time <= this.pausedUntil) return;
		this.pausedUntil = time;
		this.failure = failure;
		this.queue.wakeAll();
	}

	/**
	 * Notes what became of a request; to be called within its place.
	 * @param random from 0 (inclusive) to 1 (exclusive).
	 */
	notes(place: Place, request: WireRequest, outcome: WireOutcome, now: number, random = 0): void {
		const { sentAt = now } = place;
		if (outcome.kind === 'failure' && isOfHost(outcome)) {
			this.circuit = onFailure(this.circuit);
			if (isOpen(this.circuit)) this.pauseUntil(now + restMs(this.circuit), outcome);
		}
		if (outcome.kind !== 'response') return;
		this.circuit = CLOSED;
		const told = readRateHeaders(outcome.headers, now);
		if (isLimited(outcome, now)) {
			this.refused(place, outcome, told, now, random);
			return;
		}
		this.lately.passed += 1;
		if (place.isScout) this.resume(sentAt, now);
		if (outcome.status < 500) {
			const isFull = this.queue.inside >= this.concurrency.count;
			this.concurrency.passed(kindOf(request), now - sentAt, now, isFull);
		}
		if (told) this.listen(told, sentAt, now);
	}

	private waitMs(now: number, underWay: number): number {
		const pause = this.pausedFor(now);
		if (pause > 0) return pause;
		if (underWay >= this.most) return Infinity;
		if (this.isStopped) return this.scouts > 0 ? Infinity : 0;
		if (underWay >= this.concurrency.count) return Infinity;
		if (!this.told || now >= this.told.until) return this.rate.waitMs(now);
		// Some of those under way may be counted already: their answers will tell.
		return underWay > 0 && underWay >= this.told.remaining ? Infinity : 0;
	}

	private open(now: number): Place {
		const isScout = this.isStopped;
		if (isScout) this.scouts += 1;
		else this.rate.sends(now);
		return { isScout };
	}

	private close({ isScout, sentAt }: Place): void {
		if (isScout) this.scouts -= 1;
		else if (sentAt === undefined) this.rate.spares();
	}

	private refused(
		{ isScout, sentAt = 0 }: Place,
		{ status, headers }: WireResponse,
		told: RateHeaders | undefined,
		now: number,
		random: number,
	): void {
		const isFirst = this.stop === undefined;
		const tells = status === 429 && sentAt >= this.resumedAt;
		this.stop ??= stopAt(now, tells ? this.queue.inside : 0);
		if (isScout && !isFirst) this.stop.misses += 1;
		else this.stop.refused += 1;
		if (!isScout) this.rate.spares();
		const asked = retryAfterMs(headers, now) || (told?.remaining === 0 ? told.resetMs : 0);
		this.stop.isAsked = Boolean(asked);
		const guessed = isScout || isFirst ? waitAfter(this.stop.misses, random) : 0;
		const ms = asked || Math.max(guessed, this.rate.untilNext(now));
		this.pauseUntil(now + Math.min(ms, LONGEST_PAUSE_MS));
	}

	/** Requests pass again: what the stop told of the limit is learned. */
	private resume(sentAt: number, now: number): void {
		const { crowd, refused, misses, at, isAsked } = this.stop ?? stopAt(now);
		const passed = this.rate.passedSince(this.resumedAt);
		this.stop = undefined;
		this.resumedAt = sentAt;
		this.lately.refused += refused + misses;
		const isByChance = misses === 0 && this.lately.refused < RARE * this.lately.passed;
		this.lately = mapValues(this.lately, (count) => count * KEPT);
		if (crowd > 0) {
			const isFew = crowd > 1 && passed < Math.max(crowd, START_IN_FLIGHT);
			const isForCrowd = this.concurrency.refused(refused, crowd, isFew, now);
			const slowestMs = misses === 0 ? SLOWEST_MS : Infinity;
			if (!isForCrowd && !isByChance) this.rate.learn(sentAt, at, slowestMs, isAsked);
		}
		this.rate.sends(sentAt);
	}

	/** Goes by what the server tells. */
	private listen(told: RateHeaders, sentAt: number, now: number): void {
		const { limit, remaining, resetMs } = told;
		if (resetMs === undefined) {
			if (limit !== undefined) this.concurrency.most = limit;
			return;
		}
		if (this.told && sentAt < this.told.sentAt) return;
		// Windows last for whole seconds as a rule: what is announced with the first answer is rounded up by the rest.
		const isBegun = limit !== undefined && remaining === limit - 1;
		const lasts = Math.floor((resetMs + (now - sentAt) / 2) / 1000) * 1000;
		if (isBegun) this.windowEnd = now + lasts;
		const announced = now + Math.min(resetMs, LONGEST_PAUSE_MS);
		const until = this.windowEnd > now ? Math.min(announced, this.windowEnd) : announced;
		this.told = { ...told, until, sentAt };
		if (remaining > 0 || resetMs === 0) return;
		this.stop ??= stopAt(now);
		this.pauseUntil(until);
	}
}

/** The limiter of a connection, the same one for everybody who asks with the same identification. */
export const limiterOf: (connectionId: string) => Limiter = memoize(() => new Limiter());
