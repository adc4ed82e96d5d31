import fc from 'fast-check';
import { Collection } from '../../../../sandbox/data/collections';
import { LateView } from '../../../../sandbox/data/lateness';
import { API_STYLES, type JsonObject, type StoredRecord } from '../../../../sandbox/base';
import { closePeers, speaking } from './support';

beforeEach(() => jest.useFakeTimers({ now: 1_800_000_000_000 }));

afterEach(async () => {
	await closePeers();
	jest.useRealTimers();
});

const LIST = 'purchase-orders?per_page=100';

describe.each(API_STYLES)('late lists in the style %s', (apiStyle) => {
	test('show a creation, an update and a deletion when they are old enough', async () => {
		const stage = speaking({ lateListsMs: 5000 }, { apiStyle, orders: 3 });
		const [first, second] = stage.server.records('purchase-orders');
		const created = await stage.ask('POST', 'purchase-orders', { orderNo: 'NEW' });
		const key = String(((created.json as JsonObject).data as JsonObject).key);
		await stage.ask('PUT', `purchase-orders/${first?.key}`, { title: 'changed' });
		await stage.ask('DELETE', `purchase-orders/${second?.key}`);
		const state = async () => ({
			all: (await stage.keys(LIST)).length,
			isThere: (await stage.keys(LIST)).includes(key),
			found: await stage.keys(`${LIST}&filter[orderNo]=NEW`),
			byKey: await stage.keys(`${LIST}&filter[key]=${key}`),
			sorted: (await stage.keys(`${LIST}&sort[updatedAt]=1`)).length,
			changed: await stage.keys(`${LIST}&filter[title]=changed`),
		});
		const before = { all: 3, isThere: false, found: [], byKey: [], sorted: 3, changed: [] };
		expect(await state()).toEqual(before);
		await jest.advanceTimersByTimeAsync(4999);
		expect(await state()).toEqual(before);
		expect(await stage.get(`purchase-orders/${key}`)).toMatchObject({ status: 200 });
		await jest.advanceTimersByTimeAsync(1);
		expect(await state()).toEqual({
			all: 3,
			isThere: true,
			found: [key],
			byKey: [key],
			sorted: 3,
			changed: [first?.key],
		});
	});

	test('show lines as late as their orders', async () => {
		const stage = speaking({ lateListsMs: 1000 }, { apiStyle, orders: 0 });
		await stage.ask('POST', 'purchase-orders', { orderNo: 'A', lineItems: [{ name: 'x' }] });
		const lines = 'purchase-orders.line-items?per_page=5';
		const path = (await stage.get(lines)).status === 404 ? lines.replace('.', '/') : lines;
		expect(await stage.keys(path)).toEqual([]);
		await jest.advanceTimersByTimeAsync(1000);
		expect(await stage.keys(path)).toHaveLength(1);
	});
});

test('late records are late by key alone, and writes find them', async () => {
	const stage = speaking({ lateRecordsMs: 1000 });
	const { json } = await stage.ask('POST', 'purchase-orders', { orderNo: 'NEW' });
	const path = `purchase-orders/${String(((json as JsonObject).data as JsonObject).key)}`;
	expect((await stage.keys(`${LIST}&filter[orderNo]=NEW`)).length).toBe(1);
	expect((await stage.get(path)).status).toBe(404);
	expect((await stage.ask('PUT', path, { title: 'x' })).status).toBe(200);
	await jest.advanceTimersByTimeAsync(1000);
	expect((await stage.get(path)).status).toBe(200);
});

test('a clock that is wrong is so in what is written', async () => {
	const stage = speaking({ clockAheadMs: -5 * 3_600_000 });
	const { json } = await stage.ask('POST', 'purchase-orders', { orderNo: 'NEW' });
	const { createdAt, updatedAt } = (json as JsonObject).data as JsonObject;
	expect(createdAt).toBe(updatedAt);
	expect(Date.parse(String(createdAt))).toBeCloseTo(Date.now() - 5 * 3_600_000, -4);
});

test('what others write is as late', async () => {
	const stage = speaking({ lateListsMs: 1000 });
	stage.server.change({ entity: 'purchase-orders', createWith: [{ orderNo: 'OTHER' }] });
	expect(await stage.keys(`${LIST}&filter[orderNo]=OTHER`)).toEqual([]);
	expect(stage.server.records('purchase-orders')).toHaveLength(13);
	await jest.advanceTimersByTimeAsync(1000);
	expect(await stage.keys(`${LIST}&filter[orderNo]=OTHER`)).toHaveLength(1);
});

test('a view is at each moment what the collection was', () => {
	const writes = fc.array(
		fc.record({
			wait: fc.nat(300),
			key: fc.constantFrom('1', '2', '3', '4'),
			name: fc.option(fc.constantFrom('a', 'b')),
		}),
		{ maxLength: 40 },
	);
	fc.assert(
		fc.property(writes, (plan) => {
			const lateMs = 500;
			const start: StoredRecord[] = [{ key: '1', name: 'a' }];
			const collection = new Collection(['name'], start);
			const view = new LateView(collection, ['name'], lateMs);
			const history: Array<{ at: number; records: readonly StoredRecord[] }> = [
				{ at: -Infinity, records: collection.all() },
			];
			for (const { wait, key, name } of plan) {
				jest.setSystemTime(Date.now() + wait);
				if (name === null) collection.remove(key);
				else collection.put({ key, name });
				history.push({ at: Date.now(), records: collection.all() });
				const then = history.filter(({ at }) => at <= Date.now() - lateMs).at(-1)?.records;
				expect(view.all()).toEqual(then);
				const named = then?.filter((record) => record.name === 'a') ?? [];
				expect(view.lookUp('name', 'a')).toHaveLength(named.length);
			}
		}),
	);
});
