import { pick } from 'lodash';
import { namedBy, referringOf, type KnownBy } from '../../catalogue/referring';
import type { Entity, Field } from '../../catalogue/types';
import { isCancelled, MakiniError } from '../errors/errors';
import type { Lists, ReadQuery } from '../records/lists';
import type { Records } from '../records/records';
import type { ClientOptions } from '../requests/requests';
import type { MakiniRecord, PageBody } from '../wire/envelopes';
import {
	KEPT_MS,
	MOST_KEPT,
	namedOf,
	type Directories,
	type Directory,
	type Named,
} from './directory';
import { eachKey, withNames, type NameOf } from './naming';
import type { Given } from './split';

/** Records per page, and pages at once, where a whole list is read for its names. */
const WHOLE: ReadQuery = { pageSize: 500, parallelPages: 'automatic' };

/** So few records are read one by one without a look at the list. */
const FEW = 3;

/** How records are found by words, and what they are. */
type By = keyof KnownBy;

/** What became of the words for a reference. */
export type Found =
	| { kind: 'one'; key: string }
	| { kind: 'several'; by: By; value: string; all: readonly Named[] }
	/** The code is one record's, and the name another one's. */
	| { kind: 'contradiction'; byCode: Named; byName: Named }
	| { kind: 'none'; deleted: boolean };

/** What comes of records whose names are not all known when the execution is cancelled, or its time is over. */
export type Unfinished = 'fail' | 'keysAlone';

/** The list of one entity in the course of an execution. */
interface State {
	/** Ends when all that was asked before is done. */
	turn: Promise<unknown>;
	/** Distinct records that were asked for one by one. */
	asked: number;
	/** The first page, where it was read. */
	first?: PageBody;
	/** Keys that nothing was found by. */
	absent: Set<string>;
	/** Texts that will be looked for. */
	expected: Set<string>;
	/** Answers to single look-ups. */
	found: Map<string, Promise<Named[]>>;
	/** The list was read as a whole, or as far as it may be. */
	isListRead: boolean;
	/** Why its names cannot be read. */
	failure?: MakiniError;
	/** When all this began, in milliseconds since the epoch. */
	at: number;
}

const newState = (at: number): State => ({
	at,
	isListRead: false,
	turn: Promise.resolve(),
	asked: 0,
	absent: new Set(),
	expected: new Set(),
	found: new Map(),
});

/** What the keys in records refer to, in words, and which keys words stand for. */
export class References {
	private readonly states = new Map<string, State>();

	private readonly creations = new Map<string, Promise<unknown>>();

	constructor(
		private readonly options: Pick<ClientOptions, 'clock' | 'recent'>,
		private readonly directories: Directories,
		private readonly lists: Pick<Lists, 'read' | 'firstPage' | 'find'>,
		private readonly records: Pick<Records, 'find'>,
		private readonly isOffered: (entity: Entity) => boolean,
	) {}

	/**
	 * Records with code and name beside each key; see {@link withNames}. A name that cannot be read leaves its key alone.
	 * @throws MakiniError (cancelled), unless keys may stand alone then.
	 */
	async named(
		fields: readonly Field[],
		records: readonly MakiniRecord[],
		unfinished: Unfinished = 'fail',
	): Promise<MakiniRecord[]> {
		const referring = referringOf(fields);
		const wanted = new Map<Entity, Set<string>>();
		for (const record of records) {
			eachKey(referring, record, (target, key) => {
				const keys = wanted.get(target);
				if (keys) keys.add(key);
				else wanted.set(target, new Set([key]));
			});
		}
		const nameOf = await this.namesOf(wanted, unfinished);
		return records.map((record) => withNames(referring, record, nameOf));
	}

