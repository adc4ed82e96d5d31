import { pick } from 'lodash';
import { numberFields } from '../../catalogue/numberFields';
import type { Entity } from '../../catalogue/types';
import { MakiniError } from '../errors/errors';
import { isOther, matchName, numberName } from '../matching/matchValue';
import { isDeleted } from '../wire/deletion';
import { onlyKey } from '../matching/onlyKey';
import type { Requests } from '../requests/requests';
import type { MakiniRecord } from '../wire/envelopes';
import { requireKey } from '../wire/keys';
import type { Lists } from './lists';
import { MatchesBy } from './matchesOf';
import type { Records } from './records';

/** A record that people chose: by Makini's key, or by the number, code or name that they know it by. */
export type Chosen = { key: string } | { number: string };

/** One field that may hold a number. */
interface Sought {
	entity: Entity;
	field: string;
	value: string;
}

/** The records that have the value in one of the fields, as far as their keys go. */
interface Found {
	field: string;
	records: MakiniRecord[];
}

/** Finds records by the number that people know them by; see {@link numberFields}. */
export class Numbers {
	private readonly matchesBy: MatchesBy;

	/** What was found, and what is being looked up. */
	private readonly found = new Map<string, Promise<Found[]>>();

	constructor(
		private readonly requests: Requests,
		lists: Lists,
		private readonly records: Records,
	) {
		this.matchesBy = new MatchesBy(requests, lists);
	}

	/** Announces a record that {@link keyOf} will be asked for, so that many are found by few requests. */
	expect(entity: Entity, chosen: Chosen): void {
		if ('key' in chosen) return;
		for (const { name } of numberFields(entity))
			this.matchesBy.of(entity, name).expect(chosen.number);
	}

	/** Forgets what was announced and found: other records are meant from now on, and few can be kept. */
	forget(): void {
		this.matchesBy.clear();
		this.found.clear();
	}

	/**
	 * The key of a record that was chosen, by exactly its number. A record that says of itself that it was deleted does
	 * not count.
	 * @throws MakiniError (notFound) where there is none, (ambiguous) where there is more than one, or where the
	 * connection cannot tell.
	 */
	async keyOf(entity: Entity, chosen: Chosen): Promise<string> {
		if ('key' in chosen) return chosen.key;
		return onlyKey(entity, chosen.number, await this.keysOf(entity, chosen.number));
	}

	/** The same for a record to delete, which an earlier try may have deleted without an answer that said so. */
	async keyToDelete(entity: Entity, chosen: Chosen): Promise<string> {
		if ('key' in chosen) return chosen.key;
		const { number } = chosen;
		const keys = await this.keysOf(entity, number);
		const { recent, clock } = this.requests.options;
		const deleted =
			keys.length === 0 ? recent.deletedAs(numberName(entity, number), clock.now()) : undefined;
		return deleted ?? onlyKey(entity, number, keys);
	}

	/** The keys of all records that a number means now. */
	private async keysOf(entity: Entity, number: string): Promise<string[]> {
		const listed = await this.listed(entity, number);
		const isListed = listed.some(({ records }) => records.length > 0);
		const keys = await Promise.all(
			listed.map(async (each) => await this.currentKeys(entity, number, each, isListed)),
		);
		return keys.flat();
	}

	/** Of the records that were found by a field, and what this process created, those that have the value now. */
	private async currentKeys(
		entity: Entity,
		value: string,
		{ field, records }: Found,
		isListed: boolean,
	): Promise<string[]> {
		const sought = { entity, field, value };
		const { recent, clock } = this.requests.options;
		const now = clock.now();
		const listed = new Set(records.map(({ key }) => String(key)));
		const unlisted = recent
			.creationsOf(matchName(entity, field, value), now)
			.filter(({ key }) => !listed.has(key));
		const keys = await Promise.all([
			// A list may show a write later than it was made: what was written lately is read by its key.
			...records.map(async (record) => {
				const key = requireKey(entity, record);
				const isCurrent = recent.shows(entity, record, now) === 'yes';
				return isCurrent ? key : await this.unlessOther(sought, key, key);
			}),
			// Where nothing shows it, the work on it will tell.
			...unlisted.map(
				async ({ key }) => await this.unlessOther(sought, key, isListed ? undefined : key),
			),
		]);
		return keys.filter((key) => key !== undefined);
	}

	/**
	 * The key of a record that this process has written lately; `undefined` where it has another value by now.
	 * @param unread what is given where the record is not found by its key, or cannot be read.
	 */
	private async unlessOther(
		{ entity, field, value }: Sought,
		key: string,
		unread: string | undefined,
	): Promise<string | undefined> {
		const record = entity.operations.get && (await this.records.find(entity, key));
		if (!record) return unread;
		return isDeleted(record) || isOther(entity, field, value, record) ? undefined : key;
	}

	/** What the lists show of a number. One look-up is for all who ask; that nothing was found is not kept. */
	private async listed(entity: Entity, number: string): Promise<Found[]> {
		const name = numberName(entity, number);
		const known = this.found.get(name);
		if (known) return await known;
		const looking = this.lookUp(entity, number);
		this.found.set(name, looking);
		const forget = (): void => {
			if (this.found.get(name) === looking) this.found.delete(name);
		};
		const found = await looking.catch((error: unknown) => {
			forget();
			throw error;
		});
		if (found.every(({ records }) => records.length === 0)) forget();
		return found;
	}

	/** A field that the connection does not tell leaves it to the others. */
	private async lookUp(entity: Entity, number: string): Promise<Found[]> {
		const looked = await Promise.allSettled(
			numberFields(entity).map(async ({ name }): Promise<Found> => {
				const records = await this.matchesBy.of(entity, name).find(number);
				const kept = ['key', name, entity.updatedField ?? 'key'];
				return { field: name, records: records.map((record) => pick(record, kept)) };
			}),
		);
		const failures = looked.flatMap((each): unknown[] =>
			each.status === 'rejected' ? [each.reason] : [],
		);
		const isUnknown = failures.length === looked.length;
		const failure = failures.find((each) => isUnknown || !isUntold(each));
		if (failure !== undefined) throw failure;
		return looked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
	}
}

/** Whether an error says that the connection cannot look up by a field. */
const isUntold = (error: unknown): boolean =>
	error instanceof MakiniError && error.kind === 'ambiguous';
