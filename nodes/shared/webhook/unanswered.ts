import type { Executed } from './admissions';
import { FINGERPRINT_LENGTH } from './identity';

/** Milliseconds for which Makini repeats what was not acknowledged. */
const REPEATED_FOR = 24 * 60 * 60 * 1000;

/** Characters of a time in milliseconds to the base of 36, enough until the year 5188. */
const TIME_LENGTH = 9;

const ENTRY_LENGTH = FINGERPRINT_LENGTH + TIME_LENGTH;

/** Deliveries that are remembered at most; the oldest goes first. */
const MOST = 10_000;

/**
 * Deliveries without ID and time that started an execution, while their senders were not told: only
 * those are repeated. An equal one that comes after an acknowledgement is another event.
 */
export class UnansweredEvents implements Executed {
	private readonly times = new Map<string, number>();

	/** @param stored what {@link stored} gave in an earlier process. Anything that cannot be read is taken as nothing. */
	constructor(stored?: unknown) {
		if (typeof stored !== 'string') return;
		for (let at = 0; at + ENTRY_LENGTH <= stored.length; at += ENTRY_LENGTH) {
			const fingerprint = stored.slice(at, at + FINGERPRINT_LENGTH);
			const time = parseInt(stored.slice(at + FINGERPRINT_LENGTH, at + ENTRY_LENGTH), 36);
			if (Number.isFinite(time)) this.unanswered(fingerprint, time);
		}
	}

	/** What is to outlast the process. */
	stored(now: number): string {
		return [...this.times]
			.filter(([fingerprint]) => this.has(fingerprint, now))
			.map(([fingerprint, time]) => fingerprint + time.toString(36).padStart(TIME_LENGTH, '0'))
			.join('');
	}

	has(fingerprint: string, now: number): boolean {
		const time = this.times.get(fingerprint);
		return time !== undefined && now - time <= REPEATED_FOR;
	}

	executed(): void {
		// Whether it will be repeated shows when its answer ends.
	}

	unanswered(fingerprint: string, now: number): void {
		this.times.set(fingerprint, now);
		const [oldest] = this.times.keys();
		if (this.times.size > MOST && oldest) this.times.delete(oldest);
	}

	answering(fingerprint: string): () => void {
		const time = this.times.get(fingerprint);
		this.times.delete(fingerprint);
		return () => {
			if (time !== undefined) this.unanswered(fingerprint, time);
		};
	}
}
