import { Limiter, limiterOf } from '../../../nodes/shared/client/traffic/limiter';
import { START_IN_FLIGHT } from '../../../nodes/shared/client/traffic/concurrency';
import { FakeClock, patient } from './support';

describe('traffic', () => {
	test('no more requests are under way at once than allowed, and all are made', async () => {
		const clock = new FakeClock();
		const limiter = new Limiter();
		let underWay = 0;
		let most = 0;
		const task = async (): Promise<void> => {
			underWay += 1;
			most = Math.max(most, underWay);
			await clock.sleep(100);
			underWay -= 1;
		};

		await Promise.all(
			Array.from({ length: 50 }, async () => await limiter.run(task, patient(clock))),
		);

		expect(most).toBe(START_IN_FLIGHT);
		expect(clock.elapsed).toBe(0.7);
	});

	test('a failure frees its slot', async () => {
		const clock = new FakeClock();
		const limiter = new Limiter(1);
		const failing = limiter.run(async () => await Promise.reject(new Error('no')), patient(clock));

		await expect(failing).rejects.toThrow('no');
		expect(await limiter.run(async () => await Promise.resolve('yes'), patient(clock))).toBe('yes');
	});

	test('a pause holds everybody, and a shorter one does not end it', async () => {
		const clock = new FakeClock();
		const limiter = new Limiter();
		const when = async (): Promise<number> => await Promise.resolve(clock.elapsed);
		limiter.pauseUntil(clock.now() + 10_000);
		limiter.pauseUntil(clock.now() + 2000);

		const started = await Promise.all([
			limiter.run(when, patient(clock)),
			limiter.run(when, patient(clock.otherExecution())),
			clock.pass(4000).then(async () => await limiter.run(when, patient(clock))),
		]);

		expect(started).toEqual([10, 10, 10]);
	});

	test('a pause that is lengthened meanwhile is waited out', async () => {
		const clock = new FakeClock();
		const limiter = new Limiter();
		limiter.pauseUntil(clock.now() + 2000);
		void clock.pass(1000).then(() => limiter.pauseUntil(clock.now() + 10_000));

		await limiter.run(async () => await Promise.resolve(), patient(clock));

		expect(clock.elapsed).toBe(11);
	});

	test('a pause that begins while tasks are queued holds them too', async () => {
		const clock = new FakeClock();
		const limiter = new Limiter(1);
		const first = limiter.run(async () => {
			await clock.sleep(1000);
			limiter.pauseUntil(clock.now() + 5000);
		}, patient(clock));
		const queued = limiter.run(async () => await Promise.resolve(clock.elapsed), patient(clock));

		await first;
		expect(await queued).toBe(6);
	});

	test('is the same for a connection wherever it is asked for', () => {
		expect(limiterOf('one')).toBe(limiterOf('one'));
		expect(limiterOf('one')).not.toBe(limiterOf('two'));
	});
});

describe('exclusive work', () => {
	test('of one name is done one after the other, in order', async () => {
		const clock = new FakeClock();
		const limiter = new Limiter();
		const log: string[] = [];
		const work = (name: string) => async (): Promise<void> => {
			log.push(`${name} starts`);
			await clock.sleep(100);
			log.push(`${name} ends`);
		};

		await Promise.all(
			['a', 'b', 'c'].map(
				async (name) => await limiter.exclusive('PO-1', work(name), patient(clock)),
			),
		);

		expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
	});

	test('of different names is done at the same time', async () => {
		const clock = new FakeClock();
		const limiter = new Limiter();

		await Promise.all(
			['PO-1', 'PO-2', 'PO-3'].map(
				async (name) =>
					await limiter.exclusive(name, async () => await clock.sleep(100), patient(clock)),
			),
		);

		expect(clock.elapsed).toBe(0.1);
	});

	test('goes on after a failure, which only its own caller sees', async () => {
		const limiter = new Limiter();
		const waiter = patient(new FakeClock());
		const [first, second] = await Promise.allSettled([
			limiter.exclusive('PO-1', async () => await Promise.reject(new Error('no')), waiter),
			limiter.exclusive('PO-1', async () => await Promise.resolve('yes'), waiter),
		]);

		expect(first).toMatchObject({ status: 'rejected', reason: { message: 'no' } });
		expect(second).toEqual({ status: 'fulfilled', value: 'yes' });
	});

	test('can be asked for again when all of its name is done', async () => {
		const limiter = new Limiter();
		const waiter = patient(new FakeClock());
		await limiter.exclusive('PO-1', async () => await Promise.resolve(1), waiter);
		expect(await limiter.exclusive('PO-1', async () => await Promise.resolve(2), waiter)).toBe(2);
	});
});
