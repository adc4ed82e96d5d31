import { catalogue, type Entity } from '../../../nodes/shared/catalogue';
import { isUncertain } from '../../../nodes/shared/client/errors/errors';
import {
	clientWith,
	connection,
	dropped,
	errorOf,
	FakeClock,
	memoryClient,
	purchaseOrder,
	response,
	script,
	timeout,
	type Step,
} from './support';

const JSON_TYPE = { 'content-type': 'application/json' };
const half = response(200, '{"data": {"key"', JSON_TYPE);
const order = { key: 'K1', orderNo: 'PO-1', title: 'New', statusKey: 'S2' };
const found = response(200, { data: order });

const entityNamed = (name: string): Entity => {
	const entity = catalogue[name];
	if (!entity) throw new Error(`There is no ${name}`);
	return entity;
};

function playing(...steps: [Step, ...Step[]]) {
	const clock = new FakeClock();
	const { send, sent } = script(clock, ...steps);
	const wms = { ...connection, systemType: 'wms' } as const;
	return {
		client: clientWith({ clock, send, connection: wms }),
		methods: () => sent.map((s) => s.request.method),
	};
}

describe('an answer that breaks off', () => {
	test('to a reading or a change is asked for again', async () => {
		const reading = playing(half, found);
		expect(await reading.client.records.get(purchaseOrder, 'K1')).toEqual(order);
		const changing = playing(half, found);
		expect(await changing.client.records.update(purchaseOrder, 'K1', { title: 'New' })).toEqual(
			order,
		);
		expect(changing.methods()).toEqual(['PUT', 'PUT']);
	});

	test('again and again leaves a change uncertain unless the record shows it', async () => {
		const play = (title: string) =>
			playing((request) =>
				request.method === 'GET' ? response(200, { data: { ...order, title } }) : half,
			).client.records.update(purchaseOrder, 'K1', { title: 'New' });
		expect(await play('New')).toMatchObject({ title: 'New' });
		expect(await errorOf(play('Old'))).toMatchObject({
			kind: 'uncertain',
			message: 'The purchase order K1 may or may not have been changed',
		});
	});
});

describe('a success that says nothing', () => {
	const says = response(200, { status: 'maintenance' });

	test('of a change of status is believed where the record shows the status', async () => {
		const act = async (statusKey: string) =>
			await playing(says, response(200, { data: { ...order, statusKey } })).client.records.act(
				purchaseOrder,
				'updateStatus',
				'K1',
				{ status: 'S2' },
			);
		expect(await act('S2')).toMatchObject({ statusKey: 'S2' });
		expect((await errorOf(act('S1'))).kind).toBe('uncertain');
	});

	test.each([
		['shows as it was', response(200, { data: { ...order, title: 'Old' } })],
		['cannot be read', response(403)],
	])('by its status (204) is believed, of a record that %s', async (_, read) => {
		const { client } = playing(response(204, ''), read);
		expect(await client.records.update(purchaseOrder, 'K1', { title: 'New' })).toEqual({
			key: 'K1',
			title: 'New',
		});
	});

	test('by its status (204) is believed of an action, too', async () => {
		const action = async (read: Step) =>
			await playing(response(204, ''), read).client.records.act(
				entityNamed('shipmentOrder'),
				'markDelivered',
				'K1',
			);
		expect(await action(response(200, { data: { key: 'K1', number: 'S-1' } }))).toEqual({
			key: 'K1',
			number: 'S-1',
		});
		expect(await action(response(403))).toEqual({ key: 'K1' });
	});

	test.each([
		['in words', says],
		['by its status', response(204, '')],
	])('%s, of a change of what is not found, leaves open whether it was made', async (_, answer) => {
		const { client } = playing(answer, response(404));
		const changing = client.records.update(purchaseOrder, 'K1', { title: 'New' });
		expect((await errorOf(changing)).kind).toBe('uncertain');
	});

	test('to a deletion, and the record gone the next time: it was deleted', async () => {
		const clock = new FakeClock();
		const { send } = script(clock, dropped, response(404), response(404));
		const client = clientWith({ clock, send, maxWaitMs: 0 });
		const error = await errorOf(client.records.delete(purchaseOrder, 'K1'));
		expect(isUncertain(error)).toBe(true);
		await client.records.delete(purchaseOrder, 'K1');
		const other = await errorOf(client.records.delete(purchaseOrder, 'K2'));
		expect(other.kind).toBe('notFound');
	});

	test.each([{ success: false }, { errors: ['It is in use'] }, { error: { message: 'No' } }])(
		'of a deletion is not believed where it tells of a failure (%j) and the record is there',
		async (body) => {
			const { client } = playing(response(200, body), found);
			expect((await errorOf(client.records.delete(purchaseOrder, 'K1'))).kind).toBe(
				'unexpectedBody',
			);
		},
	);

	test('of a creation or a change that is a web page may hide that it was done', async () => {
		const page = response(200, '<html></html>');
		const creating = playing(page).client.creations.create(purchaseOrder, { orderNo: 'PO-1' }, 'a');
		expect(isUncertain(await errorOf(creating))).toBe(true);
		const changing = playing(page).client.records.update(purchaseOrder, 'K1', { title: 'New' });
		expect(isUncertain(await errorOf(changing))).toBe(true);
	});

	test('of a deletion is not believed where it is a text and the record is there', async () => {
		const stays = playing(response(200, 'It works!'), found);
		expect((await errorOf(stays.client.records.delete(purchaseOrder, 'K1'))).kind).toBe(
			'unexpectedBody',
		);
		const gone = playing(response(200, 'OK'), response(404));
		await gone.client.records.delete(purchaseOrder, 'K1');
		expect(gone.methods()).toEqual(['DELETE', 'GET']);
	});
});

