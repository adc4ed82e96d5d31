import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { boundaryOf, readForm } from '../multipart';
import { Service, type Body } from './service';
import type { SandboxOptions } from '../options';
import type { RunningSandbox } from '../types';
import type { Answer, Broken } from './wire';

export type { JsonObject, JsonValue, RateLimitOptions, StoredRecord, SyncState } from '../base';
export type { ConnectionOptions, OAuthOptions, SandboxOptions } from '../options';
export type { ConnectionControl, RunningSandbox } from '../types';
export { FAULT_KINDS, type FaultEffect, type FaultRule } from '../faults';
export type { Counters, LogEntry } from '../recorder';

const KEEP_ALIVE_MS = 120_000;
const MOST_BODY_BYTES = 32 * 1024 * 1024;

/** Starts a sandbox and resolves once it accepts connections. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
	const { host = '127.0.0.1' } = options;
	const service = new Service(options);
	let isStopping = false;

	const answer = async (request: IncomingMessage, ended: AbortSignal): Promise<Answer | Broken> => {
		const { method = 'GET', headers, socket } = request;
		const url = new URL(request.url ?? '/', `http://${headers.host ?? host}`);
		const body = await readBody(request);
		const { remoteAddress } = socket;
		return await service.answer({ method, url, headers, remoteAddress, body }, ended);
	};

	const server = createServer((request, response) => {
		const gone = new AbortController();
		response.once('close', () => gone.abort());
		answer(request, gone.signal).then(
			(outcome) => finish(response, outcome),
			(error: unknown) => {
				if (isStopping || !request.complete) response.destroy();
				else finish(response, service.failure(error));
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
			return service.connections;
		},
		connection: (name) => service.connection(name),
		strangers: () => service.strangers(),
		systemLog: () => service.systemLog(),
		expireApplicationTokens: () => service.expireApplicationTokens(),
		setSystemFaults: (rules) => service.setSystemFaults(rules),
		async stop() {
			isStopping = true;
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			server.closeAllConnections();
			await Promise.all([closed, service.stop()]);
		},
	};
}

/** The body; undefined when a text is larger than the sandbox accepts. */
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

function finish(response: ServerResponse, outcome: Answer | Broken): void {
	const answer = 'dropped' in outcome ? outcome.half : outcome;
	if (!answer) {
		response.socket?.destroy();
		return;
	}
	response.writeHead(answer.status, answer.headers);
	if (answer === outcome) response.end(answer.bytes);
	else response.write(answer.bytes, () => response.socket?.destroy());
}
