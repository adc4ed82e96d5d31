import { customFieldsOf, entityNamed, fieldsOf } from '../contract/entities';
import type { Upload } from '../multipart';
import type { RecordList } from '../data/timeOrder';
import type { JsonObject, JsonValue, StoredRecord } from '../base';
import { identityOf, integrationBody, syncStatusBody } from './integration';
import { addItem, changeItem, listedItems, setInventory, showInventory } from './items';
import { listBody, readPageRequest } from './lists';
import { select } from './query';
import type { ApiContext } from './context';
import { passThrough, rawData, rawTables } from './raw';
import {
	ApiError,
	badRequest,
	credentialsRejected,
	errorReply,
	noSuchRecord,
	noSuchRoute,
	notSupported,
	type Reply,
} from '../replies';
import {
	isUnsupported,
	supportsUnpublished,
	type EntityTarget,
	type Route,
	type Target,
} from './routes';
import { isObject } from './validation';
import {
	createDocument,
	createRecord,
	deleteRecord,
	markDelivered,
	setStatus,
	updateRecord,
} from './writes';

export interface ApiRequest {
	method: string;
	/** The absolute address, with the query. */
	url: URL;
	/** The body as received; empty for a form. */
	text: string;
	/** What a body of the type multipart/form-data held. */
	upload?: Upload | undefined;
	route: Route | undefined;
}

/** Answers an authorized request. Nothing in here waits, so requests never interleave within a write. */
export function handle(context: ApiContext, request: ApiRequest): Reply {
	try {
		return answer(context, request);
	} catch (error) {
		if (error instanceof ApiError) return errorReply(error.details);
		throw error;
	}
}

/** The state itself must stay readable, and a broken connection can be ended: a client learns from it what is wrong. */
const WORKS_WHILE_FAILING: ReadonlyArray<Target['kind']> = [
	'integration',
	'syncStatus',
	'disconnect',
];

function refuses({ options }: ApiContext, { target, label }: Route): boolean {
	if (!target || isUnsupported(label, options.unsupported ?? [])) return true;
	if (target.kind !== 'entity' || target.published) return false;
	return !supportsUnpublished(target.entity.name, options);
}

function answer(context: ApiContext, request: ApiRequest): Reply {
	const { method, url, route } = request;
	if (!route) throw new ApiError(noSuchRoute(method, url.pathname));
	const { target } = route;
	if (context.state === 'fail' && !(target && WORKS_WHILE_FAILING.includes(target.kind))) {
		throw new ApiError(credentialsRejected());
	}
	if (!target || refuses(context, route)) {
		throw new ApiError(notSupported(method, url.pathname, context.options.refusalStatus));
	}
	return target.kind === 'entity'
		? answerEntity(context, request, target)
		: answerOther(context, request, target);
}

function answerOther(
	context: ApiContext,
	{ method, url, text }: ApiRequest,
	target: Exclude<Target, EntityTarget>,
): Reply {
	const { options, state, syncedAt, syncUpdatedAt } = context;
	switch (target.kind) {
		case 'syncStatus':
			return { status: 200, body: syncStatusBody(state, syncedAt) };
		case 'integration':
			if (method === 'GET') {
				return { status: 200, body: integrationBody(options, state, syncUpdatedAt) };
			}
			context.disconnect();
			return { status: 200, body: {} };
		case 'disconnect':
			if (target.id !== identityOf(options).id) {
				throw new ApiError(noSuchRecord('connections', target.id));
			}
			context.disconnect();
			return { status: 200, body: {} };
		case 'sync': {
			// The data is always up to date, so a sync ends when it starts.
			const body = parseBody(text);
			if (context.state !== 'inprogress') void context.sync();
			const started_at = new Date().toISOString();
			const { entity } = target;
			return {
				status: 202,
				body: { data: { entity, full: body.full === true, status: 'inprogress', started_at } },
			};
		}
		case 'passthrough':
			return passThrough(parseBody(text));
		case 'rawTables':
			return rawTables(context);
		case 'rawData':
			return rawData(context, target.table, url);
	}
}

function answerEntity(context: ApiContext, request: ApiRequest, target: EntityTarget): Reply {
	const { store, options } = context;
	const { text, upload } = request;
	const { entity, operation, key = '', itemKey = '' } = target;
	const write = { store, options, entity };
	switch (operation) {
		case 'list':
			return answerList(context, request, entity.name);
		case 'listItems':
			return answerList(context, request, entity.items?.entity ?? '', listedItems(write, key));
		case 'get': {
			const record = store.lateRecords(entity.name).get(key);
			if (!record) throw new ApiError(noSuchRecord(entity.name, key));
			return { status: 200, body: { data: record }, itemKey: key };
		}
		case 'create':
			return createRecord(write, parseBody(text));
		case 'upload':
			return createDocument(write, upload);
		case 'update': {
			const reply = updateRecord(write, key, parseBody(text));
			if (entity.name === 'inventories') showInventory(write, recordIn(reply));
			return reply;
		}
		case 'setStatus':
			return setStatus(write, key, parseBody(text));
		case 'deliver':
			return markDelivered(write, key);
		case 'setInventory':
			return setInventory(write, key, parseBody(text));
		case 'addItem':
			return addItem(write, key, parseBody(text));
		case 'changeItem':
			return changeItem(write, key, itemKey, parseBody(text));
		case 'delete':
			return deleteRecord(write, key);
	}
}

/** A page of an entity's records, or of some of them. */
function answerList(
	{ store, options }: ApiContext,
	{ url }: ApiRequest,
	name: string,
	some?: readonly StoredRecord[],
): Reply {
	const entity = entityNamed(name);
	const fields = fieldsOf(entity, customFieldsOf(entity, options));
	const sized = !(entity.unsized && options.ignoreUndocumentedPageSize);
	const page = readPageRequest(url.searchParams, fields, options, sized);
	const source = some
		? { version: 0, all: () => some, get: () => undefined, lookUp: () => undefined }
		: store.lateLists(name);
	const records = select(source, fields, page.selection);
	// The only records that the contract gives no key.
	const shown = name === 'work-orders/custom-fields' ? namesOf(records) : records;
	return { status: 200, body: listBody(shown, page, url, options) };
}

const namesOf = (records: RecordList): RecordList => ({
	length: records.length,
	slice: (from, to) =>
		records.slice(from, to).map(({ name = null }) => ({ name }) as unknown as StoredRecord),
});

/** The record of an answer about one. */
const recordIn = ({ body }: Reply): StoredRecord => (body as JsonObject).data as StoredRecord;

function parseBody(text: string): JsonObject {
	if (text.trim() === '') return {};
	let body: JsonValue;
	try {
		body = JSON.parse(text) as JsonValue;
	} catch {
		throw new ApiError(badRequest('INVALID_JSON', 'The body is not valid JSON.'));
	}
	if (isObject(body)) return body;
	throw new ApiError(badRequest('INVALID_BODY', 'The body must be a JSON object.'));
}
