import type { Entity } from '../../catalogue/types';
import { isDeleted } from '../wire/deletion';
import type { MakiniRecord } from '../wire/envelopes';
import { MakiniError } from '../errors/errors';
import { keyText } from '../wire/keys';
import { comparedBy, matchValue } from './matchValue';
import { CutShortError } from '../paging/nextStep';
import { NOTHING_READ, type ReadReport } from '../paging/pages';
import type { ListQuery } from '../wire/styles';

/** How lists are asked for here. */
interface LookUpQuery extends ListQuery {
	pageSize: number;
	parallelPages?: 'automatic';
}

/** What is asked. */
interface Source {
	read: (entity: Entity, query: LookUpQuery) => AsyncGenerator<MakiniRecord[], ReadReport>;
	/** A record as it is now; `undefined` where there is none of that key. */
	readOne: (entity: Entity, key: string) => Promise<MakiniRecord | undefined>;
}

/** Records per page of what a filter gives, and most pages that count as filtered. */
const FILTERED_SIZE = 100;
const MOST_FILTERED_PAGES = 20;

const WHOLE: LookUpQuery = { pageSize: 500, parallelPages: 'automatic' };

/** Whether an error is about the filter: it was refused, or the list counts what it leaves out. */
const isAboutFilter = (error: unknown): boolean =>
	error instanceof CutShortError || (error instanceof MakiniError && error.kind === 'validation');

/** A whole list by the values of a field: keys, which take little memory, or records that cannot be read by a key. */
interface Index {
	entries: Map<string, Array<string | MakiniRecord>>;
	/** Its records carry the field. */
	isTold: boolean;
	/** There may be more of it than can be read. */
	isEndOpen: boolean;
}

/** Whether a filter that finds parts, whatever their case, could have found a record by a value. */
const isRelated = (found: string | undefined, value: string): boolean =>
	found?.toLowerCase().includes(value.toLowerCase()) ?? false;

/** The index of one list: read once, and anew where it has to be. */
class WholeList {
	private latest: Promise<Index> | undefined;

	private next: Promise<Index> | undefined;

	constructor(private readonly read: () => Promise<Index>) {}

	/** From a reading that has not begun yet. */
	async get(): Promise<Index> {
		return await (this.latest ? this.again() : this.begin());
	}

	private async begin(): Promise<Index> {
		const reading = this.read();
		this.latest = reading;
		return await reading.catch((error: unknown) => {
			// The next one tries again.
			if (this.latest === reading) this.latest = undefined;
			throw error;
		});
	}

	/** One reading for all who ask while another one is under way. */
	private async again(): Promise<Index> {
		this.next ??= Promise.allSettled([this.latest]).then(async () => {
			this.next = undefined;
			return await this.begin();
		});
		return await this.next;
	}
}

/**
 * Finds records by the value of a field. Filters of systems may ignore case, find parts or do
 * nothing, so that what they give is compared here, and a list whose filter does nothing is read as
 * a whole, once for all values.
 */
export class LookUps {
	private readonly lists = new Map<string, WholeList>();

	/** Lists whose filter does nothing, or is refused. */
	private readonly unfiltered = new Set<string>();

	constructor(private readonly source: Source) {}

	/**
	 * Records whose field has exactly this value. Those that say of themselves that they were deleted do not count.
	 * @throws MakiniError (ambiguous) where the records do not carry the field, so that nothing can
	 * be told; (unexpectedBody) where the list has one that is not found by its key.
	 */
	async find(entity: Entity, field: string, value: string): Promise<MakiniRecord[]> {
		const name = `${entity.name}:${field}`;
		if (!this.unfiltered.has(name)) {
			const found = await this.filtered(entity, field, value);
			if (found) return found;
			this.unfiltered.add(name);
		}
		const list = this.lists.get(name) ?? new WholeList(async () => await this.index(entity, field));
		this.lists.set(name, list);
		const compared = comparedBy(entity, field, value) ?? '';
		let index = await list.get();
		let records = await this.readAll(entity, index.entries.get(compared));
		// It may have gone since the list was read.
		if (records.includes(undefined)) {
			index = await list.get();
			records = await this.readAll(entity, index.entries.get(compared));
		}
		const { isTold, isEndOpen, entries } = index;
		if (!isTold) throw unreadable(entity, field);
		const missing = (entries.get(compared) ?? []).find(
			(entry, at) => typeof entry === 'string' && !records[at],
		);
		if (missing !== undefined) throw unread(entity, String(missing));
		const matching = records
			.filter((record) => record !== undefined)
			.filter((record) => isMatch(entity, field, record, value));
		if (matching.length === 0 && isEndOpen) throw unreadable(entity, field);
		return matching;
	}

