import { purchaseOrder } from '../../../nodes/shared/catalogue';
import { MakiniClient } from '../../../nodes/shared/client/client';
import type { ClientOptions } from '../../../nodes/shared/client/requests/requests';
import { cancelledError, MakiniError } from '../../../nodes/shared/client/errors/errors';
import { Limiter } from '../../../nodes/shared/client/traffic/limiter';
import type { Waiter } from '../../../nodes/shared/client/traffic/queue';
import { RecentWrites } from '../../../nodes/shared/client/matching/recentWrites';
import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import type {
	Clock,
	Connection,
	Send,
	WireFailure,
	WireOutcome,
	WireRequest,
	WireResponse,
} from '../../../nodes/shared/client/wire/transport';

/** When every fake clock starts. */
export const START = Date.parse('2026-05-01T08:00:00Z');

export const connection: Connection = {
	baseUrl: 'https://api.makini.io',
	systemType: 'erp',
	apiStyle: 'module',
	id: 'test',
};

/** Time that passes only while everybody waits: it jumps to the next wait's end as soon as nothing else can run. */
export class FakeClock implements Clock {
	/** What `random` gives. */
	chance = 0.5;

	private time = START;

	private isCancelled = false;

	private isMoving = false;

	private waits: Array<{ until: number; wake: () => void }> = [];

	now = (): number => this.time;

	random = (): number => this.chance;

	cancelled = (): boolean => this.isCancelled;

	/** Seconds since the start. */
	get elapsed(): number {
		return (this.time - START) / 1000;
	}

	sleep = async (ms: number): Promise<void> => {
		if (this.isCancelled || ms <= 0) return;
		await this.pass(ms);
	};

	/** Waits whether or not the execution is cancelled, as other machines do. */
	pass = async (ms: number): Promise<void> => {
		await new Promise<void>((resolve) => {
			this.waits.push({ until: this.time + ms, wake: resolve });
			this.move();
		});
	};

	/** Cancels the execution and ends its waits. */
	cancel(): void {
		this.isCancelled = true;
		this.waits.splice(0).forEach(({ wake }) => wake());
	}

	/** The clock of another execution, with the same time but never cancelled by this one. */
	otherExecution(): Clock {
		return { now: this.now, random: this.random, cancelled: () => false, sleep: this.pass };
	}

	private move(): void {
		if (this.isMoving) return;
		this.isMoving = true;
		// By then, everything that needs no time has happened.
		setImmediate(() => {
			this.isMoving = false;
			if (this.waits.length === 0) return;
			this.time = Math.min(...this.waits.map(({ until }) => until));
			const due = this.waits.filter(({ until }) => until <= this.time);
			this.waits = this.waits.filter(({ until }) => until > this.time);
			due.forEach(({ wake }) => wake());
			if (this.waits.length > 0) this.move();
		});
	}
}

/** Whoever waits as long as it takes, unless its execution is cancelled. */
export const patient = (clock: Clock): Waiter => ({
	now: () => clock.now(),
	wait: async (ms, woken) => {
		if (clock.cancelled()) throw cancelledError();
		await Promise.race([clock.sleep(Math.min(ms, 1000)), woken]);
	},
});

export const response = (
	status: number,
	body: unknown = {},
	headers: Record<string, string> = {},
): WireResponse => ({ kind: 'response', status, headers, body });

export const failure = (
	code: string,
	{ reach = 'maybeSent', timedOut = false }: Partial<WireFailure> = {},
): WireFailure => ({ kind: 'failure', reach, timedOut, code });

export const refused = failure('ECONNREFUSED', { reach: 'notSent' });
export const dropped = failure('ECONNRESET');
export const timeout = failure('ETIMEDOUT', { timedOut: true });

/** One step of a script: an outcome, or what finds one out. */
export type Step = WireOutcome | ((request: WireRequest) => WireOutcome | Promise<WireOutcome>);

export interface Script {
	send: Send;
	/** What was sent, and when in seconds since the start. */
	sent: Array<{ at: number; request: WireRequest }>;
}

/** Plays the steps in order, then repeats the last one. */
export function script(clock: FakeClock, ...steps: [Step, ...Step[]]): Script {
	const sent: Script['sent'] = [];
	const send: Send = async (request) => {
		const step = steps[Math.min(sent.length, steps.length - 1)] ?? steps[0];
		sent.push({ at: clock.elapsed, request });
		return await Promise.resolve(typeof step === 'function' ? step(request) : step);
	};
	return { send, sent };
}

export type TestClientOptions = Partial<ClientOptions> & Pick<ClientOptions, 'clock' | 'send'>;

export const clientWith = (options: TestClientOptions): MakiniClient =>
	new MakiniClient({
		connection,
		limiter: new Limiter(),
		recent: new RecentWrites(),
		maxWaitMs: 300_000,
		onUncertainWrite: 'verify',
		...options,
	});

/** The error of a promise that has to fail, as the client throws it. */
export async function errorOf(promise: Promise<unknown>): Promise<MakiniError> {
	try {
		await promise;
	} catch (error) {
		if (error instanceof MakiniError) return error;
		throw error;
	}
	throw new Error('No error was thrown');
}

