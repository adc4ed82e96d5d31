import { cancelledError, MakiniError, mayBeWritten, type ErrorDetails } from '../errors/errors';
import { Progress } from './progress';
import { detailsOf } from '../refusals/refusal';
import { decide, isRepeatable, retryAfterMs, type Decision } from './retryPolicy';
import type { Limiter, Place } from './limiter';
import type { Waiter } from './queue';
import type {
	Clock,
	Send,
	WireFailure,
	WireOutcome,
	WireRequest,
	WireResponse,
} from '../wire/transport';

export interface DeliveryOptions {
	send: Send;
	clock: Clock;
	limiter: Limiter;
	/** Longest time in milliseconds that the execution waits for the connection without a single success. */
	maxWaitMs: number;
	/** Counts what is done. */
	progress?: Progress;
}

/** What became of a request. `uncertain`: the server may or may not have processed it. */
export type Delivered =
	| {
			kind: 'response';
			response: WireResponse;
			/** An earlier try may have been processed, though its answer was none. */
			repeated: boolean;
	  }
	| {
			kind: 'uncertain';
			cause: WireResponse | WireFailure;
			verify: Extract<Decision, { do: 'verify' }>;
	  };

/** A request that was answered. */
export type Answered = Extract<Delivered, { kind: 'response' }>;

/** Longest sleep of who waits for others, in milliseconds: being woken ends the wait, but not the timer. */
const TURN_MS = 1_000;

/** Longest sleep in a pause: whether anybody still waits is looked at in between, and timers overflow. */
const PAUSE_MS = 60_000;

/** How long to sleep at once, in milliseconds. */
const stepOf = (ms: number, left: number): number =>
	Math.min(ms, left, ms === Infinity ? TURN_MS : PAUSE_MS);

/** Sends requests of one execution, waiting and repeating as {@link decide} says. */
export class Delivery {
	private waitingSince: number | undefined;

	/** Requests and pauses that are waited for now. */
	private waitedFor = 0;

	/** When the last of them was over. */
	private idleSince = 0;

	private readonly progress: Progress;

	/** For waits of the limiter, so that those for the rate limit are counted. */
	private readonly limitClock: Clock;

	constructor(private readonly options: DeliveryOptions) {
		this.progress = options.progress ?? new Progress();
		const { clock, limiter } = options;
		const isUnreachable = (): boolean =>
			limiter.failure !== undefined && limiter.pausedFor(clock.now()) > 0;
		this.limitClock = this.progress.timing(clock, () => !isUnreachable());
	}

	/**
	 * Sends until the outcome stands or is uncertain.
	 * @param earlierTries failed tries of the same write before this call.
	 * @param isWanted whether anybody still waits for the answer; what nobody waits for is not sent any more.
	 * @throws MakiniError (rateLimit, server, unreachable) where waiting is no use any more, (cancelled) on cancellation.
	 */
	async deliver(
		request: WireRequest,
		earlierTries = 0,
		isWanted = (): boolean => true,
	): Promise<Delivered> {
		return await this.waiting(async () => await this.sendOn(request, earlierTries, isWanted));
	}

	private async sendOn(
		request: WireRequest,
		earlierTries: number,
		isWanted: () => boolean,
	): Promise<Delivered> {
		const { clock, limiter } = this.options;
		const isOver = (): boolean => clock.cancelled() || !isWanted();
		let failures = earlierTries;
		let repeated = false;
		const failed = (error: MakiniError, outcome?: WireOutcome): MakiniError => {
			const maybe = repeated || (outcome !== undefined && mayBeProcessed(outcome));
			return maybe && request.method !== 'GET'
				? mayBeWritten(error, isRepeatable(request.method))
				: error;
		};
		const waiter: Waiter = {
			now: () => clock.now(),
			wait: async (ms, woken) => {
				if (!isWanted()) throw cancelledError();
				await this.wait(ms, woken);
			},
		};
		for (let limited = 0; ;) {
			const tried = await limiter
				.run(
					async (place) =>
						isOver() ? undefined : await this.attempt(place, request, failures, limited),
					waiter,
				)
				.catch((error: unknown) => {
					throw error instanceof MakiniError ? failed(error) : error;
				});
			if (!tried) throw failed(cancelledError());
			const { outcome, decision } = tried;
			if (outcome.kind === 'cancelled') throw failed(cancelledError(), outcome);
			if (decision.do === 'verify') return { kind: 'uncertain', cause: outcome, verify: decision };
			if (decision.do === 'accept') {
				if (outcome.kind === 'failure') throw failed(unreachable(outcome), outcome);
				this.waitingSince = undefined;
				if (request.method !== 'GET' && outcome.status < 300) this.progress.add({ writes: 1 });
				return { kind: 'response', response: outcome, repeated };
			}
			if (decision.ms > this.patienceLeft()) {
				const error = this.outOfPatience(outcome, decision.ms);
				throw decision.pauseAll ? failed(error) : failed(error, outcome);
			}
			if (decision.pauseAll) {
				limited += 1;
				this.progress.add({ refusals: 1 });
			} else {
				failures += 1;
				this.progress.add({ retries: 1 });
				repeated ||= mayBeProcessed(outcome);
				await clock.sleep(decision.ms);
			}
		}
	}

