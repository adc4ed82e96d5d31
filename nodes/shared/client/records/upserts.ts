import { omit } from 'lodash';
import type { Entity } from '../../catalogue/types';
import { differingFields } from '../matching/compare';
import { namesOf, type Creations, type Written } from './creations';
import { isAsGiven, LOCKED, type Care, type Edits } from './edits';
import type { Requests } from '../requests/requests';
import { isDeleted } from '../wire/deletion';
import type { MakiniRecord } from '../wire/envelopes';
import { MakiniError, mayBeWritten } from '../errors/errors';
import { keyText, requireKey } from '../wire/keys';
import type { Lists } from './lists';
import { MatchesBy } from './matchesOf';
import type { Double } from '../matching/matches';
import type { Creation } from '../matching/recentWrites';
import {
	agree,
	comparedValues,
	isOther as hasOther,
	matchName,
	requireFurtherValues,
	requireMatchValue,
	withTrimmed,
	type Values,
} from '../matching/matchValue';
import { unread, unreadable } from '../matching/lookUps';
import { likenessOf } from '../matching/alike';
import { withOwnLineKeys } from '../matching/ownLines';
import type { Records } from './records';
import { isOlder, sightingOf } from './sighting';
import {
	alreadyThere,
	ambiguous,
	GIVEN_AGAIN,
	inDoubt,
	LEFT_ALONE,
	notThere,
} from './upsertErrors';

/** Most records that a server gives again although they are gone. */
const MOST_GONE = 20;

/** Names of the fields that only one of the two writes accepts. */
const onlyFor = (entity: Entity, write: 'create' | 'update'): string[] =>
	entity.fields.filter(({ writeOn }) => writeOn === write).map(({ name }) => name);

/** How records are matched, and what is done then. */
export interface UpsertRules {
	/** Further fields that have to be equal, beside the one by which records are looked up; none unless told. */
	alsoMatchBy?: readonly string[];
	/** `update` unless told. With `skip` and `fail`, a record that exists is never written to. */
	ifExists?: 'update' | 'skip' | 'fail';
	/** `create` unless told. With `skip` and `fail`, no record is created. */
	ifMissing?: 'create' | 'skip' | 'fail';
	/** What is done beside the update of a record that exists. */
	care?: Care;
}

/** What is to be written, by which fields it is matched, and under which name it is known. */
interface Upsert {
	entity: Entity;
	data: MakiniRecord;
	/** The field by which records are looked up. */
	field: string;
	value: string;
	name: string;
	/** The further fields. */
	also: readonly string[];
	/** All fields that it is matched by. */
	fields: readonly string[];
	/** The values of these. */
	values: Values;
	rules: UpsertRules;
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
	private readonly matchesBy: MatchesBy;

	constructor(
		private readonly requests: Requests,
		private readonly lists: Lists,
		private readonly records: Records,
		private readonly creations: Creations,
		private readonly edits: Edits,
	) {
		this.matchesBy = new MatchesBy(requests, lists);
	}

	/**
	 * Creates a record, or updates the one record whose `matchField`, and further fields where there are such, have the
	 * same values, unless it already is as given.
	 * @throws MakiniError (ambiguous) where more than one record has these values; nothing is written then.
	 * @throws MakiniError (uncertain) where an earlier creation of it is in doubt, and it is not there.
	 * @throws MakiniError (exists, notFound) where the rules say so; nothing is written then.
	 */
	async write(
		entity: Entity,
		given: MakiniRecord,
		matchField: string,
		idempotencyKey: string,
		rules: UpsertRules = {},
	): Promise<Written> {
		this.requests.assertOffered(entity, 'upsert');
		const also = (rules.alsoMatchBy ?? []).filter((field) => field !== matchField);
		const fields = [matchField, ...also];
		const data = withTrimmed(given, entity.naturalKey, ...fields);
		const value = requireMatchValue(entity, data, matchField);
		requireFurtherValues(entity, data, also);
		const name = matchName(entity, matchField, value);
		const values = comparedValues(entity, data, fields);
		const what = { entity, data, field: matchField, value, name, also, fields, values };
		// The first value alone is locked: that is one lock for all that could be taken for another.
		return await this.requests.exclusive(
			namesOf(entity, data, matchField),
			async () => await this.writeAlone({ ...what, rules, idempotencyKey }),
		);
	}

