import { hash } from 'crypto';

/** 32-bit words of a fingerprint. */
const WORDS = 3;

type Fingerprint = readonly [number, number, number];

const FIRST_CAPACITY = 1024;

/** Share of the places that may be taken, and by how much the table grows then. */
const MOST_TAKEN = 0.75;
const GROWTH = 1.25;

/**
 * Remembers which keys were there, in 16 to 20 bytes each whatever their length, so that a list of a million records fits
 * into the memory of a small server. It keeps 96 bits of each key's SHA-256: the odds that any two of a million keys are
 * taken for one are 1 in 10^17.
 */
export class SeenKeys {
	private capacity = FIRST_CAPACITY;

	private table = new Uint32Array(FIRST_CAPACITY * WORDS);

	private count = 0;

	/** Adds a key; tells whether it is a new one. */
	add(key: string): boolean {
		const isNew = this.put(fingerprint(key));
		if (isNew) this.count += 1;
		if (this.count > this.capacity * MOST_TAKEN) this.grow();
		return isNew;
	}

	has(key: string): boolean {
		return this.find(fingerprint(key)).isThere;
	}

	private find([first, second, third]: Fingerprint): { place: number; isThere: boolean } {
		const { table } = this;
		// The order of the places is the order of the fingerprints, so that a table of any capacity will do.
		let place = Math.floor((first / 2 ** 32) * this.capacity) * WORDS;
		for (;;) {
			const [a, b, c] = [table[place], table[place + 1], table[place + 2]];
			if (a === first && b === second && c === third) return { place, isThere: true };
			if (a === 0 && b === 0 && c === 0) return { place, isThere: false };
			place = (place + WORDS) % table.length;
		}
	}

	private put(print: Fingerprint): boolean {
		const { place, isThere } = this.find(print);
		if (!isThere) this.table.set(print, place);
		return !isThere;
	}

	private grow(): void {
		const old = this.table;
		this.capacity = Math.ceil(this.capacity * GROWTH);
		this.table = new Uint32Array(this.capacity * WORDS);
		for (let place = 0; place < old.length; place += WORDS) {
			const [first = 0, second = 0, third = 0] = old.subarray(place, place + WORDS);
			if (first !== 0 || second !== 0 || third !== 0) this.put([first, second, third]);
		}
	}
}

const wordAt = (digest: string, index: number): number =>
	Number.parseInt(digest.slice(index * 8, index * 8 + 8), 16);

function fingerprint(key: string): Fingerprint {
	const digest = hash('sha256', key);
	return [wordAt(digest, 0), wordAt(digest, 1), wordAt(digest, 2)];
}
