import fc from 'fast-check';
import { select } from '../../../sandbox/api/query';
import { readSelection } from '../../../sandbox/data/selection';
import { Collection, type RecordSource } from '../../../sandbox/data/collections';
import { entityNamed } from '../../../sandbox/contract/entities';
import { Store } from '../../../sandbox/data/store';
import type { JsonObject, StoredRecord } from '../../../sandbox/base';
import type { ConnectionOptions } from '../../../sandbox/options';
import type { ConnectionControl } from '../../../sandbox/types';
import { withCpuTime } from '../../support/cpuTime';
import { sandboxWith, stopSandboxes, type Client } from './support';

// Real HTTP and many records: on a busy machine that takes its time.
afterEach(stopSandboxes);

const ENTITY = 'purchase-orders';

async function changeable(
	options: Partial<ConnectionOptions> = {},
): Promise<Client & { control: ConnectionControl }> {
	const client = await sandboxWith(options);
	return { ...client, control: client.sandbox.connection('a') };
}

/** The records of all pages. */
async function allPages({ get }: Client, path: string): Promise<JsonObject[]> {
	const records: JsonObject[] = [];
	for (let page = 1; ; page++) {
		const { body } = await get(`${path}&page=${page}`);
		records.push(...(body.data as JsonObject[]));
		if ((body.links as JsonObject).next === null) return records;
	}
}

