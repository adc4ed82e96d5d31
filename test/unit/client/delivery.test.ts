import { Delivery } from '../../../nodes/shared/client/traffic/delivery';
import { Limiter } from '../../../nodes/shared/client/traffic/limiter';
import { MAX_TRIES } from '../../../nodes/shared/client/traffic/retryPolicy';
import type { Clock, Send, WireRequest } from '../../../nodes/shared/client/wire/transport';
import {
	dropped,
	errorOf,
	failure,
	FakeClock,
	refused,
	response,
	script,
	timeout,
	type Script,
	type Step,
} from './support';

const get: WireRequest = { method: 'GET', path: '/api/erp/vendors' };
const post: WireRequest = { method: 'POST', path: '/api/erp/vendors', body: {} };
const put: WireRequest = { method: 'PUT', path: '/api/erp/vendors/1', body: {} };

const limitedFor = (seconds: number | string): Step =>
	response(429, {}, { 'retry-after': `${seconds}` });

function deliveryOf(
	send: Send,
	clock: Clock,
	{ maxWaitMs = 300_000, limiter = new Limiter() } = {},
): Delivery {
	return new Delivery({ send, clock, limiter, maxWaitMs });
}

const times = ({ sent }: Script): number[] => sent.map(({ at }) => at);

describe('rate limits', () => {
	test('a 429 holds back everybody on the connection until its time is over, then all go', async () => {
		const clock = new FakeClock();
		const limiter = new Limiter();
		const calls = script(clock, limitedFor(12), response(200));
		const mine = deliveryOf(calls.send, clock, { limiter });
		const theirs = deliveryOf(calls.send, clock.otherExecution(), { limiter });

		await Promise.all([
			mine.deliver(get),
			clock.pass(1000).then(async () => await theirs.deliver(get)),
			clock.pass(3000).then(async () => await theirs.deliver(post)),
			clock.pass(11_999).then(async () => await mine.deliver(put)),
		]);

		expect(times(calls)).toEqual([0, 12, 12, 12, 12]);
	});

	test('a second 429 of a request under way lengthens the pause and never shortens it', async () => {
		const clock = new FakeClock();
		const limiter = new Limiter();
		const calls = script(clock, limitedFor(12), limitedFor(3), response(200));
		const delivery = deliveryOf(calls.send, clock, { limiter });

		await Promise.all([delivery.deliver(get), delivery.deliver(get)]);

		expect(times(calls)).toEqual([0, 0, 12, 12]);
	});

	test('429s are waited out more often than other failures are tried', async () => {
		const clock = new FakeClock();
		const limits = Array.from({ length: 3 * MAX_TRIES }, () => limitedFor(1));
		const calls = script(clock, limitedFor(1), ...limits, response(200));

		const delivered = await deliveryOf(calls.send, clock).deliver(post);

		expect(delivered.kind).toBe('response');
		expect(calls.sent).toHaveLength(3 * MAX_TRIES + 2);
	});

	test('a server that limits without naming a time is asked ever more seldom', async () => {
		const clock = new FakeClock();
		const calls = script(clock, response(429));

		await errorOf(deliveryOf(calls.send, clock).deliver(get));

		expect(clock.elapsed).toBeGreaterThan(250);
		expect(calls.sent.length).toBeLessThan(30);
	});

	test('an answer by a 503 with a time counts like a rate limit', async () => {
		const clock = new FakeClock();
		const body = { code: 'SERVICE_UNAVAILABLE', message: 'Later' };
		const calls = script(clock, response(503, body, { 'retry-after': '7' }), response(201));

		await deliveryOf(calls.send, clock).deliver(post);

		expect(times(calls)).toEqual([0, 7]);
	});
});

