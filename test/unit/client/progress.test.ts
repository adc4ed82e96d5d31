import { Delivery } from '../../../nodes/shared/client/traffic/delivery';
import { Limiter } from '../../../nodes/shared/client/traffic/limiter';
import { Progress } from '../../../nodes/shared/client/traffic/progress';
import type { WireRequest } from '../../../nodes/shared/client/wire/transport';
import { progressText, waitHint } from '../../../nodes/shared/glue/session/progressHints';
import { FakeClock, failure, response, script, type Step } from './support';

const get: WireRequest = { method: 'GET', path: '/api/erp/vendors' };
const post: WireRequest = { method: 'POST', path: '/api/erp/vendors', body: {} };

const nothing = {
	requests: 0,
	pages: 0,
	records: 0,
	writes: 0,
	retries: 0,
	refusals: 0,
	waitedMs: 0,
};

describe('what an execution has done', () => {
	const start = (...steps: [Step, ...Step[]]) => {
		const clock = new FakeClock();
		const progress = new Progress();
		const calls = script(clock, ...steps);
		const delivery = new Delivery({
			send: calls.send,
			clock,
			limiter: new Limiter(),
			maxWaitMs: 300_000,
			progress,
		});
		return { delivery, progress };
	};

	test('counts requests, accepted writes, retries and refusals', async () => {
		const { delivery, progress } = start(
			response(429, {}, { 'retry-after': '12' }),
			response(201),
			response(422),
			response(503),
			response(200),
		);
		await delivery.deliver(post);
		await delivery.deliver(post);
		await delivery.deliver(get);
		expect(progress.tally).toEqual({
			...nothing,
			requests: 5,
			writes: 1,
			retries: 1,
			refusals: 1,
			waitedMs: 12_000,
		});
	});

	test('time that several requests wait through counts once', async () => {
		const { delivery, progress } = start(response(429, {}, { 'retry-after': '12' }), response(200));
		await Promise.all([1, 2, 3].map(async () => await delivery.deliver(get)));
		expect(progress.tally).toMatchObject({ waitedMs: 12_000, refusals: 1 });
	});

	test('waits for a host that cannot be reached are none for the rate limit', async () => {
		const down = failure('ECONNREFUSED', { reach: 'notSent' });
		const { delivery, progress } = start(
			down,
			...Array.from({ length: 8 }, () => down),
			response(200),
		);
		await Promise.allSettled(Array.from({ length: 9 }, async () => await delivery.deliver(get)));
		expect(progress.tally.waitedMs).toBe(0);
		expect(progress.tally.retries).toBeGreaterThan(0);
	});

	test('whoever watches is told of each step', () => {
		const seen: number[] = [];
		const progress = new Progress(({ records }) => seen.push(records));
		progress.add({ pages: 1, records: 100 });
		progress.add({ pages: 1, records: 50 });
		expect(seen).toEqual([100, 150]);
	});
});

describe('texts', () => {
	test('say what there is to say, and nothing of what did not happen', () => {
		const tally = { ...nothing, requests: 102, records: 10_000, pages: 100, retries: 1 };
		expect(progressText(tally, 5_260)).toBe(
			'10,000 records read, 100 pages, 102 requests, 1 retry, 5.3 s in all',
		);
		expect(
			progressText({ ...nothing, requests: 1, writes: 1, refusals: 1, waitedMs: 900 }, 1_000),
		).toBe(
			'1 write, 1 request, 1 answer to wait for the rate limit, 0.9 s waiting for the rate limit, 1.0 s in all',
		);
	});

	test('long waits are told with their reason, short ones are not', () => {
		expect(waitHint({ ...nothing, waitedMs: 4_999 }, 60_000)).toBeUndefined();
		expect(waitHint({ ...nothing, waitedMs: 42_000, refusals: 3 }, 60_000)).toBe(
			'42.0 s of 60.0 s were spent waiting because the rate limit of this connection was reached. All workflows that use the connection share the limit.',
		);
		expect(waitHint({ ...nothing, waitedMs: 42_000 }, 60_000)).toContain(
			'to stay within the rate limit of this connection',
		);
	});
});