describe('changes of records', () => {
	it('are reported with the keys and times that the records have', async () => {
		const client = await changeable();
		const { control } = client;
		const before = control.records(ENTITY);
		const asked = { entity: ENTITY, create: 3, update: 5, delete: 2 };
		const report = control.change(asked);
		const after = new Map(control.records(ENTITY).map((record) => [record.key, record]));
		expect(after.size).toBe(before.length + 1);
		for (const { key, at } of [...report.created, ...report.updated]) {
			expect(after.get(key)?.updatedAt).toBe(at);
		}
		for (const { key, at } of report.created) expect(after.get(key)?.createdAt).toBe(at);
		for (const { key } of report.deleted) expect(after.has(key)).toBe(false);
		const touched = new Set(report.updated.map(({ key }) => key));
		expect(touched.size).toBe(5);
		for (const record of before) {
			const same = after.get(record.key) === record;
			const gone = report.deleted.some(({ key }) => key === record.key);
			expect(same || gone).toBe(!touched.has(record.key));
		}
		const times = [...report.updated, ...report.deleted, ...report.created].map(({ at }) => at);
		expect(times).toEqual([...new Set(times)].sort());
		const since = report.updated[0]?.at ?? '';
		const found = await allPages(
			client,
			`${ENTITY}?filter[updatedAt:gteq]=${since}&sort[updatedAt]=0&per_page=3`,
		);
		expect(found.map(({ key }) => key)).toEqual(
			[...report.updated, ...report.created].map(({ key }) => key),
		);
	});

	it('have keys, numbers and lines of their own when they are new', async () => {
		const { control } = await changeable();
		control.change({ entity: ENTITY, create: 40 });
		const records = control.records(ENTITY);
		expect(records).toHaveLength(90);
		const lines = records.flatMap(({ lineItems }) => lineItems as JsonObject[]);
		for (const values of [
			records.map(({ key }) => key),
			records.map(({ orderNo }) => orderNo),
			lines.map(({ key }) => key),
		]) {
			expect(new Set(values).size).toBe(values.length);
		}
	});

	it('may be given: records with their fields, and keys of those to go', async () => {
		const { control } = await changeable();
		const [first, second, third] = control.records(ENTITY);
		const report = control.change({
			entity: ENTITY,
			createWith: [{ orderNo: 'PO-1', title: 'given' }, { orderNo: 'PO-1' }],
			updateWith: [{ key: first?.key ?? '', notes: 'given' }],
			deleteKeys: [second?.key ?? ''],
		});
		const after = new Map(control.records(ENTITY).map((record) => [record.key, record]));
		const created = report.created.map(({ key }) => after.get(key));
		expect(created).toMatchObject([{ orderNo: 'PO-1', title: 'given' }, { orderNo: 'PO-1' }]);
		expect(after.get(first?.key ?? '')).toEqual({
			...first,
			notes: 'given',
			updatedAt: report.updated[0]?.at,
		});
		expect(report.deleted.map(({ key }) => key)).toEqual([second?.key]);
		expect(after.has(second?.key ?? '')).toBe(false);
		const marked = control.change({
			entity: ENTITY,
			deleteKeys: [third?.key ?? ''],
			marksDeleted: true,
		});
		const { at } = marked.deleted[0] ?? {};
		const left = control.records(ENTITY).find(({ key }) => key === third?.key);
		expect(left).toEqual({ ...third, deletedAt: at, updatedAt: at });
		for (const wrong of [{ deleteKeys: ['none'] }, { updateWith: [{ key: 'none' }] }]) {
			expect(() => control.change({ entity: ENTITY, ...wrong })).toThrow('no record none');
		}
		expect(() => control.change({ entity: ENTITY, updateWith: [{}] })).toThrow('Needs a key');
	});

	it('start an entity without records, too', async () => {
		const { control, get } = await changeable({ orders: 0 });
		const [created] = control.change({ entity: ENTITY, create: 1 }).created;
		const { body } = await get(`${ENTITY}/${created?.key}`);
		expect(body.data).toMatchObject({ key: created?.key, lineItems: [], updatedAt: created?.at });
	});

	it('fire an event for each record if asked to', async () => {
		const webhooks = [{ url: 'http://127.0.0.1:1/' }];
		const { control } = await changeable({ webhooks });
		control.change({ entity: 'vendors', create: 1, update: 2, delete: 1 });
		expect(control.deliveries()).toEqual([]);
		control.change({ entity: 'vendors', create: 1, update: 2, delete: 1, fire: true });
		const events = control.deliveries().map(({ event }) => event);
		expect(events).toEqual(['vendor.inserted', 'vendor.updated', 'vendor.updated']);
	});

	it('can share times, have one of the past or that of a clock that is wrong', async () => {
		const { control } = await changeable();
		const shared = control.change({ entity: ENTITY, create: 10, shareTimestamps: 4 });
		const times = shared.created.map(({ at }) => at);
		expect(new Set(times).size).toBe(3);
		expect(times.filter((at) => at === times[0])).toHaveLength(4);

		const past = control.change({ entity: ENTITY, update: 2, at: '2020-01-02T03:04:05+01:00' });
		expect(past.updated.map(({ at }) => at)).toEqual(Array(2).fill('2020-01-02T02:04:05.000Z'));

		const late = control.change({ entity: ENTITY, update: 2, clockOffsetSeconds: -60 });
		const ahead = control.change({ entity: ENTITY, update: 1, clockOffsetSeconds: 60 });
		const [behind, before] = [late, ahead].map(({ updated }) => Date.parse(String(updated[0]?.at)));
		expect((before ?? 0) - (behind ?? 0)).toBeGreaterThan(119_000);
		expect((before ?? 0) - (behind ?? 0)).toBeLessThan(125_000);
		const next = control.change({ entity: ENTITY, update: 1 }).updated[0]?.at ?? '';
		expect(Date.parse(next)).toBeLessThan(Date.now() + 1000);
	});

	it('have the precision that the connection has', async () => {
		const { control, send } = await changeable({ timestampPrecision: 'seconds' });
		const { created } = control.change({ entity: ENTITY, create: 300 });
		const times = created.map(({ at }) => at);
		expect(times.every((at) => /:\d\dZ$/.test(at))).toBe(true);
		expect(times).toEqual([...times].sort());
		expect(Date.parse(String(times.at(-1)))).toBeLessThanOrEqual(Date.now());
		const { key } = created[0] ?? {};
		const { body } = await send('PUT', `${ENTITY}/${key}`, { title: 'x' });
		expect((body.data as JsonObject).updatedAt).toMatch(/:\d\dZ$/);
		const precise = await changeable();
		const [change] = precise.control.change({ entity: ENTITY, create: 1 }).created;
		expect(change?.at).toMatch(/\.\d{3}Z$/);
	});

	it('are made over HTTP, and refused where they are not possible', async () => {
		const { send, control } = await changeable();
		const path = '/_sandbox/connections/a/changes';
		const answer = await send('POST', path, { entity: 'vendors', create: 2 });
		const { created } = answer.body.data as { created: Array<{ key: string }> };
		const keys = control.records('vendors').map(({ key }) => key);
		expect(keys.slice(-2)).toEqual(created.map(({ key }) => key));
		expect((await send('POST', path, { entity: 'vendors', delete: 99 })).body.message).toBe(
			'There are only 22 records in vendors',
		);
		const lines = await send('POST', path, { entity: 'purchase-orders.line-items', create: 1 });
		expect(lines.body.message).toContain('cannot be written');
		const both = { entity: ENTITY, update: 1, at: '2026-01-01', shareTimestamps: 2 };
		expect((await send('POST', path, both)).body.message).toContain('at: goes with neither');
	});
});

const A: ConnectionOptions = {
	name: 'a',
	token: 'token-a',
	systemType: 'erp',
	apiStyle: 'module',
	vendors: 5,
};

