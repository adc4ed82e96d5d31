import { customFieldsOf, partFields, type EntityDefinition } from '../contract/entities';
import type { Upload } from '../multipart';
import type { Store } from '../data/store';
import type { JsonObject, JsonValue, StoredRecord } from '../base';
import type { ConnectionOptions } from '../options';
import { ApiError, invalidFields, noSuchRecord, type Reply } from '../replies';
import { refuseLocked, requiring } from './rules';
import { validateRecord, type ReferenceCheck } from './validation';

/** What a write needs to know: where the records are and what the connection accepts. */
export interface WriteContext {
	store: Store;
	options: Pick<
		ConnectionOptions,
		'customFields' | 'workOrderCustomFields' | 'uniqueOrderNo' | 'requiredFields' | 'lockedStatuses'
	>;
	entity: EntityDefinition;
}

/** The record with that key; throws a 404 when there is none. */
export function existing({ store, entity }: WriteContext, key: string): StoredRecord {
	const record = store.collection(entity.name).get(key);
	if (!record) throw new ApiError(noSuchRecord(entity.name, key));
	return record;
}

/** Looks references up among the connection's records. */
export function referenceCheck({ store }: Pick<WriteContext, 'store'>): ReferenceCheck {
	return (name, key) => store.source(name).get(key) !== undefined;
}

function validated(context: WriteContext, body: JsonObject, mode: 'create' | 'update'): JsonObject {
	const { entity, options } = context;
	const customFields = customFieldsOf(entity, options);
	const known = requiring(entity, options);
	const values = validateRecord(known, body, mode, customFields, referenceCheck(context));
	const aliases = entity.aliases ?? {};
	const renamed = Object.entries(values).map(([field, value]) => [aliases[field] ?? field, value]);
	return Object.fromEntries(renamed) as JsonObject;
}

function refuseSecond(
	{ store, entity, options }: WriteContext,
	orderNo: JsonValue | undefined,
	ownKey?: string,
): void {
	if (!options.uniqueOrderNo || entity.name !== 'purchase-orders') return;
	if (typeof orderNo !== 'string') return;
	const others = store.source(entity.name).lookUp('orderNo', orderNo) ?? [];
	if (others.every(({ key }) => key === ownKey)) return;
	throw new ApiError(invalidFields({ orderNo: ['The orderNo has already been taken.'] }));
}

/** Parts are replaced as a whole, so each of them is a new record with its own key and times. */
function withPartKeys(
	{ store, entity }: WriteContext,
	values: JsonObject,
	now: string,
): JsonObject {
	const keyed: JsonObject = { ...values };
	for (const [field, definition] of Object.entries(entity.fields)) {
		const parts = values[field];
		if (definition.type !== 'lines' || !Array.isArray(parts)) continue;
		const { key, createdAt } = partFields(definition);
		const times: JsonObject = createdAt ? { createdAt: now, updatedAt: now } : {};
		keyed[field] = (parts as JsonObject[]).map((part): JsonObject => ({
			...(key ? { key: store.newKey(`${entity.name}.line-items`) } : {}),
			...part,
			...times,
		}));
	}
	return keyed;
}

/** What the server sets by itself because of other values. */
function derived({ store, entity }: WriteContext, values: JsonObject): JsonObject {
	const { statuses, fields } = entity;
	if (!statuses || !fields.status || typeof values.statusKey !== 'string') return {};
	return { status: store.source(statuses).get(values.statusKey)?.name ?? null };
}

function stamps({ fields }: EntityDefinition, now: string): JsonObject {
	return {
		...(fields.createdAt ? { createdAt: now } : {}),
		...(fields.updatedAt ? { updatedAt: now } : {}),
	};
}

