import { hash } from 'crypto';

/** 32-bit words of a fingerprint that are kept. */
const WORDS = 2;

/** A fingerprint: the words that are kept, and one that says in which table. */
interface Fingerprint {
	table: number;
	first: number;
	second: number;
}

const FIRST_CAPACITY = 16;

/** Share of the places that may be taken, and by how much a table grows then. */
const MOST_TAKEN = 0.85;
const GROWTH = 1.125;

/** Small tables that grow one by one take less memory on the way than a large one that is copied as a whole. */
const TABLES = 1024;

/** Keys that are kept as they are, which takes 1 MB and a tenth of the time. */
const FEW = 16_384;

/** Fingerprints in an array, each at the first free place from where its second word says. */
class Table {
	private capacity = FIRST_CAPACITY;

	private places = new Uint32Array(FIRST_CAPACITY * WORDS);

	private count = 0;

	has({ first, second }: Fingerprint): boolean {
		return this.isAt(this.placeOf(first, second), first, second);
	}

	/** Tells whether the fingerprint is a new one. */
	add({ first, second }: Fingerprint): boolean {
		const place = this.placeOf(first, second);
		if (this.isAt(place, first, second)) return false;
		this.put(place, first, second);
		this.count += 1;
		if (this.count > this.capacity * MOST_TAKEN) this.grow();
		return true;
	}

	private isAt(place: number, first: number, second: number): boolean {
		return this.places[place] === first && this.places[place + 1] === second;
	}

	private put(place: number, first: number, second: number): void {
		this.places[place] = first;
		this.places[place + 1] = second;
	}

	/** Where the words stand, or the free place where they would. */
	private placeOf(first: number, second: number): number {
		const { places } = this;
		let place = Math.floor((second / 2 ** 32) * this.capacity) * WORDS;
		while (!this.isAt(place, first, second) && !this.isAt(place, 0, 0)) {
			place = (place + WORDS) % places.length;
		}
		return place;
	}

	private grow(): void {
		const old = this.places;
		this.capacity = Math.ceil(this.capacity * GROWTH);
		this.places = new Uint32Array(this.capacity * WORDS);
		for (let place = 0; place < old.length; place += WORDS) {
			const [first = 0, second = 0] = [old[place], old[place + 1]];
			if (first !== 0 || second !== 0) this.put(this.placeOf(first, second), first, second);
		}
	}
}

/**
 * Remembers which keys were there. Where they are many it takes 9.4 to 10.6 bytes for each,
 * whatever their length, so that a list of a million records fits into the memory of a small
 * server. It then tells keys apart by 74 bits of their SHA-256, 64 in a table and 10 by which
 * table: the odds that any two of a million keys are taken for one are 1 in 30,000 million.
 */
export class SeenKeys {
	/** The keys themselves, as long as they are few. */
	private few: Set<string> | undefined = new Set();

	private readonly tables = new Map<number, Table>();

	/** Adds a key; tells whether it is a new one. */
	add(key: string): boolean {
		if (!this.few) return this.addPrint(key);
		if (this.few.has(key)) return false;
		this.few.add(key);
		if (this.few.size > FEW) {
			this.few.forEach((each) => this.addPrint(each));
			this.few = undefined;
		}
		return true;
	}

	/** Whether no key was added. */
	get isEmpty(): boolean {
		return this.few?.size === 0;
	}

	has(key: string): boolean {
		if (this.few) return this.few.has(key);
		const print = fingerprint(key);
		return this.tables.get(print.table)?.has(print) ?? false;
	}

	private addPrint(key: string): boolean {
		const print = fingerprint(key);
		const table = this.tables.get(print.table) ?? new Table();
		this.tables.set(print.table, table);
		return table.add(print);
	}
}

const wordAt = (digest: string, index: number): number =>
	Number.parseInt(digest.slice(index * 8, index * 8 + 8), 16);

function fingerprint(key: string): Fingerprint {
	const digest = hash('sha256', key);
	return {
		table: wordAt(digest, 0) % TABLES,
		first: wordAt(digest, 1),
		// Zeros stand for a free place.
		second: wordAt(digest, 2) || 1,
	};
}
