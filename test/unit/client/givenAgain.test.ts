import type { MakiniClient } from '../../../nodes/shared/client/client';
import type { MakiniError } from '../../../nodes/shared/client/errors/errors';
import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import type { WireOutcome, WireRequest } from '../../../nodes/shared/client/wire/transport';
import { clientWith, memoryClient, purchaseOrder, response, START } from './support';

const MINUTE = 60_000;
const order = { orderNo: 'PO-1', title: 'Bearings' };

const write = async (client: MakiniClient): Promise<string> =>
	await client.upserts.write(purchaseOrder, order, 'orderNo', 'id').then(
		({ record, result }) => `${result} ${String(record.key)}`,
		({ kind }: MakiniError) => kind,
	);

type Way = (request: WireRequest, next: () => Promise<WireOutcome>) => Promise<WireOutcome>;

/**
 * A system that goes by idempotency keys. This process has created an order there, so long ago that
 * it does not know its number any more.
 */
async function longAfter(way: Way = async (_, next) => await next(), createdAt?: () => string) {
	const { clock, server, options } = memoryClient();
	server.honoursIdempotencyKey = true;
	server.createdAt = createdAt;
	const send = async (request: WireRequest) =>
		await way(request, async () => await server.send(request));
	const client = clientWith({ ...options, send });
	expect(await write(client)).toBe('created K1');
	await clock.pass(20 * MINUTE);
	return { clock, server, client };
}

describe('create or update where the answer is a record that was given before', () => {
	test.each<[string, (() => string) | undefined]>([
		['no time of creation', undefined],
		['the day of its creation', () => '2026-05-01'],
		['its time of creation', () => new Date(START).toISOString()],
	])('and is gone, and told %s: creates it', async (_, createdAt) => {
		const { client, clock, server } = await longAfter(undefined, createdAt);
		for (const key of ['K2', 'K3']) {
			server.orders = [];

			expect(await write(client)).toBe(`created ${key}`);
			expect(server.orders.map((each: MakiniRecord) => each.key)).toEqual([key]);
			await clock.pass(20 * MINUTE);
		}
	});

	test('and is there, though lists do not show it: gives it, and sends nothing else', async () => {
		const { client, server } = await longAfter();
		server.lateMs = 60 * MINUTE;

		expect(await write(client)).toBe('created K1');
		expect(server.sent('POST')).toHaveLength(2);
		expect(server.count('PO-1')).toBe(1);
	});

	test('and shows nowhere, but can be changed: is not created again', async () => {
		const { client, server } = await longAfter();
		server.lateMs = server.lateKeysMs = 60 * MINUTE;

		expect(await write(client)).toBe('created K1');
		expect(server.count('PO-1')).toBe(1);
	});

	test.each([403, 409, 422, 500])(
		'and shows nowhere, and a change is answered with %d: says that it may be there',
		async (status) => {
			const { client, server } = await longAfter(async (request, next) =>
				request.method === 'PUT' ? response(status, { message: 'No' }) : await next(),
			);
			server.lateMs = server.lateKeysMs = 60 * MINUTE;

			expect(await write(client)).toBe('uncertain');
			expect(server.count('PO-1')).toBe(1);
		},
	);

	test('is not created twice where all answers have the same key, which does not last', async () => {
		const { server, options } = memoryClient();
		const send = async (request: WireRequest): Promise<WireOutcome> => {
			const answer = await server.send(request);
			if (request.method !== 'POST') return answer;
			return response(201, { data: { ...order, key: 'JOB' } });
		};
		const client = clientWith({ ...options, send });
		const numbers = ['PO-1', 'PO-2', 'PO-3'];
		for (const orderNo of numbers) {
			await client.upserts.write(purchaseOrder, { orderNo }, 'orderNo', orderNo);
		}

		expect(server.orders.map(({ orderNo }) => orderNo)).toEqual(numbers);
	});

	test('and goes by another key by now, which lists show late: is not created twice', async () => {
		let onAnswer = (): void => undefined;
		const { client, server } = await longAfter(async (request, next) => {
			const answer = await next();
			if (request.method === 'POST') onAnswer();
			return answer;
		});
		Object.assign(server.orders[0] ?? {}, { key: 'MOVED' });
		server.lateMs = 60 * MINUTE;
		onAnswer = () => void (server.lateMs = 0);

		expect(await write(client)).toBe('uncertain');
		expect(server.count('PO-1')).toBe(1);
	});

	test('is believed where it comes for the first time', async () => {
		const { client, server } = memoryClient();
		await write(client);

		expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
	});
});
