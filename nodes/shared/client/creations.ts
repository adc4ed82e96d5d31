import type { Entity } from '../catalogue/types';
import { differingFields } from './compare';
import type { EntityRequests } from './entityRequests';
import { readRecord, type MakiniRecord } from './envelopes';
import { MakiniError } from './errors';
import type { Lists } from './lists';
import { matchName, matchValue, withTrimmed } from './matchValue';
import { SeenKeys } from './seenKeys';
import { createRequest, type Within } from './styles';
import type { Upload } from './transport';
import { createOnce, type Created } from './uncertain';

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
	/** There was certainly no such record before. */
	knownAbsent?: boolean;
	/** The field by which it is looked up where the answer is lost: the natural key unless told. */
	lookUpBy?: string;
	within?: Within;
}

/** New records. */
export class Creations {
	/** Keys of records created by this execution. */
	private readonly claimed = new SeenKeys();

	constructor(
		private readonly requests: EntityRequests,
		private readonly lists: Lists,
	) {}

	/** Creates a record once; see {@link createOnce}. No other one of the same natural key is created meanwhile. */
	async create(
		entity: Entity,
		given: MakiniRecord,
		idempotencyKey: string,
		within?: Within,
	): Promise<Created> {
		this.requests.assertOffered(entity, 'create');
		const { naturalKey } = entity;
		const data = withTrimmed(given, naturalKey);
		const value = naturalKey === undefined ? undefined : matchValue(data[naturalKey]);
		const create = async (): Promise<Created> =>
			await this.createOnce({ entity, data, idempotencyKey, within });
		if (naturalKey === undefined || value === undefined) return await create();
		const name = matchName(entity, naturalKey, value);
		return await this.requests.options.governor.exclusive(name, create);
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
		const data = withTrimmed(given, entity.naturalKey);
		const { naturalKey = '', singular } = entity;
		const value = matchValue(data[naturalKey]);
		const stillUncertain = (why: string): MakiniError =>
			new MakiniError(`The ${singular} ${value ?? ''} may or may not have been created`.trim(), {
				kind: 'uncertain',
				hint: `${why} Look for it in Makini before you create it again.`,
			});
		if (value === undefined)
			throw stillUncertain('It has no number by which it could be looked up.');
		const [found, ...more] = await this.lists.find(entity, naturalKey, value);
		if (!found) {
			const { record } = await this.create(entity, given, idempotencyKey);
			return { record, result: 'created' };
		}
		const differs = more.length > 0 || differingFields(entity.fields, data, found).length > 0;
		if (differs) throw stillUncertain(`There is one with that ${naturalKey} that differs.`);
		return { record: found, result: 'unchanged' };
	}

	/** Creates a record once, for whoever has taken its name already; see {@link createOnce}. */
	async createOnce({
		entity,
		data,
		idempotencyKey,
		knownAbsent = false,
		lookUpBy = entity.naturalKey,
		within,
	}: Creation): Promise<Created> {
		const { requests, claimed } = this;
		const created = await createOnce({
			entity,
			data,
			request: createRequest(requests.connection, entity, data, idempotencyKey, within),
			delivery: requests.delivery,
			lookUpBy,
			find: async (value) => await this.lists.find(entity, lookUpBy ?? 'key', value),
			refuse: async (response) => await requests.refuse(response, { entity, operation: 'create' }),
			onUncertainWrite: requests.options.onUncertainWrite,
			knownAbsent,
			claimed,
		});
		claimed.add(String(created.record.key));
		return created;
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
		const record = readRecord(response.body);
		if (!record) throw uncertainUpload(entity);
		return record;
	}
}

const uncertainUpload = ({ singular, plural }: Entity): MakiniError =>
	new MakiniError(`The ${singular} may or may not have been uploaded`, {
		kind: 'uncertain',
		hint: `The answer was lost. Look at the newest ${plural} in Makini before you upload it again.`,
	});
