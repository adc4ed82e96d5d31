import { fieldsOf } from '../entities';
import type { Store } from '../store';
import type { ConnectionOptions, JsonObject, JsonValue, SyncState } from '../types';
import { integrationBody, syncStatusBody } from './integration';
import { listBody, readPageRequest } from './lists';
import { select } from './query';
import {
	ApiError,
	badRequest,
	credentialsRejected,
	errorReply,
	noSuchRecord,
	noSuchRoute,
	notSupported,
	type Reply,
} from './replies';
import { isUnsupported, type EntityTarget, type Route } from './routes';
import { isObject } from './validation';
import { createRecord, deleteRecord, setStatus, updateRecord } from './writes';

export interface ApiRequest {
	method: string;
	/** The absolute address, with the query. */
	url: URL;
	/** The body as received. */
	text: string;
	route: Route | undefined;
}

/** What the API works on. */
export interface ApiContext {
	store: Store;
	options: ConnectionOptions;
	state: SyncState;
	/** Ends the connection: its token is invalid from then on. */
	disconnect(): void;
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

function answer(context: ApiContext, request: ApiRequest): Reply {
	const { method, url, route } = request;
	if (!route) throw new ApiError(noSuchRoute(method, url.pathname));
	const { target, label } = route;
	// The state itself must stay readable: it is how a client learns what is wrong.
	if (context.state === 'fail' && (!target || target.kind === 'entity')) {
		throw new ApiError(credentialsRejected());
	}
	if (!target || isUnsupported(label, context.options.unsupported ?? [])) {
		throw new ApiError(notSupported(method, url.pathname));
	}
	if (target.kind === 'syncStatus') return { status: 200, body: syncStatusBody(context.state) };
	if (target.kind === 'integration') {
		if (method === 'DELETE') {
			context.disconnect();
			return { status: 200, body: {} };
		}
		return { status: 200, body: integrationBody(context.options, context.state) };
	}
	return answerEntity(context, request, target);
}

function answerEntity(
	{ store, options }: ApiContext,
	{ url, text }: ApiRequest,
	{ entity, operation, key = '' }: EntityTarget,
): Reply {
	const source = store.source(entity.name);
	const write = { store, options, entity };
	switch (operation) {
		case 'list': {
			const fields = fieldsOf(entity, options.customFields);
			const page = readPageRequest(url.searchParams, fields, options);
			const records = select(source, fields, page.selection);
			return { status: 200, body: listBody(records, page, url, options) };
		}
		case 'get': {
			const record = source.get(key);
			if (!record) throw new ApiError(noSuchRecord(entity.name, key));
			return { status: 200, body: { data: record }, itemKey: key };
		}
		case 'create':
			return createRecord(write, parseBody(text));
		case 'update':
			return updateRecord(write, key, parseBody(text));
		case 'setStatus':
			return setStatus(write, key, parseBody(text));
		case 'delete':
			return deleteRecord(write, key);
	}
}

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
