import { partFields, type EntityDefinition, entityNamed } from '../contract/entities';
import { parseInstant } from '../values';
import { Random, sample } from '../random';
import type { ChangePlan } from '../webhooks/requests';
import type { Store } from '../data/store';
import type { JsonObject, StoredRecord } from '../base';

/** A change of a record, with the time that it got: that of `updatedAt`, where the record has it. */
export interface Changed {
	key: string;
	at: string;
}

export interface ChangeReport {
	entity: string;
	created: Changed[];
	updated: Changed[];
	deleted: Changed[];
}

const DESCRIPTIVE = ['notes', 'description', 'title', 'name'];

/**
 * Creates, updates and deletes records as the connected system's users do, without the API. `round` makes the choice of
 * records differ between calls. Throws when there are not enough records, and for an entity that cannot be written.
 */
export function changeRecords(store: Store, plan: ChangePlan, round: number): ChangeReport {
	const entity = entityNamed(plan.entity);
	const collection = store.collection(entity.name);
	const before = collection.all();
	if (plan.update + plan.delete > before.length) {
		throw new Error(`There are only ${before.length} records in ${entity.name}`);
	}
	const named = [...plan.updateWith.map(({ key }) => String(key)), ...plan.deleteKeys];
	for (const key of named) {
		if (!collection.get(key)) throw new Error(`There is no record ${key} in ${entity.name}`);
	}
	const random = new Random(`changes/${entity.name}/${round}`);
	const chosen = sample(before, plan.update + plan.delete, random);
	const times = timesOf(store, plan);
	const report: ChangeReport = { entity: entity.name, created: [], updated: [], deleted: [] };
	for (const record of chosen.slice(0, plan.update)) {
		const at = times();
		collection.put({ ...record, ...revised(entity, record, round), ...stamp(entity, at) });
		report.updated.push({ key: record.key, at });
	}
	for (const values of plan.updateWith) {
		const at = times();
		const record = { ...collection.get(String(values.key)), ...values } as StoredRecord;
		collection.put({ ...record, ...stamp(entity, at) });
		report.updated.push({ key: record.key, at });
	}
	const doomed = [...chosen.slice(plan.update).map(({ key }) => key), ...plan.deleteKeys];
	for (const key of doomed) {
		const at = times();
		const record = collection.get(key);
		if (record && plan.marksDeleted) {
			collection.put({ ...record, deletedAt: at, ...stamp(entity, at) });
		} else collection.remove(key);
		report.deleted.push({ key, at });
	}
	const given: JsonObject[] = [...Array<JsonObject>(plan.create).fill({}), ...plan.createWith];
	for (const values of given) {
		const at = times();
		const model = before.length > 0 ? random.pick(before) : emptyRecord(entity);
		const record = { ...copyOf(store, entity, model, at), ...values } as StoredRecord;
		collection.put(record);
		report.created.push({ key: record.key, at });
	}
	return report;
}

/** Gives the time of each change in turn. */
function timesOf(store: Store, plan: ChangePlan): () => string {
	const { at, shareTimestamps = 1, clockOffsetSeconds = 0 } = plan;
	const fixed = at === undefined ? undefined : parseInstant(at);
	if (fixed !== undefined) return () => store.format(fixed);
	let given = 0;
	let time = '';
	return () => {
		if (given++ % shareTimestamps === 0) time = store.writeTime(clockOffsetSeconds * 1000);
		return time;
	};
}

function stamp({ fields }: EntityDefinition, at: string): JsonObject {
	return fields.updatedAt ? { updatedAt: at } : {};
}

/** A value that shows the change. */
function revised({ fields }: EntityDefinition, record: StoredRecord, round: number): JsonObject {
	const field = DESCRIPTIVE.find((name) => fields[name]?.type === 'string');
	if (field === undefined) return {};
	const text = String(record[field] ?? '').replace(/ \(change \d+\)$/, '');
	return { [field]: `${text} (change ${round})` };
}

function emptyRecord({ fields }: EntityDefinition): StoredRecord {
	const values = Object.entries(fields).map(([field, { type }]) => [
		field,
		type === 'lines' || type === 'keys' || type === 'list' ? [] : null,
	]);
	return { ...(Object.fromEntries(values) as JsonObject), key: '' };
}

function copyOf(
	store: Store,
	entity: EntityDefinition,
	model: StoredRecord,
	at: string,
): StoredRecord {
	const { fields, prefix, assigned } = entity;
	const code = store.newCode(prefix);
	const copy: StoredRecord = { ...model, key: store.newKey(entity.name), ...stamp(entity, at) };
	if (fields.createdAt) copy.createdAt = at;
	for (const field of ['code', 'orderNo', assigned]) {
		if (field !== undefined && fields[field]) copy[field] = code;
	}
	for (const [field, definition] of Object.entries(fields)) {
		const parts = copy[field];
		if (definition.type !== 'lines' || !Array.isArray(parts)) continue;
		const { key, createdAt } = partFields(definition);
		copy[field] = (parts as JsonObject[]).map((part) => ({
			...part,
			...(key ? { key: store.newKey(`${entity.name}.line-items`) } : {}),
			...(createdAt ? { createdAt: at, updatedAt: at } : {}),
		}));
	}
	return copy;
}
