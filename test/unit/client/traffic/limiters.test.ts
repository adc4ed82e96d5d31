import { runBatches } from '../../../../nodes/shared/client/traffic/batches';
import { Delivery } from '../../../../nodes/shared/client/traffic/delivery';
import type { WireRequest } from '../../../../nodes/shared/client/wire/transport';
import { Limiter } from '../../../../nodes/shared/client/traffic/limiter';
import { floorOf, LATENCY_MS, LimitedServer, type Limit, type Told } from './limitedServer';
import { VirtualTime } from './virtual';

interface Load {
	request: WireRequest;
	count: number;
	/** Requests at once that whoever sends them is ready for. */
	atOnce: number;
}

/** Pages are asked for 8 at a time, and 32 items written at once, as the nodes do unless told otherwise. */
const READS: Load = { request: { method: 'GET', path: '/api/erp/x' }, count: 10_000, atOnce: 8 };
const CREATES: Load = { request: { method: 'POST', path: '/api/erp/x' }, count: 1_000, atOnce: 32 };

const LIMITS: readonly Limit[] = [
	{ kind: 'fixed', requests: 60, seconds: 5 },
	{ kind: 'fixed', requests: 60, seconds: 5, onTheClock: true },
	{ kind: 'fixed', requests: 600, seconds: 60 },
	{ kind: 'sliding', requests: 60, seconds: 5 },
	{ kind: 'sliding', requests: 100, seconds: 10 },
	{ kind: 'sliding', requests: 600, seconds: 60 },
	{ kind: 'bucket', size: 20, perSecond: 10 },
	{ kind: 'bucket', size: 5, perSecond: 2 },
	{ kind: 'atOnce', requests: 4 },
	{ kind: 'atOnce', requests: 10 },
];

const nameOf = (limit: Limit): string => {
	if (limit.kind === 'bucket') return `bucket of ${limit.size}, ${limit.perSecond} a second`;
	if (limit.kind === 'atOnce') return `${limit.requests} at once`;
	if (limit.kind === 'both') return limit.limits.map(nameOf).join(' and ');
	if (limit.kind === 'chance') return `${limit.share * 100} % by chance`;
	const clock = limit.kind === 'fixed' && limit.onTheClock ? ', on the clock' : '';
	return `${limit.kind} window, ${limit.requests} in ${limit.seconds} s${clock}`;
};

/** The most time beside the least that the limit allows, by what the server tells. */
const MOST: Readonly<Record<Told, number>> = { headers: 1.15, 'Retry-After': 1.25, nothing: 1.5 };
const MOST_REFUSED = 0.05;

/** Several executions of several processes send so many requests each; gives the seconds that it took. */
async function send(
	time: VirtualTime,
	server: LimitedServer,
	{ request, count, atOnce }: Load,
	limiters: readonly Limiter[],
): Promise<number> {
	const start = time.elapsed;
	const runs = limiters.map(async (limiter) => {
		const { clock } = time.execution();
		const delivery = new Delivery({ send: server.send, clock, limiter, maxWaitMs: 300_000 });
		return await runBatches(count, async () => await delivery.deliver(request), {
			batchSize: count,
			batchDelayMs: 0,
			concurrency: atOnce,
			stopOnError: true,
			sleep: clock.sleep,
		});
	});
	const results = (await Promise.all(runs)).flat();
	expect(results.filter(({ state }) => state !== 'done')).toEqual([]);
	expect(server.passed).toBe(count * limiters.length);
	return time.elapsed - start;
}

const rows: string[] = [];

function note(what: string, told: string, floor: number, seconds: number, refused: number): void {
	const cells = [
		what.padEnd(64),
		told.padEnd(11),
		`${floor.toFixed(1)} s`.padStart(9),
		`${seconds.toFixed(1)} s`.padStart(9),
		(seconds / floor).toFixed(2),
		`${(refused * 100).toFixed(1)} %`.padStart(6),
	];
	rows.push(`| ${cells.join(' | ')} |`);
}

