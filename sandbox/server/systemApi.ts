import { randomBytes } from 'node:crypto';
import { identityOf } from '../api/integration';
import { listBody, readPageRequest } from '../api/lists';
import {
	ApiError,
	badRequest,
	errorReply,
	invalidFields,
	noSuchRecord,
	noSuchRoute,
	notSupported,
	type Reply,
} from '../replies';
import { isObject } from '../api/validation';
import { tokenValues, type AuthScope } from '../auth/server';
import { DEFAULT_CLIENT_ID } from '../auth/tokens';
import type { Connection } from '../system/connection';
import { DAY_MS, isoSeconds, REFERENCE_DATE } from '../data/reference';
import type { JsonObject, JsonValue, StoredRecord, SystemType } from '../base';

const PREFIX = '/api/system/';
const TOKEN_SECONDS = 300;
const RECORDS_OF_NEW_ONES = 50;

/** The systems that a connection can be made to. */
const PLATFORMS: ReadonlyArray<{ key: string; name: string; type: SystemType }> = [
	{ key: 'sap', name: 'SAP S/4HANA', type: 'erp' },
	{ key: 'netsuite', name: 'NetSuite', type: 'erp' },
	{ key: 'dynamics365', name: 'Dynamics 365', type: 'erp' },
	{ key: 'maximo', name: 'Maximo', type: 'eam' },
	{ key: 'limble', name: 'Limble', type: 'eam' },
	{ key: 'manhattan', name: 'Manhattan', type: 'wms' },
];

export interface SystemRequest {
	method: string;
	url: URL;
	text: string;
}

/** Says whether a path is one of the application's own, which need its token. */
export function isSystemPath(path: string): boolean {
	return path.startsWith(PREFIX);
}

/** Answers a request to a system endpoint; the token has been checked. */
export function answerSystem(scope: AuthScope, request: SystemRequest): Reply {
	try {
		return answer(scope, request);
	} catch (error) {
		if (error instanceof ApiError) return errorReply(error.details);
		throw error;
	}
}

const data = (value: JsonValue): Reply => ({ status: 200, body: { data: value } });

type Handler = (scope: AuthScope, request: SystemRequest, id: string) => Reply;

/** By path, with the connection's ID cut out, and method. */
const ENDPOINTS: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
	platforms: {
		GET: (_scope, { url }) =>
			page(
				PLATFORMS.map((each) => ({ ...each })),
				url,
			),
	},
	client: { GET: (scope) => data(describeClient(scope)) },
	connections: {
		GET: (scope, { url }) => {
			const open = scope.registry.all().filter(({ connected }) => connected);
			const described = open.map((each) => ({ ...describe(scope, each), tags: [] }));
			return page(described, url);
		},
		POST: (scope, { text }) => createConnection(scope, parsed(text)),
	},
	'connections/{id}': {
		DELETE: (scope, _request, id) => {
			connectionOf(scope, id).disconnect();
			return { status: 200, body: {} };
		},
	},
	'connections/{id}/metadata': {
		GET: (scope, { url }, id) => page([describe(scope, connectionOf(scope, id))], url),
		POST: (scope, { text }, id) => setMetadata(scope, connectionOf(scope, id), parsed(text)),
	},
	'connections/{id}/token': {
		POST: (scope, _request, id) => {
			const { accessToken } = scope.tokens.issue(connectionOf(scope, id), TOKEN_SECONDS);
			return data({ token: accessToken, expires_in: TOKEN_SECONDS });
		},
	},
};

/** Method and path of every system endpoint. */
export const SYSTEM_OPERATIONS: readonly string[] = Object.entries(ENDPOINTS).flatMap(
	([path, methods]) => Object.keys(methods).map((method) => `${method} ${PREFIX}${path}`),
);

function answer(scope: AuthScope, request: SystemRequest): Reply {
	const { method, url } = request;
	const path = url.pathname.slice(PREFIX.length);
	const id = /^connections\/([^/]+)/.exec(path)?.[1] ?? '';
	const methods = ENDPOINTS[id === '' ? path : path.replace(id, '{id}')];
	if (!methods) throw new ApiError(noSuchRoute(method, url.pathname));
	const handler = methods[method];
	if (!handler) throw new ApiError(notSupported(method, url.pathname));
	return handler(scope, request, id);
}

