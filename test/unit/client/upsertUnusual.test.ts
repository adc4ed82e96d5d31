import { omit } from 'lodash';
import type { MakiniClient } from '../../../nodes/shared/client/client';
import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import { MakiniError } from '../../../nodes/shared/client/errors/errors';
import { RecentWrites } from '../../../nodes/shared/client/matching/recentWrites';
import { Limiter } from '../../../nodes/shared/client/traffic/limiter';
import type { WireOutcome, WireRequest } from '../../../nodes/shared/client/wire/transport';
import { clientWith, memoryClient, purchaseOrder, response, type MemoryServer } from './support';

/** What a system does with a request that is unlike others. */
type Way = (request: WireRequest, next: () => Promise<WireOutcome>) => Promise<WireOutcome>;

const order = { orderNo: 'PO-1', title: 'Bearings' };
const HOUR = 3_600_000;

/** A system with a way of its own, a client, and what makes another process. */
function world(way: Way = async (_, next) => await next()) {
	const peers = memoryClient();
	const { clock, server, options } = peers;
	const all = {
		...options,
		send: async (request: WireRequest) =>
			await way(request, async () => await server.send(request)),
	};
	const stranger = () =>
		clientWith({
			...all,
			clock: clock.otherExecution(),
			recent: new RecentWrites(),
			limiter: new Limiter(),
		});
	return { ...peers, client: clientWith(all), stranger };
}

/** A system that goes by idempotency keys, and whose order was created by another process an hour ago. */
async function worldOfOld(way?: Way, becomes: (server: MemoryServer) => void = deleteAll) {
	const it = world(way);
	it.server.honoursIdempotencyKey = true;
	it.server.createdAt = () => new Date(it.clock.now()).toISOString();
	await write(it.client);
	becomes(it.server);
	await it.clock.pass(HOUR);
	return it;
}

const deleteAll = (server: MemoryServer): void => {
	server.orders = [];
};

const write = async (client: MakiniClient, data: MakiniRecord = order, by = 'orderNo') =>
	await client.upserts.write(purchaseOrder, data, by, `id of ${JSON.stringify(data)}`);

/** In one word: what is said of a write. */
const said = async (writing: Promise<{ result: string }>): Promise<string> =>
	await writing.then(
		({ result }) => result,
		(error: unknown) => (error instanceof MakiniError ? error.kind : String(error)),
	);

/** A system that keeps something else than it was sent. */
const keeping =
	(change: (body: MakiniRecord) => MakiniRecord): Way =>
	async (request, next) => {
		if (request.method === 'POST') request.body = change(request.body as MakiniRecord);
		return await next();
	};

/** Answers of one method are changed. */
const answering =
	(method: string, change: (answer: MakiniRecord) => WireOutcome): Way =>
	async (request, next) => {
		const answer = await next();
		if (request.method !== method || answer.kind !== 'response') return answer;
		return change((answer.body as { data?: MakiniRecord }).data ?? {});
	};

describe('create or update where the time of creation is wrong', () => {
	test.each<[string, Way, string]>([
		[
			'gives numbers of its own',
			keeping((body) => ({ ...body, orderNo: '4500000001' })),
			'orderNo',
		],
		['adds to numbers', keeping((body) => ({ ...body, orderNo: 'PO-1 X' })), 'orderNo'],
		[
			'cuts off the title that is matched by',
			keeping((body) => ({ ...body, title: 'Bear' })),
			'title',
		],
		[
			'does not show the number by key',
			async (request, next) =>
				await answering('GET', (record) =>
					request.path.endsWith('/K1')
						? response(200, { data: omit(record, 'orderNo') })
						: response(200, { data: [] }),
				)(request, next),
			'orderNo',
		],
	])('creates once in a system that %s', async (_, way, by) => {
		const { client, server } = world(way);
		server.createdAt = () => '2026-05-01T03:00:00Z';

		expect(await said(write(client, order, by))).toBe('created');
		expect(server.sent('POST')).toHaveLength(1);
	});
});

test.each<[string, MakiniRecord]>([
	['numbers are padded', { orderNo: '0000PO-1' }],
	['all records tell a time of deletion', { deletedAt: '2026-04-01' }],
])('create or update creates two at most where %s when they are read', async (_, shown) => {
	const { client, server } = world(async (request, next) => {
		const answer = await next();
		const isOne = request.method === 'GET' && /K\d+$/.test(request.path);
		if (!isOne || answer.kind !== 'response') return answer;
		const { data } = answer.body as { data: MakiniRecord };
		return response(200, { data: { ...data, ...shown } });
	});
	server.createdAt = () => '2026-05-01T03:00:00Z';

	expect(await said(write(client))).toBe('uncertain');
	expect(server.orders.length).toBeLessThanOrEqual('deletedAt' in shown ? 2 : 1);
});