describe('lists by time', () => {
	const { fields } = entityNamed(ENTITY);
	const QUERIES = [
		'sort[updatedAt]=0',
		'sort[updatedAt]=1',
		'filter[updatedAt:gteq]=T',
		'filter[updatedAt:gt]=T&sort[updatedAt]=0',
		'filter[updatedAt:gteq]=T&filter[updatedAt:lt]=U&sort[updatedAt]=0',
		'filter[updatedAt:lted]=U&sort[updatedAt]=1',
		'filter[updatedAt:gteq]=T&filter[title:contains]=1&sort[updatedAt]=0',
		'filter[updatedAt:gteq]=T&filter[title:contains]=1&filterMatch=any&sort[updatedAt]=0',
		'filter[updatedAt:gteq]=T&sort[createdAt]=1',
		'filter[updatedAt:gteq]=&sort[updatedAt]=0',
		'filter[updatedAt]=T&sort[updatedAt]=0',
		'modified_after=T',
		'modified_after=T&filter[updatedAt:lted]=U',
		'modified_after=T&sort[createdAt]=0',
	];
	const time = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`;

	it('are those that looking at every record gives, whatever was written before', () => {
		const second = fc.integer({ min: 0, max: 9 });
		const step = fc.record({
			key: fc.integer({ min: 0, max: 300 }),
			remove: fc.boolean(),
			updated: fc.option(second),
			created: second,
		});
		const question = fc.record({ query: fc.constantFrom(...QUERIES), from: second, to: second });
		const rounds = fc.array(
			fc.record({ steps: fc.array(step, { maxLength: 250, size: 'max' }), question }),
			{ maxLength: 5 },
		);
		fc.assert(
			fc.property(rounds, (all) => {
				const collection = new Collection([], []);
				for (const { steps, question: asked } of all) {
					for (const { key, remove, updated, created } of steps) {
						if (remove) collection.remove(String(key));
						else {
							collection.put({
								key: String(key),
								title: String(key),
								updatedAt: updated === null ? null : time(updated),
								createdAt: time(created),
							});
						}
					}
					const query = asked.query.replace('T', time(asked.from)).replace('U', time(asked.to));
					const selection = readSelection(new URLSearchParams(query), fields, true);
					const plain: RecordSource = {
						version: 0,
						all: () => collection.all(),
						get: () => undefined,
						lookUp: () => undefined,
					};
					const found = select(collection, fields, selection);
					const expected = select(plain, fields, selection).slice();
					expect(found.slice()).toEqual(expected);
					expect(found.length).toBe(expected.length);
					expect(found.slice(2, 5)).toEqual(expected.slice(2, 5));
				}
			}),
			{ numRuns: 60 },
		);
	});
});

describe('100,000 records', () => {
	const COUNT = 100_000;

	/** A store without generated orders, because making them is not what is measured. */
	function largeStore(): Store {
		const orderSource = () =>
			Array.from({ length: COUNT }, (_, index) => ({
				key: String(index),
				orderNo: `PO-${index}`,
				title: `Order ${index}`,
				lineItems: [],
				createdAt: '2025-01-01T00:00:00Z',
				updatedAt: new Date(Date.UTC(2025, 0, 1) + (index % 5000) * 60_000).toISOString(),
			}));
		return new Store({ ...A, orderSource });
	}

	it('take changes quickly, and all pages by time hold them', async () => {
		const large = largeStore();
		const client = await changeable({ orderSource: () => [...large.source(ENTITY).all()] });
		const { control } = client;
		control.records(ENTITY);
		const { value: report, ms } = withCpuTime(() =>
			control.change({ entity: ENTITY, create: 3000, update: 6000, delete: 1000 }),
		);
		expect(ms).toBeLessThan(5000);
		const since = report.updated[0]?.at ?? '';
		const pages = await allPages(
			client,
			`${ENTITY}?filter[updatedAt:gteq]=${since}&sort[updatedAt]=0&per_page=500`,
		);
		expect(pages.map(({ key, updatedAt }) => ({ key, at: updatedAt }))).toEqual([
			...report.updated,
			...report.created,
		]);
	});

	it('cost little to read by time after each write', () => {
		const { fields } = entityNamed(ENTITY);
		const collection = largeStore().collection(ENTITY);
		const query = 'filter[updatedAt:gteq]=2025-01-02T00:00:00Z&sort[updatedAt]=0';
		const selection = readSelection(new URLSearchParams(query), fields, false);
		const timeOf = (source: RecordSource): number => {
			const start = performance.now();
			const found = select(source, fields, selection);
			expect(found.slice(0, 500)).toHaveLength(500);
			return performance.now() - start;
		};
		timeOf(collection);
		const ratios = Array.from({ length: 5 }, (_, round) => {
			const record = collection.get(String(round)) as StoredRecord;
			collection.put({ ...record, updatedAt: `2026-01-01T00:00:0${round}Z` });
			const { version } = collection;
			const all = collection.all();
			const scan = { version, all: () => all, get: () => undefined, lookUp: () => undefined };
			return timeOf(scan) / timeOf(collection);
		});
		expect(ratios.sort((left, right) => left - right)[2]).toBeGreaterThan(10);
	});
});
