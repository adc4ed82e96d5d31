import type { MakiniClient } from '../../../nodes/shared/client/client';
import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import { RecentWrites } from '../../../nodes/shared/client/matching/recentWrites';
import { Limiter } from '../../../nodes/shared/client/traffic/limiter';
import { clientWith, dropped, errorOf, memoryClient, purchaseOrder, response } from './support';

const order = { orderNo: 'PO-1', title: 'Bearings' };

describe('create or update by a filter that', () => {
	test.each<[string, (a: unknown, b: string) => boolean]>([
		['does nothing', () => true],
		['ignores case', (a, b) => String(a).toLowerCase() === b.toLowerCase()],
		['takes a part for the whole', (a, b) => String(a).toLowerCase().includes(b.toLowerCase())],
	])('%s writes to what has exactly the value', async (_, matches) => {
		const { client, server } = memoryClient();
		server.matches = (record, field, value) => matches(record[field], value);
		server.seed({ orderNo: 'po-1' }, { orderNo: 'PO-10' }, { orderNo: 'PO-2', title: 'Old' });
		const write = async (data: MakiniRecord): Promise<string> =>
			(await client.upserts.write(purchaseOrder, data, 'orderNo', 'id')).result;

		expect(await write({ orderNo: 'PO-1', title: 'New' })).toBe('created');
		expect(await write({ orderNo: 'PO-2', title: 'New' })).toBe('updated');
		expect(await write({ orderNo: 'PO-1', title: 'New' })).toBe('unchanged');

		expect(server.orders.map(({ orderNo, title }) => [orderNo, title])).toEqual([
			['po-1', undefined],
			['PO-10', undefined],
			['PO-2', 'New'],
			['PO-1', 'New'],
		]);
	});
});

