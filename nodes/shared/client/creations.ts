import { partition } from 'lodash';
import type { Entity } from '../catalogue/types';
import { differingFields } from './compare';
import type { EntityRequests } from './entityRequests';
import { readRecord, type MakiniRecord } from './envelopes';
import { MakiniError } from './errors';
import type { Lists } from './lists';
import { matchName, matchValue, withTrimmed } from './matchValue';
import { createRequest, type Within } from './styles';
import type { Upload } from './transport';
import { createOnce, leavesDoubt } from './uncertain';

export type WriteResult = 'created' | 'updated' | 'unchanged';

/** A record, and what was done to have it as given. */
export interface Written {
	record: MakiniRecord;
	result: WriteResult;
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
	/** For one that was looked up and not there: makes one that is there all the same, and differs, as it was given. */
	adopt?: (record: MakiniRecord) => Promise<MakiniRecord>;
	within?: Within;
}

/** The longest time that a system works on a creation which nobody waits for any more, in milliseconds. */
const LONGEST_WORK_MS = 120_000;

/** Clocks may differ by so many milliseconds. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/** Whether a record tells that it was created before a time, in milliseconds since the epoch. Some systems tell the day only. */
export function isOlder({ createdAt }: MakiniRecord, time: number): boolean {
	const text = String(createdAt);
	const created = Date.parse(text);
	// A time without a zone may be that of any.
	const isExact = created % DAY_MS !== 0 && /(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
	const precision = isExact ? 0 : DAY_MS;
	return created + precision < time - CLOCKS_DIFFER_MS;
}

const DAY_MS = 86_400_000;

/** New records. */
export class Creations {
	constructor(
		private readonly requests: EntityRequests,
		private readonly lists: Lists,
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
			throw stillUncertain(creation, 'It has no number by which it could be looked up.');
		});
	}

	/** Creates a record once, for whoever has taken its name already; see {@link createOnce}. */
	async createOnce(creation: Creation): Promise<MakiniRecord> {
		const { entity, data, idempotencyKey, within, adopt } = creation;
		const { lookUpBy = entity.naturalKey, by = lookUpBy } = creation;
		const { requests, lists } = this;
		const { recent, clock, onUncertainWrite } = requests.options;
		const names = namesOf(entity, data, by);
		const sentAt = clock.now();
		return await recent.creating(entity, async () => {
			const created = await createOnce({
				entity,
				data,
				request: createRequest(requests.connection, entity, data, idempotencyKey, within),
				delivery: requests.delivery,
				lookUpBy,
				find: async (value) => await lists.find(entity, lookUpBy ?? 'key', value, { fresh: true }),
				refuse: async (response) =>
					await requests.refuse(response, { entity, operation: 'create' }),
				onUncertainWrite,
				isAnother: (record, sentAt) =>
					recent.hadWritten(entity, String(record.key), sentAt, clock.now()),
				isOlder: (record, sentAt) => !adopt && isOlder(record, sentAt),
				showsLater: async (since) => await this.showsLater(entity, lookUpBy, since),
				adopt,
				now: clock.now,
			}).catch((error: unknown) => {
				if (leavesDoubt(error)) recent.inDoubt(entity, names, clock.now());
				throw error;
			});
			recent.created(entity, { record: created, data, by, sentAt }, clock.now());
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
		const delivered = await requests.delivery.deliver({ method: 'POST', path, upload });
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
	 */
	async isInDoubt(entity: Entity, field: string | undefined, name: string): Promise<boolean> {
		const { recent, clock } = this.requests.options;
		const since = recent.doubtOf(name, clock.now());
		return since !== undefined && !(await this.showsLater(entity, field, since + LONGEST_WORK_MS));
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
		const since = recent.doubtOf(name, clock.now()) ?? -Infinity;
		const all = await this.lists.find(entity, naturalKey, value, { fresh: true });
		const isAsGiven = (record: MakiniRecord): boolean =>
			differingFields(entity.fields, data, record).length === 0;
		const [older, [found, ...more]] = partition(all, (record) =>
			isOlder(record, since - LONGEST_WORK_MS),
		);
		if (!found) {
			// The system's clock may be wrong.
			if (older.some(isAsGiven)) {
				const which = `There is one with that ${naturalKey} that was created earlier, by its own time.`;
				throw stillUncertain(creation, which);
			}
			if (isInDoubt) {
				throw stillUncertain(creation, 'An earlier creation of it was not answered.');
			}
			return { record: await this.createOnce(creation), result: 'created' };
		}
		if (more.length > 0 || !isAsGiven(found)) {
			throw stillUncertain(creation, `There is one with that ${naturalKey} that differs.`);
		}
		recent.seen(name);
		return { record: found, result: 'unchanged' };
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
		const found = await this.lists.find(entity, field, later.value, { fresh: true });
		return found.some(({ key }) => String(key) === later.key);
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
		{ kind: 'uncertain', hint: `${why} Look for it in Makini before you create it again.` },
	);
}

const uncertainUpload = ({ singular, plural }: Entity): MakiniError =>
	new MakiniError(`The ${singular} may or may not have been uploaded`, {
		kind: 'uncertain',
		hint: `The answer was lost. Look at the newest ${plural} in Makini before you upload it again.`,
	});