	/**
	 * Announces a record that {@link write} will look for, so that many are found by few requests.
	 * @throws MakiniError (input) where a field that it is matched by has no value.
	 */
	expect(
		entity: Entity,
		given: MakiniRecord,
		matchField: string,
		{ alsoMatchBy = [] }: UpsertRules = {},
	): void {
		const value = requireMatchValue(entity, given, matchField);
		requireFurtherValues(entity, given, alsoMatchBy);
		this.matchesBy.of(entity, matchField).expect(value);
	}

	/** Forgets the records that were announced and found: others are to be written, and few can be kept. */
	forget(): void {
		this.matchesBy.clear();
	}

	/** See {@link Matches.doubles}. */
	async doubles(): Promise<Map<string, Double>> {
		const found = await Promise.all(this.matchesBy.all().map((each) => each.doubles()));
		return new Map(found.flatMap((each) => [...each]));
	}

	private async writeAlone(upsert: Upsert): Promise<Written> {
		const { entity, data, field, name, value, values, rules } = upsert;
		const { ifExists = 'update', ifMissing = 'create' } = rules;
		// Before the look: only so a look that finds nothing comes after what the list is seen to show.
		const isInDoubt = await this.creations.isInDoubt(entity, field, name, values);
		const match = await this.find(upsert);
		if (match && ifExists === 'fail') throw alreadyThere(upsert, keyText(match.record.key));
		if (match && ifExists === 'skip') return { record: match.record, result: 'skipped' };
		const updated = match && (await this.update(upsert, match));
		if (updated) return updated;
		if (isInDoubt) throw inDoubt(entity, value);
		if (ifMissing === 'fail') throw notThere(upsert);
		if (ifMissing === 'skip') return { record: omit(data, 'key'), result: 'skipped' };
		return await this.create(upsert);
	}

	/** The record that is meant; `undefined` where there is none. */
	private async find(upsert: Upsert): Promise<Match | undefined> {
		const { entity, field, value, name, values } = upsert;
		const { recent, clock } = this.requests.options;
		const doubt = recent.doubtOf(name, clock.now(), values);
		const listed = doubt
			? await this.lists.find(entity, field, value)
			: await this.matchesBy.of(entity, field).find(value);
		const records = await this.alike(upsert, listed);
		const seen =
			doubt && sightingOf(records, { entity, data: upsert.data, ...doubt }, recent, clock.now());
		if (seen?.kind === 'one') {
			const { record } = seen;
			const shown = comparedValues(entity, { ...record, ...values });
			recent.seen(name, { record, value, values: shown }, clock.now());
			await this.note(upsert, record);
		}
		const unlisted = await this.unlisted(upsert, listed);
		const keys = [
			...records,
			...unlisted.flatMap(({ record, isMissing }) => (isMissing ? [] : [record])),
		].map(({ key }) => String(key));
		if (keys.length > 1) throw ambiguous(upsert, keys);
		const [record] = records;
		// One that shows tells more than one that is missing.
		if (!record) return unlisted.find(({ isMissing }) => !isMissing) ?? unlisted.at(-1);
		if (recent.shows(entity, record, clock.now()) !== 'yes') {
			return await this.readNow(upsert, record);
		}
		return { record, isCurrent: true };
	}

	/**
	 * What this process has created lately and the list does not show. A list may show a write later
	 * than it was made, so that it is read by its key.
	 */
	private async unlisted(upsert: Upsert, listed: readonly MakiniRecord[]): Promise<Match[]> {
		const { entity, name, values } = upsert;
		const { recent, clock } = this.requests.options;
		const keys = new Set(listed.map(({ key }) => String(key)));
		const mayBeMeant = ({ key, given }: Creation & { given: Values }): boolean =>
			agree(given, values) || recent.hasChanged(entity, key, clock.now());
		const created = recent
			.creationsOf(name, clock.now())
			.filter((creation) => !keys.has(creation.key) && mayBeMeant(creation));
		const read = await Promise.all(
			created.map(async ({ key }) => await this.readNow(upsert, { key })),
		);
		return read.filter((match) => match !== undefined);
	}

	/** Of records that have the first value, those that have the further ones as well. */
	private async alike(upsert: Upsert, records: MakiniRecord[]): Promise<MakiniRecord[]> {
		if (upsert.also.length === 0) return records;
		const kept = await Promise.all(records.map(async (each) => await this.ifAlike(upsert, each)));
		return kept.filter((record) => record !== undefined);
	}

