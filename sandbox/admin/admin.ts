import { select } from '../api/query';
import { ApiError, badRequest, errorReply, noSuchRoute, type Reply } from '../replies';
import { readSelection } from '../data/selection';
import type { Tokens } from '../auth/tokens';
import { changeLife, readLife, removeFrom } from './adminLife';
import type { Connection } from '../system/connection';
import { customFieldsOf, ENTITIES, entityNamed, fieldsOf } from '../contract/entities';
import { parseFaultRules, parseState } from './parsing';
import type { Recorder } from '../recorder';
import type { Registry } from '../system/registry';
import type { JsonValue } from '../base';

const PREFIX = '/_sandbox/';

export interface AdminScope {
	registry: Registry;
	strangers: Recorder;
	system: Recorder;
	tokens: Tokens;
}

export interface AdminRequest {
	method: string;
	url: URL;
	text: string;
	remoteAddress: string | undefined;
}

/** Says whether a path belongs to the sandbox's own administration. */
export function isAdminPath(path: string): boolean {
	return path.startsWith(PREFIX);
}

/** Answers an administration request. There is no token: only this machine may ask. */
export async function answerAdmin(scope: AdminScope, request: AdminRequest): Promise<Reply> {
	const { method, url, remoteAddress } = request;
	if (!/^(::1|(::ffff:)?127\.)/.test(remoteAddress ?? '')) {
		return errorReply({
			status: 403,
			code: 'FORBIDDEN',
			type: 'permission_error',
			message: 'Administration is for this machine only.',
		});
	}
	const [area, name, action, ...rest] = url.pathname
		.slice(PREFIX.length)
		.split('/')
		.map(decodeURIComponent);
	try {
		if (method === 'GET' && area === 'strangers') return data(scope.strangers.log());
		if (method === 'GET' && area === 'system-log') return data(scope.system.log());
		if (method === 'POST' && area === 'expire-tokens') {
			scope.tokens.expireApplication();
			return data(null);
		}
		if (area === 'connections' && method === 'GET' && name === undefined) {
			return data(scope.registry.all().map(describe));
		}
		const connection = scope.registry.named(name ?? '');
		if (area === 'connections' && connection && action) {
			const reply = await answerFor(connection, method, [action, ...rest], request);
			if (reply) return reply;
		}
		return errorReply(noSuchRoute(method, url.pathname));
	} catch (error) {
		if (error instanceof ApiError) return errorReply(error.details);
		return errorReply(badRequest('INVALID_ADMIN_REQUEST', (error as Error).message));
	}
}

/** Undefined when there is no such request. */
async function answerFor(
	connection: Connection,
	method: string,
	[action = '', ...rest]: string[],
	{ url, text }: AdminRequest,
): Promise<Reply | undefined> {
	if (method === 'DELETE') {
		const left = removeFrom(connection, action, rest.join('/'));
		return left === undefined ? undefined : data(left);
	}
	if (method === 'GET') {
		const shown = rest.length === 0 ? readLife(connection, action) : undefined;
		return shown === undefined ? read(connection, action, rest.join('/'), url) : data(shown);
	}
	if (method !== 'POST' || rest.length > 0) return undefined;
	const body: unknown = text === '' ? undefined : JSON.parse(text);
	const done = await changeLife(connection, action, body);
	return done === undefined ? command(connection, action, body) : data(done);
}

function data(value: unknown): Reply {
	return { status: 200, body: { data: value as JsonValue } };
}

function describe({ name, options, state, connected, store }: Connection): unknown {
	const { systemType, apiStyle } = options;
	const served = ENTITIES.filter(({ modules }) => modules.includes(systemType));
	const records = served.map((entity) => [entity.name, store.source(entity.name).all().length]);
	return { name, systemType, apiStyle, state, connected, records: Object.fromEntries(records) };
}

function read(
	connection: Connection,
	action: string,
	entityName: string,
	url: URL,
): Reply | undefined {
	if (action === 'counters') return data(connection.counters());
	if (action === 'log') {
		const last = url.searchParams.get('last');
		return data(last === null ? connection.log() : connection.log().slice(-Number(last)));
	}
	if (action !== 'records') return undefined;
	const entity = entityNamed(entityName);
	const fields = fieldsOf(entity, customFieldsOf(entity, connection.options));
	const selection = readSelection(url.searchParams, fields, true);
	return data(select(connection.store.source(entityName), fields, selection).slice());
}

function command(connection: Connection, action: string, body: unknown): Reply | undefined {
	if (action === 'reset') connection.reset();
	else if (action === 'reload') connection.reload();
	else if (action === 'expire-tokens') connection.expireTokens();
	else if (action === 'faults') connection.setFaults(parseFaultRules(body));
	else if (action === 'state') {
		connection.setState(parseState((body as { state?: unknown } | undefined)?.state));
	} else return undefined;
	return data(describe(connection));
}
