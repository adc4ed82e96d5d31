import { setTimeout as sleep } from 'node:timers/promises';
import { handle, type ApiRequest } from './api/handler';
import { pageNumber, previousPage } from './api/lists';
import {
	credentialsRejected,
	errorReply,
	notSupported,
	unauthorized,
	type Reply,
} from './api/replies';
import { findRoute } from './api/routes';
import type { Connection } from './connection';
import type { FaultEffect } from './faults';
import type { Upload } from './multipart';
import type { LogEntry } from './recorder';

export interface Incoming {
	method: string;
	url: URL;
	text: string;
	upload?: Upload | undefined;
	/** The token was good once. */
	expired: boolean;
	idempotencyKey?: string;
	/** Ends all waiting when the server stops. */
	stopped: AbortSignal;
}

/** The socket is closed without an answer. */
export interface Dropped {
	dropped: true;
	itemKey?: string;
}

export type Outcome = Reply | Dropped;

interface Progress {
	outcome: Outcome;
	fault?: FaultEffect;
}

/** Takes a request through latency, token state, rate limit, faults and the API, and records it. */
export async function exchange(connection: Connection, incoming: Incoming): Promise<Outcome> {
	const at = Date.now();
	const { method, url, idempotencyKey } = incoming;
	const route = findRoute(method, url.pathname, connection.options);
	connection.recorder.begin();
	let progress: Progress = { outcome: { dropped: true } };
	try {
		const { text, upload } = incoming;
		progress = await proceed(connection, incoming, { method, url, text, upload, route });
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
	if (latencyMs > 0) await sleep(latencyMs, undefined, { signal: incoming.stopped });
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
	const fault = connection.faults.next({
		method: request.method,
		path: request.url.pathname,
		page: pageNumber(request.url.searchParams),
	});
	const outcome = await underFault(connection, incoming, request, fault);
	if ('dropped' in outcome) return { outcome, fault };
	return { outcome: { ...outcome, headers: { ...verdict.headers, ...outcome.headers } }, fault };
}

async function underFault(
	connection: Connection,
	incoming: Incoming,
	request: ApiRequest,
	fault: FaultEffect | undefined,
): Promise<Outcome> {
	switch (fault?.kind) {
		case undefined:
			return perform(connection, incoming, request);
		case 'dropBefore':
			return { dropped: true };
		case 'dropAfter':
			return { dropped: true, itemKey: perform(connection, incoming, request).itemKey };
		case 'slow': {
			const reply = perform(connection, incoming, request);
			await sleep(fault.ms, undefined, { signal: incoming.stopped });
			return reply;
		}
		case 'garbage': {
			const reply = perform(connection, incoming, request);
			const text = JSON.stringify(reply.body ?? {});
			return { ...reply, status: 200, raw: text.slice(0, Math.ceil(text.length / 2)) };
		}
		case 'repeatedPage': {
			const url = new URL(request.url);
			url.search = previousPage(url.searchParams, connection.options).toString();
			return perform(connection, incoming, { ...request, url });
		}
		case 'reauthorization':
			connection.reauthorize();
			return errorReply(credentialsRejected());
		case 'notSupported':
			return errorReply(notSupported(request.method, request.url.pathname, fault.status));
		case 'html':
			return htmlReply(fault.status ?? 502);
		case 'status':
			return statusReply(fault);
	}
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

function htmlReply(status: number): Reply {
	const page = `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body><h1>${status}</h1><p>nginx</p></body></html>\n`;
	return { status, raw: page, headers: { 'content-type': 'text/html; charset=utf-8' } };
}

function statusReply({ status, headers, body }: FaultEffect & { kind: 'status' }): Reply {
	if (typeof body === 'string') return { status, headers, raw: body };
	const standard = errorReply({
		status,
		code: status === 503 ? 'SERVICE_UNAVAILABLE' : 'INJECTED_FAULT',
		type: status >= 500 ? 'server_error' : 'request_error',
		message: `The sandbox was told to answer ${status}.`,
	});
	return { ...standard, headers, body: body ?? standard.body };
}
