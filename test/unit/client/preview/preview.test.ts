import { catalogue, type Entity } from '../../../../nodes/shared/catalogue';
import { FakeClock, response, script } from '../support';
import {
	Preview,
	readsOnly,
	type Deliverer,
} from '../../../../nodes/shared/client/requests/preview';
import { readRecord, type MakiniRecord } from '../../../../nodes/shared/client/wire/envelopes';
import type { WireRequest, WireResponse } from '../../../../nodes/shared/client/wire/transport';

function entityNamed(name: string): Entity {
	const entity = catalogue[name];
	if (!entity) throw new Error(`There is no entity ${name}`);
	return entity;
}

const order = entityNamed('purchaseOrder');
const asset = entityNamed('asset');
const invoice = entityNamed('invoice');
const LIST = '/api/erp/purchase-orders';
const PATH = `${LIST}/K1`;
const existing = { key: 'K1', orderNo: 'PO-1', title: 'Old', updatedAt: '2026-04-01T00:00:00Z' };

/** A preview of a server that has these records by their paths, and what it was asked for. */
function previewing(records: Record<string, MakiniRecord> = { [PATH]: existing }) {
	const asked: WireRequest[] = [];
	const inner: Deliverer = {
		deliver: async (request) => {
			asked.push(request);
			const record = records[request.path];
			return await Promise.resolve({
				kind: 'response',
				response: record ? response(200, record) : response(404),
				repeated: false,
			});
		},
		pause: async () => await Promise.resolve(),
		waiter: () => {
			throw new Error('Nobody waits');
		},
	};
	const preview = new Preview(inner, new FakeClock());
	const deliver = async (request: WireRequest): Promise<WireResponse> => {
		const delivered = await preview.deliver(request);
		if (delivered.kind !== 'response') throw new Error('No response');
		return delivered.response;
	};
	const get = async (path: string): Promise<WireResponse> => await deliver({ method: 'GET', path });
	const create = async (
		shows: MakiniRecord,
		entity = order,
		path = LIST,
	): Promise<MakiniRecord> => {
		const { body } = await deliver({
			method: 'POST',
			path,
			body: shows,
			change: { entity, kind: 'create', path, shows },
		});
		return readRecord(body, entity) ?? {};
	};
	const update = async (shows: MakiniRecord, path = PATH, entity = order): Promise<WireResponse> =>
		await deliver({ method: 'PUT', path, change: { entity, kind: 'update', path, shows } });
	const remove = async (path = PATH): Promise<WireResponse> =>
		await deliver({ method: 'DELETE', path, change: { entity: order, kind: 'delete', path } });
	return { preview, asked, get, create, update, remove };
}

test('a new record is read as it would be, and the server hears of neither', async () => {
	const { create, get, asked, preview } = previewing();
	const record = await create({ orderNo: 'N-1' });
	expect((await get(`${LIST}/${String(record.key)}`)).body).toEqual(record);
	expect(asked).toEqual([]);
	expect(preview.withoutPretended(order, record)).toEqual({ orderNo: 'N-1' });
	const other = await create({ orderNo: 'N-2' });
	expect(other.key).not.toBe(record.key);
	expect(Date.parse(String(other.updatedAt))).toBeGreaterThan(Date.parse(String(record.updatedAt)));
});

test('a change is laid over the record that it reads, and has the real time of change again', async () => {
	const { update, get, asked, preview } = previewing();
	const { body } = await update({ title: 'New' });
	expect(body).toMatchObject({ key: 'K1', orderNo: 'PO-1', title: 'New' });
	expect((await update({ title: 'Newer' })).status).toBe(200);
	const shown = (await get(PATH)).body as MakiniRecord;
	expect(preview.withoutPretended(order, shown)).toEqual({ ...existing, title: 'Newer' });
	expect(asked.map(({ method }) => method)).toEqual(['GET']);
});

test('what would be deleted is there no more', async () => {
	const { update, remove, get } = previewing();
	expect((await remove()).status).toBe(204);
	for (const answer of [await get(PATH), await update({}), await remove()]) {
		expect(answer.status).toBe(404);
	}
});

test('a record that is not there is neither changed nor deleted', async () => {
	const { update, remove } = previewing({});
	expect((await update({ title: 'New' })).status).toBe(404);
	expect((await remove()).status).toBe(404);
});

test('made-up keys go nowhere, and are taken out at any depth', async () => {
	const { create, get, preview, asked } = previewing();
	const { key } = await create({ orderNo: 'N-1' });
	const query = [['filter[vendorKey]', String(key)]] as const;
	const listed = await preview.deliver({ method: 'GET', path: LIST, query });
	expect(listed).toMatchObject({ response: { status: 200, body: [] } });
	expect((await get(`${LIST}/${String(key)}/materials`)).status).toBe(404);
	expect(asked).toEqual([]);
	const record = {
		orderNo: 'N-2',
		vendorKey: key,
		lineItems: [{ materialKey: key, quantity: '1' }],
	};
	expect(preview.withoutPretended(order, record)).toEqual({
		orderNo: 'N-2',
		lineItems: [{ quantity: '1' }],
	});
});

test('records show what was written under the names that they are read by', async () => {
	const { create } = previewing();
	expect(await create({ modelKey: 'M1', code: 'A' }, asset)).not.toHaveProperty('modelKey');
	const items = invoice.fields.find(({ readAs }) => readAs === 'lineItems')?.name ?? '';
	expect(await create({ [items]: [{ quantity: '1' }] }, invoice)).toMatchObject({
		lineItems: [{ quantity: '1' }],
	});
});

test('a write of which nobody says what it does is refused, and so is every way around', async () => {
	const { preview } = previewing();
	await expect(preview.deliver({ method: 'POST', path: LIST })).rejects.toThrow(TypeError);
	const clock = new FakeClock();
	const { send, sent } = script(clock, response(200));
	for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
		await expect(readsOnly(send)({ method, path: LIST })).rejects.toThrow(TypeError);
	}
	expect((await readsOnly(send)({ method: 'GET', path: LIST })).kind).toBe('response');
	expect(sent).toHaveLength(1);
});
