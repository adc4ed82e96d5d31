import { FINGERPRINT_LENGTH } from './identity';

export interface Limits {
	/** Fingerprints kept in this process. */
	remembered: number;
	/** Fingerprints, the newest, that are stored to outlast it. */
	stored: number;
}

export const LIMITS: Limits = { remembered: 50_000, stored: 10_000 };

/**
 * Milliseconds after which a delivery whose sender hung up counts as not executed, if nothing was heard of it since. Makini
 * repeats after 30 s at the earliest.
 */
const GIVEN_UP_AFTER = 25_000;

/** One delivery that is being worked on. The first of the calls counts. */
export interface Work {
	executed(): void;
	failed(): void;
	/** The sender hung up: it may still be executed, but nobody will be told. */
	abandoned(now: number): void;
}

export type Admission =
	| { kind: 'new'; work: Work }
	| { kind: 'repeated' }
	/** Another delivery of the same event is being worked on: `executed` tells what came of it. */
	| { kind: 'underWay'; executed: Promise<boolean> };

interface Pending {
	executed: Promise<boolean>;
	settle(executed: boolean): void;
	abandonedAt?: number;
}

function pending(): Pending {
	let settle: Pending['settle'] = () => {};
	const executed = new Promise<boolean>((resolve) => {
		settle = resolve;
	});
	return { executed, settle };
}

/**
 * The events that one trigger has started executions for. It is the truth for this process; what is stored is adopted at
 * each delivery, because another process, or an earlier run of this one, may have written it.
 */
export class SeenEvents {
	private readonly executed = new Set<string>();

	private readonly underWay = new Map<string, Pending>();

	/** The newest fingerprints, one behind the other. */
	private newest = '';

	private adopted = '';

	constructor(private readonly limits: Limits = LIMITS) {}

	/** Adds what was stored. Anything that cannot be read is taken as nothing. */
	adopt(stored: unknown): void {
		if (typeof stored !== 'string' || stored === this.adopted) return;
		this.adopted = stored;
		for (let at = 0; at + FINGERPRINT_LENGTH <= stored.length; at += FINGERPRINT_LENGTH) {
			this.remember(stored.slice(at, at + FINGERPRINT_LENGTH));
		}
	}

	/** What is to be stored: the newest events that executions were started for. */
	stored(): string {
		return this.newest.slice(-this.limits.stored * FINGERPRINT_LENGTH);
	}

	/** Whether any delivery is being worked on. */
	get busy(): boolean {
		return this.underWay.size > 0;
	}

	/** Lets a delivery in, unless its event was executed or is being worked on. Time in milliseconds since 1970. */
	admit(fingerprint: string, now: number): Admission {
		if (this.executed.has(fingerprint)) return { kind: 'repeated' };
		const other = this.underWay.get(fingerprint);
		if (other && now - (other.abandonedAt ?? now) < GIVEN_UP_AFTER) {
			return { kind: 'underWay', executed: other.executed };
		}
		other?.settle(false);
		return { kind: 'new', work: this.begin(fingerprint) };
	}

	private begin(fingerprint: string): Work {
		const own = pending();
		this.underWay.set(fingerprint, own);
		const end = (executed: boolean) => {
			if (executed) this.remember(fingerprint);
			if (this.underWay.get(fingerprint) === own) this.underWay.delete(fingerprint);
			own.settle(executed);
		};
		return {
			executed: () => end(true),
			failed: () => end(false),
			abandoned: (now) => {
				own.abandonedAt = now;
			},
		};
	}

	private remember(fingerprint: string): void {
		if (this.executed.has(fingerprint)) return;
		this.executed.add(fingerprint);
		const [oldest] = this.executed;
		if (this.executed.size > this.limits.remembered && oldest) this.executed.delete(oldest);
		this.newest += fingerprint;
		// Not at each step: a slice of that length takes its time.
		if (this.newest.length > 2 * this.limits.stored * FINGERPRINT_LENGTH) {
			this.newest = this.stored();
		}
	}
}