test('an order whose time of deletion is empty in other words is there', async () => {
	const { client, server } = world();
	server.seed({ key: 'K9', ...order, deletedAt: '0000-00-00 00:00:00' });

	expect(await said(write(client))).toBe('unchanged');
	expect(server.orders).toHaveLength(1);
});

test('an order that is there and cannot be changed is not created again', async () => {
	const { client, server } = world(async (request, next) =>
		request.method === 'PUT' ? response(404, { message: 'Locked' }) : await next(),
	);
	server.createdAt = () => new Date(Date.parse('2026-05-01T08:00:00Z')).toISOString();
	await write(client);

	expect(await said(write(client))).toBe('unchanged');
	expect(await said(write(client, { ...order, title: 'New' }))).not.toBe('created');
	expect(server.orders).toHaveLength(1);
});

test('create or update of what only lists show yet believes them, whatever its time of creation', async () => {
	const { client, server } = world(answering('PUT', () => response(204, '')));
	server.createdAt = () => '2026-05-01T03:00:00Z';
	server.lateKeysMs = server.lateChangesMs = 60_000;

	expect(await said(write(client))).toBe('created');
	expect(server.count('PO-1')).toBe(1);
});

describe('create or update of what is created again under the key that it had', () => {
	const byNumber = keeping((body) => ({ key: body.orderNo, ...body }));

	test('creates it once, where keys are numbers', async () => {
		const { client, server } = world(byNumber);
		await write(client);
		server.orders = [];

		expect(await said(write(client))).toBe('created');
		expect(server.sent('POST')).toHaveLength(2);
		expect(server.count('PO-1')).toBe(1);
	});

	test('says that it may be there, where it does not show and its number is taken', async () => {
		const { client, server } = world(async (request, next) => {
			const isTaken = request.method === 'POST' && server.count('PO-1') > 0;
			return isTaken ? response(422, { message: 'Taken' }) : await byNumber(request, next);
		});
		await write(client);
		server.orders = [];
		server.lateMs = server.lateKeysMs = server.lateChangesMs = 30_000;

		const error = await write(client).catch((thrown: unknown) => thrown);

		expect(error).toBeInstanceOf(MakiniError);
		expect((error as MakiniError).details.mayBeWritten).toBe(true);
		expect(server.count('PO-1')).toBe(1);
	});

	test('creates it once, where its deletion is taken back', async () => {
		const { client, server } = world(async (request, next) => {
			const [old] = server.orders;
			if (request.method !== 'POST' || !old) return await next();
			delete old.deletedAt;
			return response(201, { data: { ...Object.assign(old, request.body) } });
		});
		await write(client);
		Object.assign(server.orders[0] ?? {}, { deletedAt: '2026-05-01T08:00:01Z' });

		expect(await said(write(client))).toBe('created');
		expect(server.orders).toEqual([{ key: 'K1', ...order }]);
	});
});

describe('create or update where the answer to a creation has', () => {
	test('no key: finds it in the list', async () => {
		const { client, server } = world(
			answering('POST', (record) => response(201, { data: omit(record, 'key') })),
		);
		await write(client);

		expect(await said(write(client, { ...order, title: 'New' }))).toBe('updated');
		expect(server.orders).toEqual([{ key: 'K1', orderNo: 'PO-1', title: 'New' }]);
	});

	test('a key that does not last: finds it in the list', async () => {
		const { client, server } = world(
			answering('POST', (record) => response(201, { data: { ...record, key: 'JOB-1' } })),
		);
		await write(client);

		expect(await said(write(client, { ...order, title: 'New' }))).toBe('updated');
		expect(server.orders).toEqual([{ key: 'K1', orderNo: 'PO-1', title: 'New' }]);
	});
});

