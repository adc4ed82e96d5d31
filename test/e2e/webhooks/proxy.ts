import {
	createServer,
	request,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A reverse proxy in front of n8n. Closed, it lets nothing new through, while what is under way ends. */
export class Proxy {
	private open = true;

	private underWay = 0;

	private constructor(
		private readonly server: Server,
		private readonly target: string,
	) {}

	static async start(target: string): Promise<Proxy> {
		const server = createServer();
		const proxy = new Proxy(server, target);
		server.on('request', (incoming, outgoing) => proxy.pass(incoming, outgoing));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return proxy;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Ends when all that was let through is answered. */
	async close(): Promise<void> {
		this.open = false;
		while (this.underWay > 0) await wait(20);
	}

	reopen(): void {
		this.open = true;
	}

	stop(): void {
		this.server.close();
		this.server.closeAllConnections();
	}

	private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
		if (!this.open) {
			incoming.socket.destroy();
			return;
		}
		this.underWay += 1;
		outgoing.once('close', () => {
			this.underWay -= 1;
		});
		const { method, url = '/', headers } = incoming;
		const forwarded = request(new URL(url, this.target), { method, headers }, (answer) => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(outgoing);
		});
		forwarded.on('error', () => outgoing.destroy());
		incoming.pipe(forwarded);
	}
}
