import type { MakiniClient } from '../../../nodes/shared/client/client';
import type { MakiniError } from '../../../nodes/shared/client/errors/errors';
import { RecentWrites } from '../../../nodes/shared/client/matching/recentWrites';
import { clientWith, memoryClient, purchaseOrder, response, START } from './support';

const MINUTE = 60_000;

const write = async (client: MakiniClient, number: number): Promise<string> =>
	await client.upserts
		.write(purchaseOrder, { orderNo: `PO-${number}`, title: 'A' }, 'orderNo', `id-${number}`)
		.then(
			({ record, result }) => `${result} ${String(record.key)}`,
			({ kind }: MakiniError) => kind,
		);

/** A run that has read the list for thirty orders, and has created PO-1. */
async function running() {
	const peers = memoryClient();
	const { client, server } = peers;
	server.seed({ orderNo: 'OLD-1' }, { orderNo: 'OLD-2' });
	for (let number = 1; number <= 30; number += 1) {
		client.upserts.expect(purchaseOrder, { orderNo: `PO-${number}` }, 'orderNo');
	}
	expect(await write(client, 1)).toBe('created K3');
	return peers;
}

describe('that an order was in no list when it was read is not believed', () => {
	test('after an answer was lost for good, behind which somebody else may have created it', async () => {
		const { client, server } = await running();
		server.faults.writes.push({ as: 'before', outcome: response(502, '<html>Bad gateway</html>') });
		expect(await write(client, 2)).toBe('uncertain');
		server.seed({ orderNo: 'PO-25', title: 'By another' });

		expect(await write(client, 25)).toBe('updated K4');
		expect(server.count('PO-25')).toBe(1);
	});

	test('while a creation is looked for whose answer was lost, which may hide another one', async () => {
		const { client, clock, server } = await running();
		server.faults.writes.push({ as: 'before', outcome: response(502, '<html>Bad gateway</html>') });
		const lost = write(client, 2);
		await clock.pass(12_000);
		server.seed({ orderNo: 'PO-25', title: 'By another' });

		expect(await write(client, 25)).toBe('updated K4');
		expect(await lost).toBe('uncertain');
		expect(server.count('PO-25')).toBe(1);
	});

	test('after a deletion by this process, behind which somebody else may have created it', async () => {
		const { client, clock, server } = await running();
		await client.records.delete(purchaseOrder, 'K1');
		await clock.pass(MINUTE);
		server.seed({ orderNo: 'PO-25', title: 'By another' });

		expect(await write(client, 25)).toBe('updated K4');
		expect(server.count('PO-25')).toBe(1);
	});

	test('when it is longer ago than another execution of this process is remembered', async () => {
		const { client, clock, server, options } = await running();
		expect(await write(clientWith(options), 25)).toBe('created K4');
		for (let number = 2; number < 25; number += 1) {
			await write(client, number);
			await clock.pass(MINUTE);
		}

		expect(await write(client, 25)).toBe('unchanged K4');
		expect(server.count('PO-25')).toBe(1);
	});

	test('when so much was written since that another execution is forgotten', async () => {
		const { client, clock, server, options } = await running();
		await clock.pass(1);
		expect(await write(clientWith(options), 25)).toBe('created K4');
		for (let number = 0; number < 50_000; number += 1) {
			const record = { key: `V${number}`, vendorNo: `V-${number}` };
			const vendor = { ...purchaseOrder, name: 'vendor', naturalKey: 'vendorNo' };
			const { now } = clock;
			options.recent?.created(vendor, { record, data: record, sentAt: now() }, now());
		}

		expect(await write(client, 25)).toBe('unchanged K4');
		expect(server.count('PO-25')).toBe(1);
	});
});

describe('what this process has written is remembered', () => {
	test('for a quarter of an hour, and back to what had to make room', () => {
		const recent = new RecentWrites();
		const since = (ms: number): number => recent.rememberedSince(START + ms) - START;
		expect(since(20 * MINUTE)).toBe(5 * MINUTE);

		for (let number = 0; number <= 50_000; number += 1) {
			const record = { key: `K${number}`, orderNo: `PO-${number}` };
			const at = START + 10 * MINUTE + number;
			recent.created(purchaseOrder, { record, data: record, sentAt: at }, at);
		}

		expect(since(20 * MINUTE)).toBe(10 * MINUTE);
		expect(since(40 * MINUTE)).toBe(25 * MINUTE);
	});
});
