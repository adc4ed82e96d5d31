/** FNV-1a: a 32 bit hash that is the same on every machine. */
export function hashText(text: string): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) {
		hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	}
	return hash >>> 0;
}

/** Seeded generator (mulberry32): the same seed gives the same sequence everywhere, so data sets and faults repeat. */
export class Random {
	private state: number;

	constructor(seed: string) {
		this.state = hashText(seed);
	}

	/** A number in [0, 1). */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = this.state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number from `least` to `most`, both included. */
	integer(least: number, most: number): number {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	pick<T>(choices: readonly T[]): T {
		const choice = choices[this.integer(0, choices.length - 1)];
		if (choice === undefined) throw new Error('Nothing to pick from');
		return choice;
	}
}

/** So many of the items, each at most once, in an order of chance. */
export function sample<T>(items: readonly T[], count: number, random: Random): T[] {
	const rest = [...items];
	for (let index = 0; index < count; index++) {
		const other = random.integer(index, rest.length - 1);
		[rest[index], rest[other]] = [rest[other] as T, rest[index] as T];
	}
	return rest.slice(0, count);
}
