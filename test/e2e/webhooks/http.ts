import { Agent, request, type OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';

export interface Answer {
	status: number;
	body: string;
}

export interface Outgoing {
	headers: OutgoingHttpHeaders;
	body: Buffer | string;
	/** Without a length, in pieces. */
	chunked?: boolean;
}

const agent = new Agent({ keepAlive: false });

const attempts = 5;

/** Whether the connection ended while there was more to send. */
const isCutOff = (error: unknown): boolean =>
	error instanceof Error &&
	'code' in error &&
	(error.code === 'EPIPE' || error.code === 'ECONNRESET');

/**
 * Sends a request just as it is given. An answer counts even if it comes before everything was
 * sent. n8n then closes the connection, which can overtake the answer: such a request is sent
 * again.
 */
export async function post(url: string, outgoing: Outgoing): Promise<Answer> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await postOnce(url, outgoing);
		} catch (error) {
			if (attempt === attempts || !isCutOff(error)) throw error;
		}
	}
}

async function postOnce(url: string, { headers, body, chunked }: Outgoing): Promise<Answer> {
	return await new Promise((resolve, reject) => {
		const length = chunked ? {} : { 'content-length': Buffer.byteLength(body) };
		const outgoing = request(url, { method: 'POST', agent, headers: { ...length, ...headers } });
		outgoing.on('error', reject);
		outgoing.on('response', (response) => {
			const parts: Buffer[] = [];
			response.on('data', (part: Buffer) => parts.push(part));
			response.on('error', reject);
			response.on('end', () =>
				resolve({
					status: response.statusCode ?? 0,
					body: Buffer.concat(parts).toString('utf8'),
				}),
			);
		});
		Readable.from([body]).pipe(outgoing);
	});
}
