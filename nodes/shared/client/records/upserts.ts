import { omit } from 'lodash';
import type { Entity } from '../../catalogue/types';
import { differingFields, unreadableFields } from '../matching/compare';
import { namesOf, type Creations, type Written } from './creations';
import type { Requests } from '../requests/requests';
import type { MakiniRecord, PageBody } from '../wire/envelopes';
import { MakiniError, mayBeWritten } from '../errors/errors';
import { keyText, requireKey } from '../wire/keys';
import type { Lists, ReadQuery } from './lists';
import { Matches, type Double } from '../matching/matches';
import {
	comparedBy,
	isDeleted,
	matchName,
	requireMatchValue,
	withTrimmed,
} from '../matching/matchValue';
import type { Records } from './records';
import { isOlder, sightingOf } from './sighting';

/** Records per page, and pages at once, where a whole list is read to find records in it. */
const MATCH_QUERY: ReadQuery = { pageSize: 500, parallelPages: 'automatic' };

/** Most records that a server gives again although they are gone. */
const MOST_GONE = 20;

/** Why a record cannot be looked at, though it may be there. */
const LOCKED: ReadonlySet<MakiniError['kind']> = new Set(['permission', 'unsupported']);

/** Names of the fields that only one of the two writes accepts. */
const onlyFor = (entity: Entity, write: 'create' | 'update'): string[] =>
	entity.fields.filter(({ writeOn }) => writeOn === write).map(({ name }) => name);

/** What is to be written, by which field it is matched, and under which name it is known. */
interface Upsert {
	entity: Entity;
	data: MakiniRecord;
	field: string;
	value: string;
	name: string;
	idempotencyKey: string;
}

/** A record that is to be as given. */
interface Match {
	record: MakiniRecord;
	/** What it holds is known as it is now; otherwise it is written without being compared. */
	isCurrent: boolean;
	/** It was not found by its key: it does not show yet, or is there no more. Writing it will tell. */
	isMissing?: boolean;
}

/** Records that are created or updated, whichever it takes. */
export class Upserts {
	private readonly matchesBy = new Map<string, Matches>();

	constructor(
		private readonly requests: Requests,
		private readonly lists: Lists,
		private readonly records: Records,
		private readonly creations: Creations,
	) {}

	/**
	 * Creates a record, or updates the one record whose `matchField` has the same value, unless it already is as given.
	 * @throws MakiniError (ambiguous) where more than one record has that value; nothing is written then.
	 * @throws MakiniError (uncertain) where an earlier creation of it is in doubt, and it is not there.
	 */
	async write(
		entity: Entity,
		given: MakiniRecord,
		matchField: string,
		idempotencyKey: string,
	): Promise<Written> {
		this.requests.assertOffered(entity, 'upsert');
		const data = withTrimmed(given, matchField, entity.naturalKey);
		const value = requireMatchValue(entity, data, matchField);
		const name = matchName(entity, matchField, value);
		const upsert: Upsert = { entity, data, field: matchField, value, name, idempotencyKey };
		return await this.requests.exclusive(
			namesOf(entity, data, matchField),
			async () => await this.writeAlone(upsert),
		);
	}

	/** Announces a record that {@link write} will look for, so that many are found by few requests. */
	expect(entity: Entity, given: MakiniRecord, matchField: string): void {
		this.matches(entity, matchField).expect(requireMatchValue(entity, given, matchField));
	}

	/** Forgets the records that were announced and found: others are to be written, and few can be kept. */
	forget(): void {
		this.matchesBy.clear();
	}

	/** See {@link Matches.doubles}. */
	async doubles(): Promise<Map<string, Double>> {
		const found = await Promise.all([...this.matchesBy.values()].map((each) => each.doubles()));
		return new Map(found.flatMap((each) => [...each]));
	}

	private async writeAlone(upsert: Upsert): Promise<Written> {
		const { entity, field, name, value } = upsert;
		// Before the look: only so a look that finds nothing comes after what the list is seen to show.
		const isInDoubt = await this.creations.isInDoubt(entity, field, name);
		const match = await this.find(upsert);
		const updated = match && (await this.update(upsert, match));
		if (updated) return updated;
		if (isInDoubt) throw inDoubt(entity, value);
		return await this.create(upsert);
	}

	/** The record that is meant; `undefined` where there is none. */
	private async find(upsert: Upsert): Promise<Match | undefined> {
		const { entity, field, value, name } = upsert;
		const { recent, clock } = this.requests.options;
		const doubt = recent.doubtOf(name, clock.now());
		const records = doubt
			? await this.lists.find(entity, field, value)
			: await this.matches(entity, field).find(value);
		const seen =
			doubt && sightingOf(records, { entity, data: upsert.data, ...doubt }, recent, clock.now());
		if (seen?.kind === 'one' || seen?.kind === 'several') recent.seen(name);
		const created = recent.creationOf(name, clock.now());
		// A list may show a write later than it was made: what was written lately is read by its key.
		const isUnlisted = created && !records.some(({ key }) => String(key) === created.key);
		const unlisted = isUnlisted ? await this.readNow(upsert, { key: created.key }) : undefined;
		const keys = records.map(({ key }) => String(key));
		// One that shows tells more than one that is missing.
		if (created && unlisted && !unlisted.isMissing) keys.push(created.key);
		if (keys.length > 1) throw ambiguous(entity, field, value, keys);
		const [record] = records;
		if (!record) return unlisted;
		if (recent.shows(entity, record, clock.now()) !== 'yes') {
			return await this.readNow(upsert, record);
		}
		return { record, isCurrent: true };
	}