describe('create or update of what a system gives again although it was deleted', () => {
	test('says so once, and creates it in the next run, however late', async () => {
		const { clock, server, stranger } = await worldOfOld();
		const other = stranger();

		expect(await said(write(other))).toBe('uncertain');
		await clock.pass(HOUR);
		expect(await said(write(other))).toBe('created');
		expect(server.count('PO-1')).toBe(1);
	});

	test.each([403, 405, 409, 410, 422])(
		'never says that it is created where a change of it is answered with %d',
		async (status) => {
			const way = async (request: WireRequest, next: () => Promise<WireOutcome>) =>
				request.method === 'PUT' ? response(status, { message: 'No' }) : await next();
			const { server, stranger } = await worldOfOld(way);

			expect(await said(write(stranger()))).toBe('uncertain');
			expect(server.orders).toEqual([]);
		},
	);

	test.each([
		['reading says that it is gone (410)', 'GET', response(410, { message: 'Gone' })],
		['a change of it is answered with 204', 'PUT', response(204, '')],
		['the execution is stopped meanwhile', 'GET', { kind: 'cancelled' } as const],
	])('never says that it is created where %s', async (_, method, outcome) => {
		const { server, stranger } = await worldOfOld(async (request, next) =>
			request.method === method && request.path.endsWith('/K1') ? outcome : await next(),
		);

		expect(await said(write(stranger()))).not.toBe('created');
		expect(server.orders).toEqual([]);
	});

	test.each([500, 503])(
		'never says that it is created where reading it is answered with %d',
		async (status) => {
			const { server, stranger } = await worldOfOld(async (request, next) =>
				request.method === 'GET' && request.path.endsWith('/K1')
					? response(status, { message: 'Oops' })
					: await next(),
			);

			expect(await said(write(stranger()))).toBe('uncertain');
			expect(server.orders).toEqual([]);
		},
	);

	test('makes it as given where it is there and was changed', async () => {
		const { server, stranger } = await worldOfOld(undefined, (there) => {
			Object.assign(there.orders[0] ?? {}, { title: 'Changed' });
			there.lateMs = 2 * HOUR;
		});

		const { record } = await write(stranger());

		expect(record.title).toBe(order.title);
		expect(server.orders.map(({ title }) => title)).toEqual([order.title]);
	});
});

test('a change that is answered with 204, of what was deleted, is not said to be made', async () => {
	const { client, server } = world(answering('PUT', () => response(204, '')));
	await write(client);
	server.orders = [];

	expect(await said(write(client, { ...order, title: 'New' }))).toBe('uncertain');
	await expect(
		client.records.update(purchaseOrder, 'TYPO', { title: 'New' }),
	).rejects.toMatchObject({ kind: 'uncertain' });
});

test('a change that is answered with 204 and shows late is changed back all the same', async () => {
	const before = { ...order, key: 'K1', title: 'A', updatedAt: '2026-05-01T07:00:00Z' };
	const sent: unknown[] = [];
	const { client } = world(async (request, next) => {
		await next();
		if (request.method === 'PUT') sent.push((request.body as MakiniRecord).title);
		if (request.method === 'PUT') return response(204, '');
		const isOne = request.path.endsWith('/K1');
		return response(200, { data: isOne ? before : [before], meta: { last_page: 1, total: 1 } });
	});

	await write(client, { orderNo: 'PO-1', title: 'B' });
	await write(client, { orderNo: 'PO-1', title: 'A' });

	expect(sent).toEqual(['B', 'A']);
});

test('what is matched by another field than the number is known by it, where lists are late', async () => {
	const { client, server } = world();
	server.lateMs = 30_000;

	await write(client, { title: 'Bearings' }, 'title');
	await write(client, { title: 'Bearings', notes: 'x' }, 'title');

	expect(server.orders).toHaveLength(1);
});

test('doubles of others are found, too, where records went meanwhile', async () => {
	const { client, server, options } = world();
	const numbers = Array.from({ length: 30 }, (_, index) => ({
		orderNo: `PO-${index}`,
		title: 'x',
	}));
	server.seed(
		...Array.from({ length: 5 }, (_, index) => ({ orderNo: `OLD-${index}`, title: 'x' })),
	);
	for (const each of numbers) await write(client, each);
	server.orders = server.orders.filter(({ orderNo }) => String(orderNo).startsWith('OLD'));
	const next = clientWith(options);
	numbers.forEach((each) => next.upserts.expect(purchaseOrder, each, 'orderNo'));
	let written = 0;
	for (const each of numbers) {
		await write(next, each);
		written += 1;
		if (written === 28)
			server.seed({ orderNo: 'PO-20', title: 'y' }, { orderNo: 'PO-25', title: 'y' });
	}

	const values = [...(await next.upserts.doubles()).values()].map(({ value }) => value);
	expect(values.sort()).toEqual(['PO-20', 'PO-25']);
});

test('an order that was found after a lost creation, and could not be changed, is in no doubt', async () => {
	let isRefused = true;
	const { client, server } = world(async (request, next) => {
		if (request.method === 'PUT' && isRefused) return response(422, { message: 'Locked.' });
		const answer = await next();
		if (request.method === 'POST') Object.assign(server.orders[0] ?? {}, { title: 'Changed' });
		return answer;
	});
	server.faults.writes.push({ as: 'after', outcome: response(502) });

	await expect(write(client)).rejects.toMatchObject({ details: { mayBeWritten: true } });
	isRefused = false;
	await client.records.delete(purchaseOrder, 'K1');

	expect(await said(write(client))).toBe('created');
});
