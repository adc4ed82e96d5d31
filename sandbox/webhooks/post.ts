import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import axios from 'axios';

/** What became of one attempt. */
export interface Attempt {
	/** Start in ms since 1970. */
	at: number;
	/** The receiver's answer; absent when there was none. */
	status?: number;
	/** Why there was no answer: a code such as ECONNREFUSED, or `timeout`. */
	error?: string;
	/** Time until the answer or the error in ms. */
	ms: number;
}

// Shorter than the time for which servers keep idle connections, so that no delivery meets one that just closes.
const IDLE_MS = 2000;
// A receiver's answer says nothing beyond its status, whatever else it holds.
const MOST_ANSWER_BYTES = 1024 * 1024;

/** A connection that is closed while it is being made has nobody left who hears of its error. */
const nobody = (socket: Duplex | null | undefined): Duplex | null | undefined =>
	socket?.on('error', () => undefined);

class QuietHttpAgent extends HttpAgent {
	override createConnection(...args: Parameters<HttpAgent['createConnection']>) {
		return nobody(super.createConnection(...args));
	}
}

class QuietHttpsAgent extends HttpsAgent {
	override createConnection(...args: Parameters<HttpsAgent['createConnection']>) {
		return nobody(super.createConnection(...args));
	}
}

/** Connections to receivers, kept open between deliveries. */
export class Agents {
	readonly httpAgent = new QuietHttpAgent({ keepAlive: true, timeout: IDLE_MS });
	readonly httpsAgent = new QuietHttpsAgent({ keepAlive: true, timeout: IDLE_MS });

	/** Closes all connections, those in use included. */
	destroy(): void {
		this.httpAgent.destroy();
		this.httpsAgent.destroy();
	}
}

export interface Post {
	url: string;
	body: string;
	headers: Record<string, string>;
	timeoutMs: number;
}

/** Sends a body once. Never rejects: what went wrong is in the result. */
export async function postOnce(
	agents: Agents,
	{ url, body, headers, timeoutMs }: Post,
	stopped: AbortSignal,
): Promise<Attempt> {
	const at = Date.now();
	const started = performance.now();
	const ms = (): number => Math.round((performance.now() - started) * 10) / 10;
	const timeout = AbortSignal.timeout(timeoutMs);
	try {
		const { status } = await axios.post<unknown>(url, Buffer.from(body, 'utf8'), {
			headers: {
				'content-type': 'application/json',
				'user-agent': 'Makini-Sandbox-Webhooks',
				...headers,
			},
			httpAgent: agents.httpAgent,
			httpsAgent: agents.httpsAgent,
			maxContentLength: MOST_ANSWER_BYTES,
			maxRedirects: 0,
			proxy: false,
			responseType: 'arraybuffer',
			signal: AbortSignal.any([timeout, stopped]),
			validateStatus: () => true,
		});
		return { at, status, ms: ms() };
	} catch (error) {
		const code = axios.isAxiosError(error) ? error.code : undefined;
		return { at, error: timeout.aborted ? 'timeout' : (code ?? String(error)), ms: ms() };
	}
}

/** Whether the receiver took the delivery. */
export function accepted({ status }: Attempt): boolean {
	return status !== undefined && status >= 200 && status < 300;
}