	/** Records as they are now; `undefined` for those that are not found by their keys. */
	private async readAll(
		entity: Entity,
		entries: ReadonlyArray<string | MakiniRecord> = [],
	): Promise<Array<MakiniRecord | undefined>> {
		return await Promise.all(
			entries.map(async (entry) =>
				typeof entry === 'string' ? await this.source.readOne(entity, entry) : entry,
			),
		);
	}

	/** What the filter gives; `undefined` where it evidently does nothing, or is refused. */
	private async filtered(
		entity: Entity,
		field: string,
		value: string,
	): Promise<MakiniRecord[] | undefined> {
		const pages = this.source.read(entity, {
			conditions: [{ field, operator: 'eq', value }],
			pageSize: FILTERED_SIZE,
		});
		const records: MakiniRecord[] = [];
		for (let count = 1; ; count += 1) {
			const page = await pages.next().catch((error: unknown) => {
				if (isAboutFilter(error)) return undefined;
				throw error;
			});
			if (!page) return undefined;
			if (page.done) return records;
			const isFiltered = page.value.every(
				(record) =>
					isRelated(matchValue(record[field]), value) || isValue(entity, field, record, value),
			);
			if (!isFiltered || count > MOST_FILTERED_PAGES) {
				await pages.return(NOTHING_READ);
				return undefined;
			}
			records.push(...page.value.filter((record) => isMatch(entity, field, record, value)));
		}
	}

	private async index(entity: Entity, field: string): Promise<Index> {
		const entries: Index['entries'] = new Map();
		const canReadOne = entity.operations.get !== undefined;
		let isTold = false;
		const pages = this.source.read(entity, WHOLE);
		for (;;) {
			const page = await pages.next();
			if (page.done) {
				const { isEndOpen = false, records: count } = page.value;
				return { entries, isTold: isTold || count === 0, isEndOpen };
			}
			for (const record of page.value) {
				const value = comparedBy(entity, field, record[field]);
				isTold ||= value !== undefined;
				if (value === undefined || isDeleted(record)) continue;
				const entry = (canReadOne ? keyText(record.key) : undefined) ?? record;
				entries.set(value, [...(entries.get(comparedBy(entity, field, value) ?? '') ?? []), entry]);
			}
		}
	}
}

const isValue = (entity: Entity, field: string, record: MakiniRecord, value: string): boolean =>
	comparedBy(entity, field, record[field]) === comparedBy(entity, field, value);

const isMatch = (entity: Entity, field: string, record: MakiniRecord, value: string): boolean =>
	isValue(entity, field, record, value) && !isDeleted(record);

/** What a list shows and nothing finds: it may be there, so that it must not be created again. */
export const unread = ({ plural }: Entity, key: string): MakiniError =>
	new MakiniError(
		`The list of ${plural} has one with the key "${key}", but there is none by that key`,
		{
			kind: 'unexpectedBody',
			hint: 'It may have been deleted just now, or not be there yet: run the workflow again in a quarter of an hour. If this stays, ask Makini why the list shows it.',
		},
	);

/** Where nothing tells the value of a field. */
export const unreadable = ({ plural, singular }: Entity, field: string): MakiniError =>
	new MakiniError(`This connection does not look up ${plural} by ${field} exactly`, {
		kind: 'ambiguous',
		hint: `Its filter does not find ${plural} by ${field}, and its list does not show the field either, or not to its end. To write on that basis could change or double the wrong ${singular}, so nothing was written. Choose another field under "Match By", or give the key of the ${singular}.`,
	});
