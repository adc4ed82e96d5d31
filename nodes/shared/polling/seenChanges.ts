import { CONTENT_LENGTH, KEY_LENGTH, type Fingerprint } from './fingerprint';

/** Milliseconds since the epoch in base 36. */
const TIME_LENGTH = 9;

const ENTRY_LENGTH = TIME_LENGTH + KEY_LENGTH + CONTENT_LENGTH;

const timeText = (time: number): string => time.toString(36).padStart(TIME_LENGTH, '0');

const timeOf = (entry: string): number => Number.parseInt(entry.slice(0, TIME_LENGTH), 36);

const keyOf = (entry: string): string => entry.slice(TIME_LENGTH, TIME_LENGTH + KEY_LENGTH);

const entryOf = ({ time, key, content }: Fingerprint): string =>
	`${timeText(time)}${key}${content}`;

/** The changes that were handled, as one text of {@link ENTRY_LENGTH} characters each. */
export class SeenChanges {
	private readonly entries = new Set<string>();

	/** How many changes of each record are among them. */
	private readonly keys = new Map<string, number>();

	/** @param text what {@link toString} gave; another text counts as none. */
	constructor(text = '') {
		if (text.length % ENTRY_LENGTH !== 0) return;
		for (let start = 0; start < text.length; start += ENTRY_LENGTH) {
			this.put(text.slice(start, start + ENTRY_LENGTH));
		}
	}

	get size(): number {
		return this.entries.size;
	}

	has(change: Fingerprint): boolean {
		return this.entries.has(entryOf(change));
	}

	/** Whether any change of the record is among them. */
	hasRecord({ key }: Fingerprint): boolean {
		return this.keys.has(key);
	}

	add(change: Fingerprint): void {
		this.put(entryOf(change));
	}

	/** Forgets what happened before a time. */
	forgetBefore(time: number): void {
		for (const entry of this.entries) if (timeOf(entry) < time) this.remove(entry);
	}

	/**
	 * Forgets the oldest changes before `end` until at most `limit` are left, if so many can go.
	 * @returns the time from which on nothing was forgotten, if anything was.
	 */
	shrink(limit: number, end: number): number | undefined {
		const excess = this.entries.size - limit;
		if (excess <= 0) return undefined;
		const times = [...this.entries].map(timeOf).filter((time) => time < end);
		const newest = times.sort((a, b) => a - b)[Math.min(excess, times.length) - 1];
		if (newest === undefined) return undefined;
		this.forgetBefore(newest + 1);
		return newest + 1;
	}

	toString(): string {
		return [...this.entries].join('');
	}

	private put(entry: string): void {
		if (this.entries.has(entry)) return;
		this.entries.add(entry);
		const key = keyOf(entry);
		this.keys.set(key, (this.keys.get(key) ?? 0) + 1);
	}

	private remove(entry: string): void {
		this.entries.delete(entry);
		const key = keyOf(entry);
		const others = (this.keys.get(key) ?? 1) - 1;
		if (others > 0) this.keys.set(key, others);
		else this.keys.delete(key);
	}
}