	/**
	 * The record, where it has the further values. It is read by its key where the list leaves one
	 * out, or may show it as it was before this process changed it.
	 * @throws MakiniError (ambiguous) where that does not tell either.
	 */
	private async ifAlike(upsert: Upsert, listed: MakiniRecord): Promise<MakiniRecord | undefined> {
		const { entity, field, value } = upsert;
		const { recent, clock } = this.requests.options;
		const { is, field: untold = field } = likenessOf(upsert, listed);
		const isOld =
			recent.hasChanged(entity, String(listed.key), clock.now()) &&
			recent.shows(entity, listed, clock.now()) !== 'yes';
		if (is === 'same' || (is === 'other' && !isOld)) return is === 'same' ? listed : undefined;
		if (!entity.operations.get) throw unreadable(entity, untold);
		const key = requireKey(entity, listed);
		const record = await this.records.find(entity, key);
		if (!record) throw unread(entity, key);
		if (isDeleted(record) || hasOther(entity, field, value, record)) return undefined;
		const now = likenessOf(upsert, record);
		if (now.is === 'unknown') throw unreadable(entity, now.field ?? field);
		return now.is === 'same' ? record : undefined;
	}

	/** A record that this process has written lately, as it is now; `undefined` where it is another one by now. */
	private async readNow(upsert: Upsert, known: MakiniRecord): Promise<Match | undefined> {
		const { entity, field, value, name } = upsert;
		const { recent, clock } = this.requests.options;
		const key = requireKey(entity, known);
		const record = await this.records.find(entity, key);
		if (!record) return { record: known, isCurrent: false, isMissing: true };
		if (isDeleted(record) || hasOther(entity, field, value, record)) {
			recent.missing(entity, key, name, clock.now());
			return undefined;
		}
		// It goes by the same first value, and is another one.
		if (isOther(upsert, record)) return undefined;
		return { record, isCurrent: recent.shows(entity, record, clock.now()) !== 'no' };
	}

	/** Makes a record as given; `undefined` where it turns out to be there no more. */
	private async update(
		upsert: Upsert,
		{ record, isCurrent, isMissing }: Match,
		care = upsert.rules.care,
	): Promise<Written | undefined> {
		const { entity, data, name } = upsert;
		if (isCurrent && isAsGiven(entity, data, record)) return { record, result: 'unchanged' };
		const { recent, clock } = this.requests.options;
		const given = omit(data, ['key', ...onlyFor(entity, 'create')]);
		const changes = withOwnLineKeys(entity.fields, given, record);
		const key = requireKey(entity, record);
		const edited = await this.edits
			.edit(
				{ entity, key, shows: changes },
				care ?? {},
				async (before) => await this.records.update(entity, key, changes, { before }),
			)
			.catch((error: unknown) => {
				if (!isMissing || !isNotFound(error)) throw error;
				return undefined;
			});
		if (!edited) {
			recent.missing(entity, key, name, clock.now());
			return undefined;
		}
		if (edited.result !== 'updated') return edited;
		const written = { ...record, ...edited.record };
		await this.note(upsert, written);
		return this.withSent(upsert, { ...edited, record: written }, changes, edited.record);
	}

	private async create(upsert: Upsert): Promise<Written> {
		const { entity, field, value, data } = upsert;
		const matches = this.matchesBy.of(entity, field);
		const record = await matches.creating(
			value,
			async () => await this.createAnew(upsert),
			({ key }) => String(key),
			async (records) => await this.alike(upsert, records),
		);
		await this.note(upsert, record);
		const sent = omit(data, onlyFor(entity, 'update'));
		return this.withSent(upsert, { record, result: 'created' }, sent, record);
	}

	/** What was done, with what it takes to tell what changed, where that is asked for. */
	private withSent(
		{ rules }: Upsert,
		written: Written,
		sent: MakiniRecord,
		answered: MakiniRecord,
	): Written {
		const isTold = this.requests.preview !== undefined || rules.care?.looks === true;
		return isTold ? { ...written, sent, answered } : written;
	}