describe('patience', () => {
	test('ends at once where a rate limit asks for more than is left', async () => {
		const clock = new FakeClock();
		const calls = script(clock, limitedFor(400));

		const error = await errorOf(deliveryOf(calls.send, clock).deliver(get));

		expect(error.message).toBe('The rate limit of this connection did not free up within 300 s');
		expect(error.description).toBe(
			'Makini asks to wait 400 s more. Run the workflow later, or raise "Max Wait" in the options. HTTP status: 429',
		);
		expect(error.kind).toBe('rateLimit');
		expect(clock.elapsed).toBe(0);
	});

	test('spares the others of the connection a limit that this execution does not wait for', async () => {
		const clock = new FakeClock();
		const limiter = new Limiter();
		const calls = script(clock, limitedFor(40), response(200));
		const hasty = deliveryOf(calls.send, clock, { limiter, maxWaitMs: 5000 });
		const patient = deliveryOf(calls.send, clock.otherExecution(), { limiter });

		await errorOf(hasty.deliver(get));
		await patient.deliver(get);

		expect(times(calls)).toEqual([0, 40]);
	});

	test('is not overrun by the pause that somebody else was told to make', async () => {
		const clock = new FakeClock();
		const limiter = new Limiter();
		limiter.pauseUntil(clock.now() + 40_000);
		const calls = script(clock, response(200));

		const hasty = deliveryOf(calls.send, clock, { limiter, maxWaitMs: 5000 });
		const error = await errorOf(hasty.deliver(get));

		expect(error.message).toBe('The rate limit of this connection did not free up within 5 s');
		expect(calls.sent).toHaveLength(0);
		expect(clock.elapsed).toBe(0);
	});

	test('is used up by several waits without a success', async () => {
		const clock = new FakeClock();
		const calls = script(clock, limitedFor(100));

		const error = await errorOf(deliveryOf(calls.send, clock).deliver(get));

		expect(times(calls)).toEqual([0, 100, 200, 300]);
		expect(error.kind).toBe('rateLimit');
	});

	test('starts anew with each success', async () => {
		const clock = new FakeClock();
		const calls = script(
			clock,
			limitedFor(200),
			response(200),
			limitedFor(200),
			response(200),
			limitedFor(301),
		);
		const delivery = deliveryOf(calls.send, clock);

		await delivery.deliver(get);
		await delivery.deliver(get);
		expect(clock.elapsed).toBe(400);
		expect((await errorOf(delivery.deliver(get))).kind).toBe('rateLimit');
	});

	test('is not used up by time in which nothing is waited for', async () => {
		const clock = new FakeClock();
		const calls = script(clock, limitedFor(400), limitedFor(200), response(200));
		const delivery = deliveryOf(calls.send, clock);

		await errorOf(delivery.deliver(get));
		await clock.pass(3_600_000);
		await delivery.deliver(get);

		expect(times(calls)).toEqual([0, 3600, 3800]);
	});

	test('is there for another item as well, after time in which nothing was waited for', async () => {
		const clock = new FakeClock();
		const calls = script(clock, limitedFor(400));
		const delivery = deliveryOf(calls.send, clock);

		await errorOf(delivery.deliver(get));
		await clock.pass(3_600_000);
		await delivery.waiter().wait(1000, new Promise(() => undefined));

		expect(clock.elapsed).toBe(3601);
	});

	test('names no number of seconds that nobody can read', async () => {
		const clock = new FakeClock();
		const calls = script(clock, limitedFor('9'.repeat(400)));

		const { description } = await errorOf(deliveryOf(calls.send, clock).deliver(get));

		expect(description).toMatch(/^Makini asks to wait more than a day\. Run the workflow later/);
	});

	test('an outage that names a time is called by its name', async () => {
		const clock = new FakeClock();
		const calls = script(clock, response(503, {}, { 'retry-after': '600' }));

		const error = await errorOf(deliveryOf(calls.send, clock).deliver(get));

		expect(error.message).toBe('Makini stayed unavailable for 300 s');
		expect(error.kind).toBe('server');
	});

	test('none at all: the first failure is the last', async () => {
		const clock = new FakeClock();
		const calls = script(clock, refused);

		const error = await errorOf(deliveryOf(calls.send, clock, { maxWaitMs: 0 }).deliver(get));

		expect(error.message).toBe('The host of the base URL refuses connections');
		expect(calls.sent).toHaveLength(1);
	});
});

