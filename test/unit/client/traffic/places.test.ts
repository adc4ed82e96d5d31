import { Delivery, type DeliveryOptions } from '../../../../nodes/shared/client/traffic/delivery';
import type {
	Send,
	WireOutcome,
	WireRequest,
} from '../../../../nodes/shared/client/wire/transport';
import { Limiter } from '../../../../nodes/shared/client/traffic/limiter';
import { dropped, errorOf, response } from '../support';
import { LimitedServer } from './limitedServer';
import { VirtualTime } from './virtual';

const get: WireRequest = { method: 'GET', path: '/api/erp/vendors' };

const HOUR_MS = 3_600_000;

/** What a promise gives, or `hangs` where it gives nothing within so many seconds. */
async function within<T>(
	time: VirtualTime,
	seconds: number,
	promise: Promise<T>,
): Promise<T | 'hangs'> {
	return await Promise.race([promise, time.pass(seconds * 1000).then(() => 'hangs' as const)]);
}

/** An execution, beside another one of the same connection; the server lets ten requests pass in each 5 s. */
function scene(options: Partial<DeliveryOptions> = {}) {
	const time = new VirtualTime();
	const { send } = new LimitedServer(
		time,
		{ kind: 'fixed', requests: 10, seconds: 5 },
		{ told: 'headers' },
	);
	const limiter = new Limiter();
	const { clock, cancel } = time.execution();
	const rest = { send, limiter, maxWaitMs: 300_000, ...options };
	const delivery = new Delivery({ ...rest, clock });
	const other = new Delivery({ ...rest, clock: time.execution().clock, maxWaitMs: 100 * HOUR_MS });
	return { time, limiter: rest.limiter, cancel, delivery, other };
}

const deliverMany = async (
	delivery: Delivery,
	count: number,
	isWanted?: () => boolean,
): Promise<unknown> =>
	await Promise.allSettled(
		Array.from({ length: count }, async () => await delivery.deliver(get, 0, isWanted)),
	);

describe('a connection goes on', () => {
	test('after pages that were admitted but that nobody wanted any more', async () => {
		const { time, delivery, other } = scene();
		await deliverMany(delivery, 10);
		await time.pass(6000);
		await deliverMany(delivery, 20, () => false);
		expect(await within(time, 10, other.deliver(get))).toMatchObject({ kind: 'response' });
	});

	test('after an execution that was stopped during an outage', async () => {
		let isDown = false;
		const time = new VirtualTime();
		const limit = { kind: 'fixed', requests: 10, seconds: 5 } as const;
		const works = new LimitedServer(time, limit, { told: 'headers' });
		const send: Send = async (request) => (isDown ? dropped : await works.send(request));
		const rest = { send, limiter: new Limiter(), maxWaitMs: 300_000 };
		const { clock, cancel } = time.execution();
		const mine = new Delivery({ ...rest, clock });
		const other = new Delivery({ ...rest, clock: time.execution().clock });
		await deliverMany(mine, 10);
		await time.pass(6000);
		isDown = true;
		const all = deliverMany(mine, 20);
		await time.pass(1000);
		cancel();
		isDown = false;
		await all;
		expect(await within(time, 60, other.deliver(get))).toMatchObject({ kind: 'response' });
	});

	test('after the one that was to find out whether requests pass again was cancelled', async () => {
		const { time, delivery, other, cancel } = scene();
		await deliverMany(other, 30);
		const all = deliverMany(delivery, 5);
		cancel();
		await all;
		expect(await within(time, 10, other.deliver(get))).toMatchObject({ kind: 'response' });
	});
});

describe('whoever waits for a turn', () => {
	/** Two requests at once, of which each lasts for an hour. */
	const busy = (maxWaitMs = 60_000) => {
		const time = new VirtualTime();
		const send: Send = async () => {
			await time.pass(HOUR_MS);
			return response(200);
		};
		const limiter = new Limiter(2);
		const { clock, cancel } = time.execution();
		const others = new Delivery({
			send,
			limiter,
			clock: time.execution().clock,
			maxWaitMs: 100 * HOUR_MS,
		});
		void deliverMany(others, 2);
		return { time, cancel, delivery: new Delivery({ send, limiter, clock, maxWaitMs }) };
	};

	test('leaves when its execution is cancelled', async () => {
		const { time, cancel, delivery } = busy();
		void time.pass(1000).then(cancel);
		const error = errorOf(delivery.deliver(get));
		expect(await within(time, 30, error)).toMatchObject({ kind: 'cancelled' });
		expect(time.elapsed).toBe(1);
	});

	test('leaves soon when nobody wants the answer any more', async () => {
		const { time, delivery } = busy();
		let isWanted = true;
		void time.pass(1000).then(() => {
			isWanted = false;
		});
		const error = errorOf(delivery.deliver(get, 0, () => isWanted));
		expect(await within(time, 30, error)).toMatchObject({ kind: 'cancelled' });
		expect(time.elapsed).toBeLessThanOrEqual(2);
	});

	test('gives up when Max Wait is over', async () => {
		const { time, delivery } = busy();
		const error = errorOf(delivery.deliver(get));
		expect(await within(time, 100, error)).toMatchObject({
			kind: 'rateLimit',
			message: 'Waiting would take longer than Max Wait (60 s)',
		});
		expect(time.elapsed).toBe(60);
	});
});

