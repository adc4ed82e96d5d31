import { hash } from 'crypto';

/** 32-bit words of a fingerprint. */
const WORDS = 3;

type Fingerprint = readonly [number, number, number];

const FIRST_CAPACITY = 16;

/** Share of the places that may be taken, and by how much a table grows then. */
const MOST_TAKEN = 0.8;
const GROWTH = 1.25;

/** Small tables that grow one by one take less memory on the way than a large one that is copied as a whole. */
const TABLES = 256;

/** Fingerprints in an array, each at the first free place from where its second word says. */
class Table {
	private capacity = FIRST_CAPACITY;

	private places = new Uint32Array(FIRST_CAPACITY * WORDS);

	private count = 0;

	has(print: Fingerprint): boolean {
		return this.find(print).isThere;
	}

	/** Tells whether the fingerprint is a new one. */
	add(print: Fingerprint): boolean {
		const { place, isThere } = this.find(print);
		if (isThere) return false;
		this.places.set(print, place);
		this.count += 1;
		if (this.count > this.capacity * MOST_TAKEN) this.grow();
		return true;
	}

	private find([first, second, third]: Fingerprint): { place: number; isThere: boolean } {
		const { places } = this;
		let place = Math.floor((second / 2 ** 32) * this.capacity) * WORDS;
		for (;;) {
			const [a, b, c] = [places[place], places[place + 1], places[place + 2]];
			if (a === first && b === second && c === third) return { place, isThere: true };
			if (a === 0 && b === 0 && c === 0) return { place, isThere: false };
			place = (place + WORDS) % places.length;
		}
	}

	private grow(): void {
		const old = this.places;
		this.capacity = Math.ceil(this.capacity * GROWTH);
		this.places = new Uint32Array(this.capacity * WORDS);
		for (let place = 0; place < old.length; place += WORDS) {
			const [first = 0, second = 0, third = 0] = old.subarray(place, place + WORDS);
			if (first === 0 && second === 0 && third === 0) continue;
			const print: Fingerprint = [first, second, third];
			this.places.set(print, this.find(print).place);
		}
	}
}

/**
 * Remembers which keys were there, in 15 to 19 bytes each whatever their length, so that a list of a million records fits
 * into the memory of a small server. It keeps 96 bits of each key's SHA-256: the odds that any two of a million keys are
 * taken for one are 1 in 10^17.
 */
export class SeenKeys {
	private readonly tables = new Map<number, Table>();

	/** Adds a key; tells whether it is a new one. */
	add(key: string): boolean {
		const print = fingerprint(key);
		const number = print[0] % TABLES;
		const table = this.tables.get(number) ?? new Table();
		this.tables.set(number, table);
		return table.add(print);
	}

	has(key: string): boolean {
		const print = fingerprint(key);
		return this.tables.get(print[0] % TABLES)?.has(print) ?? false;
	}
}

const wordAt = (digest: string, index: number): number =>
	Number.parseInt(digest.slice(index * 8, index * 8 + 8), 16);

function fingerprint(key: string): Fingerprint {
	const digest = hash('sha256', key);
	return [wordAt(digest, 0), wordAt(digest, 1), wordAt(digest, 2)];
}
