import { uniq } from 'lodash';
import type { MakiniRecord } from '../wire/envelopes';
import type { ReadReport } from '../paging/pages';
import type { Growth } from './recentWrites';

/** Up to so many values are looked up one by one without asking how long the list is. */
export const FEW_VALUES = 20;

/** A page of records takes about as long as so many look-ups. */
const LOOK_UPS_PER_PAGE = 3;

/** Whether reading the whole list is cheaper than a look-up for each value. */
export function isReadingCheaper(values: number, pages: number | undefined): boolean {
	return pages !== undefined && values > FEW_VALUES && pages * LOOK_UPS_PER_PAGE < values;
}

/** What the first page of a list tells of the whole. */
export interface Size {
	pages?: number;
	/** Records in the list. */
	total?: number;
}

/** The list that is searched. */
export interface Searched {
	/** Records whose field has exactly this value, asked for now. */
	lookUp: (value: string) => Promise<MakiniRecord[]>;
	/** The size of the whole list, for a reading by {@link all}. */
	begin: () => Promise<Size>;
	all: () => AsyncGenerator<MakiniRecord[], ReadReport>;
	/** Records in the list now; `undefined` where the server does not tell. */
	count: () => Promise<number | undefined>;
	/** A value as a text that is the same for all its spellings. */
	compared: (value: string) => string;
	/** The value of a record's field, so compared; `undefined` where it has none, or where the record is deleted. */
	valueOf: (record: MakiniRecord) => string | undefined;
	/** What this process has added to the list. */
	growth: () => Growth;
	/** Records that this process has created later than this (ms since the epoch) are known by their values. */
	rememberedSince: () => number;
	/** Milliseconds since the epoch. */
	now: () => number;
	sleep: (ms: number) => Promise<void>;
}

/** A value that more than one record has, with the keys of all. */
export interface Double {
	value: string;
	keys: string[];
}

type Index = Map<string, MakiniRecord[]>;

/** Of records with one value, those that are matched by the other fields as well. */
export type Narrow = (records: MakiniRecord[]) => Promise<MakiniRecord[]>;

/** A record that was created. */
interface Made {
	value: string;
	key: string;
	narrow: Narrow;
}

/** That the list holds what was read and nothing else: so many records when this process had added so many. */
interface Proof {
	total: number;
	growth: Growth;
	/** When the reading began. */
	begunAt: number;
	/** When it was last found to be true, and after how many creations. */
	checkedAt: number;
	created: number;
}

/** A proof is used for so many milliseconds, and for longer as long as few records are created on its strength. */
const FRESH_MS = 2_000;
const FEW_CREATIONS = 20;
const LONGEST_FRESH_MS = 10_000;

/** Creations that take longer than this, in milliseconds, are not waited for when records are counted. */
const LONGEST_CREATION_MS = 5_000;

/**
 * Finds the records that items mean by the value of a field: by a look-up for each value, or by reading the list once,
 * whichever takes fewer requests. Only records that are looked for are kept.
 *
 * That a value was not in the list when it was read proves nothing later on. It counts as absent only while the list is
 * seen to have grown by what this process has created and by nothing else, and while all of that is remembered.
 * Otherwise it is looked up.
 */
export class Matches {
	private readonly expected = new Set<string>();

	private index: Promise<Index | undefined> | undefined;

	private proof: Proof | undefined;

	private checking: Promise<void> | undefined;

	private readonly underWay = new Set<Promise<unknown>>();

	private made: Made[] = [];

	constructor(private readonly list: Searched) {}

	/** Announces a value before the first one is looked for, so that the number of all is known then. */
	expect(value: string): void {
		this.expected.add(this.list.compared(value));
	}

	/**
	 * The records that have a value.
	 * @throws whatever the list throws.
	 */
	async find(value: string): Promise<MakiniRecord[]> {
		this.index ??= this.read();
		const index = await this.index;
		const compared = this.list.compared(value);
		const records = index?.get(compared);
		if (records) return records;
		const isAbsent = index && this.expected.has(compared) && (await this.isProven());
		return isAbsent ? [] : await this.list.lookUp(value);
	}

	/**
	 * Runs the creation of a record with that value, which gives its key.
	 * @param narrow leaves of the records with that value those that would be doubles of it.
	 */
	async creating<T>(
		value: string,
		create: () => Promise<T>,
		keyOf: (made: T) => string,
		narrow: Narrow = async (records) => await Promise.resolve(records),
	): Promise<T> {
		const creation = create();
		this.underWay.add(creation);
		try {
			const made = await creation;
			this.made.push({ value, key: keyOf(made), narrow });
			return made;
		} finally {
			this.underWay.delete(creation);
		}
	}

