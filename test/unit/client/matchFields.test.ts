import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import type { WireRequest } from '../../../nodes/shared/client/wire/transport';
import {
	clientWith,
	dropped,
	errorOf,
	memoryClient,
	purchaseOrder,
	response,
	type MemoryServer,
} from './support';

const ofOne = { orderNo: 'PO-1', vendorKey: 'V1', title: 'Bearings' };
const ofTwo = { orderNo: 'PO-1', vendorKey: 'V2', title: 'Seals' };
const both = { alsoMatchBy: ['vendorKey'] };

/** A client that matches by number and vendor. */
function world() {
	const peers = memoryClient();
	const write = async (data: MakiniRecord, client = peers.client) =>
		await client.upserts.write(
			purchaseOrder,
			data,
			'orderNo',
			`id of ${JSON.stringify(data)}`,
			both,
		);
	return { ...peers, write };
}

const vendors = ({ orders }: MemoryServer): unknown[] =>
	orders.map(({ vendorKey, title }) => [vendorKey, title]);

describe('create or update by number and vendor', () => {
	test('writes to the one record that has both', async () => {
		const { server, write } = world();
		server.seed(ofOne, { ...ofTwo, title: 'Old' });

		const { record, result } = await write(ofTwo);

		expect([result, record.key]).toEqual(['updated', 'K2']);
		expect(vendors(server)).toEqual([
			['V1', 'Bearings'],
			['V2', 'Seals'],
		]);
		expect((await write(ofOne)).result).toBe('unchanged');
	});

	test('creates what is there with another vendor only, or without one', async () => {
		const { server, write } = world();
		server.seed(ofOne, { orderNo: 'PO-1', vendorKey: null });

		expect((await write(ofTwo)).result).toBe('created');
		expect(server.orders).toHaveLength(3);
	});

	test('says so where two records have both', async () => {
		const { server, write } = world();
		server.seed(ofOne, ofOne, ofTwo);

		const error = await errorOf(write(ofOne));

		expect(error).toMatchObject({
			kind: 'ambiguous',
			message: 'More than one purchase order has the orderNo "PO-1" and the vendorKey "V1"',
		});
		expect(error.description).toContain('Keys: K1, K2.');
		expect(server.sent('PUT')).toEqual([]);
	});

	test('refuses an item without the second value before any request', async () => {
		const { server, write } = world();

		const error = await errorOf(write({ orderNo: 'PO-1', vendorKey: ' ' }));

		expect(error.message).toBe('The field to match by (vendorKey) has no value');
		expect(error.description).toContain('take it out of "Also Match By"');
		expect(error.details.parameter).toBe('alsoMatchBy');
		expect(server.requests).toEqual([]);
	});

	test('reads by its key what a list shows without its vendor', async () => {
		const { server, options } = memoryClient();
		server.seed(ofOne, { ...ofTwo, title: 'Old' });
		const client = clientWith({
			...options,
			send: async (request: WireRequest) => {
				const answer = await server.send(request);
				const isList = request.method === 'GET' && request.path.endsWith('/purchase-orders');
				if (!isList || answer.kind !== 'response') return answer;
				const { data, meta } = answer.body as { data: MakiniRecord[]; meta: unknown };
				const short = data.map(({ key, orderNo }) => ({ key, orderNo }));
				return response(200, { data: short, meta });
			},
		});

		const { record, result } = await client.upserts.write(
			...([purchaseOrder, ofTwo, 'orderNo', 'id', both] as const),
		);

		expect([result, record.key]).toEqual(['updated', 'K2']);
	});

	test('writes nothing where nobody can tell the vendor of a record', async () => {
		const { server, write } = world();
		server.seed({ orderNo: 'PO-1', title: 'Bearings' });

		const error = await errorOf(write(ofOne));

		expect(error.message).toBe(
			'This connection does not look up purchase orders by vendorKey exactly',
		);
		expect(server.sent('POST')).toEqual([]);
	});

	test('many are matched by the list, each vendor on its own', async () => {
		const { client, server, write } = world();
		const items = Array.from({ length: 60 }, (_, index) => ({
			orderNo: `PO-${index % 30}`,
			vendorKey: `V${Math.floor(index / 30)}`,
		}));
		items.forEach((item) => client.upserts.expect(purchaseOrder, item, 'orderNo', both));

		const results = await Promise.all(items.map(async (item) => (await write(item)).result));

		expect(results.every((result) => result === 'created')).toBe(true);
		expect(server.orders).toHaveLength(60);
		expect([...(await client.upserts.doubles())]).toEqual([]);
	});

	test('finds as a double only what has both', async () => {
		const { client, server, write } = world();
		await write(ofOne);
		const { record } = await write(ofTwo);
		server.seed(ofTwo);

		const doubles = await client.upserts.doubles();

		expect([...doubles]).toEqual([[record.key, { value: 'PO-1', keys: ['K2', 'K3'] }]]);
	});
});

describe('two orders of one number and two vendors where lists show a write late', () => {
	test('are each created once, and known by their keys afterwards', async () => {
		const { server, write } = world();
		server.lateMs = 600_000;

		const results = [];
		for (const data of [ofOne, ofTwo, ofOne, { ...ofTwo, title: 'Valves' }, ofOne]) {
			results.push((await write(data)).result);
		}

		expect(results).toEqual(['created', 'created', 'unchanged', 'updated', 'unchanged']);
		expect(vendors(server)).toEqual([
			['V1', 'Bearings'],
			['V2', 'Valves'],
		]);
	});

	test('are more than one by the number alone', async () => {
		const { client, server, write } = world();
		server.lateMs = 600_000;
		await write(ofOne);
		await write(ofTwo);

		const error = await errorOf(client.upserts.write(purchaseOrder, ofOne, 'orderNo', 'id'));

		expect(error.kind).toBe('ambiguous');
		expect(server.sent('PUT')).toEqual([]);
	});

	test('go by the vendor that an order has by now', async () => {
		const { client, server, write } = world();
		server.lateMs = 600_000;
		const { record } = await write(ofOne);
		await client.records.update(purchaseOrder, String(record.key), { vendorKey: 'V2' });

		expect((await write({ ...ofTwo, title: 'Bearings' })).result).toBe('unchanged');
		expect((await write(ofOne)).result).toBe('created');
		expect(server.orders).toHaveLength(2);
	});
});

