import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import { MakiniError } from '../../../nodes/shared/client/errors/errors';
import { REMEMBERED_MS } from '../../../nodes/shared/client/matching/recentWrites';
import { MAX_TRIES, verify } from '../../../nodes/shared/client/traffic/retryPolicy';
import type {
	WireOutcome,
	WireRequest,
	WireResponse,
} from '../../../nodes/shared/client/wire/transport';
import { vendor } from '../../../nodes/shared/catalogue';
import {
	clientWith,
	dropped,
	errorOf,
	memoryClient,
	purchaseOrder,
	refused,
	response,
	timeout,
	type MemoryServer,
} from './support';

const order = { orderNo: 'PO-1', title: 'Bearings' };

const idempotencyKeys = (server: MemoryServer): Array<string | undefined> =>
	server.sent('POST').map(({ idempotencyKey }) => idempotencyKey);

const garbage = response(200, 'OK');

describe('a create that goes well', () => {
	test('is sent once, with its idempotency key, and looks nothing up', async () => {
		const { client, server } = memoryClient();

		const created = await client.creations.create(purchaseOrder, order, 'id-1');

		expect(created).toEqual({ key: 'K1', ...order });
		expect(server.requests).toEqual([
			{ method: 'POST', path: '/api/erp/purchase-orders', body: order, idempotencyKey: 'id-1' },
		]);
	});

	test('two items with the same number are created as they are: nobody asked to match them', async () => {
		const { client, server } = memoryClient();

		await Promise.all([
			client.creations.create(purchaseOrder, order, 'id-1'),
			client.creations.create(purchaseOrder, order, 'id-2'),
		]);

		expect(server.count('PO-1')).toBe(2);
	});
});