test.each([
	['a closed connection', dropped],
	['a timeout', timeout],
	['a failure', response(500, { message: 'Oops.' })],
	['an answer that says nothing', response(200, 'OK')],
])('an action by POST is left uncertain by %s, and sent once', async (_what, outcome) => {
	const { client, methods } = playing(outcome);
	const error = await errorOf(
		client.records.act(entityNamed('shipmentOrder'), 'markDelivered', 'K1'),
	);
	expect(error).toMatchObject({
		kind: 'uncertain',
		message: 'The shipment order K1 may or may not have been changed',
	});
	expect(methods()).toEqual(['POST']);
});

describe('a change that failed says that it may have been made', () => {
	test.each<[string, [Step, ...Step[]], boolean]>([
		['after a failure of the server', [response(500)], true],
		['after a lost answer and a refusal', [dropped, response(422)], true],
		[
			'after a lost answer and a limit for too long',
			[dropped, response(429, {}, { 'retry-after': '999' })],
			true,
		],
		['not after a refusal', [response(422)], false],
		['not after a limit', [response(429, {}, { 'retry-after': '999' })], false],
		['not where there is no such thing', [response(501)], false],
	])('%s', async (_what, steps, expected) => {
		const error = await errorOf(
			playing(...steps).client.records.update(purchaseOrder, 'K1', order),
		);
		expect(isUncertain(error)).toBe(expected);
		expect(error.description.includes('making it again does no harm')).toBe(expected);
	});

	test('but a reading changes nothing', async () => {
		const error = await errorOf(playing(response(500)).client.records.get(purchaseOrder, 'K1'));
		expect(isUncertain(error)).toBe(false);
	});

	test('and a cancelled one that was under way', async () => {
		const clock = new FakeClock();
		const { client } = memoryClient({
			clock,
			send: async ({ method }) => {
				if (method !== 'POST') return response(200, { data: [] });
				clock.cancel();
				return await Promise.resolve({ kind: 'cancelled' });
			},
		});
		const error = await errorOf(
			client.creations.create(purchaseOrder, { orderNo: 'PO-1' }, 'id-1'),
		);
		expect([error.kind, isUncertain(error)]).toEqual(['cancelled', true]);
	});
});

test('without a natural key, the field matched by tells what became of a lost create', async () => {
	const stock = entityNamed('stock');
	const made = { key: 'K9', position: 'A-1' };
	let posts = 0;
	const { client } = playing((request) => {
		if (request.method === 'GET') {
			const data = posts > 0 ? [made] : [];
			return response(200, { data, meta: { current_page: 1, last_page: 1, total: data.length } });
		}
		posts += 1;
		return dropped;
	});
	const { record, result } = await client.upserts.write(
		stock,
		{ position: 'A-1' },
		'position',
		'id-1',
	);
	expect([record, result, posts]).toEqual([made, 'created', 1]);
});