function page(records: readonly JsonObject[], url: URL): Reply {
	const paging = { apiStyle: 'module' } as const;
	const request = readPageRequest(url.searchParams, {}, paging);
	return { status: 200, body: listBody(records as readonly StoredRecord[], request, url, paging) };
}

function parsed(text: string): JsonValue {
	try {
		return JSON.parse(text) as JsonValue;
	} catch {
		throw new ApiError(badRequest('INVALID_JSON', 'The body is not valid JSON.'));
	}
}

function connectionOf({ registry }: AuthScope, id: string): Connection {
	const connection = registry.withId(id);
	if (!connection?.connected) throw new ApiError(noSuchRecord('connections', id));
	return connection;
}

function describeClient({ options }: AuthScope): JsonObject {
	const redirects = options.redirectUris ?? [];
	return {
		id: options.clientId ?? DEFAULT_CLIENT_ID,
		name: 'Sandbox application',
		logo_url: 'https://files.example.com/logo.png',
		email: 'developer@example.com',
		default_redirect: redirects[0] ?? 'https://example.com/callback',
		redirects,
	};
}

function describe({ options }: AuthScope, connection: Connection): JsonObject {
	const { id, label, email, provider } = identityOf(connection.options);
	const made = isoSeconds(REFERENCE_DATE - 100 * DAY_MS);
	return {
		key: id,
		name: label,
		email,
		status: connection.state === 'fail' ? 'disconnected' : 'connected',
		integration_name: provider,
		redirect: options.redirectUris?.[0] ?? 'https://example.com/callback',
		scopes: connection.options.systemType,
		user_metadata: JSON.stringify(connection.metadata),
		client_id: options.clientId ?? DEFAULT_CLIENT_ID,
		updated_at: isoSeconds(REFERENCE_DATE - DAY_MS),
		created_at: made,
		connected_at: made,
	};
}

function createConnection({ options, registry, tokens }: AuthScope, body: JsonValue): Reply {
	const given = isObject(body) ? body : {};
	const errors: Record<string, string[]> = {};
	for (const field of ['name', 'email', 'provider']) {
		if (typeof given[field] !== 'string' || given[field] === '') {
			errors[field] = [`The ${field} field is required.`];
		}
	}
	const { name, email, provider, credentials } = given;
	const platform = PLATFORMS.find(({ key }) => key === provider);
	if (!errors.email && !/^\S+@\S+\.\S+$/.test(String(email))) {
		errors.email = ['The email must be a valid email address.'];
	}
	if (!errors.provider && !platform) errors.provider = ['The selected provider is invalid.'];
	if (typeof credentials !== 'object' || credentials === null) {
		errors.credentials = ['The credentials field is required.'];
	}
	if (Object.keys(errors).length > 0 || !platform) throw new ApiError(invalidFields(errors));
	const connection = registry.add({
		name: registry.freeName(String(name)),
		token: randomBytes(24).toString('base64url'),
		systemType: platform.type,
		apiStyle: 'module',
		orders: RECORDS_OF_NEW_ONES,
		vendors: RECORDS_OF_NEW_ONES,
		label: String(name),
		email: String(email),
		provider: platform.key,
	});
	return data(tokenValues(tokens.issue(connection), options));
}

function setMetadata(scope: AuthScope, connection: Connection, body: JsonValue): Reply {
	const pairs = Array.isArray(body) ? body : [];
	const errors: Record<string, string[]> = Array.isArray(body)
		? {}
		: { body: ['The body must be an array of objects with key and value.'] };
	for (const [index, pair] of pairs.entries()) {
		if (isObject(pair) && typeof pair.key === 'string' && typeof pair.value === 'string') {
			connection.metadata[pair.key] = pair.value;
		} else {
			errors[`${index}`] = ['Key and value must be strings.'];
		}
	}
	if (Object.keys(errors).length > 0) throw new ApiError(invalidFields(errors));
	return data(describe(scope, connection));
}