describe('a lost creation of one of two orders of one number', () => {
	test('does not take the other one for it', async () => {
		const { server, write } = world();
		server.seed({ ...ofTwo, title: 'Bearings' });
		server.faults.writes.push({ as: 'before', outcome: dropped });

		const error = await errorOf(write(ofOne));

		expect(error.kind).toBe('uncertain');
		expect(server.sent('PUT')).toEqual([]);
	});

	test('is found again by both', async () => {
		const { server, write } = world();
		server.seed(ofTwo);
		server.faults.writes.push({ as: 'after', outcome: dropped });

		const { record, result } = await write(ofOne);

		expect([result, record.key]).toEqual(['created', 'K2']);
	});

	test('leaves the other one free, and is not sent again itself', async () => {
		const { server, write } = world();
		server.faults.writes.push({ as: 'before', outcome: dropped });

		expect((await errorOf(write(ofOne))).kind).toBe('uncertain');
		expect((await write(ofTwo)).result).toBe('created');
		expect((await errorOf(write(ofOne))).kind).toBe('uncertain');
		expect(vendors(server)).toEqual([['V2', 'Seals']]);
	});

	test('keeps everybody from creating the number who does not say the vendor', async () => {
		const { client, server, write } = world();
		server.faults.writes.push({ as: 'before', outcome: dropped });
		await errorOf(write(ofOne));

		const creating = client.creations.create(purchaseOrder, ofOne, 'other');

		expect((await errorOf(creating)).kind).toBe('uncertain');
		expect(server.orders).toEqual([]);
	});
});

const rules = {
	createOnly: { ifExists: 'fail' },
	updateOnly: { ifMissing: 'fail' },
	skipThere: { ifExists: 'skip' },
	skipMissing: { ifMissing: 'skip' },
} as const;

describe('create or update where it is said what to do', () => {
	const writing = (rule: keyof typeof rules) => {
		const peers = memoryClient();
		const write = async (data: MakiniRecord) =>
			await peers.client.upserts.write(purchaseOrder, data, 'orderNo', 'id', rules[rule]);
		return { ...peers, write };
	};

	test('fails where the record exists', async () => {
		const { server, write } = writing('createOnly');
		expect((await write(ofOne)).result).toBe('created');

		const error = await errorOf(write({ ...ofOne, title: 'Other' }));

		expect(error).toMatchObject({
			kind: 'exists',
			message: 'A purchase order with the order number PO-1 already exists',
		});
		expect(error.description).toContain('"If It Exists"');
		expect(server.sent('PUT')).toEqual([]);
	});

	test('fails where the record does not exist', async () => {
		const { server, write } = writing('updateOnly');

		const error = await errorOf(write(ofOne));

		expect(error).toMatchObject({
			kind: 'notFound',
			message: 'There is no purchase order with the order number PO-1',
		});
		expect(error.description).toContain('"If It Does Not Exist"');
		expect(server.sent('POST')).toEqual([]);
		server.seed({ ...ofOne, title: 'Old' });
		expect((await write(ofOne)).result).toBe('updated');
	});

	test('skips what exists, and gives it as it is', async () => {
		const { server, write } = writing('skipThere');
		server.seed({ ...ofOne, title: 'Old' });

		expect(await write(ofOne)).toEqual({
			result: 'skipped',
			record: { key: 'K1', ...ofOne, title: 'Old' },
		});
		expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	test('skips what does not exist, and gives what was given without a key', async () => {
		const { server, write } = writing('skipMissing');

		expect(await write({ key: 'X', ...ofOne })).toEqual({ result: 'skipped', record: ofOne });
		expect(server.sent('POST')).toEqual([]);
	});

	test('names all fields that are matched by', async () => {
		const { client, server } = memoryClient();
		server.seed(ofOne);
		const write = async (data: MakiniRecord) =>
			await client.upserts.write(purchaseOrder, data, 'orderNo', 'id', {
				...both,
				ifExists: 'fail',
				ifMissing: 'fail',
			});

		expect((await errorOf(write(ofOne))).message).toBe(
			'A purchase order with the order number PO-1 and the vendor key V1 already exists',
		);
		expect((await errorOf(write(ofTwo))).message).toBe(
			'There is no purchase order with the order number PO-1 and the vendor key V2',
		);
	});

	test('leaves alone what turns up after a lost creation and differs', async () => {
		const { clock, server, write } = writing('createOnly');
		server.faults.writes.push({ as: 'after', outcome: dropped });
		void clock.pass(25).then(() => Object.assign(server.orders[0] ?? {}, { title: 'Others' }));

		const error = await errorOf(write(ofOne));

		expect(error.kind).toBe('uncertain');
		expect(server.sent('PUT')).toEqual([]);
	});

	test('does not say that there is none while a creation of it is in doubt', async () => {
		const { client, server, write } = writing('updateOnly');
		server.faults.writes.push({ as: 'before', outcome: dropped });
		await errorOf(client.upserts.write(purchaseOrder, ofOne, 'orderNo', 'id'));

		expect((await errorOf(write(ofOne))).kind).toBe('uncertain');
	});
});