	/** A record that this process has written lately, as it is now; `undefined` where it is another one by now. */
	private async readNow(
		{ entity, field, value, name }: Upsert,
		known: MakiniRecord,
	): Promise<Match | undefined> {
		const { recent, clock } = this.requests.options;
		const key = requireKey(entity, known);
		const record = await this.records.find(entity, key);
		if (!record) return { record: known, isCurrent: false, isMissing: true };
		if (isDeleted(record) || isOther(entity, field, value, record)) {
			recent.missing(entity, key, name, clock.now());
			return undefined;
		}
		return { record, isCurrent: recent.shows(entity, record, clock.now()) !== 'no' };
	}

	/** Makes a record as given; `undefined` where it turns out to be there no more. */
	private async update(
		{ entity, data, field, value, name }: Upsert,
		{ record, isCurrent, isMissing }: Match,
	): Promise<Written | undefined> {
		const isSame =
			isCurrent &&
			differingFields(entity.fields, data, record).length === 0 &&
			unreadableFields(entity.fields, data, record).length === 0;
		if (isSame) return { record, result: 'unchanged' };
		const { recent, clock } = this.requests.options;
		const changes = omit(data, ['key', ...onlyFor(entity, 'create')]);
		const key = requireKey(entity, record);
		const changed = await this.records.update(entity, key, changes).catch((error: unknown) => {
			const isGone = error instanceof MakiniError && error.kind === 'notFound';
			if (!isMissing || !isGone) throw error;
			return undefined;
		});
		if (!changed) {
			recent.missing(entity, key, name, clock.now());
			return undefined;
		}
		const written = { ...record, ...changed };
		await this.matches(entity, field).note(value, written);
		return { record: written, result: 'updated' };
	}

	private async create(upsert: Upsert): Promise<Written> {
		const { entity, field, value } = upsert;
		const matches = this.matches(entity, field);
		const record = await matches.creating(
			value,
			async () => await this.createAnew(upsert),
			({ key }) => String(key),
		);
		await matches.note(value, record);
		return { record, result: 'created' };
	}

	/**
	 * Creates a record that is not there. The same content has the same idempotency key, so a server
	 * that goes by those may give one that was created so before and is gone since: then it is sent
	 * as one that takes its place.
	 */
	private async createAnew(upsert: Upsert): Promise<MakiniRecord> {
		const { entity, name, value, idempotencyKey } = upsert;
		const { recent, clock } = this.requests.options;
		const gone = new Set<string>();
		const sentAt = clock.now();
		let record = await this.send(upsert, idempotencyKey);
		while (gone.size < MOST_GONE) {
			const present = await this.present(upsert, record, sentAt);
			if (present) return present;
			const key = requireKey(entity, record);
			// The server gives the same one, or does not go by what it is sent as.
			if (gone.has(key) || (gone.size > 0 && !recent.isGone(key, name, clock.now()))) break;
			gone.add(key);
			recent.missing(entity, key, name, clock.now());
			record = await this.send(upsert, insteadOf(key, idempotencyKey)).catch((error: unknown) => {
				throw error instanceof MakiniError ? mayBeWritten(error, false) : error;
			});
		}
		throw inDoubt(entity, value, GIVEN_AGAIN);
	}

	private async send(upsert: Upsert, idempotencyKey: string): Promise<MakiniRecord> {
		const { entity, data, field } = upsert;
		const { recent } = this.requests.options;
		// Without a natural key, the field that was matched by tells as well what became of a lost create.
		const lookUpBy = entity.naturalKey ?? field;
		let isSeen = false;
		const adopt = async (found: MakiniRecord): Promise<MakiniRecord> => {
			isSeen = true;
			return await this.adopt(upsert, found);
		};
		return await this.creations
			.createOnce({
				entity,
				data: omit(data, onlyFor(entity, 'update')),
				idempotencyKey,
				lookUpBy,
				by: field,
				...(lookUpBy === field ? { adopt } : {}),
			})
			.catch((error: unknown) => {
				// It is there, though not as given.
				if (isSeen) namesOf(entity, data, field).forEach((name) => recent.seen(name));
				throw error;
			});
	}

