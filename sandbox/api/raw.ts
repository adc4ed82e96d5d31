import { ENTITIES, type EntityDefinition, type Fields } from '../contract/entities';
import type { JsonObject, JsonValue, StoredRecord } from '../base';
import type { ApiContext } from './context';
import { listBody, readPageRequest } from './lists';
import { select } from './query';
import { ApiError, invalidFields, type Reply, type ErrorDetails } from '../replies';
import { isObject } from './validation';

const upper = (name: string): string =>
	name
		.replace(/([a-z])([A-Z])/g, '$1_$2')
		.replace(/[^A-Za-z]+/g, '_')
		.toUpperCase();

const noSuchTable = (table: string): ErrorDetails => ({
	status: 404,
	code: 'NOT_FOUND',
	type: 'not_found_error',
	message: `There is no table ${table}.`,
});

function tablesOf({ options }: ApiContext): EntityDefinition[] {
	return ENTITIES.filter(({ modules, operations }) => {
		return modules.includes(options.systemType) && operations.includes('get');
	});
}

/** The tables behind the records: one per entity, named in capitals. */
export function rawTables(context: ApiContext): Reply {
	const data = tablesOf(context).map(({ name }) => ({ name: upper(name) }));
	return { status: 200, body: { data } };
}

function row(record: StoredRecord): StoredRecord {
	const flat: Record<string, JsonValue> = {};
	for (const [field, value] of Object.entries(record)) {
		if (typeof value !== 'object' || value === null) flat[upper(field)] = value;
	}
	return flat as StoredRecord;
}

/**
 * The rows of a table: what is plain in the records, under names in capitals. Paged, filtered and
 * sorted like a list.
 */
export function rawData(context: ApiContext, table: string, url: URL): Reply {
	const entity = tablesOf(context).find(({ name }) => upper(name) === table.toUpperCase());
	if (!entity) throw new ApiError(noSuchTable(table));
	const source = context.store.lateLists(entity.name);
	const fields: Fields = Object.fromEntries(
		Object.entries(entity.fields).map(([field, definition]) => [upper(field), definition]),
	);
	const page = readPageRequest(url.searchParams, fields, context.options);
	const rows = source.all().map(row);
	const selected = select(
		{ version: source.version, all: () => rows, get: () => undefined, lookUp: () => undefined },
		fields,
		page.selection,
	);
	return { status: 200, body: listBody(selected, page, url, context.options) };
}

/** Answers what was asked to be passed on, for there is no system behind to pass it to. */
export function passThrough(body: JsonObject): Reply {
	const { method, path = null, query = null, headers = null, sql = null } = body;
	const errors: Record<string, string[]> = {};
	const needsMethod = typeof sql !== 'string';
	if (needsMethod && (typeof method !== 'string' || method === '')) {
		errors.method = ['The method field is required.'];
	}
	if (headers !== null && !isObject(headers) && !Array.isArray(headers)) {
		errors.headers = ['The headers field must be an object.'];
	}
	if (Object.keys(errors).length > 0) throw new ApiError(invalidFields(errors));
	const { body: sent = null, parameters = null } = body;
	const received = { method: method ?? null, path, query, headers, body: sent, sql, parameters };
	return { status: 200, body: { data: { status: 200, headers: {}, body: { received } } } };
}
