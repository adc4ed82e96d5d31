import { Delivery } from '../../../nodes/shared/client/traffic/delivery';
import { Limiter } from '../../../nodes/shared/client/traffic/limiter';
import { FAILURES_TO_OPEN } from '../../../nodes/shared/client/traffic/circuitBreaker';
import { MAX_IN_FLIGHT, START_IN_FLIGHT } from '../../../nodes/shared/client/traffic/concurrency';
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
		const limiter = new Limiter();
		const sentAt: number[] = [];
		let underWay = 0;
		let mostLater = 0;
		const delivery = new Delivery({
			clock,
			limiter,
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
		const client = clientWith({ clock, send, limiter: new Limiter() });
		await client.records.get(purchaseOrder, 'K').catch(() => undefined);
		await client.records.get(purchaseOrder, 'K');
		const before = clock.elapsed;
		await Promise.all(many.map(async (key) => await client.records.get(purchaseOrder, key)));
		expect(clock.elapsed).toBe(before);
		expect(sent.length).toBeGreaterThanOrEqual(many.length);
	});
});
