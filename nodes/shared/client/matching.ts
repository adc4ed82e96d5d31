import type { MakiniRecord } from './envelopes';

/** Up to so many values are looked up one by one without asking how long the list is. */
export const FEW_VALUES = 20;

/** A page of records takes about as long as so many look-ups. */
const LOOK_UPS_PER_PAGE = 3;

/** Whether reading the whole list is cheaper than a look-up for each value. */
export function isReadingCheaper(values: number, pages: number | undefined): boolean {
	return pages !== undefined && values > FEW_VALUES && pages * LOOK_UPS_PER_PAGE < values;
}

/** The list that is searched. */
export interface Searched {
	/** Records whose field has exactly this value, asked for now. */
	lookUp: (value: string) => Promise<MakiniRecord[]>;
	/** Number of pages of the whole list; `undefined` where the server does not tell. */
	pages: () => Promise<number | undefined>;
	all: () => AsyncIterable<MakiniRecord[]>;
	/** The value of a record's field; `undefined` where it has none. */
	valueOf: (record: MakiniRecord) => string | undefined;
}

export interface Found {
	records: MakiniRecord[];
	/** Asked for now, not remembered from a reading of the list. */
	isCurrent: boolean;
}

type Index = Map<string, MakiniRecord[]>;

/**
 * Finds the records that items mean by the value of a field: by a look-up for each value, or by reading the list once,
 * whichever takes fewer requests. Only records that are looked for are kept.
 */
export class Matches {
	private readonly expected = new Set<string>();

	private index: Promise<Index | undefined> | undefined;

	constructor(private readonly list: Searched) {}

	/** Announces a value before the first one is looked for, so that the number of all is known then. */
	expect(value: string): void {
		this.expected.add(value);
	}

	/** @throws whatever the list throws. */
	async find(value: string): Promise<Found> {
		this.index ??= this.read();
		const index = await this.index;
		if (!index || !this.expected.has(value)) {
			return { records: await this.list.lookUp(value), isCurrent: true };
		}
		return { records: index.get(value) ?? [], isCurrent: false };
	}

	/** Remembers the record that has a value from now on. */
	async note(value: string, record: MakiniRecord): Promise<void> {
		(await this.index)?.set(value, [record]);
	}

	private async read(): Promise<Index | undefined> {
		if (this.expected.size <= FEW_VALUES) return undefined;
		if (!isReadingCheaper(this.expected.size, await this.list.pages())) return undefined;
		const index: Index = new Map();
		let isTold = false;
		let isEmpty = true;
		for await (const records of this.list.all()) {
			for (const record of records) {
				isEmpty = false;
				const value = this.list.valueOf(record);
				isTold ||= value !== undefined;
				if (value === undefined || !this.expected.has(value)) continue;
				index.set(value, [...(index.get(value) ?? []), record]);
			}
		}
		// A list that leaves the field out says nothing about who has which value.
		return isTold || isEmpty ? index : undefined;
	}
}
