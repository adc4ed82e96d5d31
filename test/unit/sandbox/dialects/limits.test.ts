import fc from 'fast-check';
import { limiterOf, LIMIT_KINDS } from '../../../../sandbox/dialects/limits';
import type { LimitDialect } from '../../../../sandbox/dialects/types';
import { closePeers, speaking, type Stage } from './support';

beforeEach(() => jest.useFakeTimers({ now: 1_800_000_000_000 }));

afterEach(async () => {
	await closePeers();
	jest.useRealTimers();
});

const limited = (limit: LimitDialect, latencyMs = 0): Stage => speaking({ limit }, { latencyMs });

const statuses = async (stage: Stage, count: number): Promise<number[]> => {
	const found: number[] = [];
	for (let each = 0; each < count; each++) found.push((await stage.get('sites')).status);
	return found;
};

const STEPS = [
	{ kind: 'fixed', waits: [999, 1], passes: [0, 2] },
	// The first two came together, so both are free again together.
	{ kind: 'sliding', waits: [999, 1], passes: [0, 2] },
	{ kind: 'bucket', waits: [499, 1, 500], passes: [0, 1, 1] },
] as const;

test.each(STEPS)('$kind lets pass what it says', async ({ kind, waits, passes }) => {
	const stage = limited({ kind, requests: 2, perMs: 1000, tells: 'nothing' });
	expect(await statuses(stage, 3)).toEqual([200, 200, 429]);
	for (const [index, wait] of waits.entries()) {
		await jest.advanceTimersByTimeAsync(wait);
		const found = await statuses(stage, 3);
		expect(found.filter((status) => status === 200)).toHaveLength(passes[index] as number);
	}
});

test('sliding counts each request from its own time, fixed from the first', async () => {
	const passedAfter = async (kind: 'fixed' | 'sliding') => {
		const stage = limited({ kind, requests: 2, perMs: 1000, tells: 'nothing' });
		await statuses(stage, 1);
		await jest.advanceTimersByTimeAsync(900);
		await statuses(stage, 1);
		await jest.advanceTimersByTimeAsync(150);
		return (await statuses(stage, 3)).filter((status) => status === 200).length;
	};
	expect([await passedAfter('fixed'), await passedAfter('sliding')]).toEqual([2, 1]);
});

test('concurrent counts what is under way, also what a client has left', async () => {
	const stage = limited({ kind: 'concurrent', requests: 2, perMs: 0, tells: 'retryAfter' }, 100);
	const gone = new AbortController();
	const left = stage.send('GET', 'sites', undefined, gone.signal);
	const first = stage.send('GET', 'sites');
	const refused = stage.send('GET', 'sites');
	await jest.advanceTimersByTimeAsync(50);
	gone.abort();
	await left;
	const next = stage.send('GET', 'sites');
	await jest.advanceTimersByTimeAsync(100);
	expect([await first, await refused, await next]).toMatchObject([
		{ status: 200 },
		{ status: 429, headers: { 'retry-after': '1' } },
		{ status: 200 },
	]);
	stage.server.setFaults([{ effect: { kind: 'dropBefore' }, times: 3 }]);
	for (let each = 0; each < 3; each++) {
		const dropped = stage.send('GET', 'sites');
		await jest.advanceTimersByTimeAsync(100);
		expect(await dropped).toEqual({ dropped: true });
	}
	const last = stage.send('GET', 'sites');
	await jest.advanceTimersByTimeAsync(100);
	expect(await last).toMatchObject({ status: 200 });
});

describe.each(LIMIT_KINDS)('%s', (kind) => {
	const told = async (tells: LimitDialect['tells']) => {
		const stage = limited({ kind, requests: 1, perMs: 60_000, tells }, 10);
		const both = [stage.send('GET', 'sites'), stage.send('GET', 'sites')];
		await jest.advanceTimersByTimeAsync(20);
		const [passed, refused] = await Promise.all(both);
		return [passed, refused].map((answer) => {
			const { headers } = answer as { headers: Record<string, string> };
			const names = Object.keys(headers).filter((name) => /^x-ratelimit|^retry/.test(name));
			return names.sort();
		});
	};

	test('tells what it is to tell', async () => {
		const rate = ['x-ratelimit-limit', 'x-ratelimit-remaining'];
		if (kind !== 'concurrent') rate.push('x-ratelimit-reset');
		expect(await told('nothing')).toEqual([[], []]);
		expect(await told('retryAfter')).toEqual([[], ['retry-after']]);
		expect(await told('headers')).toEqual([rate, ['retry-after', ...rate]]);
	});
});

test('who waits as told, in whichever form, is never early', () => {
	const kinds = fc.constantFrom('fixed', 'sliding', 'bucket');
	const forms = fc.constantFrom('seconds', 'date');
	const gaps = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 5, maxLength: 40 });
	const sizes = fc.record({ requests: fc.integer({ min: 1, max: 7 }), perMs: fc.nat(20_000) });
	fc.assert(
		fc.property(kinds, forms, sizes, gaps, (kind, retryAfter, { requests, perMs }, waits) => {
			const sizes = { requests, perMs: perMs + 1 };
			const limiter = limiterOf({ kind, ...sizes, retryAfter, sendsHeaders: true });
			let now = 1_800_000_000_123;
			for (const wait of waits) {
				now += wait;
				const { allowed, headers } = limiter.take(now);
				expect(Number(headers['x-ratelimit-remaining'])).toBeLessThan(requests);
				if (allowed) continue;
				expect(headers['x-ratelimit-remaining']).toBe('0');
				const header = headers['retry-after'] ?? '';
				now = retryAfter === 'seconds' ? now + Number(header) * 1000 : Date.parse(header);
				expect(limiter.take(now).allowed).toBe(true);
			}
		}),
	);
});

test('a bucket never lets more pass than it holds and refills', () => {
	const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 20, maxLength: 200 });
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 9 }), gaps, (requests, waits) => {
			const limiter = limiterOf({ kind: 'bucket', requests, perMs: 1000, sendsHeaders: false });
			let now = 0;
			let passed = 0;
			for (const wait of waits) {
				now += wait;
				if (limiter.take(now).allowed) passed++;
				expect(passed).toBeLessThanOrEqual(requests + (now * requests) / 1000 + 1e-6);
			}
		}),
	);
});
