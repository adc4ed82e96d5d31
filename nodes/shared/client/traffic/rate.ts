/** Longest time in milliseconds that requests are held back for a rate that no server has told of. */
const LONGEST_MS = 60_000;

/** While nothing is known, what was sent before a pause of so many milliseconds says nothing of what follows. */
const IDLE_MS = 2_000;

/** The least share of a rate that is left after a refusal: one that came by chance shall not cost much. */
const LEAST_LEFT = 0.7;

/** For this share of the time the first request is alone, unless it passes: if it came too early, it is refused alone. */
const ALONE = 0.1;

/** So many requests at least pass before more is tried, since that costs a refusal as a rule. */
const LEAST_CLEAN = 100;

/** How much more is tried: one part of so many, two parts the next time, and so on until it is refused. */
const PARTS = 64;

/**
 * How many requests pass in how long, as the last refusal told: those that passed before it, in the time until one
 * passed again. So many are sent at once and the rest of that time is waited out, which suits limits that count by
 * windows as well as those that fill up bit by bit. Without refusals it grows, faster and faster.
 */
export class Rate {
	/** May be a fraction. */
	private most = Infinity;

	private lengthMs = LONGEST_MS;

	private begunAt = -Infinity;

	private lastAt = -Infinity;

	/** Requests since it began. */
	private sent = 0;

	/** One of them passed. */
	private isTried = true;

	/** Requests of whole lengths in a row without a refusal. */
	private clean = 0;

	private attempts = 0;

	get isKnown(): boolean {
		return this.most < Infinity;
	}

	/** Milliseconds at the time `now` until one more may be sent. */
	waitMs(now: number): number {
		// The clock was set back: how long ago it began is not known.
		if (now < this.begunAt) return 0;
		const share = this.isUsedUp ? 1 : this.isTried ? 0 : ALONE;
		return Math.max(0, this.begunAt + share * this.lengthMs - now);
	}

	/** Milliseconds at the time `now` until requests pass again after a refusal; 0 where that is not known. */
	untilNext(now: number): number {
		const isBegun = this.isKnown && now >= this.begunAt;
		return isBegun ? Math.max(0, this.begunAt + this.lengthMs - now) : 0;
	}

	/** One is sent at the time `now`. */
	sends(now: number): void {
		const end = this.isKnown ? this.begunAt + this.lengthMs : this.lastAt + IDLE_MS;
		if (now >= end || now < this.begunAt) this.begin(now);
		this.lastAt = now;
		this.sent += 1;
	}

	/** One that was announced is not sent. */
	spares(): void {
		this.sent = Math.max(0, this.sent - 1);
	}

	/** One passed. */
	passes(): void {
		this.isTried = true;
	}

	/** How many of those that were sent passed, where so many were refused. */
	passed(refused: number): number {
		return this.sent - refused;
	}

	/**
	 * So many were refused, and one that was sent at the time `now` passed again.
	 * @param slowestMs one request at least passes in so many milliseconds.
	 */
	learn(refused: number, now: number, slowestMs = Infinity): void {
		this.clean = 0;
		this.attempts = 0;
		const passed = this.passed(refused);
		const ms = Math.max(1, now - this.begunAt);
		if (passed > 0) {
			// How many times as fast as what is known. A refusal never makes it faster.
			const times = this.isKnown ? (passed * this.lengthMs) / (ms * this.most) : 1;
			this.most = passed * Math.max(1, LEAST_LEFT / times);
			this.lengthMs = Math.min(LONGEST_MS, ms * Math.max(1, times));
		} else if (this.isKnown) {
			// It was begun too early.
			this.lengthMs = Math.min(LONGEST_MS, this.lengthMs + ms);
		}
		this.lengthMs = Math.min(this.lengthMs, this.most * slowestMs);
	}

	/** Begins anew with one that was sent at the time `now`, after refusals. */
	resume(now: number): void {
		this.begunAt = now;
		this.sent = 1;
	}

	private get isUsedUp(): boolean {
		return this.sent >= Math.max(1, Math.floor(this.most));
	}

	private begin(now: number): void {
		this.clean = this.isUsedUp ? this.clean + this.sent : 0;
		if (this.clean >= LEAST_CLEAN) {
			this.attempts += 1;
			this.most *= 1 + this.attempts / PARTS;
		}
		this.begunAt = now;
		this.sent = 0;
		this.isTried = !this.isKnown;
	}
}