describe('create or update', () => {
	test('creates what is not there', async () => {
		const { client, server } = memoryClient();

		const { record, result } = await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1');

		expect(result).toBe('created');
		expect(record).toEqual({ key: 'K1', ...order });
		expect(server.sent('POST')[0]).toMatchObject({ body: order, idempotencyKey: 'id-1' });
	});

	test('updates what is there and differs, and gives the whole record', async () => {
		const { client, server } = memoryClient();
		server.seed({ orderNo: 'PO-1', title: 'Seals', notes: 'urgent' });

		const { record, result } = await client.upserts.write(
			purchaseOrder,
			{ key: 'X', ...order },
			'orderNo',
			'id-1',
		);

		expect(result).toBe('updated');
		expect(record).toEqual({ key: 'K1', ...order, notes: 'urgent' });
		expect(server.sent('PUT')).toEqual([
			{ method: 'PUT', path: '/api/erp/purchase-orders/K1', body: order },
		]);
	});

	test('leaves alone what is as given', async () => {
		const { client, server } = memoryClient();
		server.seed({ ...order, notes: 'urgent' });

		const { record, result } = await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1');

		expect(result).toBe('unchanged');
		expect(record).toMatchObject({ key: 'K1', notes: 'urgent' });
		expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	test('of two items with the same number at the same time: one creates, the other updates', async () => {
		const { client, server } = memoryClient();

		const results = await Promise.all([
			client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1'),
			client.upserts.write(purchaseOrder, { ...order, title: 'Seals' }, 'orderNo', 'id-2'),
			client.upserts.write(purchaseOrder, { ...order, title: 'Seals' }, 'orderNo', 'id-3'),
		]);

		expect(results.map(({ result }) => result)).toEqual(['created', 'updated', 'unchanged']);
		expect(server.orders).toEqual([{ key: 'K1', orderNo: 'PO-1', title: 'Seals' }]);
	});

	test('blanks around the number make no second record, neither at once nor in the next run', async () => {
		const { client, server } = memoryClient();

		await client.upserts.write(purchaseOrder, { ...order, orderNo: ' PO-1' }, 'orderNo', 'id-1');
		await client.upserts.write(purchaseOrder, { ...order, orderNo: 'PO-1 ' }, 'orderNo', 'id-2');

		expect(server.orders).toEqual([{ key: 'K1', ...order }]);
	});

	test('a lost create is found again, and made as given where the system changed it', async () => {
		const { client, server, clock } = memoryClient();
		server.faults.writes.push({ as: 'after', outcome: dropped });
		void clock.pass(25).then(() => Object.assign(server.orders[0] ?? {}, { title: 'BEARINGS' }));

		const { record, result } = await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1');

		expect(result).toBe('created');
		expect(record).toEqual({ key: 'K1', ...order });
		expect(server.count('PO-1')).toBe(1);
	});

	test('a lost create matched by another field does not pass off an older record', async () => {
		const { client, server } = memoryClient();
		server.seed({ orderNo: 'PO-1', title: 'Seals' });
		server.faults.writes.push({ as: 'before', outcome: dropped });

		const error = await errorOf(client.upserts.write(purchaseOrder, order, 'title', 'id-1'));

		expect(error.kind).toBe('uncertain');
		expect(error.description).toContain('it differs from what was sent (title)');
	});
});

describe('create or update where lists show a write late', () => {
	test('of one number twice in one run: creates it once, and updates it by its key', async () => {
		const { client, server } = memoryClient();
		server.lateMs = 5_000;

		const first = await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1');
		const second = await client.upserts.write(
			purchaseOrder,
			{ ...order, title: 'Seals' },
			'orderNo',
			'id-2',
		);

		expect([first.result, second.result]).toEqual(['created', 'updated']);
		expect(server.orders).toEqual([{ key: 'K1', orderNo: 'PO-1', title: 'Seals' }]);
	});

	test('of two executions: the second one knows what the first one has created', async () => {
		const { client, clock, server, options } = memoryClient();
		server.lateMs = 60_000;
		const other = clientWith({ ...options, clock: clock.otherExecution() });

		const results = await Promise.all(
			[client, other].map(
				async (each) => await each.upserts.write(purchaseOrder, order, 'orderNo', 'id'),
			),
		);

		expect(results.map(({ result }) => result)).toEqual(['created', 'unchanged']);
		expect(server.count('PO-1')).toBe(1);
	});

	test('what was deleted meanwhile is created again', async () => {
		const { client, server } = memoryClient();
		await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1');
		server.orders = [];

		const { record, result } = await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-2');

		expect(result).toBe('created');
		expect(server.orders).toEqual([record]);
	});
});

test('what was deleted meanwhile and created by somebody else is the one that is meant', async () => {
	const { client, server } = memoryClient();
	await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1');
	server.orders = [{ key: 'OTHER', orderNo: 'PO-1', title: 'Seals' }];

	const { record, result } = await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-2');

	expect(result).toBe('updated');
	expect(server.orders).toEqual([record]);
});

describe('create or update where a server goes by idempotency keys, of what was deleted meanwhile', () => {
	const idempotent = () => {
		const peers = memoryClient();
		const { clock, server, options } = peers;
		server.honoursIdempotencyKey = true;
		server.createdAt = () => new Date(clock.now()).toISOString();
		/** Another process, which knows nothing of the first one's writes. */
		const stranger = () =>
			clientWith({
				...options,
				clock: clock.otherExecution(),
				recent: new RecentWrites(),
				limiter: new Limiter(),
			});
		return { ...peers, stranger };
	};
	const write = async (client: MakiniClient, id = 'id') =>
		await client.upserts.write(purchaseOrder, order, 'orderNo', id);

	test('creates it again where this process had created it, as often as that happens', async () => {
		const { client, server } = idempotent();
		for (const key of ['K1', 'K2', 'K3']) {
			server.orders = [];
			const { record, result } = await write(client);

			expect([result, record.key]).toEqual(['created', key]);
			expect(server.orders).toEqual([record]);
		}
	});

	test('says so where another process had created it, and creates it in the next run', async () => {
		const { client, clock, server, stranger } = idempotent();
		await write(client);
		for (const key of ['K2', 'K3']) {
			server.orders = [];
			await clock.pass(1_200_000);
			const other = stranger();

			const error = await errorOf(write(other));
			expect(error).toMatchObject({
				kind: 'uncertain',
				message: 'The purchase order PO-1 may or may not have been created',
			});
			expect(error.description).toContain('is not there');
			expect(server.orders).toEqual([]);
			let written = await write(other).catch(() => undefined);
			// One run for each record that is gone.
			written ??= await write(other);

			expect(written.record.key).toBe(key);
			expect(server.orders).toEqual([written.record]);
		}
	});

	test('says so where the other one goes by another number now, and creates it in the next run', async () => {
		const { client, clock, server, stranger } = idempotent();
		await write(client);
		Object.assign(server.orders[0] ?? {}, { orderNo: 'PO-1-CANCELLED' });
		await clock.pass(1_200_000);

		const other = stranger();
		expect((await errorOf(write(other))).kind).toBe('uncertain');
		const { record, result } = await write(other);

		expect([result, record.key, record.orderNo]).toEqual(['created', 'K2', 'PO-1']);
		expect(server.count('PO-1')).toBe(1);
	});

	test('creates one where two processes do so at once, and only one of them knew it', async () => {
		const { client, clock, server, stranger } = idempotent();
		await write(client, 'id-of-another-content');
		server.orders = [];
		await clock.pass(30_000);

		const written = await Promise.all([client, stranger()].map(async (each) => await write(each)));

		expect(written.map(({ record }) => record.key)).toEqual(['K2', 'K2']);
		expect(server.count('PO-1')).toBe(1);
	});
});

describe('create or update where a system tells a wrong time of creation', () => {
	const wrong = ['0001-01-01T00:00:00', '2026-05-01T03:00:00Z', '2026-05-01T07:54:00Z'];

	test.each(wrong)('(%s) and shows what is new late: creates it once', async (createdAt) => {
		const { client, server } = memoryClient();
		Object.assign(server, { lateMs: 60_000, lateKeysMs: 60_000, createdAt: () => createdAt });

		const { result } = await client.upserts.write(purchaseOrder, order, 'orderNo', 'id');

		expect(result).toBe('created');
		expect(server.count('PO-1')).toBe(1);
	});

	test.each(wrong)('(%s) and knows no key at first: does not send it again', async (createdAt) => {
		const { client, server } = memoryClient();
		Object.assign(server, { lateMs: 60_000, lateKeysMs: 60_000, createdAt: () => createdAt });
		server.lateChangesMs = 60_000;

		const error = await errorOf(client.upserts.write(purchaseOrder, order, 'orderNo', 'id'));

		expect(error).toMatchObject({ kind: 'uncertain' });
		expect(server.count('PO-1')).toBe(1);
	});

	test('and does not allow reading it: says that it was created', async () => {
		const { server, options } = memoryClient();
		server.createdAt = () => '0001-01-01T00:00:00';
		const client = clientWith({
			...options,
			send: async (request) =>
				request.method === 'GET' && request.path.endsWith('/K1')
					? response(403, { message: 'Not allowed' })
					: await server.send(request),
		});

		const { result } = await client.upserts.write(purchaseOrder, order, 'orderNo', 'id');

		expect(result).toBe('created');
		expect(server.count('PO-1')).toBe(1);
	});
});

describe('create or update of many by two executions at once', () => {
	test('creates each number once', async () => {
		const { client, clock, server, options } = memoryClient();
		const other = clientWith({ ...options, clock: clock.otherExecution() });
		const items = Array.from({ length: 200 }, (_, index) => ({ orderNo: `PO-${index}` }));
		const run = async (each: MakiniClient): Promise<string[]> => {
			items.forEach((item) => each.upserts.expect(purchaseOrder, item, 'orderNo'));
			const results = await Promise.all(
				items.map(async (item) => await each.upserts.write(purchaseOrder, item, 'orderNo', 'id')),
			);
			return results.map(({ result }) => result);
		};

		const results = (await Promise.all([run(client), run(other)])).flat();

		expect(server.orders).toHaveLength(200);
		expect(results.filter((result) => result === 'created')).toHaveLength(200);
		expect([...(await client.upserts.doubles())]).toEqual([]);
	});
});

describe('create or update', () => {
	test('writes what cannot be read each time, since nobody can tell whether it differs', async () => {
		const { client, server } = memoryClient();
		server.seed({ orderNo: 'PO-1' });
		const given = { orderNo: 'PO-1', totalTaxValue: '12.50' };

		const { result } = await client.upserts.write(purchaseOrder, given, 'orderNo', 'id-1');

		expect(result).toBe('updated');
		expect(server.sent('PUT')[0]?.body).toEqual(given);
	});

	test('takes a record that is deleted for one that is not there', async () => {
		const { client, server } = memoryClient();
		server.seed({ ...order, deletedAt: '2026-04-01T00:00:00Z' });

		const { result } = await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1');

		expect(result).toBe('created');
		expect(server.count('PO-1')).toBe(2);
	});

	test('finds what another process has created at the same moment', async () => {
		const { client, server } = memoryClient();
		const { record } = await client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1');
		server.seed(order);

		const doubles = await client.upserts.doubles();

		expect([...doubles]).toEqual([[record.key, { value: 'PO-1', keys: ['K1', 'K2'] }]]);
	});
});

describe('create or update refuses without any write', () => {
	test.each([
		[{ title: 'Bearings' }],
		[{ orderNo: '' }],
		[{ orderNo: '  ' }],
		[{ orderNo: null }],
		[{ orderNo: {} }],
	])('nothing to match by: %j', async (data) => {
		const { client, server } = memoryClient();

		const error = await errorOf(client.upserts.write(purchaseOrder, data, 'orderNo', 'id-1'));

		expect(error.kind).toBe('input');
		expect(error.message).toBe('The field to match by (orderNo) has no value');
		expect(error.description).toBe(
			'Without it, it cannot be told whether the purchase order exists. Map a value to it, or choose another field under "Match By".',
		);
		expect(server.requests).toHaveLength(0);
	});

	test('more than one match', async () => {
		const { client, server } = memoryClient();
		server.seed(order, { ...order, title: 'Seals' });

		const error = await errorOf(client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1'));

		expect(error.kind).toBe('ambiguous');
		expect(error.message).toBe('More than one purchase order has the orderNo "PO-1"');
		expect(error.description).toBe(
			'Nothing was written, because it is not clear which one is meant. Choose a field under "Match By" that tells them apart, or use Update with the key. Keys: K1, K2.',
		);
		expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	test('a connection whose records do not show the field', async () => {
		const { client, server } = memoryClient();
		server.matches = () => true;
		server.seed({ title: 'Filters' });

		const error = await errorOf(client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1'));

		expect(error.kind).toBe('ambiguous');
		expect(error.message).toBe(
			'This connection does not look up purchase orders by orderNo exactly',
		);
		expect(server.sent('POST')).toEqual([]);
	});

	test('a look-up that fails', async () => {
		const { client, server } = memoryClient();
		server.faults.reads.push({ as: 'before', outcome: response(403) });

		const error = await errorOf(client.upserts.write(purchaseOrder, order, 'orderNo', 'id-1'));

		expect(error.message).toBe('Makini does not allow listing purchase orders');
		expect(server.sent('POST')).toHaveLength(0);
	});
});

test('an update whose answer is unreadable was made all the same: the record is read', async () => {
	const { client, server } = memoryClient();
	const record = await client.creations.create(
		purchaseOrder,
		{ orderNo: 'PO-1', title: 'Old' },
		'id-1',
	);
	server.faults.writes.push({ as: 'after', outcome: response(200, 'OK') });

	const updated = await client.records.update(purchaseOrder, String(record.key), { title: 'New' });

	expect(updated).toEqual({ key: record.key, orderNo: 'PO-1', title: 'New' });
	expect(server.sent('PUT')).toHaveLength(1);
});
