import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAdmin, isAdminPath } from './admin';
import { errorReply, unauthorized, type Reply } from './api/replies';
import { Connection } from './connection';
import { exchange, type Outcome } from './exchange';
import { Recorder } from './recorder';
import type { RunningSandbox, SandboxOptions } from './types';

export type {
	ConnectionControl,
	ConnectionOptions,
	JsonObject,
	JsonValue,
	RateLimitOptions,
	RunningSandbox,
	SandboxOptions,
	StoredRecord,
	SyncState,
} from './types';
export type { FaultEffect, FaultRule } from './faults';
export type { Counters, LogEntry } from './recorder';

const KEEP_ALIVE_MS = 120_000;
const MOST_BODY_BYTES = 32 * 1024 * 1024;

/** Starts a sandbox and resolves once it accepts connections. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
	const { host = '127.0.0.1' } = options;
	const connections = options.connections.map((each) => new Connection(each));
	const byToken = new Map(connections.map((each) => [each.options.token, each]));
	const byName = new Map(connections.map((each) => [each.name, each]));
	if (byToken.size < connections.length || byName.size < connections.length) {
		throw new Error('Every connection needs a name and a token of its own');
	}
	const strangers = new Recorder();
	const stopping = new AbortController();

	async function outcomeOf(request: IncomingMessage): Promise<Outcome> {
		const { method = 'GET', headers, socket } = request;
		const url = new URL(request.url ?? '/', `http://${headers.host ?? host}`);
		const text = await readText(request);
		if (text === undefined) {
			return errorReply({
				status: 413,
				code: 'BODY_TOO_LARGE',
				type: 'invalid_request_error',
				message: 'The body is too large.',
			});
		}
		if (isAdminPath(url.pathname)) {
			return answerAdmin({ connections: byName, strangers }, { method, url, text, socket });
		}
		const token = /^Bearer\s+(.+)$/i.exec(headers.authorization ?? '')?.[1]?.trim();
		const connection = token === undefined ? undefined : byToken.get(token);
		if (!connection) {
			strangers.append({
				at: Date.now(),
				method,
				path: url.pathname,
				query: url.search.slice(1),
				status: 401,
				authorizationOk: false,
			});
			return errorReply(unauthorized('The token is missing or not valid.'));
		}
		const idempotencyKey = headers['idempotency-key'];
		return exchange(connection, {
			method,
			url,
			text,
			...(typeof idempotencyKey === 'string' ? { idempotencyKey } : {}),
			stopped: stopping.signal,
		});
	}

	const server = createServer((request, response) => {
		outcomeOf(request).then(
			(outcome) => finish(response, outcome),
			(error: unknown) => {
				if (stopping.signal.aborted || request.destroyed) response.destroy();
				else finish(response, internalError(error));
			},
		);
	});
	// Longer than any client keeps an idle socket, so that no connection breaks but those a fault drops.
	server.keepAliveTimeout = KEEP_ALIVE_MS;
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port ?? 0, host, resolve);
	});
	const { port } = server.address() as AddressInfo;

	return {
		url: `http://${host}:${port}`,
		port,
		connections: Object.fromEntries(byName),
		connection(name) {
			const connection = byName.get(name);
			if (!connection) throw new Error(`The sandbox has no connection "${name}"`);
			return connection;
		},
		strangers: () => strangers.log(),
		async stop() {
			stopping.abort();
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			server.closeAllConnections();
			await closed;
		},
	};
}

/** The body as text, or undefined when it is larger than the sandbox accepts. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		bytes += chunk.length;
		// What is too large is still read to its end, so that the client gets the answer instead of a reset.
		if (bytes <= MOST_BODY_BYTES) chunks.push(chunk);
	}
	return bytes > MOST_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}

function internalError(error: unknown): Reply {
	return errorReply({
		status: 500,
		code: 'SANDBOX_ERROR',
		type: 'server_error',
		message: error instanceof Error ? error.message : String(error),
	});
}

function finish(response: ServerResponse, outcome: Outcome): void {
	if ('dropped' in outcome) {
		response.socket?.destroy();
		return;
	}
	const { status, headers, body = {}, raw } = outcome;
	const requestId = randomUUID();
	const isError = status >= 400 && typeof body.code === 'string';
	const text = raw ?? JSON.stringify(isError ? { ...body, request_id: requestId } : body);
	response.writeHead(status, {
		'content-type': 'application/json; charset=utf-8',
		'x-request-id': requestId,
		'content-length': Buffer.byteLength(text),
		...headers,
	});
	response.end(text);
}