afterAll(() => {
	const head = `| ${'requests, limit'.padEnd(64)} | told        |     least |      time | ×    |    429 |`;
	process.stdout.write(`\n${head}\n${rows.join('\n')}\n`);
});

/** One process sends a load to a limited server; the seconds, beside the least, and the share that was refused. */
async function measure(
	name: string,
	limit: Limit,
	told: Told,
	load: Load,
	{ seed, ...how }: { seed?: number; jitterMs?: number; refusesFast?: boolean } = {},
) {
	const time = new VirtualTime(seed);
	const server = new LimitedServer(time, limit, { told, ...how });
	const seconds = await send(time, server, load, [new Limiter()]);
	const floor = floorOf(limit, load.count, load.atOnce, LATENCY_MS);
	const refused = server.refused / load.count;
	note(`${name}, ${nameOf(limit)}`, told, floor, seconds, refused);
	return { seconds, floor, refused, early: server.early };
}

describe.each(['headers', 'Retry-After', 'nothing'] as const)('a server that tells %s', (told) => {
	test.each([
		['10,000 pages', READS, false],
		['1,000 creates', CREATES, false],
		['1,000 creates, refused at once', CREATES, true],
	])(
		'%s: little more than the least time, and few refusals, under limits of all kinds',
		async (name, load, refusesFast) => {
			for (const limit of LIMITS) {
				const how = { refusesFast };
				const { seconds, floor, refused, early } = await measure(name, limit, told, load, how);
				expect({ limit, times: seconds / floor <= MOST[told] ? 'few' : seconds / floor }).toEqual({
					limit,
					times: 'few',
				});
				expect(refused).toBeLessThanOrEqual(MOST_REFUSED);
				expect(early).toBe(0);
			}
		},
	);
});

/** By the share of requests that are refused: the most time beside that without refusals. */
const BY_CHANCE: ReadonlyArray<[share: number, times: number]> = [
	[0.001, 3],
	[0.01, 10],
	[0.02, 15],
	[0.05, 400],
];

test.each(BY_CHANCE)(
	'refusals of a share of %d by chance do not bring a connection to a standstill',
	async (share, times) => {
		for (const told of ['Retry-After', 'nothing'] as const) {
			const limit: Limit = { kind: 'chance', share };
			const { seconds, floor } = await measure('10,000 pages', limit, told, READS);
			expect(seconds).toBeLessThanOrEqual(times * floor);
		}
	},
);

/** Limits under which a few refusals are many. */
const SLOW_LIMITS: readonly Limit[] = [
	{ kind: 'fixed', requests: 60, seconds: 60 },
	{ kind: 'fixed', requests: 120, seconds: 60, onTheClock: true },
	{ kind: 'sliding', requests: 60, seconds: 60 },
	{ kind: 'sliding', requests: 300, seconds: 60 },
];

test.each([
	['headers', 0.05],
	['Retry-After', 0.05],
	['nothing', 0.06],
] as const)(
	'few refusals under slow limits, too, where the server tells %s',
	async (told, most) => {
		for (const limit of SLOW_LIMITS) {
			const { seconds, floor, refused } = await measure('1,000 creates', limit, told, CREATES);
			expect(seconds).toBeLessThanOrEqual(MOST[told] * floor);
			expect(refused).toBeLessThanOrEqual(most);
		}
	},
);

/** Limits of which a refusal says when it is over. */
const IN_TIME = LIMITS.filter(({ kind }) => kind !== 'atOnce');

