import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../../sandbox/base';

export interface Received {
	/** The bytes of the body as text. */
	body: string;
	parsed: JsonObject;
	headers: IncomingHttpHeaders;
	/** In ms since 1970. */
	at: number;
}

export interface Receiver {
	url: string;
	/** In the order of their arrival. */
	received: Received[];
	/** Resolves with so many deliveries, and rejects when they do not arrive. */
	wait(count: number): Promise<Received[]>;
	stop(): Promise<void>;
}

/** The answer to the delivery with that number, from 0: a status, or nothing at all until the receiver stops. */
export type Answer = (index: number) => number | 'never';

const started: Receiver[] = [];
const PATIENCE_MS = 10_000;

/** Starts an HTTP server on this machine that takes deliveries. */
export async function startReceiver(answer: Answer = () => 200, port = 0): Promise<Receiver> {
	const received: Received[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks).toString('utf8');
			const parsed = JSON.parse(body) as JsonObject;
			received.push({ body, parsed, headers: request.headers, at: Date.now() });
			const status = answer(received.length - 1);
			if (status !== 'never') response.writeHead(status).end('{}');
		});
	});
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	const receiver: Receiver = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
		received,
		async wait(count) {
			await until(() => received.length >= count, `${count} deliveries, got ${received.length}`);
			return received;
		},
		async stop() {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
	started.push(receiver);
	return receiver;
}

/** Resolves when the test holds; rejects with `what` was waited for when that takes too long. */
export async function until(test: () => boolean, what: string): Promise<void> {
	const end = Date.now() + PATIENCE_MS;
	while (!test()) {
		if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** Stops every receiver that a test started. */
export async function stopReceivers(): Promise<void> {
	await Promise.all(started.splice(0).map((receiver) => receiver.stop()));
}
