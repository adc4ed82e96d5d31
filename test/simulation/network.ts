import { Random } from '../../sandbox/random';
import { MARK, TOKEN, type Answer, type Server } from './server';
import type { World } from './story';
import { START } from './virtualTime';

/** Milliseconds after which n8n's helper gives a request up, as the node asks it to. */
export interface HelperOptions {
	method?: string;
	url: string;
	headers?: Record<string, unknown>;
	body?: unknown;
	timeout?: number;
}

/** A request of the package, and what its sender came to know of it. */
export interface RequestLog {
	id: string;
	execution: number;
	process: number;
	method: string;
	target: string;
	/** What was to be written. */
	body?: { orderNo?: unknown; title?: unknown; code?: unknown };
	idempotencyKey?: string;
	sentAt: number;
	/** When its sender came to know, and what: a status, or the code of a failure. */
	endedAt?: number;
	outcome?: number | string;
	/** The server asked to send nothing before this time. */
	pausedUntil?: number;
}

/** Who sends. */
export interface Sender {
	execution: number;
	process: number;
	/** Says that the process has ended: whoever waits in it gets no answer any more. */
	isDead: () => boolean;
	cancelled: AbortSignal;
}

export interface HelperResponse {
	statusCode: number;
	statusMessage: string;
	headers: Record<string, string>;
	body: Buffer;
}

/** The error of n8n's helper for a request without an answer; with all that it carries of the request. */
function failureOf(code: string, message: string, target: string): Error {
	const cause = Object.assign(new Error(message), {
		code,
		config: { url: target, headers: { Authorization: `Bearer ${TOKEN}` } },
	});
	return Object.assign(new Error(message, { cause }), {
		name: 'NodeApiError',
		httpCode: null,
		messages: [message],
	});
}

const MESSAGES: Readonly<Record<string, string>> = {
	ETIMEDOUT: 'timeout of 120000ms exceeded',
	ECONNRESET: 'socket hang up',
	ERR_CANCELED: 'canceled',
};

/** Until when the server asks to wait, told by its own clock at the time that it answered. */
function pauseOf({ status, headers }: Extract<Answer, { status: number }>, answeredAt: number) {
	const value = headers['retry-after'];
	if (value === undefined || (status !== 429 && status !== 503)) return undefined;
	return /^\d+$/.test(value) ? answeredAt + Number(value) * 1000 : Date.parse(value);
}

/** What lies between the processes and the server. */
export class Network {
	readonly requests: RequestLog[] = [];

	private readonly chance: Random;

	constructor(
		private readonly world: World,
		private readonly server: Server,
		seed: string,
	) {
		this.chance = new Random(`${seed}/network`);
	}

	/** n8n's helper, as the package calls it. */
	async send(sender: Sender, options: HelperOptions): Promise<HelperResponse> {
		const log = this.begin(sender, options);
		const { id, method, target, sentAt } = log;
		const url = new URL(options.url);
		const gone = new AbortController();
		return await new Promise((resolve, reject) => {
			const end = (outcome: number | string, then: () => void): void => {
				if (log.endedAt !== undefined) return;
				clearTimeout(timer);
				sender.cancelled.removeEventListener('abort', cancel);
				// Without a reason it would make an error with a stack each time.
				gone.abort('over');
				Object.assign(log, { endedAt: Date.now(), outcome });
				if (!sender.isDead()) then();
			};
			const fail = (code: string): void =>
				end(code, () => reject(failureOf(code, MESSAGES[code] ?? `connect ${code}`, target)));
			const cancel = (): void => fail('ERR_CANCELED');
			const timer = setTimeout(() => fail('ETIMEDOUT'), options.timeout ?? 300_000);
			if (sender.cancelled.aborted) return cancel();
			sender.cancelled.addEventListener('abort', cancel, { once: true });
			const outage = this.outageAt(sentAt);
			if (outage) {
				setTimeout(() => fail(outage), 5);
				return;
			}
			const arrive = async (): Promise<void> => {
				if (gone.signal.aborted || sender.isDead()) return;
				const answer = await this.server.answer(
					{
						method,
						target: `${url.pathname}${url.search}`,
						headers: textsOf(options.headers),
						text: textOf(options.body, id),
					},
					gone.signal,
				);
				const answeredAt = Date.now();
				setTimeout(() => {
					if ('dropped' in answer) return fail('ECONNRESET');
					const { status: statusCode, headers, bytes: body } = answer;
					end(statusCode, () => {
						const pausedUntil = pauseOf(answer, answeredAt);
						if (pausedUntil !== undefined) log.pausedUntil = pausedUntil;
						resolve({ statusCode, statusMessage: '', headers, body });
					});
				}, this.delay());
			};
			setTimeout(() => void arrive(), this.delay());
		});
	}

	private begin({ execution, process }: Sender, options: HelperOptions): RequestLog {
		const url = new URL(options.url);
		const idempotencyKey = options.headers?.['Idempotency-Key'];
		const log: RequestLog = {
			id: `r${this.requests.length}`,
			execution,
			process,
			method: options.method ?? 'GET',
			target: decodeURIComponent(`${url.pathname}${url.search}`),
			sentAt: Date.now(),
			...(options.body ? { body: options.body as RequestLog['body'] } : {}),
			...(typeof idempotencyKey === 'string' ? { idempotencyKey } : {}),
		};
		this.requests.push(log);
		return log;
	}

	private outageAt(time: number): string | undefined {
		const since = time - START;
		return this.world.outages.find(({ from, to }) => since >= from && since < to)?.code;
	}

	private delay(): number {
		const { least, most } = this.world.latency;
		return this.chance.integer(least, most);
	}
}

const textsOf = (headers: Record<string, unknown> = {}): Record<string, string> => ({
	...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
	authorization: `Bearer ${TOKEN}`,
});

/** The body as it goes over the wire, with the mark of the request. */
const textOf = (body: unknown, id: string): string =>
	typeof body === 'object' && body !== null ? JSON.stringify({ ...body, [MARK]: id }) : '';
