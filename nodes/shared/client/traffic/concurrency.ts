/** Requests under way at once to begin with. */
export const START_IN_FLIGHT = 8;

/** Most requests of one connection that are under way at once, over all nodes and executions of the process. */
export const MAX_IN_FLIGHT = 32;

/**
 * How long all is well before one more than is known to pass is tried, in milliseconds; half as
 * long each time it does.
 */
const PATIENCE_MS = 10_000;

/** An answer is slow that takes this much longer than the fastest one of its kind. */
const isSlow = (ms: number, best: number): boolean => ms > 4 * best + 1000;

/**
 * How many requests may be under way at once: more while answers are good, fewer after refusals and
 * where they get slow.
 */
export class Concurrency {
	/** May be a fraction. */
	private allowed = START_IN_FLIGHT;

	/** As far as it grows with each good answer. */
	private ceiling = MAX_IN_FLIGHT;

	/** The ceiling that is known to pass; 0 before the first refusal. */
	private proven = 0;

	private patienceMs = PATIENCE_MS;

	private growsAt = Infinity;

	/** Shortest time of an answer in milliseconds, by kind of request. */
	private readonly best = new Map<string, number>();

	/** @param most as many as the server takes at once, as far as is known. */
	constructor(public most: number) {}

	get count(): number {
		return Math.max(1, Math.floor(Math.min(this.allowed, this.most)));
	}

	/**
	 * A good answer came at the time `now`, after so many milliseconds.
	 * @param isFull as many as may be were under way.
	 */
	passed(kind: string, ms: number, now: number, isFull: boolean): void {
		const best = Math.min(ms, this.best.get(kind) ?? ms);
		this.best.set(kind, best);
		if (isSlow(ms, best)) {
			this.allowed = Math.max(1, this.allowed * 0.9);
		} else if (this.allowed < this.ceiling) {
			this.allowed = Math.min(this.ceiling, this.allowed + 1);
		} else if (isFull && now >= this.growsAt && this.ceiling < MAX_IN_FLIGHT) {
			this.proven = this.ceiling;
			this.ceiling += 1;
			this.patienceMs /= 2;
			this.growsAt = now + this.patienceMs;
		}
	}

	/**
	 * Of so many that were under way some were refused: for their number, where most passed though more were let through
	 * than are known to pass, or where few passed altogether. Tells whether it was for that.
	 */
	refused(refused: number, crowd: number, isFew: boolean, now: number): boolean {
		const isProbing = this.ceiling > this.proven;
		const isForCrowd = isFew || (isProbing && 2 * refused < crowd);
		const passed = crowd - refused;
		if (isForCrowd) this.proven = (isProbing && this.proven) || passed;
		else this.proven = Math.floor(Math.max(this.count / 2, this.count - refused));
		this.proven = Math.max(1, this.proven);
		this.ceiling = this.proven;
		this.allowed = this.proven;
		this.patienceMs = PATIENCE_MS;
		this.growsAt = now + PATIENCE_MS;
		return isForCrowd;
	}
}