describe('failures', () => {
	test('a server error is accepted after the most tries', async () => {
		const clock = new FakeClock();
		const calls = script(clock, response(500));

		const delivered = await deliveryOf(calls.send, clock).deliver(get);

		expect(delivered).toMatchObject({ kind: 'response', response: { status: 500 } });
		expect(calls.sent).toHaveLength(MAX_TRIES);
	});

	test.each([
		['ENOTFOUND', 3, 'The host name of the base URL is not known'],
		['EAI_AGAIN', MAX_TRIES, 'The host name of the base URL could not be looked up'],
		['ECONNREFUSED', MAX_TRIES, 'The host of the base URL refuses connections'],
		['EPROTO', 1, 'The host of the base URL does not speak https as expected'],
		['CERT_HAS_EXPIRED', 1, 'The certificate of the base URL is not valid or not trusted'],
		[
			'ERR_TLS_CERT_ALTNAME_INVALID',
			1,
			'The certificate of the base URL is not valid or not trusted',
		],
	])('%s: %d tries, then its own words', async (code, tries, message) => {
		const clock = new FakeClock();
		const calls = script(clock, failure(code, { reach: 'notSent' }));

		const error = await errorOf(deliveryOf(calls.send, clock).deliver(post));

		expect(error.message).toBe(message);
		expect(error.kind).toBe('unreachable');
		expect(error.description).toBe(
			'Check the base URL in the Makini credential, and that this n8n may reach that host.',
		);
		expect(calls.sent).toHaveLength(tries);
	});

	test('a change that may have arrived says so', async () => {
		const clock = new FakeClock();
		const calls = script(clock, dropped);

		const error = await errorOf(deliveryOf(calls.send, clock).deliver(put));

		expect(error.message).toBe('The host of the base URL closes the connection without an answer');
		expect(error.description).toContain(
			'The change may have been made all the same; making it again does no harm.',
		);
	});

	test('a creation that was cancelled under way is to be looked for, not done again', async () => {
		const clock = new FakeClock();
		const calls = script(clock, { kind: 'cancelled' });
		const error = await errorOf(deliveryOf(calls.send, clock).deliver({ ...put, method: 'POST' }));
		expect(error.description).toContain(
			'It may have been done all the same: look for it before you do it again.',
		);
	});

	test.each([
		['a closed connection', dropped],
		['a timeout', timeout],
		['a 500', response(500)],
		['a 504', response(504)],
	])('a POST is left uncertain after %s, and sent once', async (_, outcome) => {
		const clock = new FakeClock();
		const calls = script(clock, outcome);

		const delivered = await deliveryOf(calls.send, clock).deliver(post);

		expect(delivered).toMatchObject({
			kind: 'uncertain',
			cause: outcome,
			verify: { again: 'never' },
		});
		expect(calls.sent).toHaveLength(1);
	});
});

describe('cancellation', () => {
	const cancelled = { kind: 'cancelled', message: 'The execution was cancelled' };

	test('ends the wait for a rate limit at once', async () => {
		const clock = new FakeClock();
		const calls = script(clock, limitedFor(60));
		void clock.pass(5000).then(() => clock.cancel());

		const error = await errorOf(deliveryOf(calls.send, clock).deliver(get));

		expect(error).toMatchObject(cancelled);
		expect(error.description).toBe('What was written before the cancellation stays written.');
		expect(clock.elapsed).toBe(5);
		expect(calls.sent).toHaveLength(1);
	});

	test('ends the wait between two tries at once', async () => {
		const clock = new FakeClock();
		const calls = script(clock, () => {
			clock.cancel();
			return response(500);
		});

		expect(await errorOf(deliveryOf(calls.send, clock).deliver(get))).toMatchObject(cancelled);
		expect(calls.sent).toHaveLength(1);
	});

	test('sends nothing of what is still queued', async () => {
		const clock = new FakeClock();
		const calls = script(clock, async () => {
			await clock.pass(100);
			clock.cancel();
			return response(200);
		});
		const delivery = deliveryOf(calls.send, clock, { limiter: new Limiter(1) });

		const first = delivery.deliver(get);
		const queued = [delivery.deliver(get), delivery.deliver(post)].map(errorOf);

		expect(await first).toMatchObject({ kind: 'response' });
		for (const error of await Promise.all(queued)) expect(error).toMatchObject(cancelled);
		expect(calls.sent).toHaveLength(1);
	});
});
