import { KEY_LENGTH } from './fingerprint';

/**
 * The records that were met as deleted, as one text of {@link KEY_LENGTH} characters each. A deleted
 * record may change long after, so that what was seen lately does not tell whether its deletion is
 * news.
 */
export class Deletions {
	/** Those met longest ago come first. */
	private readonly keys = new Set<string>();

	/** @param text what {@link toString} gave; another text counts as none. */
	constructor(text = '') {
		if (text.length % KEY_LENGTH !== 0) return;
		for (let start = 0; start < text.length; start += KEY_LENGTH) {
			this.keys.add(text.slice(start, start + KEY_LENGTH));
		}
	}

	/**
	 * Takes note of a deleted record.
	 * @param key of {@link KEY_LENGTH} characters, as in its fingerprint.
	 * @returns whether it was not known to be deleted.
	 */
	add(key: string): boolean {
		const isKnown = this.keys.delete(key);
		this.keys.add(key);
		return !isKnown;
	}

	/** Takes note of a record that is there, so that its next deletion is news. */
	remove(key: string): void {
		this.keys.delete(key);
	}

	/** Forgets those met longest ago until at most `limit` are left. */
	shrink(limit: number): void {
		for (const key of this.keys) {
			if (this.keys.size <= limit) return;
			this.keys.delete(key);
		}
	}

	toString(): string {
		return [...this.keys].join('');
	}
}
