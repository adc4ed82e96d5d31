import { handle, type ApiRequest } from './api/handler';
import { pageNumber } from './api/lists';
import { errorReply, invalidFields, unauthorized, type Reply } from './api/replies';
import { findRoute } from './api/routes';
import type { Connection } from './connection';
import { filteredAs } from './dialects/filters';
import { withOwnKey } from './dialects/records';
import { speak } from './dialects/speak';
import type { FaultEffect } from './faults';
import type { Upload } from './multipart';
import type { RateVerdict } from './rateLimit';
import type { LogEntry } from './recorder';
import { strike, type Outcome } from './strike';
import { pause } from './waiting';

export interface Incoming {
	method: string;
	url: URL;
	text: string;
	upload?: Upload | undefined;
	/** The token was good once. */
	expired: boolean;
	idempotencyKey?: string;
	/** Ends all waiting when the client is gone, as all are when the server stops. */
	ended: AbortSignal;
}

interface Progress {
	outcome: Outcome;
	fault?: FaultEffect;
}

/** Takes a request through latency, token state, rate limit, faults and the API, and records it. */
export async function exchange(connection: Connection, incoming: Incoming): Promise<Outcome> {
	const at = Date.now();
	const { method, idempotencyKey } = incoming;
	const { dialect = {} } = connection.options;
	const url = new URL(incoming.url);
	url.pathname = withOwnKey(url.pathname, dialect.numbers);
	const route = findRoute(method, url.pathname, connection.options);
	connection.recorder.begin();
	let progress: Progress = { outcome: { dropped: true } };
	try {
		const { text, upload } = incoming;
		progress = await proceed(connection, incoming, { method, url, text, upload, route });
		const { outcome } = progress;
		const target = route?.target;
		const entity = target?.kind === 'entity' ? target.entity.name : '';
		if (!('dropped' in outcome)) progress.outcome = speak(outcome, method, entity, dialect);
	} finally {
		const { outcome, fault } = progress;
		const entry: LogEntry = {
			at,
			method,
			path: url.pathname,
			query: url.search.slice(1),
			status: 'dropped' in outcome ? 'dropped' : outcome.status,
			authorizationOk: 'dropped' in outcome || outcome.status !== 401,
		};
		if (fault) entry.fault = fault.kind;
		if (outcome.itemKey) entry.itemKey = outcome.itemKey;
		if (idempotencyKey) entry.idempotencyKey = idempotencyKey;
		connection.recorder.end(entry, route?.label ?? `${method} (no route)`);
	}
	return progress.outcome;
}

async function proceed(
	connection: Connection,
	incoming: Incoming,
	request: ApiRequest,
): Promise<Progress> {
	const { latencyMs = 0 } = connection.options;
	if (latencyMs > 0) await pause(latencyMs, incoming.ended);
	if (!connection.connected) {
		return { outcome: errorReply(unauthorized('The connection was disconnected.')) };
	}
	if (incoming.expired) {
		return { outcome: errorReply(unauthorized('The token has expired.')) };
	}
	const verdict = connection.limiter?.take(Date.now()) ?? { allowed: true, headers: {} };
	if (!verdict.allowed) {
		connection.recorder.rateLimited();
		return {
			outcome: errorReply({
				status: 429,
				code: 'RATE_LIMIT_EXCEEDED',
				type: 'rate_limit_error',
				message: 'Too many requests for this connection.',
				headers: verdict.headers,
			}),
		};
	}
	try {
		return await afterLimit(connection, incoming, request, verdict);
	} finally {
		connection.limiter?.release();
	}
}

async function afterLimit(
	connection: Connection,
	incoming: Incoming,
	request: ApiRequest,
	verdict: RateVerdict,
): Promise<Progress> {
	const fault = connection.faults.next({
		method: request.method,
		path: request.url.pathname,
		page: pageNumber(request.url.searchParams),
	});
	const outcome = await strike(
		fault,
		{
			method: request.method,
			url: request.url,
			paging: connection.options,
			perform: (url = request.url) => perform(connection, incoming, { ...request, url }),
			reauthorize: () => connection.reauthorize(),
			moveList: (by) => moveList(connection, request, by),
		},
		incoming.ended,
	);
	if ('dropped' in outcome) return { outcome, fault };
	return { outcome: { ...outcome, headers: { ...verdict.headers, ...outcome.headers } }, fault };
}

/** The first record of the list goes, or a further one comes. */
function moveList(
	connection: Connection,
	{ route }: ApiRequest,
	by: 'removal' | 'insertion',
): void {
	const target = route?.target;
	if (target?.kind !== 'entity' || target.operation !== 'list') return;
	const { name, partOf } = target.entity;
	const [first] = connection.records(name);
	if (partOf || !first) return;
	if (by === 'removal') connection.store.collection(name).remove(first.key);
	else connection.change({ entity: name, create: 1 });
}

function perform(connection: Connection, { idempotencyKey }: Incoming, asked: ApiRequest): Reply {
	const query = filteredAs(asked.url.searchParams, connection.options.dialect?.filters);
	if (!query) return errorReply(invalidFields({ filter: ['This system does not filter.'] }));
	const url = new URL(asked.url);
	url.search = query.toString();
	const request = { ...asked, url };
	const remember =
		connection.options.honoursIdempotencyKey && request.method !== 'GET' && idempotencyKey;
	const id = `${request.method} ${request.url.pathname} ${idempotencyKey}`;
	const known = remember ? connection.answered.get(id) : undefined;
	if (known) return known;
	const reply = handle(connection, request);
	if (reply.effect) connection.recorder.effect(reply.effect);
	announceWrite(connection, request, reply);
	if (remember && reply.status < 300) connection.answered.set(id, reply);
	return reply;
}

/** Tells the webhooks about a record that a request created or changed. */
function announceWrite(connection: Connection, { route }: ApiRequest, reply: Reply): void {
	const { effect, itemKey } = reply;
	const target = route?.target;
	if (!effect || effect === 'deleted' || itemKey === undefined || target?.kind !== 'entity') return;
	const { entity, operation } = target;
	const ofItem = operation === 'addItem' || operation === 'changeItem';
	const name = ofItem ? (entity.items?.entity ?? entity.name) : entity.name;
	connection.recordChanged(effect === 'created' ? 'inserted' : 'updated', name, itemKey);
}