describe('a create whose answer was lost', () => {
	const outcomes: Array<[string, WireOutcome]> = [
		['a closed connection', dropped],
		['a timeout', timeout],
		['a 500', response(500)],
		['a 502', response(502)],
		['a 503 without a time', response(503)],
		['a 504', response(504)],
		['a 200 without a record', garbage],
		['a 201 with an empty body', response(201, '')],
	];

	test.each(outcomes)(
		'after it was processed (%s): is found again, not repeated',
		async (_, outcome) => {
			const { client, server } = memoryClient();
			server.faults.writes.push({ as: 'after', outcome });

			const created = await client.creations.create(purchaseOrder, order, 'id-1');

			expect(created).toEqual({ key: 'K1', ...order });
			expect(server.count('PO-1')).toBe(1);
			expect(server.sent('POST')).toHaveLength(1);
		},
	);

	const own = (status: number) => response(status, { code: 'SERVER_ERROR', message: 'Failed.' });

	test.each(outcomes)(
		'before it was processed (%s): is not sent again, since it may be under way still',
		async (_, outcome) => {
			const { client, server } = memoryClient();
			server.faults.writes.push({ as: 'before', outcome });

			const error = await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));

			expect(error.kind).toBe('uncertain');
			expect(server.sent('POST')).toHaveLength(1);
			expect(server.count('PO-1')).toBe(0);
		},
	);

	test.each([520, 522, 524, 530, 598, 599, 408, 500, 503])(
		'by a gateway (%d) behind which the work goes on: is found, not repeated',
		async (status) => {
			const { client, server } = memoryClient();
			const outcome = response(status, '<html>gateway</html>', { 'content-type': 'text/html' });
			server.faults.writes.push({ as: 'later', outcome, ms: 45_000 });

			const created = await client.creations.create(purchaseOrder, order, 'id-1');

			expect(created.key).toBe('K1');
			expect(server.sent('POST')).toHaveLength(1);
		},
	);

	test('is recognized although somebody else of this process has changed it since', async () => {
		const { client, clock, server } = memoryClient();
		server.faults.writes.push({ as: 'after', outcome: dropped });

		const [created] = await Promise.all([
			client.creations.create(purchaseOrder, order, 'id-1'),
			clock.pass(500).then(() => client.records.update(purchaseOrder, 'K1', order)),
		]);

		expect(created.key).toBe('K1');
	});

	test('by a 503 of the API itself: is sent again with the same key once it was looked for', async () => {
		const { client, server } = memoryClient();
		server.faults.writes.push({ as: 'before', outcome: own(503) });

		await client.creations.create(purchaseOrder, order, 'id-1');

		expect(server.count('PO-1')).toBe(1);
		expect(server.sent('GET')).toHaveLength(1);
		expect(idempotencyKeys(server)).toEqual(['id-1', 'id-1']);
	});

	test('by a 500 of the API itself: is sent again where lists show what was created later', async () => {
		const { client, clock, server } = memoryClient();
		server.faults.writes.push({ as: 'before', outcome: own(500) });

		const [created] = await Promise.all([
			client.creations.create(purchaseOrder, order, 'id-1'),
			clock
				.pass(500)
				.then(() => client.creations.create(purchaseOrder, { orderNo: 'PO-2' }, 'id-2')),
		]);

		expect(created.orderNo).toBe('PO-1');
		expect(server.count('PO-1')).toBe(1);
		expect(idempotencyKeys(server)).toEqual(['id-1', 'id-2', 'id-1']);
	});

	test.each([
		['nothing was created later', 0, false],
		['lists do not show yet what was created later', 600_000, true],
	])('by a 500 of the API itself: is not sent again where %s', async (_, lateMs, isLater) => {
		const { client, clock, server } = memoryClient();
		server.lateMs = lateMs;
		server.faults.writes.push({ as: 'after', outcome: own(500) });
		server.faults.reads.push({ as: 'before', outcome: response(200, { data: [] }) });
		if (!isLater) server.matches = () => false;

		const [error] = await Promise.all([
			errorOf(client.creations.create(purchaseOrder, order, 'id-1')),
			clock.pass(500).then(async () => {
				if (isLater) await client.creations.create(purchaseOrder, { orderNo: 'PO-2' }, 'id-2');
			}),
		]);

		expect(error.kind).toBe('uncertain');
		expect(server.count('PO-1')).toBe(1);
	});

	describe('by a 500 of the API itself, while others are created', () => {
		/** Creates an order that is answered with 500, and others before and beside it, in the clock of a system. */
		async function createBeside(
			as: 'before' | 'after',
			createdAt: (now: number, method: string) => string,
			data: MakiniRecord = order,
		) {
			const { clock, server, options } = memoryClient();
			server.createdAt = () => createdAt(clock.now(), 'GET');
			const send = async (request: WireRequest): Promise<WireOutcome> => {
				const outcome = await server.send(request);
				const { data } = (outcome as WireResponse).body as { data?: MakiniRecord };
				if (request.method !== 'POST' || !data) return outcome;
				return response(201, { data: { ...data, createdAt: createdAt(clock.now(), 'POST') } });
			};
			const client = clientWith({ ...options, send });
			await client.creations.create(purchaseOrder, { orderNo: 'PO-0' }, 'id-0');
			await clock.pass(28 * 3_600_000);
			server.faults.writes.push({ as, outcome: own(500) });
			const answered500 = client.creations.create(purchaseOrder, data, 'id-1');
			const other = clock
				.pass(500)
				.then(
					async () =>
						await client.upserts.write(purchaseOrder, { orderNo: 'PO-2' }, 'orderNo', 'id-2'),
				);
			const [said] = await Promise.allSettled([answered500, other]);
			return { said, server };
		}

		const iso = (time: number): string => new Date(time).toISOString();
		const hours = 3_600_000;

		test.each<[string, (now: number, method: string) => string]>([
			['tells the right time', (now) => iso(now)],
			['tells the day', (now) => iso(now).slice(0, 10)],
			['tells the day as a midnight', (now) => `${iso(now).slice(0, 10)}T00:00:00`],
			['tells the day as a midnight elsewhere', (now) => `${iso(now).slice(0, 10)}T00:00:00+02:00`],
			['tells its own time without a zone', (now) => iso(now - 5 * hours).slice(0, 19)],
			[
				'tells its own time in lists only',
				(now, method) => (method === 'POST' ? iso(now) : iso(now - 5 * hours).slice(0, 19)),
			],
			['tells days in another spelling', () => '01.05.2026 08:00:00'],
		])('is found where the system %s', async (_, createdAt) => {
			const { said, server } = await createBeside('after', createdAt);

			expect(said).toMatchObject({ status: 'fulfilled', value: { key: 'K2' } });
			expect(server.count('PO-1')).toBe(1);
		});

		test('is found although it was to have an early time of creation', async () => {
			const early = { ...order, createdAt: '2020-01-01T00:00:00Z' };
			const { said, server } = await createBeside('after', (now) => iso(now), early);

			expect(said).toMatchObject({ status: 'fulfilled' });
			expect(server.count('PO-1')).toBe(1);
		});

		test('is not sent again where the one that shows tells an earlier time', async () => {
			const { said, server } = await createBeside('after', (now) => iso(now - 5 * hours));

			expect(said).toMatchObject({
				reason: {
					kind: 'uncertain',
					description: expect.stringContaining(
						'There is one with that orderNo, but it was created earlier, by its own time, so it may be an older one. Check it in Makini before you create it again.',
					) as string,
				},
			});
			expect(server.count('PO-1')).toBe(1);
		});
	});

	test('by a 503 of the API itself: is sent again although there is an older one', async () => {
		const { client, clock, server } = memoryClient();
		server.seed({ ...order, createdAt: '2026-04-01T08:00:00Z' });
		server.faults.writes.push({ as: 'before', outcome: own(503) });

		await client.creations.create(purchaseOrder, order, 'id-1');

		expect(server.count('PO-1')).toBe(2);
		expect(clock.elapsed).toBeLessThan(5);
	});

	test.each<[string, WireOutcome]>([
		['a refused connection', refused],
		['a rate limit', response(429, {}, { 'retry-after': '3' })],
		[
			"Makini's own 503 with a time",
			response(503, { code: 'SERVICE_UNAVAILABLE', message: 'Later' }, { 'retry-after': '3' }),
		],
	])('that certainly was not processed (%s): is sent again without looking', async (_, outcome) => {
		const { client, server } = memoryClient();
		server.faults.writes.push(
			...Array.from({ length: 5 }, () => ({ as: 'before', outcome }) as const),
		);

		await client.creations.create(purchaseOrder, order, 'id-1');

		expect(server.count('PO-1')).toBe(1);
		expect(server.sent('GET')).toHaveLength(0);
		expect(new Set(idempotencyKeys(server))).toEqual(new Set(['id-1']));
	});

	test.each([
		['a closed connection', dropped],
		['a 502', response(502)],
		['a 503 with a time, of a gateway', response(503, '<html>', { 'retry-after': '1' })],
	])(
		'while the server was still working on it (%s): is found, not repeated',
		async (_, outcome) => {
			const { client, server } = memoryClient();
			server.faults.writes.push({ as: 'later', outcome, ms: 2500 });

			const created = await client.creations.create(purchaseOrder, order, 'id-1');

			expect(created.key).toBe('K1');
			expect(server.count('PO-1')).toBe(1);
			expect(server.sent('POST')).toHaveLength(1);
		},
	);

	test('by a web page in its place: says so and sends nothing more', async () => {
		const { client, server } = memoryClient();
		server.faults.writes.push({ as: 'before', outcome: response(200, '<html></html>') });

		const error = await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));

		expect(error.message).toBe('The base URL answered with a web page instead of data');
		expect(server.requests).toHaveLength(1);
	});

	test('again and again: gives up with the last reason, having looked each time', async () => {
		const { client, server } = memoryClient();
		server.faults.writes.push(
			...Array.from({ length: 50 }, () => ({ as: 'before', outcome: own(503) }) as const),
		);

		const error = await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));

		expect(error.message).toBe('Makini failed while creating the purchase order: Failed');
		expect(server.sent('POST')).toHaveLength(MAX_TRIES);
		expect(server.sent('GET')).toHaveLength(MAX_TRIES);
	});

	test('then refused: says why, and that the try before may have done it', async () => {
		const { client, server } = memoryClient();
		server.faults.writes.push(
			{ as: 'before', outcome: own(503) },
			{ as: 'before', outcome: response(422, { message: 'Period closed.' }) },
		);

		const error = await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));

		expect(error.kind).toBe('uncertain');
		expect(error.message).toBe('The purchase order PO-1 may or may not have been created');
		expect(error.description).toBe(
			'Makini refused creating the purchase order: Period closed. An earlier try may have created it.',
		);
	});

	test('of one of two items with the same number: the other one is not taken for it', async () => {
		const { client, server } = memoryClient();
		server.faults.writes.push({ as: 'none' }, { as: 'before', outcome: own(503) });

		const created = await Promise.all([
			client.creations.create(purchaseOrder, order, 'id-1'),
			client.creations.create(purchaseOrder, order, 'id-2'),
		]);

		expect(created.map(({ key }) => key)).toEqual(['K1', 'K2']);
	});

	test('blanks around the number do not hide the record', async () => {
		const { client, server } = memoryClient();
		server.faults.writes.push({ as: 'after', outcome: dropped });

		const created = await client.creations.create(purchaseOrder, { orderNo: ' PO-1 ' }, 'id-1');

		expect(created).toEqual({ key: 'K1', orderNo: 'PO-1' });
	});

	test('a number as the natural key is looked up as its text', async () => {
		const { client, server } = memoryClient();
		server.matches = (record, field, value) => String(record[field]) === value;
		server.faults.writes.push({ as: 'after', outcome: dropped });

		const created = await client.creations.create(purchaseOrder, { orderNo: 42 }, 'id-1');

		expect(created.key).toBe('K1');
	});
});

