import { pull } from 'lodash';

/** Whoever waits, and how long it is ready to. */
export interface Waiter {
	/** Milliseconds since the epoch. */
	now(): number;
	/**
	 * Waits for at most `ms` milliseconds, or less: until `woken`, or until it is time to look at how things are.
	 * @param ms infinity where it depends on somebody else when it will be over.
	 * @throws where that is too long, or nobody waits any more.
	 */
	wait(ms: number, woken: Promise<void>): Promise<void>;
}

/** What decides how many may be inside. */
export interface Gate<P> {
	/** Milliseconds at the time `now` until the next one may enter: 0 at once, infinity as soon as somebody has left. */
	waitMs(now: number, inside: number): number;
	/** Somebody enters, and takes this place. */
	open(now: number): P;
	/** Somebody leaves. */
	close(place: P): void;
}

/** Those who wait to be let in, first come first served. A place is given back, and the line left, in every outcome. */
export class Queue<P> {
	inside = 0;

	private readonly waiting: Array<{ wake: () => void }> = [];

	constructor(private readonly gate: Gate<P>) {}

	/** Runs `task` when its turn has come. */
	async run<T>(task: (place: P) => Promise<T>, waiter: Waiter): Promise<T> {
		const place = await this.enter(waiter);
		try {
			return await task(place);
		} finally {
			this.inside -= 1;
			this.gate.close(place);
			this.waiting[0]?.wake();
		}
	}

	/** Has everybody look at how long there is to wait. */
	wakeAll(): void {
		this.waiting.forEach(({ wake }) => wake());
	}

	private async enter(waiter: Waiter): Promise<P> {
		const me = { wake: () => {} };
		this.waiting.push(me);
		try {
			for (;;) {
				const now = waiter.now();
				const ms = this.gate.waitMs(now, this.inside);
				if (ms === 0 && this.waiting[0] === me) {
					this.inside += 1;
					return this.gate.open(now);
				}
				const woken = new Promise<void>((resolve) => {
					me.wake = resolve;
				});
				await waiter.wait(ms || Infinity, woken);
			}
		} finally {
			pull(this.waiting, me);
			this.waiting[0]?.wake();
		}
	}
}