/** Creates a record; every known field that the body leaves out stays absent, lines become an empty list. */
export function createRecord(context: WriteContext, body: JsonObject): Reply {
	const { store, entity } = context;
	const values = validated(context, body, 'create');
	refuseSecond(context, values.orderNo);
	const { assigned } = entity;
	if (assigned) values[assigned] ??= store.newCode(entity.prefix);
	const now = store.writeTime();
	const record: StoredRecord = {
		key: store.newKey(entity.name),
		...(entity.fields.lineItems ? { lineItems: [] } : {}),
		...withPartKeys(context, values, now),
		...derived(context, values),
		...stamps(entity, now),
	};
	store.collection(entity.name).put(record);
	return { status: 200, body: { data: record }, itemKey: record.key, effect: 'created' };
}

/** Changes the given fields of a record and leaves the others alone. */
export function updateRecord(context: WriteContext, key: string, body: JsonObject): Reply {
	const record = existing(context, key);
	refuseLocked(context, record);
	const values = validated(context, body, 'update');
	refuseSecond(context, values.orderNo, key);
	return { ...replace(context, record, values), effect: 'updated' };
}

/** Sets the status of a record to that of the given key; a locked record too, since that is how it opens again. */
export function setStatus(context: WriteContext, key: string, body: JsonObject): Reply {
	const record = existing(context, key);
	const { statusProperty = 'status', statuses = '' } = context.entity;
	const status = body[statusProperty];
	if (typeof status !== 'string' || status === '') {
		const message = `The ${statusProperty} field is required.`;
		throw new ApiError(invalidFields({ [statusProperty]: [message] }));
	}
	if (!context.store.source(statuses).get(status)) {
		const message = `The selected ${statusProperty} is invalid.`;
		throw new ApiError(invalidFields({ [statusProperty]: [message] }));
	}
	return { ...replace(context, record, { statusKey: status }), effect: 'statusChanges' };
}

/** Marks a shipment as delivered. */
export function markDelivered(context: WriteContext, key: string): Reply {
	const record = existing(context, key);
	const { store, entity } = context;
	const [delivered] = store.source(entity.statuses ?? '').lookUp('code', 'DELIVERED') ?? [];
	const statusKey = delivered?.key ?? null;
	return { ...replace(context, record, { statusKey }), effect: 'statusChanges' };
}

function replace(context: WriteContext, record: StoredRecord, values: JsonObject): Reply {
	const { store, entity } = context;
	const now = store.writeTime();
	const changed = {
		...record,
		...withPartKeys(context, values, now),
		...derived(context, values),
		...(entity.fields.updatedAt ? { updatedAt: now } : {}),
	};
	store.collection(entity.name).put(changed);
	return { status: 200, body: { data: changed }, itemKey: record.key };
}

/** Removes a record and answers with what it was. */
export function deleteRecord(context: WriteContext, key: string): Reply {
	const record = existing(context, key);
	refuseLocked(context, record);
	context.store.collection(context.entity.name).remove(key);
	return { status: 200, body: { data: record }, itemKey: key, effect: 'deleted' };
}

/** Keeps what is known of an uploaded file: name, type, size and hash, but not its content. */
export function createDocument(context: WriteContext, upload: Upload | undefined): Reply {
	const { store, entity } = context;
	const errors: Record<string, string[]> = {};
	const file = upload?.files.file;
	const name = upload?.fields.name;
	if (!file) errors.file = ['The file field is required.'];
	if (!name) errors.name = ['The name field is required.'];
	if (!file || !name) throw new ApiError(invalidFields(errors));
	const key = store.newKey(entity.name);
	const record: StoredRecord = {
		key,
		entityKeys: [],
		name,
		url: `https://files.example.com/${key}/${encodeURIComponent(file.name)}`,
		type: /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '',
		contentType: file.contentType,
		description: null,
		notes: null,
		...stamps(entity, store.writeTime()),
		size: file.bytes,
		sha256: file.sha256,
	};
	store.collection(entity.name).put(record);
	return { status: 200, body: { data: record }, itemKey: key, effect: 'created' };
}
