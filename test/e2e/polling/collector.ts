import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A change as the workflow handed it on. */
export interface Received {
	event: string;
	key: string;
	/** The record's `updatedAt`. */
	at: string;
	deliveryId: string;
}

/** The items of one execution. */
export interface Batch {
	/** Milliseconds since 1970. */
	time: number;
	changes: Received[];
}

/** Takes what the executions of a workflow send; lives on while n8n is restarted. */
export class Collector {
	readonly batches: Batch[] = [];

	private constructor(
		private readonly server: Server,
		readonly url: string,
	) {}

	static async start(): Promise<Collector> {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const collector = new Collector(server, `http://127.0.0.1:${port}/`);
		server.on('request', (request, response) => {
			const parts: Buffer[] = [];
			request.on('data', (part: Buffer) => parts.push(part));
			request.on('end', () => {
				const changes = JSON.parse(Buffer.concat(parts).toString('utf8')) as Received[];
				collector.batches.push({ time: Date.now(), changes });
				response.setHeader('content-type', 'application/json').end('{}');
			});
		});
		return collector;
	}

	get changes(): Received[] {
		return this.batches.flatMap(({ changes }) => changes);
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
