import type { Entity } from '../../catalogue/types';
import type { Requests } from '../requests/requests';
import { readRecord, type MakiniRecord } from '../wire/envelopes';
import { MakiniError } from '../errors/errors';
import { withOwnLineKeys } from '../matching/ownLines';
import type { Lists } from './lists';
import type { Records } from './records';
import {
	comparedValues,
	matchName,
	matchValue,
	withTrimmed,
	type Values,
} from '../matching/matchValue';
import { isDeleted } from '../wire/deletion';
import { sightingOf, whyUnclear } from './sighting';
import { createRequest, type Within } from '../wire/styles';
import type { Upload } from '../wire/transport';
import { createOnce, leavesDoubt, unlessUnreadable } from './inDoubt';

/** `skipped`: nothing was written, because the record exists, or does not, and that is what was asked for. */
export type WriteResult = 'created' | 'updated' | 'unchanged' | 'skipped';

/** A record, and what was done to have it as given. */
export interface Written {
	record: MakiniRecord;
	result: WriteResult;
	/** The record as it was, where it was looked at for that. */
	before?: MakiniRecord;
	/** What was sent, where anything was. */
	sent?: MakiniRecord;
	/** What the write answered, where the record is made of more. */
	answered?: MakiniRecord;
}

/** A record to be created. */
interface Creation {
	entity: Entity;
	data: MakiniRecord;
	idempotencyKey: string;
	/** The field by which it is looked up where the answer is lost: the natural key unless told. */
	lookUpBy?: string;
	/** Another field that it is known by. */
	by?: string;
	/** Further fields that tell it from other records with the same value. */
	also?: readonly string[];
	/** Of records that were found, those that may be it; all of them unless told. */
	meant?: (found: MakiniRecord[]) => Promise<MakiniRecord[]>;
	/** For one that was looked up and not there: makes one that is there all the same, and differs, as it was given. */
	adopt?: (record: MakiniRecord) => Promise<MakiniRecord>;
	within?: Within;
}

/** The longest time that a system works on a creation which nobody waits for any more, in milliseconds. */
const LONGEST_WORK_MS = 120_000;

/** New records. */
export class Creations {
	constructor(
		private readonly requests: Requests,
		private readonly lists: Lists,
		private readonly records: Records,
	) {}

	/**
	 * Creates a record once; see {@link createOnce}. No other one of the same natural key is created meanwhile.
	 * @throws MakiniError (uncertain) also where an earlier creation of that natural key is in doubt.
	 */
	async create(
		entity: Entity,
		given: MakiniRecord,
		idempotencyKey: string,
		within?: Within,
	): Promise<MakiniRecord> {
		this.requests.assertOffered(entity, 'create');
		const data = withTrimmed(given, entity.naturalKey);
		const creation = { entity, data, idempotencyKey, within };
		return await this.alone(creation, async (name) => {
			const { recent, clock } = this.requests.options;
			if (name !== undefined && recent.doubtOf(name, clock.now()) !== undefined) {
				return (await this.unlessThere(creation, name)).record;
			}
			return await this.createOnce(creation);
		});
	}

	/**
	 * Creates a record that an earlier run may have created already: not if it is there.
	 * @throws MakiniError (uncertain) where that cannot be told.
	 */
	async createUnlessThere(
		entity: Entity,
		given: MakiniRecord,
		idempotencyKey: string,
	): Promise<Written> {
		this.requests.assertOffered(entity, 'create');
		const data = withTrimmed(given, entity.naturalKey);
		const creation = { entity, data, idempotencyKey };
		return await this.alone(creation, async (name) => {
			if (name !== undefined) return await this.unlessThere(creation, name);
			throw stillUncertain(
				creation,
				'It has no number by which it could be looked up. Look for it',
			);
		});
	}

	/** Creates a record once, for whoever has taken its name already; see {@link createOnce}. */
	async createOnce(creation: Creation): Promise<MakiniRecord> {
		const { entity, data, idempotencyKey, within, adopt, also = [], meant } = creation;
		const { lookUpBy = entity.naturalKey, by = lookUpBy } = creation;
		const { requests, lists } = this;
		const { recent, clock, onUncertainWrite } = requests.options;
		const names = namesOf(entity, data, by);
		// A line that is new has no key yet.
		const body = withOwnLineKeys(entity.fields, data);
		const request = createRequest(requests.connection, entity, body, idempotencyKey, within);
		const sentAt = clock.now();
		return await recent.creating(entity, async () => {
			const created = await createOnce({
				entity,
				data,
				request: {
					...request,
					change: { entity, kind: 'create', path: request.path, shows: data },
				},
				delivery: requests.delivery,
				lookUpBy,
				find: async (value) => {
					const found = await lists.find(entity, lookUpBy ?? 'key', value);
					return meant ? await meant(found) : found;
				},
				refuse: async (response) =>
					await requests.refuse(response, { entity, operation: 'create' }),
				onUncertainWrite,
				seeking: async (look) => await recent.seeking(entity, look),
				sighting: (found, sentAt) =>
					sightingOf(found, { entity, data, sentAt, isFirst: Boolean(adopt) }, recent, clock.now()),
				showsLater: async (since) => await this.showsLater(entity, lookUpBy, since),
				adopt,
				now: clock.now,
			}).catch((error: unknown) => {
				const given = also.length > 0 ? comparedValues(entity, data, [by ?? '', ...also]) : {};
				if (leavesDoubt(error)) recent.inDoubt(entity, names, { sentAt, given }, clock.now());
				throw error;
			});
			const { run } = requests.options;
			recent.created(entity, { record: created, data, by, also, sentAt, run }, clock.now());
			return created;
		});
	}