describe('a create after a timeout', () => {
	const waits = verify('never', 0).looks.reduce((sum, ms) => sum + ms, 0);

	test('looks again until the record is there', async () => {
		const { client, clock, server } = memoryClient();
		server.faults.writes.push({ as: 'later', outcome: timeout, ms: 6000 });

		const created = await client.creations.create(purchaseOrder, order, 'id-1');

		expect(created).toEqual({ key: 'K1', ...order });
		expect(server.sent('POST')).toHaveLength(1);
		expect(clock.elapsed).toBeGreaterThan(6);
		expect(clock.elapsed).toBeLessThan(16);
	});

	test.each([
		['a timeout', timeout, 'The host of the base URL does not answer in time.'],
		[
			'a gateway timeout',
			response(504),
			'Makini answered with status 504 in place of the created record.',
		],
		[
			'a success without a record',
			garbage,
			'Makini answered with status 200 in place of the created record.',
		],
	])('is never sent again after %s', async (_, outcome, why) => {
		const { client, clock, server } = memoryClient();
		server.faults.writes.push({ as: 'before', outcome });

		const error = await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));

		expect(error.kind).toBe('uncertain');
		expect(error.message).toBe('The purchase order PO-1 may or may not have been created');
		expect(error.description).toBe(
			`${why} It was not found, but Makini may still be working on it, or show it later. Look for it in Makini before you create it again.`,
		);
		expect(server.sent('POST')).toHaveLength(1);
		expect(server.sent('GET')).toHaveLength(verify('never', 0).looks.length);
		expect(clock.elapsed * 1000).toBeGreaterThanOrEqual(waits);
	});
});