	/** Remembers a record that was written. It takes the place of what was found by the same values. */
	private async note(upsert: Upsert, record: MakiniRecord): Promise<void> {
		const { entity, field, value } = upsert;
		await this.matchesBy
			.of(entity, field)
			.note(
				value,
				record,
				(other) => other.key === record.key || likenessOf(upsert, other).is === 'same',
			);
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
		const { entity, data, field, value, also, fields, rules } = upsert;
		const { recent, clock } = this.requests.options;
		// Without a natural key, the field that was matched by tells as well what became of a lost create.
		const lookUpBy = entity.naturalKey ?? field;
		let seen: MakiniRecord | undefined;
		const adopt = async (found: MakiniRecord): Promise<MakiniRecord> => {
			seen = found;
			return await this.adopt(upsert, found);
		};
		return await this.creations
			.createOnce({
				entity,
				data: omit(data, onlyFor(entity, 'update')),
				idempotencyKey,
				lookUpBy,
				by: field,
				also,
				...(also.length > 0 ? { meant: async (found) => await this.meant(upsert, found) } : {}),
				...(fields.includes(lookUpBy) && mayUpdate(rules) ? { adopt } : {}),
			})
			.catch((error: unknown) => {
				// It is there, though not as given. One that is not found by its key may be there or not.
				if (seen && !isNotFound(error)) {
					const found = { record: seen, value, values: comparedValues(entity, data) };
					namesOf(entity, data, field).forEach((name) => recent.seen(name, found, clock.now()));
				}
				throw error;
			});
	}

	/** Of records that were found by the natural key after a lost creation, those that may be it. */
	private async meant(upsert: Upsert, found: MakiniRecord[]): Promise<MakiniRecord[]> {
		const { entity, fields } = upsert;
		const also = fields.filter((field) => field !== entity.naturalKey);
		return await this.alike({ ...upsert, also }, found);
	}

	/**
	 * The record that came as the answer to a creation, as it is; `undefined` where it is another one
	 * by now, or gone. It is looked at where it is known to have been gone, or an older one: because
	 * this process was given it before, or by its time of creation.
	 * @throws MakiniError (uncertain) where an older one is not found. The time may be wrong, and the
	 * system show it later. One that was given before is gone if neither the list nor a change finds it.
	 */
	private async present(
		upsert: Upsert,
		record: MakiniRecord,
		sentAt: number,
	): Promise<MakiniRecord | undefined> {
		const { entity, field, value, name, data, rules } = upsert;
		const { recent, clock } = this.requests.options;
		const key = keyText(record.key);
		const wasGone = key !== undefined && recent.isGone(key, name, clock.now());
		const wasGiven = key !== undefined && recent.wasGiven(key, name, sentAt, clock.now());
		const isOld = wasGiven || (data.createdAt === undefined && isOlder(record, sentAt));
		// A system may give numbers of its own, and none by which the record would be known again.
		const isOwn = isOther(upsert, record);
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
			if (!isOther(upsert, found)) {
				const isAsAnswered = differingFields(entity.fields, record, found).length === 0;
				if (!isAsAnswered && !mayUpdate(rules)) throw inDoubt(entity, value, LEFT_ALONE);
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
		if (!mayUpdate(rules)) throw inDoubt(entity, value, GIVEN_AGAIN);
		const match = { record, isCurrent: false, isMissing: true };
		const written = await this.update(upsert, match, {}).catch(refused);
		if (written) return written.record;
		const isSought = !isUnread && listed?.length === 0;
		if (wasGiven && isSought && recent.isGone(key, name, clock.now())) return undefined;
		throw inDoubt(entity, value, GIVEN_AGAIN);
	}

	/**
	 * What was not there before and is there now, and differs from what was sent: the system, or
	 * another one, changed it.
	 */
	private async adopt(upsert: Upsert, found: MakiniRecord): Promise<MakiniRecord> {
		const updated = await this.update(upsert, { record: found, isCurrent: true }, {}).catch(
			(error: unknown) => {
				throw error instanceof MakiniError ? mayBeWritten(error, false) : error;
			},
		);
		return updated?.record ?? found;
	}
}

const isNotFound = (error: unknown): boolean =>
	error instanceof MakiniError && error.kind === 'notFound';

/** Whether a record that exists may be written to. */
const mayUpdate = ({ ifExists = 'update' }: UpsertRules): boolean => ifExists === 'update';

/** Whether a record shows another value than one of those that it is matched by. */
const isOther = (upsert: Upsert, record: MakiniRecord): boolean =>
	hasOther(upsert.entity, upsert.field, upsert.value, record) ||
	likenessOf(upsert, record).is === 'other';

/** For content that takes the place of a record; header fields take ASCII only. */
const insteadOf = (key: string, idempotencyKey: string): string =>
	`${idempotencyKey}-${Buffer.from(key).toString('base64url')}`;