	/**
	 * Remembers the record that has a value from now on.
	 * @param isReplaced tells of the records that had the value which are not there any more: all, unless told.
	 */
	async note(
		value: string,
		record: MakiniRecord,
		isReplaced: (other: MakiniRecord) => boolean = () => true,
	): Promise<void> {
		const index = await this.index;
		const compared = this.list.compared(value);
		const others = index?.get(compared)?.filter((other) => !isReplaced(other)) ?? [];
		index?.set(compared, [...others, record]);
	}

	/**
	 * Of the records that were created since the last call, those whose value another one has by now,
	 * by their keys. Somebody else has created that at the same moment, in another process.
	 */
	async doubles(): Promise<Map<string, Double>> {
		const { made } = this;
		const values = uniq(made.map(({ value }) => value));
		this.made = [];
		if (values.length > FEW_VALUES && this.standing()) {
			await this.check();
			if (this.proof) return new Map();
		}
		const index: Index = new Map();
		const { compared, lookUp } = this.list;
		if (values.length > FEW_VALUES) await this.readInto(index, new Set(values.map(compared)));
		else for (const value of values) index.set(compared(value), await lookUp(value));
		const doubles = new Map<string, Double>();
		for (const { value, key, narrow } of made) {
			const records = index.get(compared(value)) ?? [];
			const same = records.length > 1 ? await narrow(records) : records;
			if (same.length < 2) continue;
			doubles.set(key, { value, keys: same.map((record) => String(record.key)) });
		}
		return doubles;
	}

	private async read(): Promise<Index | undefined> {
		if (this.expected.size <= FEW_VALUES) return undefined;
		const growth = this.list.growth();
		const begunAt = this.list.now();
		const { pages, total } = await this.list.begin();
		if (!isReadingCheaper(this.expected.size, pages)) return undefined;
		const index: Index = new Map();
		const { isTold, report } = await this.readInto(index, this.expected);
		// A list that leaves the field out says nothing about who has which value.
		if (!isTold && report.records > 0) return undefined;
		const { open, unsure, created } = this.list.growth();
		const isStill = open === 0 && created === growth.created && unsure === growth.unsure;
		if (isStill && report.isComplete && report.records === total) {
			this.proof = { total, growth, begunAt, checkedAt: this.list.now(), created };
		}
		return index;
	}

	private async readInto(
		index: Index,
		wanted: ReadonlySet<string>,
	): Promise<{ isTold: boolean; report: ReadReport }> {
		let isTold = false;
		const pages = this.list.all();
		for (;;) {
			const step = await pages.next();
			if (step.done) return { isTold, report: step.value };
			for (const record of step.value) {
				const value = this.list.valueOf(record);
				isTold ||= value !== undefined;
				if (value === undefined || !wanted.has(value)) continue;
				index.set(value, [...(index.get(value) ?? []), record]);
			}
		}
	}

	/** Whether the list holds nothing but what was read and what this process has created since. */
	private async isProven(): Promise<boolean> {
		// What is sought may be there or not, for a minute, and so would hide what somebody else creates.
		if (this.list.growth().sought > 0) return false;
		const proof = this.standing();
		if (proof && (this.checking || !this.isFresh(proof))) await this.check();
		return this.proof !== undefined;
	}

	/**
	 * The proof, which falls for good once a record may have come or gone without having been counted, as it would hide
	 * another one. It falls as well once something that another execution has created may be forgotten.
	 */
	private standing(): Proof | undefined {
		const { proof, list } = this;
		const isExact = proof?.growth.unsure === list.growth().unsure;
		const isRemembered = proof !== undefined && proof.begunAt > list.rememberedSince();
		if (!isExact || !isRemembered) this.proof = undefined;
		return this.proof;
	}

	private isFresh({ checkedAt, created }: Proof): boolean {
		const age = this.list.now() - checkedAt;
		const since = this.list.growth().created - created;
		return age <= FRESH_MS || (age <= LONGEST_FRESH_MS && since < FEW_CREATIONS);
	}

	private async check(): Promise<void> {
		this.checking ??= this.compareCount().finally(() => (this.checking = undefined));
		await this.checking;
	}

	/**
	 * Counts the records while nothing is created by this execution, and drops the proof where the
	 * number is another one.
	 */
	private async compareCount(): Promise<void> {
		const { list } = this;
		if (this.underWay.size > 0) {
			await Promise.race([Promise.allSettled(this.underWay), list.sleep(LONGEST_CREATION_MS)]);
		}
		const before = list.growth();
		const count = await list.count();
		const after = list.growth();
		const proof = this.standing();
		if (!proof) return;
		const others = proof.total - proof.growth.created;
		const least = others + before.created;
		const most = others + after.created + after.open;
		const isAsExpected = count !== undefined && count >= least && count <= most;
		this.proof = isAsExpected
			? { ...proof, checkedAt: list.now(), created: after.created }
			: undefined;
	}
}