	/**
	 * Uploads a file as a new record.
	 * @throws MakiniError (uncertain) where the answer is lost: a file has no number by which it could be looked up.
	 */
	async upload(entity: Entity, upload: Upload): Promise<MakiniRecord> {
		const { requests } = this;
		requests.assertOffered(entity, 'upload');
		const { path } = createRequest(requests.connection, entity, undefined, '');
		const change = { entity, kind: 'create', path, shows: { name: upload.name } } as const;
		const delivered = await requests.delivery.deliver({ method: 'POST', path, upload, change });
		if (delivered.kind === 'uncertain') throw uncertainUpload(entity);
		const { response } = delivered;
		if (response.status >= 300)
			throw await requests.refuse(response, { entity, operation: 'upload' });
		const record = readRecord(response.body, entity);
		if (!record) throw uncertainUpload(entity);
		return record;
	}

	/**
	 * Whether a record of that name may have been created lately and not show yet. That is over when lists show what was
	 * created after the longest time that a system works on a creation.
	 * @param field by which the record is looked up.
	 * @param values what tells it from other records of that name.
	 */
	async isInDoubt(
		entity: Entity,
		field: string | undefined,
		name: string,
		values: Values = {},
	): Promise<boolean> {
		const { recent, clock } = this.requests.options;
		const doubt = recent.doubtOf(name, clock.now(), values);
		return (
			doubt !== undefined && !(await this.showsLater(entity, field, doubt.at + LONGEST_WORK_MS))
		);
	}

	/** Runs a task for a record while nobody else works on its natural key, and tells the name of that. */
	private async alone<T>(
		{ entity, data }: Creation,
		task: (name: string | undefined) => Promise<T>,
	): Promise<T> {
		const [name] = namesOf(entity, data);
		if (name === undefined) return await task(undefined);
		return await this.requests.exclusive([name], async () => await task(name));
	}

	private async unlessThere(creation: Creation, name: string): Promise<Written> {
		const { entity, data } = creation;
		const { naturalKey = '' } = entity;
		const value = matchValue(data[naturalKey]) ?? '';
		// Before the look: only so a look that finds nothing comes after what the list is seen to show.
		const isInDoubt = await this.isInDoubt(entity, naturalKey, name);
		const { recent, clock } = this.requests.options;
		const { sentAt = -Infinity } = recent.doubtOf(name, clock.now()) ?? {};
		const listed = await this.lists.find(entity, naturalKey, value);
		const shown = new Set(listed.map(({ key }) => String(key)));
		// A list may show a write later than it was made: what was written lately is read by its key.
		const late = recent
			.creationsOf(name, clock.now())
			.map(({ key }) => key)
			.filter((key) => !shown.has(key) && !recent.hadWritten(entity, key, sentAt, clock.now()));
		const read = await Promise.all(late.map(async (key) => await this.records.find(entity, key)));
		const unlisted = read.filter((record) => record !== undefined);
		const records = [...listed, ...unlisted.filter((record) => !isDeleted(record))];
		const seen = sightingOf(records, { entity, data, sentAt }, recent, clock.now());
		if (seen.kind === 'none') {
			const missing = late.find((_, index) => read[index] === undefined);
			if (missing !== undefined) {
				const why = `It was created a short time ago (key ${missing}) and does not show`;
				throw stillUncertain(creation, `${why}. Look for it`);
			}
			if (isInDoubt) {
				throw stillUncertain(creation, 'An earlier creation of it was not answered. Look for it');
			}
			return { record: await this.createOnce(creation), result: 'created' };
		}
		if (seen.kind !== 'one' || seen.differing.length > 0) {
			throw stillUncertain(creation, whyUnclear(seen, entity, naturalKey));
		}
		const { record } = seen;
		recent.seen(name, { record, value, values: comparedValues(entity, record) }, clock.now());
		return { record, result: 'unchanged' };
	}

	/** Whether a record that was created since then can be found, so that the list shows what was created before it. */
	private async showsLater(
		entity: Entity,
		field: string | undefined,
		since: number,
	): Promise<boolean> {
		if (field === undefined) return false;
		const later = this.requests.options.recent.creationSince(entity, field, since);
		if (!later) return false;
		const found = await this.lists.find(entity, field, later.value).catch(unlessUnreadable);
		return found?.some(({ key }) => String(key) === later.key) ?? false;
	}
}

/** The names that a record goes by: its natural key and, where that is another one, the field that is looked up. */
export const namesOf = (entity: Entity, data: MakiniRecord, by?: string): string[] =>
	[...new Set([entity.naturalKey, by])].flatMap((field) => {
		const value = field === undefined ? undefined : matchValue(data[field]);
		return field === undefined || value === undefined ? [] : [matchName(entity, field, value)];
	});

function stillUncertain({ entity, data }: Creation, why: string): MakiniError {
	const value = entity.naturalKey === undefined ? '' : matchValue(data[entity.naturalKey]);
	return new MakiniError(
		`The ${entity.singular} ${value ?? ''} may or may not have been created`.replace('  ', ' '),
		{ kind: 'uncertain', hint: `${why} in Makini before you create it again.` },
	);
}

const uncertainUpload = ({ singular, plural }: Entity): MakiniError =>
	new MakiniError(`The ${singular} may or may not have been uploaded`, {
		kind: 'uncertain',
		hint: `The answer was lost. Look at the newest ${plural} in Makini before you upload it again.`,
	});