describe('whoever waits behind the one that finds out whether requests pass', () => {
	/** What ten requests say that are answered in the same way for ever, after 20 s each. */
	const wordsFor = async (outcome: WireOutcome): Promise<Set<string>> => {
		const time = new VirtualTime();
		const send: Send = async () => {
			await time.pass(20_000);
			return outcome;
		};
		const { clock } = time.execution();
		const limiter = new Limiter();
		const delivery = new Delivery({ send, limiter, clock, maxWaitMs: 300_000 });
		const errors = await Promise.all(
			Array.from({ length: 10 }, async () => await errorOf(delivery.deliver(get))),
		);
		return new Set(errors.map(({ message }) => message));
	};

	test('is told of the limit where they are refused for it', async () => {
		const told = 'The rate limit of this connection did not free up within 300 s';
		expect(await wordsFor(response(429))).toEqual(new Set([told]));
	});

	test('is told of the host where that does not answer', async () => {
		const told = 'The host of the base URL closes the connection without an answer';
		expect(await wordsFor(dropped)).toEqual(new Set([told]));
	});
});

describe('whoever waits for a name', () => {
	const taken = () => {
		const it = scene();
		const hour = async (): Promise<void> => await it.time.pass(HOUR_MS);
		const first = it.limiter.exclusive('PO-1', hour, it.other.waiter());
		const wait = async (who: Delivery): Promise<string> =>
			await it.limiter.exclusive('PO-1', async () => await Promise.resolve('mine'), who.waiter());
		return { ...it, first, wait };
	};

	test('leaves when its execution is cancelled', async () => {
		const { time, cancel, delivery, wait } = taken();
		void time.pass(1000).then(cancel);
		expect(await within(time, 30, errorOf(wait(delivery)))).toMatchObject({ kind: 'cancelled' });
		expect(time.elapsed).toBe(1);
	});

	test('gives up when Max Wait is over', async () => {
		const { time, delivery, wait } = taken();
		expect(await within(time, 400, errorOf(wait(delivery)))).toMatchObject({ kind: 'rateLimit' });
		expect(time.elapsed).toBe(300);
	});

	test('leaves the name to the next one', async () => {
		const { time, cancel, delivery, other, first, wait } = taken();
		const left = errorOf(wait(delivery));
		const next = wait(other);
		cancel();
		expect(await left).toMatchObject({ kind: 'cancelled' });
		await first;
		expect(await within(time, 1, next)).toBe('mine');
	});
});

describe('a wait that is known to be long', () => {
	test('is not begun where Max Wait is shorter', async () => {
		const headers = { 'ratelimit-remaining': '0', 'ratelimit-reset': '3600' };
		const send: Send = async () => await Promise.resolve(response(200, {}, headers));
		const { time, delivery } = scene({ send });
		await delivery.deliver(get);
		const error = await within(time, 30, errorOf(delivery.deliver(get)));
		expect(error).toMatchObject({
			kind: 'rateLimit',
			message: 'The rate limit of this connection did not free up within 300 s',
			details: { hint: expect.stringContaining('Makini asks to wait 3600 s more') as string },
		});
		expect(time.elapsed).toBe(0);
	});

	test('is ended at once for those in line when it becomes known', async () => {
		const time = new VirtualTime();
		const send: Send = async () => {
			await time.pass(1000);
			return response(429, {}, { 'retry-after': '3600' });
		};
		const delivery = new Delivery({
			send,
			clock: time.execution().clock,
			limiter: new Limiter(1),
			maxWaitMs: 300_000,
		});
		const errors = [1, 2, 3].map(async () => await errorOf(delivery.deliver(get)));
		for (const error of await Promise.all(errors)) expect(error.kind).toBe('rateLimit');
		expect(time.elapsed).toBe(1);
	});

	test('is slept in pieces, since timers overflow', async () => {
		const time = new VirtualTime();
		const { clock } = time.execution();
		const slept: number[] = [];
		const send: Send = async () => {
			const isFirst = slept.length === 0;
			return await Promise.resolve(
				isFirst ? response(429, {}, { 'retry-after': '3000000' }) : response(200),
			);
		};
		const sleep = async (ms: number): Promise<void> => {
			slept.push(ms);
			await clock.sleep(ms);
		};
		const delivery = new Delivery({
			send,
			clock: { ...clock, sleep },
			limiter: new Limiter(),
			maxWaitMs: 4e9,
		});
		await delivery.deliver(get);
		expect(Math.max(...slept)).toBeLessThan(2 ** 31);
		expect(time.elapsed).toBe(3600);
	});

	test('before a look at what became of a create counts against Max Wait too', async () => {
		const { time, delivery } = scene({ maxWaitMs: 5000 });
		await delivery.pause(4000);
		const error = errorOf(delivery.pause(2000));
		expect(await within(time, 30, error)).toMatchObject({ kind: 'rateLimit' });
		expect(time.elapsed).toBe(4);
	});
});