describe('a create that is in doubt', () => {
	test('is not sent again by another item or execution, and is found when it shows', async () => {
		const { client, clock, server } = memoryClient();
		server.faults.writes.push({ as: 'later', outcome: dropped, ms: 200_000 });

		await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));
		const again = await errorOf(client.creations.create(purchaseOrder, order, 'id-2'));
		const matched = await errorOf(client.upserts.write(purchaseOrder, order, 'orderNo', 'id-3'));
		await clock.pass(200_000);
		const found = await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-4');

		expect([again.kind, matched.kind]).toEqual(['uncertain', 'uncertain']);
		expect(found).toEqual({ record: { key: 'K1', ...order }, result: 'unchanged' });
		expect(server.sent('POST')).toHaveLength(1);
	});

	test('may be sent again once lists show what was created long after it', async () => {
		const { client, clock, server } = memoryClient();
		server.faults.writes.push({ as: 'before', outcome: dropped });
		await errorOf(client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1'));
		await clock.pass(60_000);
		await client.creations.create(purchaseOrder, { orderNo: 'PO-2' }, 'id-2');
		const early = await errorOf(client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1'));
		await clock.pass(120_000);
		await client.creations.create(purchaseOrder, { orderNo: 'PO-3' }, 'id-3');

		const { result } = await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1');

		expect([early.kind, result]).toEqual(['uncertain', 'created']);
		expect(server.count('PO-1')).toBe(1);
	});

	test.each([undefined, 'BEARINGS'])(
		'is not sent again where one shows whose time of creation is too early (%s)',
		async (title) => {
			const { client, clock, server } = memoryClient();
			server.createdAt = () => new Date(clock.now() - 5 * 3_600_000).toISOString();
			server.faults.writes.push({ as: 'after', outcome: dropped });
			await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));
			if (title) Object.assign(server.orders[0] ?? {}, { title });
			await clock.pass(180_000);
			await client.creations.create(purchaseOrder, { orderNo: 'PO-2' }, 'id-2');

			const again = [
				await errorOf(client.creations.create(purchaseOrder, order, 'id-3')),
				await errorOf(client.creations.createUnlessThere(purchaseOrder, order, 'id-1')),
			];

			expect(again.map(({ kind }) => kind)).toEqual(['uncertain', 'uncertain']);
			expect(server.count('PO-1')).toBe(1);
		},
	);

	test('stays in doubt where the record of another item is found and updated', async () => {
		const { client, server } = memoryClient();
		await client.creations.create(purchaseOrder, order, 'id-1');
		server.faults.writes.push({ as: 'before', outcome: dropped });
		await errorOf(client.creations.create(purchaseOrder, order, 'id-2'));
		await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-3');

		const again = await errorOf(client.creations.create(purchaseOrder, order, 'id-4'));

		expect(again.kind).toBe('uncertain');
		expect(server.count('PO-1')).toBe(1);
	});

	test('is found although another record that lists show is not found by its key', async () => {
		const { clock, server, options } = memoryClient();
		const send = async (request: WireRequest): Promise<WireOutcome> =>
			request.path.endsWith('/K2')
				? response(404, { message: 'Not found' })
				: await server.send(request);
		const client = clientWith({ ...options, send });
		server.matches = () => true;
		server.faults.writes.push({ as: 'later', outcome: dropped, ms: 90_000 });
		await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));
		await clock.pass(200_000);
		await client.creations.create(purchaseOrder, { orderNo: 'XX-2' }, 'id-2');

		const { result } = await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-3');

		expect(result).toBe('unchanged');
	});

	test('is not taken for what another item has created', async () => {
		const { client, server } = memoryClient();
		await client.creations.create(purchaseOrder, order, 'id-1');
		server.faults.writes.push({ as: 'before', outcome: dropped });
		await errorOf(client.creations.create(purchaseOrder, order, 'id-2'));

		const again = await errorOf(client.creations.create(purchaseOrder, order, 'id-3'));

		expect(again.kind).toBe('uncertain');
		expect(server.count('PO-1')).toBe(1);
	});

	test('is found although it was looked for so long that it is older than the last look', async () => {
		const { client, clock, server, options } = memoryClient();
		let isLimited = false;
		const send = async (request: WireRequest): Promise<WireOutcome> => {
			isLimited = request.method === 'GET' && clock.elapsed < 800 && !isLimited;
			if (isLimited) return response(429, {}, { 'retry-after': '100' });
			return await server.send(request);
		};
		const slow = clientWith({ ...options, send });
		server.createdAt = () => new Date(clock.now()).toISOString();
		server.lateMs = 750_000;
		server.faults.writes.push({ as: 'after', outcome: dropped });
		await errorOf(slow.creations.create(purchaseOrder, order, 'id-1'));
		expect(clock.elapsed).toBeGreaterThan(600);
		await clock.pass(121_000);
		await client.creations.create(purchaseOrder, { orderNo: 'PO-2' }, 'id-2');
		await clock.pass(755_000);

		const again = await client.creations.create(purchaseOrder, order, 'id-3');

		expect(again.key).toBe('K1');
		expect(server.count('PO-1')).toBe(1);
	});

	test('stays in doubt where an older one of that number is updated', async () => {
		const { client, server } = memoryClient();
		server.seed({ ...order, title: 'Seals', createdAt: '2026-04-01T08:00:00Z' });
		server.faults.writes.push({ as: 'later', outcome: dropped, ms: 200_000 });
		await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));
		const seals = { ...order, title: 'Seals' };
		await client.upserts.write(purchaseOrder, seals, 'orderNo', 'id-2');

		const again = await errorOf(client.creations.create(purchaseOrder, order, 'id-3'));

		expect(again.kind).toBe('uncertain');
		expect(server.sent('POST')).toHaveLength(1);
	});

	test('may be sent again after a quarter of an hour', async () => {
		const { client, clock, server } = memoryClient();
		server.faults.writes.push({ as: 'before', outcome: dropped });
		await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));
		await clock.pass(REMEMBERED_MS + 1);

		await client.creations.create(purchaseOrder, order, 'id-2');

		expect(server.count('PO-1')).toBe(1);
	});
});

