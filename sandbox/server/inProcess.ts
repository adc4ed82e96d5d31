import { boundaryOf, readForm } from '../multipart';
import { Service, type Body, type ServiceControl } from './service';
import type { SandboxOptions } from '../options';
import type { Answer, Broken } from './wire';

export interface PeerRequest {
	method: string;
	/** Absolute; the host may be any. */
	url: string | URL;
	/** Names in any case. */
	headers?: Readonly<Record<string, string>>;
	/** The body, as text or as the bytes of a form. */
	text?: string | Buffer;
}

/** A sandbox without sockets. */
export interface Peer extends ServiceControl {
	/**
	 * Answers as the server would. What needs no time is done before the call gives back its promise,
	 * so that the order of calls is the order of effects. A request whose signal is aborted already
	 * is never sent; a later abort ends the waits.
	 */
	request(request: PeerRequest, signal?: AbortSignal): Promise<Answer | Broken>;
}

/**
 * A sandbox for tests that hold time: no sockets, timers and clock as they are at the moment of the call, and IDs of
 * requests in order.
 */
export function createPeer(options: Pick<SandboxOptions, 'connections' | 'oauth'>): Peer {
	return new InProcess(options);
}

class InProcess extends Service implements Peer {
	private readonly stopping = new AbortController();

	constructor(options: Pick<SandboxOptions, 'connections' | 'oauth'>) {
		let count = 0;
		super(options, () => `request-${++count}`);
	}

	async request(request: PeerRequest, signal?: AbortSignal): Promise<Answer | Broken> {
		const { signal: stopping } = this.stopping;
		if (stopping.aborted || signal?.aborted) return { dropped: true };
		const ended = signal ? AbortSignal.any([signal, stopping]) : stopping;
		const { method, url, text = '' } = request;
		const named = Object.entries(request.headers ?? {});
		const headers = Object.fromEntries(named.map(([name, value]) => [name.toLowerCase(), value]));
		const boundary = boundaryOf(headers['content-type']);
		const common = { method, url: new URL(url), headers, remoteAddress: '127.0.0.1' };
		try {
			const body: Body =
				boundary === undefined
					? { text: String(text) }
					: { text: '', upload: await readForm(chunksOf(text), boundary) };
			return await this.answer({ ...common, body }, ended);
		} catch (error) {
			return this.failure(error);
		}
	}

	override async stop(): Promise<void> {
		this.stopping.abort();
		await super.stop();
	}
}

async function* chunksOf(text: string | Buffer): AsyncGenerator<Buffer> {
	yield await Promise.resolve(Buffer.from(text));
}
