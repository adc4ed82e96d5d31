import { Governor, governorOf } from '../../../nodes/shared/client/traffic/governor';
import { START_IN_FLIGHT } from '../../../nodes/shared/client/traffic/slots';
import { FakeClock, patient } from './support';

describe('traffic', () => {
	test('no more requests are under way at once than allowed, and all are made', async () => {
		const clock = new FakeClock();
		const governor = new Governor();
		let underWay = 0;
		let most = 0;
		const task = async (): Promise<void> => {
			underWay += 1;
			most = Math.max(most, underWay);
			await clock.sleep(100);
			underWay -= 1;
		};

		await Promise.all(
			Array.from({ length: 50 }, async () => await governor.run(task, patient(clock))),
		);

		expect(most).toBe(START_IN_FLIGHT);
		expect(clock.elapsed).toBe(0.7);
	});

	test('a failure frees its slot', async () => {
		const clock = new FakeClock();
		const governor = new Governor(1);
		const failing = governor.run(async () => await Promise.reject(new Error('no')), patient(clock));

		await expect(failing).rejects.toThrow('no');
		expect(await governor.run(async () => await Promise.resolve('yes'), patient(clock))).toBe(
			'yes',
		);
	});

	test('a pause holds everybody, and a shorter one does not end it', async () => {
		const clock = new FakeClock();
		const governor = new Governor();
		const when = async (): Promise<number> => await Promise.resolve(clock.elapsed);
		governor.pauseUntil(clock.now() + 10_000);
		governor.pauseUntil(clock.now() + 2000);

		const started = await Promise.all([
			governor.run(when, patient(clock)),
			governor.run(when, patient(clock.otherExecution())),
			clock.pass(4000).then(async () => await governor.run(when, patient(clock))),
		]);

		expect(started).toEqual([10, 10, 10]);
	});

	test('a pause that is lengthened meanwhile is waited out', async () => {
		const clock = new FakeClock();
		const governor = new Governor();
		governor.pauseUntil(clock.now() + 2000);
		void clock.pass(1000).then(() => governor.pauseUntil(clock.now() + 10_000));

		await governor.run(async () => await Promise.resolve(), patient(clock));

		expect(clock.elapsed).toBe(11);
	});

	test('a pause that begins while tasks are queued holds them too', async () => {
		const clock = new FakeClock();
		const governor = new Governor(1);
		const first = governor.run(async () => {
			await clock.sleep(1000);
			governor.pauseUntil(clock.now() + 5000);
		}, patient(clock));
		const queued = governor.run(async () => await Promise.resolve(clock.elapsed), patient(clock));

		await first;
		expect(await queued).toBe(6);
	});

	test('is the same for a connection wherever it is asked for', () => {
		expect(governorOf('one')).toBe(governorOf('one'));
		expect(governorOf('one')).not.toBe(governorOf('two'));
	});
});

describe('exclusive work', () => {
	test('of one name is done one after the other, in order', async () => {
		const clock = new FakeClock();
		const governor = new Governor();
		const log: string[] = [];
		const work = (name: string) => async (): Promise<void> => {
			log.push(`${name} starts`);
			await clock.sleep(100);
			log.push(`${name} ends`);
		};

		await Promise.all(
			['a', 'b', 'c'].map(
				async (name) => await governor.exclusive('PO-1', work(name), patient(clock)),
			),
		);

		expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
	});

	test('of different names is done at the same time', async () => {
		const clock = new FakeClock();
		const governor = new Governor();

		await Promise.all(
			['PO-1', 'PO-2', 'PO-3'].map(
				async (name) =>
					await governor.exclusive(name, async () => await clock.sleep(100), patient(clock)),
			),
		);

		expect(clock.elapsed).toBe(0.1);
	});

	test('goes on after a failure, which only its own caller sees', async () => {
		const governor = new Governor();
		const waiter = patient(new FakeClock());
		const [first, second] = await Promise.allSettled([
			governor.exclusive('PO-1', async () => await Promise.reject(new Error('no')), waiter),
			governor.exclusive('PO-1', async () => await Promise.resolve('yes'), waiter),
		]);

		expect(first).toMatchObject({ status: 'rejected', reason: { message: 'no' } });
		expect(second).toEqual({ status: 'fulfilled', value: 'yes' });
	});

	test('can be asked for again when all of its name is done', async () => {
		const governor = new Governor();
		const waiter = patient(new FakeClock());
		await governor.exclusive('PO-1', async () => await Promise.resolve(1), waiter);
		expect(await governor.exclusive('PO-1', async () => await Promise.resolve(2), waiter)).toBe(2);
	});
});
