import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAdmin, isAdminPath } from './admin';
import { pageNumber } from './api/lists';
import { badRequest, errorReply, forbidden, unauthorized, type Reply } from './api/replies';
import { answerAuth, isAuthPath, type AuthScope } from './auth/server';
import { Tokens } from './auth/tokens';
import { exchange } from './exchange';
import { Faults, type FaultRule } from './faults';
import { boundaryOf, MalformedForm, readForm, type Upload } from './multipart';
import { Recorder } from './recorder';
import { Registry } from './registry';
import { strike, type Outcome } from './strike';
import { answerSystem, isSystemPath, type SystemRequest } from './system';
import type { RunningSandbox, SandboxOptions } from './types';

export type {
	ConnectionControl,
	ConnectionOptions,
	JsonObject,
	JsonValue,
	OAuthOptions,
	RateLimitOptions,
	RunningSandbox,
	SandboxOptions,
	StoredRecord,
	SyncState,
} from './types';
export { FAULT_KINDS, type FaultEffect, type FaultRule } from './faults';
export type { Counters, LogEntry } from './recorder';

const KEEP_ALIVE_MS = 120_000;
const MOST_BODY_BYTES = 32 * 1024 * 1024;

/** Starts a sandbox and resolves once it accepts connections. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
	const { host = '127.0.0.1' } = options;
	const registry = new Registry(options.connections);
	const { oauth = {} } = options;
	const tokens = new Tokens(oauth);
	const scope: AuthScope = { options: oauth, registry, tokens };
	const strangers = new Recorder();
	const system = new Recorder();
	const stopping = new AbortController();
	let systemFaults = new Faults([], 'system');

	/** Takes a request for the application's own paths through the faults, and records it. */
	async function answerApplication(asked: SystemRequest, ended: AbortSignal): Promise<Outcome> {
		const { method, url } = asked;
		const { pathname: path, search } = url;
		const page = pageNumber(url.searchParams);
		const fault = systemFaults.next({ method, path, page });
		const outcome = await strike(
			fault,
			{
				method,
				url,
				paging: { apiStyle: 'module' },
				perform: (at = url) => answerSystem(scope, { ...asked, url: at }),
				reauthorize: () => undefined,
				moveList: () => undefined,
			},
			ended,
		);
		const status = 'dropped' in outcome ? 'dropped' : outcome.status;
		const entry = { at: Date.now(), method, path, query: search.slice(1), status } as const;
		const authorizationOk = status !== 401;
		system.append({ ...entry, authorizationOk, ...(fault ? { fault: fault.kind } : {}) });
		return outcome;
	}

	async function outcomeOf(request: IncomingMessage, ended: AbortSignal): Promise<Outcome> {
		const { method = 'GET', headers, socket } = request;
		const url = new URL(request.url ?? '/', `http://${headers.host ?? host}`);
		const body = await readBody(request);
		if (body === undefined) {
			return errorReply({
				status: 413,
				code: 'BODY_TOO_LARGE',
				type: 'invalid_request_error',
				message: 'The body is too large.',
			});
		}
		const { text, upload } = body;
		if (isAdminPath(url.pathname)) {
			return answerAdmin({ registry, strangers, system, tokens }, { method, url, text, socket });
		}
		const logged = (recorder: Recorder, reply: Reply): Reply => {
			const { pathname: path, search } = url;
			const { status } = reply;
			const authorizationOk = status !== 401 && status !== 403;
			// What the authorization server is asked holds codes, so its query stays out of the log.
			const query = isAuthPath(path) ? '' : search.slice(1);
			recorder.append({ at: Date.now(), method, path, query, status, authorizationOk });
			return reply;
		};
		const { authorization } = headers;
		if (isAuthPath(url.pathname)) {
			const contentType = headers['content-type'];
			const asked = { method, url, text, contentType, authorization };
			return logged(system, answerAuth(scope, asked));
		}
		const token = /^Bearer\s+(.+)$/i.exec(authorization ?? '')?.[1]?.trim() ?? '';
		const own = registry.withToken(token);
		const holder = own
			? { kind: 'connection' as const, connection: own, expired: false }
			: tokens.holder(token);
		if (!holder) {
			return logged(strangers, errorReply(unauthorized('The token is missing or not valid.')));
		}
		if (isSystemPath(url.pathname) !== (holder.kind === 'client')) {
			const whose = holder.kind === 'client' ? 'an application' : 'a connection';
			return logged(system, errorReply(forbidden(`A token of ${whose} is not for this path.`)));
		}
		if (holder.kind === 'client') {
			if (!holder.expired) return await answerApplication({ method, url, text }, ended);
			return logged(system, errorReply(unauthorized('The token has expired.')));
		}
		const { connection, expired } = holder;
		const idempotencyKey = headers['idempotency-key'];
		return exchange(connection, {
			method,
			url,
			text,
			upload,
			expired,
			...(typeof idempotencyKey === 'string' ? { idempotencyKey } : {}),
			ended,
		});
	}

	const server = createServer((request, response) => {
		const gone = new AbortController();
		response.once('close', () => gone.abort());
		outcomeOf(request, gone.signal).then(
			(outcome) => finish(response, outcome),
			(error: unknown) => {
				if (stopping.signal.aborted || !request.complete) response.destroy();
				else finish(response, errorOf(error));
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
		get connections() {
			return Object.fromEntries(registry.all().map((each) => [each.name, each]));
		},
		connection(name) {
			const connection = registry.named(name);
			if (!connection) throw new Error(`The sandbox has no connection "${name}"`);
			return connection;
		},
		strangers: () => strangers.log(),
		systemLog: () => system.log(),
		expireApplicationTokens: () => tokens.expireApplication(),
		setSystemFaults: (rules: FaultRule[]) => {
			systemFaults = new Faults(rules, 'system');
		},
		async stop() {
			stopping.abort();
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			server.closeAllConnections();
			await Promise.all([closed, ...registry.all().map((each) => each.stop())]);
		},
	};
}

interface Body {
	text: string;
	upload?: Upload;
}

/** The body as text or as what is known of a form; undefined when a text is larger than the sandbox accepts. */
async function readBody(request: IncomingMessage): Promise<Body | undefined> {
	const boundary = boundaryOf(request.headers['content-type']);
	if (boundary !== undefined) return { text: '', upload: await readForm(request, boundary) };
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		bytes += chunk.length;
		// What is too large is still read to its end, so that the client gets the answer instead of a reset.
		if (bytes <= MOST_BODY_BYTES) chunks.push(chunk);
	}
	if (bytes > MOST_BODY_BYTES) return undefined;
	return { text: Buffer.concat(chunks).toString('utf8') };
}

function errorOf(error: unknown): Reply {
	if (error instanceof MalformedForm) {
		return errorReply(badRequest('MALFORMED_FORM', error.message));
	}
	return errorReply({
		status: 500,
		code: 'SANDBOX_ERROR',
		type: 'server_error',
		message: error instanceof Error ? error.message : String(error),
	});
}

function finish(response: ServerResponse, outcome: Outcome): void {
	const reply = 'dropped' in outcome ? outcome.half : outcome;
	if (!reply) {
		response.socket?.destroy();
		return;
	}
	const { status, headers, body = {}, raw } = reply;
	const requestId = randomUUID();
	const isError = status >= 400 && typeof body.code === 'string';
	const text = raw ?? JSON.stringify(isError ? { ...body, request_id: requestId } : body);
	const bytes = Buffer.from(text, reply.encoding ?? 'utf8');
	response.writeHead(status, {
		'content-type': 'application/json; charset=utf-8',
		'x-request-id': requestId,
		...(status === 204 ? {} : { 'content-length': bytes.length }),
		...headers,
	});
	if (reply === outcome) response.end(bytes);
	else response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.destroy());
}