	/** Sends once, and tells everybody who uses the connection what came of it before the next one may send. */
	private async attempt(
		place: Place,
		request: WireRequest,
		attempt: number,
		limited: number,
	): Promise<{ outcome: WireOutcome; decision: Decision }> {
		const { send, clock, limiter } = this.options;
		place.sentAt = clock.now();
		this.progress.add({ requests: 1 });
		const outcome = await send(request);
		const now = clock.now();
		const random = clock.random();
		limiter.notes(place, request, outcome, now, random);
		const { method, isReadLater } = request;
		const decision = decide({ method, isReadLater, outcome, attempt, limited, now, random });
		if (decision.do !== 'wait' || !decision.pauseAll) return { outcome, decision };
		const asked = outcome.kind === 'response' ? (retryAfterMs(outcome.headers, now) ?? 0) : 0;
		return { outcome, decision: { ...decision, ms: Math.max(asked, limiter.pausedFor(now)) } };
	}

	/**
	 * Waits outside of a request, within the same patience.
	 * @throws MakiniError (rateLimit) where that takes too long, (cancelled)
	 */
	async pause(ms: number): Promise<void> {
		await this.waiting(async () => {
			if (ms > this.patienceLeft()) throw this.waitsTooLong();
			await this.options.clock.sleep(ms);
			if (this.options.clock.cancelled()) throw cancelledError();
		});
	}

	/** Somebody who waits for what others write, within the patience that is left now, whatever succeeds meanwhile. */
	waiter(): Waiter {
		const { clock } = this.options;
		this.leaveOutIdleTime();
		const until = (this.waitingSince ?? clock.now()) + this.options.maxWaitMs;
		return {
			now: () => clock.now(),
			wait: async (ms, woken) => {
				if (clock.cancelled()) throw cancelledError();
				const left = until - clock.now();
				if (left <= 0) throw this.waitsTooLong();
				await Promise.race([clock.sleep(stepOf(ms, left)), woken]);
			},
		};
	}

	/** Waits for the connection. */
	private async wait(ms: number, woken: Promise<void>): Promise<void> {
		const { clock } = this.options;
		if (clock.cancelled()) throw cancelledError();
		const left = this.patienceLeft();
		if (left <= 0 && ms === Infinity) {
			// Who waits behind the one that finds out whether requests pass does not wait for what others do.
			throw this.options.limiter.isStopped ? this.pauseStays(0) : this.waitsTooLong();
		}
		if (left < ms && ms < Infinity) throw this.pauseStays(ms);
		const timer = ms < Infinity ? this.limitClock : clock;
		await Promise.race([timer.sleep(stepOf(ms, left)), woken]);
	}

	/** Runs what is waited for. Time in which nothing is, such as that between two batches, uses up no patience. */
	private async waiting<T>(task: () => Promise<T>): Promise<T> {
		this.leaveOutIdleTime();
		this.waitedFor += 1;
		try {
			return await task();
		} finally {
			this.waitedFor -= 1;
			this.idleSince = this.options.clock.now();
		}
	}

	private leaveOutIdleTime(): void {
		const now = this.options.clock.now();
		if (this.waitedFor > 0 || this.waitingSince === undefined) return;
		this.waitingSince += now - this.idleSince;
		this.idleSince = now;
	}