describe('a create that stays uncertain', () => {
	const lostBefore = { as: 'before', outcome: dropped } as const;
	const closed = 'The host of the base URL closes the connection without an answer.';

	test('because it has no value to look it up by', async () => {
		const { client, server } = memoryClient();
		server.faults.writes.push({ as: 'after', outcome: dropped });

		const error = await errorOf(
			client.creations.create(purchaseOrder, { title: 'Bearings' }, 'id-1'),
		);

		expect(error.kind).toBe('uncertain');
		expect(error.message).toBe('The purchase order may or may not have been created');
		expect(error.description).toBe(
			`${closed} Without a value for orderNo it cannot be looked up. Look for it in Makini before you create it again.`,
		);
		expect(server.requests).toHaveLength(1);
	});

	test('because that is left to the user', async () => {
		const { client, server } = memoryClient({ onUncertainWrite: 'fail' });
		server.faults.writes.push({ as: 'after', outcome: response(500) });

		const error = await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));

		expect(error.kind).toBe('uncertain');
		expect(error.message).toBe('The purchase order PO-1 may or may not have been created');
		expect(error.description).toBe(
			'Makini answered with status 500 in place of the created record. Look for it in Makini before you create it again. With "On Uncertain Write" set to "Verify" this is done for you.',
		);
		expect(server.requests).toHaveLength(1);
	});

	test('because two have that number', async () => {
		const { client, server } = memoryClient();
		server.seed(order, order);
		server.faults.writes.push(lostBefore);

		const error = await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));

		expect(error.kind).toBe('uncertain');
		expect(error.description).toBe(
			`${closed} There are 2 purchase orders with that orderNo now (keys K1, K2). Check them in Makini before you create it again.`,
		);
		expect(server.sent('POST')).toHaveLength(1);
	});

	test.each([
		['2026-04-30T08:00:00Z', 'uncertain'],
		['2026-04-29T00:00:00Z', 'uncertain'],
		['2026-05-01T07:58:00Z', 'done'],
		// Without a zone it may be that of any.
		['2026-04-30T14:00:00', 'done'],
		['2026-05-01T00:00:00Z', 'done'],
	])('because the one with that number is older (%s): %s', async (createdAt, result) => {
		const { client, server } = memoryClient();
		server.seed({ ...order, createdAt });
		server.faults.writes.push(lostBefore);

		const created = await client.creations.create(purchaseOrder, order, 'id-1').then(
			() => 'done',
			(error: unknown) => (error instanceof MakiniError ? error.kind : 'else'),
		);

		expect(created).toBe(result);
	});

	test('because the one with that number is another one', async () => {
		const { client, server } = memoryClient();
		server.seed({ orderNo: 'PO-1', title: 'Seals' });
		server.faults.writes.push(lostBefore);

		const error = await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));

		expect(error.kind).toBe('uncertain');
		expect(error.description).toBe(
			`${closed} There is one with that orderNo, but it differs from what was sent (title), so it may be an older one. Check it in Makini before you create it again.`,
		);
		expect(server.sent('POST')).toHaveLength(1);
	});

	test.each<[string, WireOutcome, string]>([
		['is not allowed', response(403), 'Makini does not allow listing purchase orders'],
		[
			'meets a rate limit for too long',
			response(429, {}, { 'retry-after': '3000' }),
			'The rate limit of this connection did not free up within 300 s',
		],
	])('because the look-up %s', async (_, outcome, why) => {
		const { client, server } = memoryClient();
		server.faults.writes.push({ as: 'after', outcome: dropped });
		server.faults.reads.push({ as: 'before', outcome });

		const error = await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));

		expect(error.kind).toBe('uncertain');
		expect(error.message).toBe('The purchase order PO-1 may or may not have been created');
		expect(error.description).toBe(
			`${closed} It could not be looked up: ${why}. Look for it in Makini before you create it again.`,
		);
	});

	test('because no look-up gives a list', async () => {
		const { client, server } = memoryClient();
		server.faults.writes.push({ as: 'after', outcome: dropped });
		const looks = Array.from({ length: 6 }, () => ({ as: 'before', outcome: garbage }) as const);
		server.faults.reads.push(...looks);

		const error = await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));

		expect(error.description).toBe(
			`${closed} It could not be looked up: Makini's answer could not be read while listing purchase orders. Look for it in Makini before you create it again.`,
		);
		expect(server.faults.reads).toEqual([]);
		expect(server.sent('POST')).toHaveLength(1);
	});

	test.each([garbage, response(404, '<html><title>Not Found</title></html>')])(
		'unless a later look-up gives a list',
		async (unreadable) => {
			const { client, server } = memoryClient();
			server.faults.writes.push({ as: 'after', outcome: dropped });
			server.faults.reads.push({ as: 'before', outcome: unreadable });

			const created = await client.creations.create(purchaseOrder, order, 'id-1');

			expect(created).toEqual({ key: 'K1', ...order });
			expect(server.sent('POST')).toHaveLength(1);
		},
	);

	test('although another record, by which lists are seen to be current, cannot be read', async () => {
		const { clock, server, options } = memoryClient();
		const send = async (request: WireRequest): Promise<WireOutcome> =>
			request.path.endsWith('/K2') ? response(404, '<html></html>') : await server.send(request);
		const client = clientWith({ ...options, send });
		server.matches = () => true;
		server.faults.writes.push({
			as: 'after',
			outcome: response(500, { code: 'SERVER_ERROR', message: 'Failed.' }),
		});

		const [created] = await Promise.all([
			client.creations.create(purchaseOrder, order, 'id-1'),
			clock
				.pass(500)
				.then(() => client.creations.create(purchaseOrder, { orderNo: 'XX-2' }, 'id-2')),
		]);

		expect(created.key).toBe('K1');
	});

	test('because a list shows one that is not found by its key', async () => {
		const { clock, server, options } = memoryClient();
		const send = async (request: WireRequest): Promise<WireOutcome> =>
			request.path.endsWith('/K1')
				? response(404, { message: 'Not found' })
				: await server.send(request);
		const client = clientWith({ ...options, send });
		server.matches = () => true;
		server.faults.writes.push({
			as: 'after',
			outcome: response(500, { code: 'SERVER_ERROR', message: 'Failed.' }),
		});

		const [error] = await Promise.all([
			errorOf(client.creations.create(purchaseOrder, order, 'id-1')),
			clock
				.pass(500)
				.then(() => client.creations.create(purchaseOrder, { orderNo: 'XX-2' }, 'id-2')),
		]);

		expect(error.kind).toBe('uncertain');
		expect(error.description).toContain(
			'It could not be looked up: The list of purchase orders has one with the key "K1", but there is none by that key.',
		);
		expect(server.count('PO-1')).toBe(1);
	});

	test('because its records do not show the number', async () => {
		const { client, server } = memoryClient();
		server.matches = () => true;
		server.seed({ title: 'Filters' });
		server.faults.writes.push(lostBefore);

		const error = await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));

		expect(error.kind).toBe('uncertain');
		expect(error.description).toContain(
			'It could not be looked up: This connection does not look up purchase orders by orderNo exactly.',
		);
		expect(server.sent('POST')).toHaveLength(1);
	});

	test('but a cancellation is called one', async () => {
		const { client, clock, server } = memoryClient();
		server.faults.writes.push({ as: 'before', outcome: timeout });
		void clock.pass(3000).then(() => clock.cancel());

		const error = await errorOf(client.creations.create(purchaseOrder, order, 'id-1'));

		expect(error.kind).toBe('cancelled');
		expect(clock.elapsed).toBeLessThan(4);
		expect(server.sent('POST')).toHaveLength(1);
	});
});

test('what a type of system does not have is refused before anything is sent', async () => {
	const { client, server } = memoryClient();
	const erpOnly = { ...vendor, systemTypes: ['eam', 'wms'] } as const;

	const error = await errorOf(client.creations.create(erpOnly, {}, 'id-1'));

	expect(error.message).toBe('Vendors are not offered for connections of the type ERP');
	expect(error.description).toBe(
		'Offered for: EAM, WMS. If the connected system is of one of these types, choose it as System Type in the Makini credential or in the options.',
	);
	expect(server.requests).toHaveLength(0);
});