	/**
	 * What keys of records stand for.
	 * @throws MakiniError (cancelled) unless keys may stay alone
	 */
	async namesOf(
		wanted: ReadonlyMap<Entity, ReadonlySet<string>>,
		unfinished: Unfinished = 'fail',
	): Promise<NameOf> {
		await Promise.all(
			[...wanted].map(async ([target, keys]) => {
				await this.load(target, keys).catch((error: unknown) => {
					if (unfinished === 'fail' || !isCancelled(error)) throw error;
				});
			}),
		);
		const now = this.options.clock.now();
		return (target, key) => this.directoryOf(target).get(key, now);
	}

	/** The entities whose names could not be read, and why. */
	get unread(): Array<{ entity: string; why: MakiniError }> {
		return [...this.states].flatMap(([entity, { failure }]) =>
			failure ? [{ entity, why: failure }] : [],
		);
	}

	/** Announces words before the first ones are looked for, so that the number of all is known then. */
	expect(target: Entity, given: Given): void {
		const { text, code, name } = given;
		this.stateOf(target).expected.add(JSON.stringify([text, code, name]));
	}

	/**
	 * The record that words stand for: the one with that code, else the one with exactly that name. Deleted ones do not
	 * count.
	 * @throws MakiniError where it cannot be looked up.
	 */
	async find(target: Entity, { text, code, name }: Given): Promise<Found> {
		const state = this.stateOf(target);
		// Once the first ones are looked up, the number of the others is known as well.
		const left = (): number => state.expected.size;
		await this.inTurn(state, async () => await this.readAhead(target, state, left));
		const byCode = await this.findBy(target, state, 'code', code ?? text);
		if (byCode.all[1]) return { kind: 'several', by: 'code', ...byCode };
		const [coded] = byCode.all;
		if (coded && (name === undefined || isSameName(coded.name, name))) return one(coded);
		const byName = await this.findBy(target, state, 'name', name ?? text);
		const [called] = byName.all;
		if (coded)
			return called ? { kind: 'contradiction', byCode: coded, byName: called } : one(coded);
		if (byName.all[1]) return { kind: 'several', by: 'name', ...byName };
		return called ? one(called) : { kind: 'none', deleted: byCode.deleted || byName.deleted };
	}

	private async findBy(
		target: Entity,
		state: State,
		by: By,
		value: string | undefined,
	): Promise<{ value: string; all: readonly Named[]; deleted: boolean }> {
		if (value === undefined || namedBy(target)[by] === undefined) {
			return { value: '', all: [], deleted: false };
		}
		const held = this.directoryOf(target).find(by, value, this.options.clock.now());
		const isHeld = held.found.length > 0;
		const all = isHeld ? held.found : await this.lookUp(target, state, by, value);
		return { value, all, deleted: held.deleted > 0 };
	}

	/** Runs what creates a record while no other one of the entity is created by this execution. */
	async creating<T>(target: Entity, create: () => Promise<T>): Promise<T> {
		const before = this.creations.get(target.name) ?? Promise.resolve();
		const creation = before.then(create);
		this.creations.set(
			target.name,
			creation.catch(() => undefined),
		);
		return await creation;
	}

	/** Notes a record that was created. */
	note(target: Entity, record: MakiniRecord): void {
		this.directoryOf(target).add([record], this.options.clock.now());
		this.stateOf(target).found.clear();
	}

	/** What is known of an entity; not what this process has changed since. */
	private directoryOf(target: Entity): Directory {
		const directory = this.directories.of(target);
		directory.forgetBefore(this.options.recent.changedAt(target));
		return directory;
	}

	/** What is known in this execution. What was read minutes ago is not, since names and codes change. */
	private stateOf({ name }: Entity): State {
		const now = this.options.clock.now();
		const known = this.states.get(name);
		if (known && now - known.at <= KEPT_MS) return known;
		const state = { ...newState(now), ...pick(known, ['turn', 'expected', 'failure']) };
		this.states.set(name, state);
		return state;
	}

	/** One after the other: what one has read the next one need not. */
	private async inTurn<T>(state: State, task: () => Promise<T>): Promise<T> {
		const turn = state.turn.then(task);
		state.turn = turn.catch(() => undefined);
		return await turn;
	}