test.each([
	['headers', 1.25],
	['Retry-After', 1.25],
	['nothing', 1.6],
] as const)(
	'answers that take now longer, now shorter cost little, told %s',
	async (told, most) => {
		for (const limit of IN_TIME) {
			for (const seed of [1, 2, 3]) {
				const load = { ...READS, count: 3_000, atOnce: 32 };
				const how = { seed, jitterMs: 30 };
				const name = '3,000 pages, uneven';
				const { seconds, floor, refused } = await measure(name, limit, told, load, how);
				expect({ limit, seed, times: seconds / floor <= most ? 'few' : seconds / floor }).toEqual({
					limit,
					seed,
					times: 'few',
				});
				expect(refused).toBeLessThanOrEqual(MOST_REFUSED);
			}
		}
	},
);

/** Limits for bursts and for the long run, of which nothing is told: by these many times the least time at most. */
const BOTH: ReadonlyArray<[Limit, number]> = [
	[
		{
			kind: 'both',
			limits: [
				{ kind: 'sliding', requests: 10, seconds: 1 },
				{ kind: 'sliding', requests: 100, seconds: 60 },
			],
		},
		5,
	],
	[
		{
			kind: 'both',
			limits: [
				{ kind: 'fixed', requests: 10, seconds: 1, onTheClock: true },
				{ kind: 'fixed', requests: 100, seconds: 60, onTheClock: true },
			],
		},
		5,
	],
];

test.each(['Retry-After', 'nothing'] as const)('two limits at once, told %s', async (told) => {
	for (const [limit, times] of BOTH) {
		const how = { jitterMs: 30 };
		const { seconds, floor } = await measure('1,000 creates', limit, told, CREATES, how);
		expect(seconds).toBeLessThanOrEqual(times * floor);
	}
});

describe('several at once', () => {
	const kinds = [LIMITS[0], LIMITS[3], LIMITS[6], LIMITS[9]] as Limit[];

	test.each(['headers', 'Retry-After', 'nothing'] as const)(
		'four executions of one process take no longer than one, where the server tells %s',
		async (told) => {
			for (const limit of kinds) {
				const time = new VirtualTime();
				const server = new LimitedServer(time, limit, { told });
				const limiter = new Limiter();
				const load = { ...CREATES, count: 250, atOnce: 8 };
				const seconds = await send(time, server, load, Array(4).fill(limiter));
				const floor = floorOf(limit, 1_000, 32, LATENCY_MS);
				note(`4 x 250 creates, ${nameOf(limit)}`, told, floor, seconds, server.refused / 1_000);
				expect(seconds).toBeLessThanOrEqual(MOST[told] * floor);
				expect(server.refused).toBeLessThanOrEqual(MOST_REFUSED * 1_000);
			}
		},
	);

	test.each(['headers', 'Retry-After', 'nothing'] as const)(
		'two processes both get through, where the server tells %s',
		async (told) => {
			for (const limit of kinds) {
				const time = new VirtualTime();
				const server = new LimitedServer(time, limit, { told });
				const load = { ...CREATES, count: 600, atOnce: 16 };
				const seconds = await send(time, server, load, [new Limiter(), new Limiter()]);
				const floor = floorOf(limit, 1_200, 32, LATENCY_MS);
				note(`2 processes x 600, ${nameOf(limit)}`, told, floor, seconds, server.refused / 1_200);
				expect(seconds).toBeLessThanOrEqual(5 * floor);
				expect(server.refused).toBeLessThanOrEqual(0.4 * 1_200);
			}
		},
	);

	test('whoever comes later has its turn before those who came first are done', async () => {
		const time = new VirtualTime();
		const server = new LimitedServer(
			time,
			{ kind: 'fixed', requests: 60, seconds: 5 },
			{ told: 'Retry-After' },
		);
		const limiter = new Limiter();
		const long = send(time, server, { ...CREATES, count: 600 }, [limiter]).catch(() => 0);
		await time.pass(7_000);
		const start = time.elapsed;
		const delivery = new Delivery({
			send: server.send,
			clock: time.execution().clock,
			limiter,
			maxWaitMs: 300_000,
		});
		await delivery.deliver(READS.request);
		expect(time.elapsed - start).toBeLessThan(10);
		await long;
	});
});
