import { createHmac } from 'node:crypto';
import { stormOrder } from '../../../sandbox/webhooks/storm';
import { startReceiver, stopReceivers } from './receiver';
import { sandboxWith, stopSandboxes } from './support';

afterEach(async () => {
	await stopSandboxes();
	await stopReceivers();
});

const make = (index: number) => ({ id: `id-${index}`, body: `{"n":${index}}` });

describe('the order of a storm', () => {
	const plan = { events: 5000, repeatShare: 0.1, shuffle: true };

	it('has exactly the share of repetitions', () => {
		const order = stormOrder(plan, 'seed', make);
		expect(order).toHaveLength(5000);
		expect(new Set(order.map(({ id }) => id)).size).toBe(4500);
		expect(new Set(order.map(({ body }) => body)).size).toBe(4500);
	});

	it('follows from the seed', () => {
		const ids = (seed: string) => stormOrder(plan, seed, make).map(({ id }) => id);
		expect(ids('one')).toEqual(ids('one'));
		expect(ids('one')).not.toEqual(ids('two'));
	});

	it('puts repetitions behind what they repeat unless it is mixed', () => {
		const order = stormOrder({ events: 10, repeatShare: 0.5, shuffle: false }, 'seed', make);
		const numbers = order.map(({ id }) => Number(id.slice(3)));
		expect(numbers).toEqual([...numbers].sort((left, right) => left - right));
		expect(new Set(numbers)).toEqual(new Set([0, 1, 2, 3, 4]));
	});

	it('repeats at most all but one', () => {
		expect(stormOrder({ events: 1, repeatShare: 0.9, shuffle: true }, 's', make)).toHaveLength(1);
	});
});

describe('a storm', () => {
	it('sends signed deliveries and gives figures', async () => {
		const receiver = await startReceiver();
		const { sandbox, get } = await sandboxWith({
			webhooks: [{ url: receiver.url, secret: 'key' }],
		});
		const control = sandbox.connection('a');
		expect(control.stormFigures()).toBeUndefined();
		const request = { events: 100, repeatShare: 0.1, shuffle: true, concurrency: 8, seed: 7 };
		const figures = await control.storm(request);
		expect(figures).toMatchObject({
			running: false,
			deliveries: 100,
			distinct: 90,
			acknowledged: 100,
			givenUp: 0,
			attempts: 100,
			statuses: { 200: 100 },
			errors: {},
		});
		const { medianMs = 0, p95Ms = 0, maxMs = 0, ids } = figures;
		expect(medianMs).toBeGreaterThan(0);
		expect(p95Ms).toBeGreaterThanOrEqual(medianMs);
		expect(maxMs).toBeGreaterThanOrEqual(p95Ms);
		const bodies = new Map<unknown, string>();
		for (const { parsed, body, headers } of receiver.received) {
			const digest = createHmac('sha256', 'key').update(body).digest('base64');
			expect(headers['x-webhook-signature']).toBe(digest);
			expect(bodies.get(parsed.id) ?? body).toBe(body);
			bodies.set(parsed.id, body);
		}
		expect(new Set(bodies.keys())).toEqual(new Set(ids));
		expect(ids.slice(0, 2)).toEqual(['storm-7-1', 'storm-7-2']);
		expect(control.deliveries()).toEqual([]);
		const { body } = await get('/_sandbox/connections/a/storm');
		expect(body.data).toMatchObject({ acknowledged: 100, distinct: 90 });
	});

	it('keeps on until everything is acknowledged, across a restart of the receiver', async () => {
		const receiver = await startReceiver((index) => (index % 7 === 0 ? 503 : 200));
		const { sandbox, send } = await sandboxWith({ webhooks: [{ url: receiver.url }] });
		const control = sandbox.connection('a');
		const started = await send('POST', '/_sandbox/connections/a/storm', {
			events: 300,
			repeatShare: 0.1,
			concurrency: 2,
			retrySeconds: 0.05,
			wait: false,
		});
		expect(started.body.data).toMatchObject({ running: true, deliveries: 300 });
		await expect(control.storm({ events: 1 })).rejects.toThrow('running');
		await receiver.wait(50);
		await receiver.stop();
		await new Promise((resolve) => setTimeout(resolve, 100));
		const port = Number(new URL(receiver.url).port);
		const again = await startReceiver(() => 202, port);
		while (control.stormFigures()?.running) {
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		const figures = control.stormFigures();
		expect(figures).toMatchObject({ acknowledged: 300, givenUp: 0, distinct: 270 });
		expect(figures?.statuses[503]).toBeGreaterThan(0);
		expect(figures?.errors.ECONNREFUSED).toBeGreaterThan(0);
		const all = [...receiver.received, ...again.received].map(({ parsed }) => parsed.id);
		expect(new Set(all)).toEqual(new Set(figures?.ids));
	});

	it('repeats what it hung up on, of records by their keys alone', async () => {
		const receiver = await startReceiver((index) => (index < 40 ? 'never' : 200));
		const { sandbox } = await sandboxWith({
			webhooks: [{ url: receiver.url, shape: 'ids', timeoutSeconds: 0.2 }],
		});
		const figures = await sandbox
			.connection('a')
			.storm({ events: 100, concurrency: 5, hangUpShare: 0.1, keys: 20, retrySeconds: 0.01 });
		expect(figures).toMatchObject({ acknowledged: 100, hungUp: 10, givenUp: 0 });
		expect(figures.errors.timeout).toBeGreaterThanOrEqual(40);
		const bodies = receiver.received.map(({ parsed }) => parsed);
		expect(bodies[0]).toEqual({ event: 'purchase_orders.updated', body: expect.any(Array) });
		expect(bodies[0]?.body).toHaveLength(20);
		expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(100);
	});

	it('has at most so many deliveries under way', async () => {
		const receiver = await startReceiver(() => 'never');
		const { sandbox } = await sandboxWith({ webhooks: [{ url: receiver.url }] });
		const run = sandbox.connection('a').storm({ events: 30, concurrency: 5, forSeconds: 0 });
		await receiver.wait(5);
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(receiver.received).toHaveLength(5);
		await sandbox.stop();
		await expect(run).resolves.toMatchObject({ acknowledged: 0 });
	});

	it('gives up at the end of its time', async () => {
		const { sandbox } = await sandboxWith({ webhooks: [{ url: 'http://127.0.0.1:1/' }] });
		const control = sandbox.connection('a');
		const request = { events: 4, retrySeconds: 0.05, forSeconds: 1 };
		const figures = await control.storm(request);
		expect(figures).toMatchObject({ acknowledged: 0, givenUp: 4, statuses: {} });
		expect(figures.attempts).toBeGreaterThan(4);
		expect(figures.medianMs).toBeUndefined();
	});
});
