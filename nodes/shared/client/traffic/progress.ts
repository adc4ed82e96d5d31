import type { Clock } from '../wire/transport';

/** What an execution has done so far. */
export interface Tally {
	/** Requests sent, repeated ones included. */
	requests: number;
	pages: number;
	/** Records read by lists. */
	records: number;
	/** Writes that Makini accepted. */
	writes: number;
	/** Requests that were sent again after a failure. */
	retries: number;
	/** Answers that asked to wait for the rate limit. */
	refusals: number;
	/** Milliseconds in which at least one request was held back for the rate limit of the connection. */
	waitedMs: number;
}

/** Counts what an execution does, and tells whoever watches it each time something is added. */
export class Progress {
	private readonly counted: Tally = {
		requests: 0,
		pages: 0,
		records: 0,
		writes: 0,
		retries: 0,
		refusals: 0,
		waitedMs: 0,
	};

	private waitsUntil = -Infinity;

	constructor(private readonly watch: (tally: Readonly<Tally>) => void = () => undefined) {}

	get tally(): Readonly<Tally> {
		return this.counted;
	}

	add(more: Partial<Omit<Tally, 'waitedMs'>>): void {
		for (const [name, count] of Object.entries(more)) {
			this.counted[name as keyof Tally] += count;
		}
		this.watch(this.counted);
	}

	/** Notes a wait from now on, in milliseconds. Time that several requests wait through counts once. */
	waits(now: number, ms: number): void {
		const until = now + ms;
		this.counted.waitedMs += Math.max(0, until - Math.max(now, this.waitsUntil));
		this.waitsUntil = Math.max(this.waitsUntil, until);
		this.watch(this.counted);
	}

	/** A clock whose sleeps are noted as waits where `isCounted` says so. */
	timing(clock: Clock, isCounted: () => boolean): Clock {
		return {
			now: () => clock.now(),
			cancelled: () => clock.cancelled(),
			random: () => clock.random(),
			sleep: async (ms) => {
				if (isCounted()) this.waits(clock.now(), ms);
				await clock.sleep(ms);
			},
		};
	}
}