	/** Reads what is not known yet of the records with these keys. */
	private async load(target: Entity, keys: ReadonlySet<string>): Promise<void> {
		if (!this.isOffered(target)) return;
		const state = this.stateOf(target);
		await this.inTurn(state, async () => {
			if (state.failure) return;
			await this.loadMissing(target, state, keys).catch((error: unknown) => {
				if (!(error instanceof MakiniError) || isCancelled(error)) throw error;
				state.failure = error;
			});
		});
	}

	private async loadMissing(
		target: Entity,
		state: State,
		keys: ReadonlySet<string>,
	): Promise<void> {
		const { clock } = this.options;
		const directory = this.directoryOf(target);
		const missing = (): string[] =>
			[...keys].filter((key) => !directory.get(key, clock.now()) && !state.absent.has(key));
		await this.readAhead(target, state, () => missing().length);
		const left = missing();
		state.asked += left.length;
		await Promise.all(
			left.map(async (key) => {
				const record = canGet(target) ? await this.records.find(target, key) : undefined;
				if (record) directory.add([{ ...record, key }], clock.now());
				else state.absent.add(key);
			}),
		);
	}

	/**
	 * Reads a list, or its first page, where that takes fewer requests than what is missing would take one by one. What
	 * was asked for one by one before counts as well, so that a list is read late rather than never.
	 */
	private async readAhead(target: Entity, state: State, missing: () => number): Promise<void> {
		const { clock } = this.options;
		const directory = this.directoryOf(target);
		const isDone = (): boolean => missing() === 0 || directory.isWhole(clock.now());
		if (isDone() || state.isListRead || (canGet(target) && missing() <= FEW)) return;
		const { at: beganAt } = state;
		if (!state.first) {
			state.first = await this.lists.firstPage(target, WHOLE);
			directory.add(state.first.records, clock.now());
		}
		const pages = pagesOf(state.first);
		const isOnePage = pages !== undefined && pages <= 1;
		const isTooLong = (state.first.total ?? 0) > MOST_KEPT;
		const isCheaper = pages === undefined || pages < state.asked + missing();
		const isWorth = isCheaper && !isTooLong && !isDone();
		if (canGet(target) && !isOnePage && !isWorth) return;
		state.isListRead = true;
		let count = 0;
		const reading = this.lists.read(target, { ...WHOLE, limit: MOST_KEPT }, state.first);
		for await (const page of reading) {
			count += page.length;
			directory.add(page, clock.now());
		}
		if (count < MOST_KEPT) directory.complete(beganAt, clock.now());
	}

	/** Records with a code or name, asked for now; once for each in an execution. */
	private async lookUp(target: Entity, state: State, by: By, value: string): Promise<Named[]> {
		const name = `${by}:${value}`;
		const asked = state.found.get(name);
		if (asked) return await asked;
		const { clock } = this.options;
		const directory = this.directoryOf(target);
		const asking = this.lists.find(target, namedBy(target)[by] ?? '', value).then((records) => {
			directory.add(records, clock.now());
			const found = records.flatMap((record) => namedOf(target, record) ?? []);
			directory.remember(by, value, found, clock.now());
			return found;
		});
		state.found.set(name, asking);
		return await asking;
	}
}

const one = ({ key }: Named): Found => ({ kind: 'one', key });

/** A record without a name does not contradict one. */
const isSameName = (found: string | undefined, given: string): boolean =>
	found === undefined || found.trim().toLowerCase() === given.trim().toLowerCase();

const canGet = ({ operations }: Entity): boolean => operations.get !== undefined;

/** How many pages a list has, as far as its first one tells. */
function pagesOf({ lastPage, total, records }: PageBody): number | undefined {
	if (lastPage !== undefined) return lastPage;
	return total === undefined ? undefined : Math.ceil(total / Math.max(1, records.length));
}
