import { purchaseOrderStatus, type Entity } from '../../../nodes/shared/catalogue';
import { isUncertain } from '../../../nodes/shared/client/errors/errors';
import { onlyKey } from '../../../nodes/shared/client/matching/onlyKey';
import {
	clientWith,
	dropped,
	errorOf,
	memoryClient,
	purchaseOrder,
	response,
	type MemoryServer,
} from './support';

const NOT_THERE = 'There is no purchase order with the order number "PO-1"';
const SEVERAL = 'More than one purchase order has the order number "PO-1"';

const gets = (server: MemoryServer, part: string): number =>
	server.sent('GET').filter(({ path }) => path.endsWith(part)).length;

describe('of the records with a number', () => {
	const refusal = async (keys: string[]): ReturnType<typeof errorOf> =>
		await errorOf(Promise.resolve().then(() => onlyKey(purchaseOrder, 'PO-1', keys)));

	test('the only one is meant, however often it was found', () => {
		expect(onlyKey(purchaseOrder, 'PO-1', ['K1'])).toBe('K1');
		expect(onlyKey(purchaseOrder, 'PO-1', ['K1', 'K1'])).toBe('K1');
	});

	test('none is an error that says what to do', async () => {
		const { message, kind, details } = await refusal([]);
		expect({ message, kind }).toEqual({ message: NOT_THERE, kind: 'notFound' });
		expect(details.hint).toBe(
			'Check the order number: it counts letter by letter, capitals and leading zeros too. The purchase order may have been deleted, or show only after the next sync. Nothing was done.',
		);
	});

	test('several are an error that names their keys', async () => {
		const { message, kind, details } = await refusal(['K1', 'K2']);
		expect({ message, kind }).toEqual({ message: SEVERAL, kind: 'ambiguous' });
		expect(details.hint).toBe(
			'Nothing was done, because it is not clear which one is meant. Choose it from the list, or give its key. Keys: K1, K2.',
		);
	});
});

describe('the key of a record with a number', () => {
	test('is that of the record whose number is the same, letter by letter', async () => {
		const { client, server } = memoryClient();
		server.matches = (record, field, value) =>
			String(record[field]).toLowerCase().includes(value.toLowerCase());
		server.seed({ orderNo: 'po-1' }, { orderNo: 'PO-10' }, { orderNo: 'PO-1' });
		expect(await client.numbers.keyOf(purchaseOrder, { number: 'PO-1' })).toBe('K3');
		const error = await errorOf(client.numbers.keyOf(purchaseOrder, { number: 'Po-1' }));
		expect(error.message).toBe('There is no purchase order with the order number "Po-1"');
	});

	test('is found whether the system gives the number as a text or as a number', async () => {
		const { client, server } = memoryClient();
		server.matches = () => true;
		server.seed({ orderNo: 42 }, { orderNo: '042' });
		expect(await client.numbers.keyOf(purchaseOrder, { number: '42' })).toBe('K1');
		expect(await client.numbers.keyOf(purchaseOrder, { number: '042' })).toBe('K2');
	});

	test('does not count deleted ones', async () => {
		const { client, server } = memoryClient();
		server.seed({ orderNo: 'PO-1', deletedAt: '2026-04-01T00:00:00Z' });
		const none = await errorOf(client.numbers.keyOf(purchaseOrder, { number: 'PO-1' }));
		expect(none.message).toBe(NOT_THERE);
		server.seed({ orderNo: 'PO-1' });
		expect(await client.numbers.keyOf(purchaseOrder, { number: 'PO-1' })).toBe('K2');
	});

	test('is not guessed where there are two', async () => {
		const { client, server } = memoryClient();
		server.seed({ orderNo: 'PO-1' }, { orderNo: 'PO-1' });
		const error = await errorOf(client.numbers.keyOf(purchaseOrder, { number: 'PO-1' }));
		expect(error.message).toBe(SEVERAL);
	});

	test('is given as it is where the key was chosen, without a request', async () => {
		const { client, server } = memoryClient();
		expect(await client.numbers.keyOf(purchaseOrder, { key: 'K7' })).toBe('K7');
		expect(server.requests).toEqual([]);
	});

	test('is looked up again after nothing was found', async () => {
		const { client, server } = memoryClient();
		await errorOf(client.numbers.keyOf(purchaseOrder, { number: 'PO-1' }));
		server.seed({ orderNo: 'PO-1' });
		expect(await client.numbers.keyOf(purchaseOrder, { number: 'PO-1' })).toBe('K1');
	});

	test('is looked up once for all who ask', async () => {
		const { client, server } = memoryClient();
		server.seed({ orderNo: 'PO-1' });
		const ask = async (): Promise<string> =>
			await client.numbers.keyOf(purchaseOrder, { number: 'PO-1' });
		expect(await Promise.all([ask(), ask(), ask()])).toEqual(['K1', 'K1', 'K1']);
		expect(await ask()).toBe('K1');
		expect(server.requests).toHaveLength(1);
	});
});