	/**
	 * The record that came as the answer to a creation, as it is; `undefined` where it is another one
	 * by now, or gone. It is looked at where it is known to have been gone, or an older one by its
	 * time of creation.
	 * @throws MakiniError (uncertain) where an older one is not found. The time may be wrong, and the
	 * system show it later.
	 */
	private async present(
		upsert: Upsert,
		record: MakiniRecord,
		sentAt: number,
	): Promise<MakiniRecord | undefined> {
		const { entity, data, field, value, name } = upsert;
		const { recent, clock } = this.requests.options;
		const key = keyText(record.key);
		const wasGone = key !== undefined && recent.isGone(key, name, clock.now());
		const isOld = data.createdAt === undefined && isOlder(record, sentAt);
		// A system may give numbers of its own, and none by which the record would be known again.
		const isOwn = isOther(entity, field, value, record);
		if (key === undefined || isOwn || !(wasGone || isOld)) return record;
		let isUnread = false;
		const found = await this.records.find(entity, key).catch((error: unknown) => {
			if (!(error instanceof MakiniError)) throw error;
			if (error.kind === 'cancelled') throw mayBeWritten(error, false);
			isUnread = true;
			// Where nobody may look at it, the answer holds.
			return !wasGone && LOCKED.has(error.kind) ? record : undefined;
		});
		if (found && !isDeleted(found)) {
			if (!isOther(entity, field, value, found)) {
				const isAsAnswered = differingFields(entity.fields, record, found).length === 0;
				return isAsAnswered ? found : await this.adopt(upsert, found);
			}
			if (wasGone) return undefined;
			// It has another value by now, or the system keeps it in another spelling.
			recent.missing(entity, key, name, clock.now());
			throw inDoubt(entity, value, GIVEN_AGAIN);
		}
		if (found || (wasGone && !isUnread)) return undefined;
		const refused = (error: unknown): undefined => {
			if (!(error instanceof MakiniError)) throw error;
			return undefined;
		};
		// It was in no list before: where it is by now, it is new.
		const listed = await this.lists.find(entity, field, value).catch(refused);
		if (listed?.some((each) => keyText(each.key) === key)) return record;
		const written = await this.update(upsert, { record, isCurrent: false, isMissing: true }).catch(
			refused,
		);
		if (!written) throw inDoubt(entity, value, GIVEN_AGAIN);
		return written.record;
	}

	/**
	 * What was not there before and is there now, and differs from what was sent: the system, or
	 * another one, changed it.
	 */
	private async adopt(upsert: Upsert, found: MakiniRecord): Promise<MakiniRecord> {
		const updated = await this.update(upsert, { record: found, isCurrent: true }).catch(
			(error: unknown) => {
				throw error instanceof MakiniError ? mayBeWritten(error, false) : error;
			},
		);
		return updated?.record ?? found;
	}

	private matches(entity: Entity, field: string): Matches {
		const name = `${entity.name}:${field}`;
		const known = this.matchesBy.get(name);
		if (known) return known;
		const { lists } = this;
		const { recent, clock } = this.requests.options;
		let first: PageBody | undefined;
		const matches = new Matches({
			lookUp: async (value) => await lists.find(entity, field, value),
			begin: async () => {
				first = await lists.firstPage(entity, MATCH_QUERY);
				return { pages: first.lastPage, total: first.total };
			},
			all: () => {
				const known = first;
				first = undefined;
				return lists.read(entity, MATCH_QUERY, known);
			},
			count: async () => (await lists.firstPage(entity, { pageSize: 1 })).total,
			compared: (value) => comparedBy(entity, field, value) ?? value,
			valueOf: (record) =>
				isDeleted(record) ? undefined : comparedBy(entity, field, record[field]),
			growth: () => recent.growthOf(entity),
			now: clock.now,
			sleep: clock.sleep,
		});
		this.matchesBy.set(name, matches);
		return matches;
	}
}

/** Whether a record shows another value than the one that it is matched by. */
const isOther = (entity: Entity, field: string, value: string, record: MakiniRecord): boolean => {
	const shown = comparedBy(entity, field, record[field]);
	return shown !== undefined && shown !== comparedBy(entity, field, value);
};

/** For content that takes the place of a record; header fields take ASCII only. */
const insteadOf = (key: string, idempotencyKey: string): string =>
	`${idempotencyKey}-${Buffer.from(key).toString('base64url')}`;

const ambiguous = (
	{ singular }: Entity,
	field: string,
	value: string,
	keys: readonly string[],
): MakiniError =>
	new MakiniError(`More than one ${singular} has the ${field} "${value}"`, {
		kind: 'ambiguous',
		hint: `Nothing was written, because it is not clear which one is meant. Choose a field under "Match By" that tells them apart, or use Update with the key. Keys: ${keys.join(', ')}.`,
	});

const inDoubt = ({ singular }: Entity, value: string, why = NOT_ANSWERED): MakiniError =>
	new MakiniError(`The ${singular} ${value} may or may not have been created`, {
		kind: 'uncertain',
		hint: why,
	});

const NOT_ANSWERED =
	'A creation of it a short time ago was not answered, and it does not show yet. It was not sent again, so that it is not doubled. Look for it in Makini, or run the workflow again in a quarter of an hour.';

const GIVEN_AGAIN =
	'Makini answered with a record that tells an earlier time of creation and is not there. It was not sent again, so that it is not doubled. Look for it in Makini. Where it is missing, run the workflow again within a day, or change the record: it is created as a new one then.';
