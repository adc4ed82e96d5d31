import type { MakiniClient } from '../../../nodes/shared/client/client';
import type { MakiniError } from '../../../nodes/shared/client/errors/errors';
import type { WireRequest } from '../../../nodes/shared/client/wire/transport';
import { clientWith, dropped, memoryClient, purchaseOrder, response } from './support';

const order = { orderNo: 'PO-1', title: 'Bearings' };
const page = response(502, '<html>Bad gateway</html>');
const emptyList = response(200, { data: [], meta: { current_page: 1, last_page: 1, total: 0 } });

/** In a few words: what is said of a write. */
const write = async (client: MakiniClient): Promise<string> =>
	await client.upserts.write(purchaseOrder, order, 'orderNo', 'id').then(
		({ record, result }) => `${result} ${String(record.key)}`,
		({ kind }: MakiniError) => kind,
	);

/** A system that sets titles of its own, and another execution of the same process. */
function world() {
	const peers = memoryClient();
	const { server, options } = peers;
	const send = async (request: WireRequest) => {
		if (request.method !== 'POST') return await server.send(request);
		return await server.send({ ...request, body: { ...order, title: 'Set by the system' } });
	};
	const setting = { ...options, send };
	return { ...peers, setting: clientWith(setting), next: () => clientWith(setting) };
}

/** Of so many orders that are to be written, the list is read once. */
const expectMany = (client: MakiniClient): void => {
	for (let number = 1; number <= 30; number += 1) {
		client.upserts.expect(purchaseOrder, { orderNo: `PO-${number}` }, 'orderNo');
	}
};

describe('an order whose creation was in doubt and that was seen', () => {
	test('is not created by the next item of a run that had read the list before', async () => {
		const { client, clock, server } = world();
		expectMany(client);
		server.faults.writes.push({ as: 'later', outcome: page, ms: 70_000 });

		const results = [await write(client)];
		await clock.pass(20_000);
		results.push(await write(client), await write(client));

		expect(results).toEqual(['uncertain', 'unchanged K1', 'unchanged K1']);
		expect(server.count('PO-1')).toBe(1);
	});

	test('is not created where the list shows it once and then no more', async () => {
		const { client, clock, server } = world();
		server.faults.writes.push({ as: 'later', outcome: page, ms: 70_000 });

		const results = [await write(client)];
		await clock.pass(20_000);
		results.push(await write(client));
		server.faults.reads.push({ as: 'before', outcome: emptyList });
		results.push(await write(client));

		expect(results).toEqual(['uncertain', 'unchanged K1', 'unchanged K1']);
		expect(server.count('PO-1')).toBe(1);
	});

	test('is known for the whole run, also where the list does not show it a quarter of an hour later', async () => {
		const { client, clock, server } = world();
		expectMany(client);
		server.faults.writes.push({ as: 'later', outcome: page, ms: 70_000 });
		await write(client);
		await clock.pass(20_000);
		await write(client);
		await clock.pass(1_200_000);
		server.lateMs = 3_600_000;

		expect(await write(client)).toBe('unchanged K1');
		expect(server.count('PO-1')).toBe(1);
	});

	test('is not created by the next item where a change of it was refused', async () => {
		const { setting, server } = world();
		expectMany(setting);
		server.faults.writes.push(
			{ as: 'after', outcome: dropped },
			{ as: 'before', outcome: response(422, { message: 'Released orders cannot be changed' }) },
		);

		expect(await write(setting)).toBe('validation');
		expect(await write(setting)).toBe('updated K1');
		expect(server.count('PO-1')).toBe(1);
	});

	test('stays in doubt where a change of it does not find it', async () => {
		const { setting, next, server } = world();
		server.lateChangesMs = server.lateKeysMs = 30_000;
		server.faults.writes.push({ as: 'after', outcome: page });

		expect(await write(setting)).toBe('notFound');
		server.faults.reads.push({ as: 'before', outcome: emptyList });
		expect(await write(next())).toBe('uncertain');
		expect(server.count('PO-1')).toBe(1);
	});

	test('stays in doubt where there is more than one of that number', async () => {
		const { client, server } = world();
		server.faults.writes.push({ as: 'before', outcome: page });
		await write(client);
		server.seed(order, order);

		expect(await write(client)).toBe('ambiguous');
		server.orders = [];
		expect(await write(client)).toBe('uncertain');
		expect(server.sent('POST')).toHaveLength(1);
	});

	test('is created where it was deleted since', async () => {
		const { client, clock, server } = world();
		server.faults.writes.push({ as: 'later', outcome: page, ms: 70_000 });
		await write(client);
		await clock.pass(20_000);
		await write(client);
		server.orders = [];

		expect(await write(client)).toBe('created K2');
	});
});
