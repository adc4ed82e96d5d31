import type { Executed } from './admissions';
import { FINGERPRINT_LENGTH } from './identity';

export interface Limits {
	/** Fingerprints kept in this process. */
	remembered: number;
	/** Fingerprints, the newest, that are stored to outlast it. */
	stored: number;
}

export const LIMITS: Limits = { remembered: 50_000, stored: 10_000 };

/**
 * The events, told apart by ID or time, that one trigger has started executions for. It is the
 * truth for this process; what is stored is adopted at each delivery, because another process, or
 * an earlier run of this one, may have written it.
 */
export class SeenEvents implements Executed {
	private readonly prints = new Set<string>();

	/** The newest fingerprints, one behind the other. */
	private newest = '';

	private adopted = '';

	constructor(private readonly limits: Limits = LIMITS) {}

	/** Adds what was stored. Anything that cannot be read is taken as nothing. */
	adopt(stored: unknown): void {
		if (typeof stored !== 'string' || stored === this.adopted) return;
		this.adopted = stored;
		for (let at = 0; at + FINGERPRINT_LENGTH <= stored.length; at += FINGERPRINT_LENGTH) {
			this.executed(stored.slice(at, at + FINGERPRINT_LENGTH));
		}
	}

	/** What is to be stored: the newest events that executions were started for. */
	stored(): string {
		return this.newest.slice(-this.limits.stored * FINGERPRINT_LENGTH);
	}

	has(fingerprint: string): boolean {
		return this.prints.has(fingerprint);
	}

	executed(fingerprint: string): void {
		if (this.prints.has(fingerprint)) return;
		this.prints.add(fingerprint);
		const [oldest] = this.prints;
		if (this.prints.size > this.limits.remembered && oldest) this.prints.delete(oldest);
		this.newest += fingerprint;
		// Not at each step: a slice of that length takes its time.
		if (this.newest.length > 2 * this.limits.stored * FINGERPRINT_LENGTH) {
			this.newest = this.stored();
		}
	}

	unanswered(): void {
		// Known already, answered or not.
	}

	answering(): () => void {
		return () => undefined;
	}
}