	/** Milliseconds for which the execution still waits without a success. */
	private patienceLeft(): number {
		const now = this.options.clock.now();
		this.waitingSince ??= now;
		return this.waitingSince + this.options.maxWaitMs - now;
	}

	private outOfPatience(outcome: WireResponse | WireFailure, ms: number): MakiniError {
		if (outcome.kind === 'failure') return unreachable(outcome);
		const details = detailsOf(outcome);
		if (outcome.status === 429) return this.limitStays(ms, details);
		return new MakiniError(`Makini stayed unavailable for ${this.patience}`, {
			...details,
			kind: 'server',
			hint: hintToWait(ms),
		});
	}

	private pauseStays(ms: number): MakiniError {
		const { clock, limiter } = this.options;
		const { failure } = limiter;
		const isHeldBack = limiter.isStopped || limiter.pausedFor(clock.now()) > 0;
		return failure && isHeldBack ? unreachable(failure) : this.limitStays(ms);
	}

	private waitsTooLong(): MakiniError {
		return new MakiniError(`Waiting would take longer than Max Wait (${this.patience})`, {
			kind: 'rateLimit',
			hint: 'Other requests to this connection take that long. Run fewer workflows at once, or raise "Max Wait" in the options.',
		});
	}

	private limitStays(ms: number, details: Partial<ErrorDetails> = {}): MakiniError {
		return new MakiniError(
			`The rate limit of this connection did not free up within ${this.patience}`,
			{ ...details, kind: 'rateLimit', hint: hintToWait(ms) },
		);
	}

	private get patience(): string {
		return `${Math.round(this.options.maxWaitMs / 1000)} s`;
	}
}

/** Whether the server may have carried out a request that it did not answer as it should. */
function mayBeProcessed(outcome: WireOutcome): boolean {
	if (outcome.kind === 'response') return outcome.status < 300 || outcome.status >= 500;
	return outcome.kind === 'cancelled' || outcome.reach === 'maybeSent';
}

/** Code of the error by which a credential says that it got no token. */
const TOKEN_UNAVAILABLE = 'MAKINI_TOKEN_UNAVAILABLE';

const DAY_MS = 86_400_000;

const hintToWait = (ms: number): string => {
	const time = ms > DAY_MS ? 'more than a day' : `${Math.ceil(ms / 1000)} s more`;
	const asked = ms > 0 ? `Makini asks to wait ${time}. ` : '';
	return `${asked}Run the workflow later, or raise "Max Wait" in the options.`;
};

/** The addresses of a credential, as its form calls them. */
type Address = 'base URL' | 'token URL';

const REASONS: Readonly<Record<string, (address: Address) => string>> = {
	ENOTFOUND: (address) => `The host name of the ${address} is not known`,
	EAI_AGAIN: (address) => `The host name of the ${address} could not be looked up`,
	ECONNREFUSED: (address) => `The host of the ${address} refuses connections`,
	EHOSTUNREACH: (address) => `The host of the ${address} cannot be reached`,
	ENETUNREACH: (address) => `The network of the ${address} cannot be reached`,
	ETIMEDOUT: (address) => `The host of the ${address} does not answer in time`,
	ECONNABORTED: (address) => `The host of the ${address} does not answer in time`,
	EPROTO: (address) => `The host of the ${address} does not speak https as expected`,
	[TOKEN_UNAVAILABLE]: (address) => `The ${address} of the Makini credential gives no token`,
	ECONNRESET: (address) => `The host of the ${address} closes the connection without an answer`,
};

/**
 * The error for a host that cannot be talked to. Codes stay out of the text: n8n would replace it.
 * @param called the address that was called.
 */
export function unreachable(failure: WireFailure, called: Address = 'base URL'): MakiniError {
	const address = failure.code === TOKEN_UNAVAILABLE ? 'token URL' : called;
	const certificate = /CERT|TLS|UNABLE_TO/.test(failure.code)
		? `The certificate of the ${address} is not valid or not trusted`
		: undefined;
	return new MakiniError(
		REASONS[failure.code]?.(address) ??
			certificate ??
			'The connection to Makini failed before there was an answer',
		{
			kind: 'unreachable',
			hint: `Check the ${address} in the Makini credential, and that this n8n may reach that host.`,
		},
	);
}