/** What happens to one request: before or after it was processed, or in its place. */
export type Fault =
	| { as: 'none' }
	| { as: 'before' | 'after'; outcome: WireOutcome }
	/** Processed only after the given time, the outcome is there at once. */
	| { as: 'later'; outcome: WireOutcome; ms: number };

/**
 * A Makini with purchase orders in memory. It honours no idempotency key, so that every order sent to it and
 * processed is there: the worst case.
 */
export class MemoryServer {
	orders: MakiniRecord[] = [];

	readonly requests: WireRequest[] = [];

	/** What happens to the next requests of a kind, in order. */
	readonly faults: { writes: Fault[]; reads: Fault[] } = { writes: [], reads: [] };

	/** Milliseconds after which lists show an order. */
	lateMs = 0;

	/** Milliseconds after which an order is found by its key. */
	lateKeysMs = 0;

	/** Milliseconds after which an order can be changed. */
	lateChangesMs = 0;

	/** What an order tells as the time of its creation; nothing unless set. */
	createdAt: (() => string) | undefined;

	/** Gives the answer of the first request of an idempotency key to all of them. */
	honoursIdempotencyKey = false;

	private readonly answers = new Map<string, WireResponse>();

	private readonly addedAt = new Map<MakiniRecord, number>();

	/** How lists are filtered; exact by default. */
	matches = (record: MakiniRecord, field: string, value: string): boolean =>
		record[field] === value;

	constructor(private readonly clock: FakeClock) {}

	send: Send = async (request) => {
		this.requests.push(request);
		await this.clock.pass(10);
		const faults = request.method === 'GET' ? this.faults.reads : this.faults.writes;
		const fault = faults.shift() ?? { as: 'none' };
		if (fault.as === 'before') return fault.outcome;
		if (fault.as === 'later') {
			void this.clock.pass(fault.ms).then(() => this.process(request));
			return fault.outcome;
		}
		const answer = this.process(request);
		return fault.as === 'after' ? fault.outcome : answer;
	};

	seed(...orders: MakiniRecord[]): void {
		orders.forEach((order) => this.add(order));
	}

	count(orderNo: string): number {
		return this.orders.filter((order) => order.orderNo === orderNo).length;
	}

	sent(method: WireRequest['method']): WireRequest[] {
		return this.requests.filter((request) => request.method === method);
	}

	private add(order: MakiniRecord): MakiniRecord {
		const createdAt = this.createdAt?.();
		const told = createdAt === undefined ? {} : { createdAt };
		const record = { key: `K${this.addedAt.size + 1}`, ...told, ...order };
		this.orders.push(record);
		this.addedAt.set(record, this.clock.now());
		return record;
	}

	private process({ method, path, query = [], body, idempotencyKey }: WireRequest): WireResponse {
		if (method === 'POST') return this.create(body as MakiniRecord, idempotencyKey ?? '');
		if (!path.endsWith('/purchase-orders')) return this.processOne(method, path, body);
		const conditions = query.flatMap(([name, value]) => {
			const field = /^filter\[(\w+)\]$/.exec(name)?.[1];
			return field === undefined ? [] : [{ field, value }];
		});
		const shownUntil = this.clock.now() - this.lateMs;
		const shown = this.orders.filter((order) => (this.addedAt.get(order) ?? 0) <= shownUntil);
		const found = shown.filter((order) =>
			conditions.every(({ field, value }) => this.matches(order, field, value)),
		);
		return response(200, {
			data: found,
			meta: { current_page: 1, last_page: 1, total: found.length },
		});
	}

	private create(order: MakiniRecord, idempotencyKey: string): WireResponse {
		const known = this.honoursIdempotencyKey ? this.answers.get(idempotencyKey) : undefined;
		const answer = known ?? response(201, { data: { ...this.add(order) } });
		this.answers.set(idempotencyKey, answer);
		return answer;
	}

	private processOne(method: string, path: string, body: unknown): WireResponse {
		const key = decodeURIComponent(path.split('/').pop() ?? '');
		const index = this.orders.findIndex((order) => order.key === key);
		const order = this.orders[index];
		const lateMs = method === 'GET' ? this.lateKeysMs : this.lateChangesMs;
		const isLate = order && (this.addedAt.get(order) ?? 0) > this.clock.now() - lateMs;
		if (!order || isLate) return response(404, { message: 'Not found' });
		if (method === 'PUT') Object.assign(order, body);
		if (method === 'DELETE') this.orders.splice(index, 1);
		return response(200, { data: order });
	}
}

/** A client that talks to a server in memory. */
export function memoryClient(options: Partial<ClientOptions> = {}): {
	clock: FakeClock;
	server: MemoryServer;
	client: MakiniClient;
	/** For another client of the same connection and process. */
	options: TestClientOptions;
} {
	const clock = new FakeClock();
	const server = new MemoryServer(clock);
	const own = { limiter: new Limiter(), recent: new RecentWrites() };
	const all: TestClientOptions = { clock, send: server.send, ...own, ...options };
	return { clock, server, client: clientWith(all), options: all };
}

export { purchaseOrder };
