import type { MakiniClient } from '../../../nodes/shared/client/client';
import type { MakiniError } from '../../../nodes/shared/client/errors/errors';
import { clientWith, memoryClient, purchaseOrder, response } from './support';

const order = { orderNo: 'PO-1', title: 'Bearings' };
const page = response(502, '<html>Bad gateway</html>');

/** In a few words: what is said of a line that is fed in again, with a mark that it may be there. */
const feed = async (client: MakiniClient): Promise<string> =>
	await client.creations.createUnlessThere(purchaseOrder, order, 'id').then(
		({ record, result }) => `${result} ${String(record.key)}`,
		({ kind }: MakiniError) => kind,
	);

describe('an order of a file that an earlier run may have created', () => {
	test('is read by its key where this process created it and the list does not show it', async () => {
		const { client, server, options } = memoryClient();
		server.lateMs = 30_000;

		expect([await feed(client), await feed(clientWith(options))]).toEqual([
			'created K1',
			'unchanged K1',
		]);
		expect(server.count('PO-1')).toBe(1);
	});

	test('is not created where it does not even show by its key', async () => {
		const { client, server, options } = memoryClient();
		server.lateMs = server.lateKeysMs = 30_000;
		await feed(client);

		await expect(
			clientWith(options).creations.createUnlessThere(purchaseOrder, order, 'id'),
		).rejects.toMatchObject({
			kind: 'uncertain',
			message: 'The purchase order PO-1 may or may not have been created',
			details: {
				hint: 'It was created a short time ago (key K1) and does not show. Look for it in Makini before you create it again.',
			},
		});
		expect(server.count('PO-1')).toBe(1);
	});

	test('is created where that one says of itself that it was deleted, and nothing shows', async () => {
		const { client, server, options } = memoryClient();
		await feed(client);
		Object.assign(server.orders[0] ?? {}, { deletedAt: '2026-05-01T08:00:01Z' });

		expect(await feed(clientWith(options))).toBe('created K2');
	});

	test('that somebody else has created anew is that one', async () => {
		const { client, server, options } = memoryClient();
		await feed(client);
		server.orders = [{ key: 'OTHER', ...order }];

		expect(await feed(clientWith(options))).toBe('unchanged OTHER');
	});

	test('of which one was there before a creation in doubt is not taken for that one', async () => {
		const { client, clock, server } = memoryClient();
		await feed(client);
		await clock.pass(1_000);
		server.faults.writes.push({ as: 'before', outcome: page });
		await client.creations.create(purchaseOrder, order, 'id-2').catch(() => undefined);
		server.lateMs = 3_600_000;

		expect(await feed(client)).toBe('uncertain');
		expect(server.count('PO-1')).toBe(1);
	});
});