describe('a record that this process wrote a moment ago', () => {
	const created = async (memory: ReturnType<typeof memoryClient>): Promise<void> => {
		await memory.client.creations.create(purchaseOrder, { orderNo: 'PO-1' }, 'id');
	};

	test('is found though no list shows it', async () => {
		const memory = memoryClient();
		memory.server.lateMs = 60_000;
		await created(memory);
		const { numbers } = clientWith(memory.options);
		expect(await numbers.keyOf(purchaseOrder, { number: 'PO-1' })).toBe('K1');
		expect(gets(memory.server, '/K1')).toBe(1);
	});

	test('is worked on though it does not show by its key either: that will tell', async () => {
		const memory = memoryClient();
		Object.assign(memory.server, { lateMs: 60_000, lateKeysMs: 60_000 });
		await created(memory);
		const { numbers } = clientWith(memory.options);
		expect(await numbers.keyOf(purchaseOrder, { number: 'PO-1' })).toBe('K1');
	});

	test('counts beside another one that the list shows', async () => {
		const memory = memoryClient();
		memory.server.seed({ orderNo: 'PO-1' });
		await memory.clock.pass(120_000);
		memory.server.lateMs = 60_000;
		await created(memory);
		const { numbers } = clientWith(memory.options);
		const error = await errorOf(numbers.keyOf(purchaseOrder, { number: 'PO-1' }));
		expect(error.message).toBe(SEVERAL);
		expect(error.details.hint).toContain('Keys: K1, K2.');
	});

	test.each<[string, object]>([
		['deleted', { deletedAt: '2026-05-01T08:00:00Z' }],
		['given another number', { orderNo: 'PO-9' }],
	])('is not taken where it was %s meanwhile', async (_, change) => {
		const memory = memoryClient();
		memory.server.lateMs = 60_000;
		await created(memory);
		Object.assign(memory.server.orders[0] ?? {}, change);
		const { numbers } = clientWith(memory.options);
		const error = await errorOf(numbers.keyOf(purchaseOrder, { number: 'PO-1' }));
		expect(error.message).toBe(NOT_THERE);
	});

	test('is not taken by a number that it had before', async () => {
		const { client, server } = memoryClient();
		server.seed({ orderNo: 'PO-1' });
		expect(await client.numbers.keyOf(purchaseOrder, { number: 'PO-1' })).toBe('K1');
		await client.records.update(purchaseOrder, 'K1', { orderNo: 'PO-2' });
		const error = await errorOf(client.numbers.keyOf(purchaseOrder, { number: 'PO-1' }));
		expect(error.message).toBe(NOT_THERE);
	});
});

