import { handle, type ApiRequest } from '../api/handler';
import { pageNumber } from '../api/lists';
import { errorReply, unauthorized, type ErrorDetails, type Reply } from '../replies';
import { findRoute } from '../api/routes';
import type { Connection } from '../system/connection';
import { inDialect, understood } from '../api/dialect';
import type { FaultEffect } from '../faults';
import type { Upload } from '../multipart';
import type { LogEntry } from '../recorder';
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
	const { method, url, idempotencyKey } = incoming;
	const { options } = connection;
	const asked = understood(options.dialect, incoming);
	const route = findRoute(method, asked.url.pathname, options);
	connection.recorder.begin();
	let progress: Progress = { outcome: { dropped: true } };
	try {
		const { text, upload } = asked;
		const request = { method, url: asked.url, text, upload, route };
		const { outcome, ...rest } = await proceed(connection, incoming, request);
		const put = (reply: Reply): Reply => inDialect(options.dialect, reply, request);
		progress = { ...rest, outcome: said(outcome, put) };
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

/** What is answered, in whole or in half, in other words. */
function said(outcome: Outcome, put: (reply: Reply) => Reply): Outcome {
	if (!('dropped' in outcome)) return put(outcome);
	return outcome.half ? { ...outcome, half: put(outcome.half) } : outcome;
}

async function proceed(
	connection: Connection,
	incoming: Incoming,
	request: ApiRequest,
): Promise<Progress> {
	if (!connection.connected) {
		return await refused(connection, incoming, unauthorized('The connection was disconnected.'));
	}
	if (incoming.expired) {
		return await refused(connection, incoming, unauthorized('The token has expired.'));
	}
	// As many at once as arrive, not as many as are answered at once: so this comes before the latency.
	const { limiter } = connection;
	const { allowed, headers } = limiter?.take(Date.now()) ?? { allowed: true, headers: {} };
	if (!allowed) {
		connection.recorder.rateLimited();
		return await refused(connection, incoming, tooMany(headers));
	}
	try {
		const { latencyMs = 0 } = connection.options;
		// Without a latency nothing is waited for, so that requests are carried out in the order in which they come.
		if (latencyMs > 0) await pause(latencyMs, incoming.ended);
		return await carryOut(connection, incoming, request, headers);
	} finally {
		limiter?.release();
	}
}

async function refused(
	{ options }: Connection,
	{ ended }: Incoming,
	details: ErrorDetails,
): Promise<Progress> {
	await pause(options.latencyMs ?? 0, ended);
	return { outcome: errorReply(details) };
}

const tooMany = (headers: Record<string, string>): ErrorDetails => ({
	status: 429,
	code: 'RATE_LIMIT_EXCEEDED',
	type: 'rate_limit_error',
	message: 'Too many requests for this connection.',
	headers,
});

/** Answers a request that may pass; `headers` tell about the limit. */
async function carryOut(
	connection: Connection,
	incoming: Incoming,
	request: ApiRequest,
	headers: Record<string, string>,
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
			later: (ms, work) => connection.background.run(ms, work),
			reauthorize: () => connection.reauthorize(),
			moveList: (by) => moveList(connection, request, by),
		},
		incoming.ended,
	);
	if ('dropped' in outcome) return { outcome, fault };
	return { outcome: { ...outcome, headers: { ...headers, ...outcome.headers } }, fault };
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

function perform(connection: Connection, { idempotencyKey }: Incoming, request: ApiRequest): Reply {
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
