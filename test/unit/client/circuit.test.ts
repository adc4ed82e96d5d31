import { Delivery } from '../../../nodes/shared/client/deliver';
import { Governor } from '../../../nodes/shared/client/governor';
import { FAILURES_TO_OPEN } from '../../../nodes/shared/client/circuit';
import {
	FIRST_PACE,
	MAX_IN_FLIGHT,
	onAnswer,
	onOverload,
	START_IN_FLIGHT,
	type Pace,
} from '../../../nodes/shared/client/pace';
import {
	clientWith,
	dropped,
	errorOf,
	FakeClock,
	purchaseOrder,
	refused,
	response,
	script,
} from './support';

const many = Array.from({ length: 20 }, (_, index) => `K${index}`);

describe('a host that cannot be reached', () => {
	test('is left alone after many failures in a row, then tried with a single request', async () => {
		const clock = new FakeClock();
		const governor = new Governor();
		const sentAt: number[] = [];
		let underWay = 0;
		let mostLater = 0;
		const delivery = new Delivery({
			clock,
			governor,
			maxWaitMs: 600_000,
			send: async () => {
				sentAt.push(clock.elapsed);
				underWay += 1;
				if (sentAt.length > START_IN_FLIGHT) mostLater = Math.max(mostLater, underWay);
				await clock.pass(20);
				underWay -= 1;
				return clock.elapsed < 60 ? dropped : response(200, { data: { key: 'K1' } });
			},
		});

		const results = await Promise.all(
			many.map(
				async (key) => await delivery.deliver({ method: 'GET', path: `/api/erp/vendors/${key}` }),
			),
		);

		expect(results.every(({ kind }) => kind === 'response')).toBe(true);
		expect(sentAt.filter((at) => at < 2)).toHaveLength(FAILURES_TO_OPEN);
		// 20 items that each try for a minute would have sent more than a hundred.
		expect(sentAt.filter((at) => at < 60).length).toBeLessThan(20);
		expect(mostLater).toBeLessThanOrEqual(MAX_IN_FLIGHT);
	});

	test('is named where waiting takes too long', async () => {
		const clock = new FakeClock();
		const client = clientWith({
			clock,
			send: script(clock, refused).send,
			maxWaitMs: 5000,
		});
		const errors = await Promise.all(
			many.map(async (key) => await errorOf(client.records.get(purchaseOrder, key))),
		);
		expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(['unreachable']));
		expect(new Set(errors.map(({ message }) => message))).toEqual(
			new Set(['The host of the base URL refuses connections']),
		);
		expect(clock.elapsed).toBeLessThanOrEqual(10);
	});

	test('is as before with the first answer', async () => {
		const clock = new FakeClock();
		const works = response(200, { data: { key: 'K' } });
		const { send, sent } = script(clock, () => (sent.length <= 9 ? refused : works));
		const client = clientWith({ clock, send, governor: new Governor() });
		await client.records.get(purchaseOrder, 'K').catch(() => undefined);
		await client.records.get(purchaseOrder, 'K');
		const before = clock.elapsed;
		await Promise.all(many.map(async (key) => await client.records.get(purchaseOrder, key)));
		expect(clock.elapsed).toBe(before);
		expect(sent.length).toBeGreaterThanOrEqual(many.length);
	});
});

describe('the number of requests under way', () => {
	const after = (count: number, step: (pace: Pace) => Pace, pace = FIRST_PACE): Pace =>
		Array.from({ length: count }).reduce<Pace>((present) => step(present), pace);
	const good = (pace: Pace): Pace => onAnswer(pace, 'GET /x', 50);

	test('grows with good answers up to the most', () => {
		expect(after(3, good).allowed).toBe(START_IN_FLIGHT + 3);
		expect(after(1000, good).allowed).toBe(MAX_IN_FLIGHT);
	});

	test('halves with a refusal and grows slowly from then on', () => {
		const halved = onOverload(after(1000, good));
		expect(halved.allowed).toBe(MAX_IN_FLIGHT / 2);
		expect(after(8, good, halved).allowed).toBeLessThan(MAX_IN_FLIGHT / 2 + 1);
		expect(after(5000, good, halved).allowed).toBe(MAX_IN_FLIGHT);
	});

	test('is never less than one', () => {
		expect(after(100, onOverload).allowed).toBe(1);
	});

	test('shrinks with answers that are much slower than the fastest of their kind', () => {
		const slow = onAnswer(after(4, good), 'GET /x', 5000);
		expect(slow.allowed).toBeLessThan(after(4, good).allowed);
		// Another kind of request may take its time.
		expect(onAnswer(after(4, good), 'GET /large', 5000).allowed).toBeGreaterThan(
			after(4, good).allowed,
		);
	});
});
