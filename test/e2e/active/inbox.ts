import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands for the chat or mail service that takes messages: keeps what is posted to it. */
export class Inbox {
	/** The texts in the order in which they came. */
	readonly messages: string[] = [];

	private constructor(private readonly server: Server) {}

	static async open(): Promise<Inbox> {
		const server = createServer();
		const inbox = new Inbox(server);
		server.on('request', (request, response) => {
			let body = '';
			request.on('data', (part: Buffer) => (body += part.toString('utf8')));
			request.on('end', () => {
				inbox.messages.push((JSON.parse(body) as { text: string }).text);
				response.end('{"ok":true}');
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return inbox;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks/operations`;
	}

	close(): void {
		this.server.close();
	}
}
