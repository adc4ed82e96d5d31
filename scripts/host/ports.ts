import { createServer } from 'node:net';

async function tryPort(port: number): Promise<number | undefined> {
	return await new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(undefined));
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			const taken = typeof address === 'object' && address ? address.port : undefined;
			server.close(() => resolve(taken));
		});
	});
}

/** A free local port: the preferred one if nobody listens there, any other otherwise. */
export async function freePort(preferred = 0): Promise<number> {
	const port = (await tryPort(preferred)) ?? (await tryPort(0));
	if (port === undefined) throw new Error('No free local port was found');
	return port;
}