describe('a deletion by number whose answer was lost', () => {
	test('is taken up by the next try, which finds nothing any more', async () => {
		const memory = memoryClient({ maxWaitMs: 0 });
		memory.server.seed({ orderNo: 'PO-1' });
		memory.server.faults.writes.push({ as: 'after', outcome: dropped });
		const remove = async (): Promise<void> => {
			const { numbers, records } = clientWith(memory.options);
			const chosen = { number: 'PO-1' };
			const key = await numbers.keyToDelete(purchaseOrder, chosen);
			await records.delete(purchaseOrder, key, chosen.number);
		};
		expect(isUncertain(await errorOf(remove()))).toBe(true);
		expect(memory.server.orders).toEqual([]);
		await remove();
		const { numbers } = clientWith(memory.options);
		const error = await errorOf(numbers.keyOf(purchaseOrder, { number: 'PO-1' }));
		expect(error.message).toBe(NOT_THERE);
	});
});

describe('many numbers', () => {
	test('are found by reading the list once', async () => {
		const { client, server } = memoryClient();
		const numbers = Array.from({ length: 100 }, (_, index) => `PO-${index}`);
		server.seed(...numbers.map((orderNo) => ({ orderNo })));
		for (const number of numbers) client.numbers.expect(purchaseOrder, { number });
		client.numbers.expect(purchaseOrder, { key: 'K1' });
		const keys = await Promise.all(
			numbers.map(async (number) => await client.numbers.keyOf(purchaseOrder, { number })),
		);
		expect(keys).toEqual(numbers.map((_, index) => `K${index + 1}`));
		expect(server.requests).toHaveLength(1);
	});

	test('are other ones after those before were forgotten', async () => {
		const { client, server } = memoryClient();
		server.seed({ orderNo: 'PO-1' });
		await client.numbers.keyOf(purchaseOrder, { number: 'PO-1' });
		client.numbers.forget();
		await client.numbers.keyOf(purchaseOrder, { number: 'PO-1' });
		expect(server.requests).toHaveLength(2);
	});
});

describe('a status', () => {
	const statuses = [
		{ key: 'S1', code: 'OPN', name: 'Open' },
		{ key: 'S2', code: 'CLS', name: 'Closed' },
		{ key: 'S3', code: 'Open', name: 'Reopened' },
	];

	const find = async (number: string, records: object[] = statuses): Promise<string> => {
		const memory = memoryClient();
		const client = clientWith({
			...memory.options,
			send: async ({ query = [] }) => {
				const [name, value] = query.find(([each]) => each.startsWith('filter[')) ?? [];
				const field = /\[(\w+)\]/.exec(name ?? '')?.[1] ?? '';
				const data = records.filter((each) => (each as Record<string, unknown>)[field] === value);
				return await Promise.resolve(
					response(200, { data, meta: { current_page: 1, last_page: 1, total: data.length } }),
				);
			},
		});
		return await client.numbers.keyOf(purchaseOrderStatus, { number });
	};

	test.each([
		['CLS', 'S2'],
		['Closed', 'S2'],
	])('is known by code or name: %s', async (number, key) => {
		expect(await find(number)).toBe(key);
	});

	test('is not guessed where the code of one is the name of another', async () => {
		const error = await errorOf(find('Open'));
		expect(error.message).toBe('More than one status has the code or name "Open"');
		expect(error.details.hint).toContain('Keys: S3, S1.');
	});

	test('that is not there is told so', async () => {
		const error = await errorOf(find('open'));
		expect(error.message).toBe('There is no status with the code or name "open"');
	});
});

test('a system that cannot look up by the one field is asked by the other', async () => {
	const memory = memoryClient();
	const record = { key: 'S1', name: 'Open' };
	const options = {
		...memory.options,
		send: async () =>
			await Promise.resolve(
				response(200, { data: [record], meta: { current_page: 1, last_page: 1, total: 1 } }),
			),
	};
	const both = clientWith(options).numbers;
	expect(await both.keyOf(purchaseOrderStatus, { number: 'Open' })).toBe('S1');
	const byCode: Entity = { ...purchaseOrderStatus, knownBy: ['code'] };
	const error = await errorOf(clientWith(options).numbers.keyOf(byCode, { number: 'Open' }));
	expect(error.message).toBe('This connection does not look up statuses by code exactly');
});
