import type { EntityDefinition } from '../entities';
import type { Store } from '../store';
import type { ConnectionOptions, JsonObject, JsonValue, StoredRecord } from '../types';
import { ApiError, invalidFields, noSuchRecord, type Reply } from './replies';
import { validateRecord } from './validation';

/** What a write needs to know: where the records are and what the connection accepts. */
export interface WriteContext {
	store: Store;
	options: Pick<ConnectionOptions, 'customFields' | 'uniqueOrderNo'>;
	entity: EntityDefinition;
}

function existing({ store, entity }: WriteContext, key: string): StoredRecord {
	const record = store.collection(entity.name).get(key);
	if (!record) throw new ApiError(noSuchRecord(entity.name, key));
	return record;
}

function validated(context: WriteContext, body: JsonObject, mode: 'create' | 'update'): JsonObject {
	const { store, entity, options } = context;
	const customFields = entity.name === 'purchase-orders' ? (options.customFields ?? []) : [];
	return validateRecord(
		entity,
		body,
		mode,
		customFields,
		(name, key) => store.source(name).get(key) !== undefined,
	);
}

function refuseSecond(
	{ store, entity, options }: WriteContext,
	orderNo: JsonValue | undefined,
	ownKey?: string,
): void {
	if (!options.uniqueOrderNo || typeof orderNo !== 'string') return;
	const others = store.source(entity.name).lookUp('orderNo', orderNo) ?? [];
	if (others.every(({ key }) => key === ownKey)) return;
	throw new ApiError(invalidFields({ orderNo: ['The orderNo has already been taken.'] }));
}

/** Lines are replaced as a whole, so each of them is a new record with its own key and times. */
function withLineKeys(
	{ store, entity }: WriteContext,
	values: JsonObject,
	now: string,
): JsonObject {
	const lines = values.lineItems as JsonObject[] | undefined;
	if (!lines) return values;
	const lineItems = lines.map((line) => ({
		key: store.newKey(`${entity.name}.line-items`),
		...line,
		createdAt: now,
		updatedAt: now,
	}));
	return { ...values, lineItems };
}

/** Creates a record; every known field that the body leaves out stays absent, lines become an empty list. */
export function createRecord(context: WriteContext, body: JsonObject): Reply {
	const { store, entity } = context;
	const values = validated(context, body, 'create');
	refuseSecond(context, values.orderNo);
	const now = store.writeTime();
	const record: StoredRecord = {
		key: store.newKey(entity.name),
		...(entity.fields.lineItems ? { lineItems: [] } : {}),
		...withLineKeys(context, values, now),
		createdAt: now,
		updatedAt: now,
	};
	store.collection(entity.name).put(record);
	return { status: 200, body: { data: record }, itemKey: record.key, effect: 'created' };
}

/** Changes the given fields of a record and leaves the others alone. */
export function updateRecord(context: WriteContext, key: string, body: JsonObject): Reply {
	const record = existing(context, key);
	const values = validated(context, body, 'update');
	refuseSecond(context, values.orderNo, key);
	return { ...replace(context, record, values), effect: 'updated' };
}

/** Sets the status of a record to that of the given key. */
export function setStatus(context: WriteContext, key: string, body: JsonObject): Reply {
	const record = existing(context, key);
	const { status } = body;
	const statuses = context.entity.fields.statusKey?.references ?? '';
	if (typeof status !== 'string' || status === '') {
		throw new ApiError(invalidFields({ status: ['The status field is required.'] }));
	}
	if (!context.store.source(statuses).get(status)) {
		throw new ApiError(invalidFields({ status: ['The selected status is invalid.'] }));
	}
	return { ...replace(context, record, { statusKey: status }), effect: 'statusChanges' };
}

function replace(context: WriteContext, record: StoredRecord, values: JsonObject): Reply {
	const { store, entity } = context;
	const now = store.writeTime();
	const changed = { ...record, ...withLineKeys(context, values, now), updatedAt: now };
	store.collection(entity.name).put(changed);
	return { status: 200, body: { data: changed }, itemKey: record.key };
}

/** Removes a record and answers with what it was. */
export function deleteRecord(context: WriteContext, key: string): Reply {
	const record = existing(context, key);
	context.store.collection(context.entity.name).remove(key);
	return { status: 200, body: { data: record }, itemKey: key, effect: 'deleted' };
}
