/** Longest time in milliseconds that requests are held back for a rate that no server has told of. */
const LONGEST_MS = 60_000;

/** While nothing is known, what was sent before a pause of so many milliseconds says nothing of what follows. */
const IDLE_MS = 2_000;

/** The least share of a rate that is left after a refusal: one that came by chance shall not cost much. */
const LEAST_LEFT = 0.7;

/** So many requests at least pass before more is tried, since that costs a refusal as a rule. */
const LEAST_CLEAN = 100;

/** How much more is tried: one part of so many, two parts the next time, and so on until it is refused. */
const PARTS = 32;

/** Most requests whose times are kept. */
const MOST_TIMES = 30_000;

/** Windows last for whole seconds as a rule: the rest of a second is what rounding up added. */
const wholeSeconds = (ms: number): number => (ms < 1000 ? ms : Math.floor(ms / 1000) * 1000);

/**
 * How many requests pass in how long, as the last refusal told: those that passed before it, in the
 * time until one passed again. As many are sent in any such time: that suits windows and buckets.
 * Without refusals it grows, faster and faster.
 */
export class Rate {
	/** May be a fraction. */
	private most = Infinity;

	private lengthMs = LONGEST_MS;

	/** When requests were sent that passed, or whose answer is open; the oldest first. */
	private times: number[] = [];

	/** Requests in a row without a refusal, as many as may be. */
	private clean = 0;

	private attempts = 0;

	get isKnown(): boolean {
		return this.most < Infinity;
	}

	/** How many were sent since a time, and passed. */
	passedSince(since: number): number {
		return this.times.filter((time) => time >= since).length;
	}

	/** Milliseconds at the time `now` until one more may be sent. */
	waitMs(now: number): number {
		const last = this.times.at(-1) ?? -Infinity;
		// The clock was set back: how long ago the others were sent is not known.
		if (!this.isKnown || now < last) return 0;
		return Math.max(0, this.oldest + this.lengthMs - now);
	}

	/** Milliseconds at the time `now` until requests pass again after a refusal; 0 where that is not known. */
	untilNext(now: number): number {
		const first = this.times.find((time) => time > now - this.lengthMs);
		return this.isKnown && first !== undefined ? first + this.lengthMs - now : 0;
	}

	/** One is sent at the time `now`. */
	sends(now: number): void {
		const pauseMs = now - (this.times.at(-1) ?? -Infinity);
		if (pauseMs < 0 || (!this.isKnown && pauseMs > IDLE_MS)) this.times = [];
		this.clean = now - this.oldest < 2 * this.lengthMs ? this.clean + 1 : 0;
		if (this.clean > LEAST_CLEAN + this.attempts * this.count) {
			this.attempts += 1;
			this.most *= 1 + this.attempts / PARTS;
		}
		this.times.push(now);
		if (this.times.length > 2 * MOST_TIMES) this.times = this.times.slice(-MOST_TIMES);
	}

	/** The last one is not sent after all, or refused. */
	spares(): void {
		this.times.pop();
	}

	/**
	 * The first was refused at a time, and one that was sent at the time `now` passed again.
	 * @param slowestMs one request at least passes in so many milliseconds.
	 * @param isRoundedUp the server asked to wait for so long, in whole seconds.
	 */
	learn(now: number, refusedAt: number, slowestMs: number, isRoundedUp = false): void {
		this.clean = 0;
		this.attempts = 0;
		const lately = this.isKnown
			? this.times.filter((time) => time > refusedAt - this.lengthMs).slice(-this.count)
			: this.times;
		const [first] = lately;
		if (first === undefined) return;
		const ms = Math.max(1, isRoundedUp ? wholeSeconds(now - first) : now - first);
		// How many times as fast as what is known. A refusal makes it no faster, but for the slowest that is known to pass.
		const times = this.isKnown ? (lately.length * this.lengthMs) / (ms * this.most) : 1;
		this.most = lately.length * Math.max(1, LEAST_LEFT / times);
		this.lengthMs = Math.min(LONGEST_MS, ms * Math.max(1, times), this.most * slowestMs);
	}

	private get count(): number {
		return Math.max(1, Math.min(MOST_TIMES, Math.floor(this.most)));
	}

	/** When the one was sent that makes room for the next. */
	private get oldest(): number {
		return this.times.at(-this.count) ?? -Infinity;
	}
}
