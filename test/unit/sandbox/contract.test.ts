import { OPERATIONS, type ContractOperation } from '../../../sandbox/api/routes';
import {
	ENTITIES,
	entityNamed,
	partFields,
	targetOf,
	type EntityDefinition,
	type Fields,
} from '../../../sandbox/contract/entities';
import { Store } from '../../../sandbox/data/store';
import { SYSTEM_TYPES, type JsonObject, type SystemType } from '../../../sandbox/base';
import { withCpuTime } from '../../support/cpuTime';
import { sandboxWith, stopSandboxes, type Client } from './support';

afterEach(stopSandboxes);

const PUBLISHED = { erp: 107, eam: 86, wms: 83 };

const offered = (systemType: SystemType) =>
	ENTITIES.filter(({ modules }) => modules.includes(systemType));
const published = (systemType: SystemType) =>
	OPERATIONS.filter((operation) => operation.published.includes(systemType));

function storeOf(systemType: SystemType): Store {
	return new Store({
		name: 'a',
		token: 't',
		systemType,
		apiStyle: 'module',
		orders: 30,
		vendors: 25,
	});
}

/** Every reference in the values: where it stands, the entity it points at, and the key. */
function referencesIn(
	values: JsonObject,
	fields: Fields,
	entity: EntityDefinition,
	path: string,
): Array<[path: string, target: string, key: string]> {
	return Object.entries(fields).flatMap(([field, definition]) => {
		const value = values[field];
		const at = `${path}.${field}`;
		if (definition.type === 'lines' || definition.type === 'object') {
			const parts = (Array.isArray(value) ? value : [value]) as Array<JsonObject | undefined>;
			const inner = definition.part ? partFields(definition) : {};
			return parts.flatMap((part) => (part ? referencesIn(part, inner, entity, at) : []));
		}
		const target = targetOf(definition, entity);
		if (target === undefined || !value) return [];
		const keys = Array.isArray(value) ? value : String(value).split(',');
		return keys.map((key): [string, string, string] => [at, target, String(key)]);
	});
}

describe('generated data', () => {
	it.each(SYSTEM_TYPES)('has references that resolve in %s', (systemType) => {
		const store = storeOf(systemType);
		let count = 0;
		for (const entity of offered(systemType)) {
			for (const record of store.source(entity.name).all()) {
				for (const [path, target, key] of referencesIn(
					record,
					entity.fields,
					entity,
					entity.name,
				)) {
					count++;
					if (!store.source(target).get(key)) throw new Error(`${path}: no ${target} ${key}`);
					// Orders name currencies in every system type.
					if (entity.name === 'purchase-orders') continue;
					expect([path, entityNamed(target).modules]).toEqual([
						path,
						expect.arrayContaining([systemType]) as unknown,
					]);
				}
			}
		}
		expect(count).toBeGreaterThan(3_000);
	});

	it.each(SYSTEM_TYPES)(
		'has every field of every record, with unique keys, in %s',
		(systemType) => {
			const store = storeOf(systemType);
			for (const { name, fields } of offered(systemType)) {
				if (name.startsWith('purchase-orders') || name === 'work-orders/custom-fields') continue;
				const records = store.source(name).all();
				expect([name, records.length > 3]).toEqual([name, true]);
				expect(new Set(records.map(({ key }) => key)).size).toBe(records.length);
				const wanted = Object.keys(fields).filter((field) => !fields[field]?.writeOnly);
				for (const record of records)
					expect(Object.keys(record)).toEqual(expect.arrayContaining(wanted));
			}
		},
	);

	it('is the same every time, shared by connections, and as large as wished', () => {
		const counts = { assets: 3, 'work-orders': 100, taxes: 0 };
		const options = { token: 't', systemType: 'eam', apiStyle: 'module', orders: 5 } as const;
		const first = new Store({ ...options, name: 'a', counts });
		const again = new Store({ ...options, name: 'a', counts });
		const other = new Store({ ...options, name: 'b', counts });
		expect(first.source('work-orders').all()).toHaveLength(100);
		expect(first.source('work-orders').all()).toEqual(again.source('work-orders').all());
		expect(first.source('assets').all()).toEqual(other.source('assets').all());
		expect(first.source('assets').all()).toHaveLength(3);
		const keysOf = (store: Store) =>
			store
				.source('work-orders')
				.all()
				.map(({ key }) => key);
		expect(keysOf(other)).not.toEqual(keysOf(first));
	});

	it('has totals that are the sums of the lines', () => {
		for (const invoice of storeOf('erp').source('invoices').all()) {
			const lines = invoice.lineItems as JsonObject[];
			const net = lines.reduce((sum, line) => sum + Number(line.lineTotalValue), 0);
			expect(invoice.totalNetValue).toBe(net.toFixed(2));
		}
	});

	it('makes records when they are first asked for', () => {
		const { ms } = withCpuTime(() => {
			for (const systemType of SYSTEM_TYPES) storeOf(systemType);
		});
		expect(ms).toBeLessThan(500);
	});
});

const WRITES: ReadonlyArray<ContractOperation['operation']> = [
	'create',
	'update',
	'addItem',
	'changeItem',
];

/** A body for the operation, taken from a record that is there. */
function bodyFor({ entity, operation }: ContractOperation, store: Client): JsonObject | undefined {
	const connection = store.sandbox.connection('a');
	if (operation === 'setStatus') {
		const [status] = connection.records(entity.statuses ?? '').slice(1);
		return { [entity.statusProperty ?? 'status']: status?.key ?? null };
	}
	if (operation === 'setInventory') return { quantity: 7, unitCost: 3 };
	if (operation === 'deliver') return {};
	if (!WRITES.includes(operation)) return undefined;
	if (operation === 'addItem' || operation === 'changeItem') {
		const [material] = connection.records('materials');
		return { materialKey: material?.key ?? '', requiredQuantity: 2, usedQuantity: '1.5' };
	}
	return connection.records(entity.name)[0];
}

function pathFor({ path, entity }: ContractOperation, { sandbox }: Client): string {
	const connection = sandbox.connection('a');
	const key = path.includes('{key}') ? String(connection.records(entity.name)[1]?.key) : '';
	const items =
		entity.items && path.includes('{materialKey}') ? entityNamed(entity.items.entity) : undefined;
	const item =
		items && connection.records(items.name).find((each) => each[items.owner?.field ?? ''] === key);
	return path.replace('{key}', key).replace('{materialKey}', String(item?.materialKey));
}

describe('published operations', () => {
	it('number as many as the contract has', () => {
		const counts = SYSTEM_TYPES.map((systemType) => [systemType, published(systemType).length]);
		expect(Object.fromEntries(counts)).toEqual(PUBLISHED);
		expect(Object.values(PUBLISHED).reduce((sum, count) => sum + count)).toBe(276);
	});

	it.each(SYSTEM_TYPES)('are all answered in %s', async (systemType) => {
		const client = await sandboxWith({ systemType });
		const failed: string[] = [];
		for (const operation of published(systemType)) {
			const path = pathFor(operation, client);
			let body: unknown = bodyFor(operation, client);
			if (operation.operation === 'upload') {
				const form = new FormData();
				form.append('file', new Blob(['text']), 'a.txt');
				form.append('name', 'A');
				body = form;
			}
			const { status, body: answer } =
				body instanceof FormData
					? await client.upload(path, body)
					: await client.send(operation.method, path, body);
			const shape = /^list/.test(operation.operation) ? Array.isArray(answer.data) : answer.data;
			if (status !== 200 || !shape)
				failed.push(`${operation.method} ${path}: ${JSON.stringify(answer)}`);
		}
		expect(failed).toEqual([]);
	});

	it.each(SYSTEM_TYPES)('give what was written back as it was read, in %s', async (systemType) => {
		const client = await sandboxWith({ systemType });
		for (const { entity, operation } of published(systemType)) {
			if (operation !== 'update') continue;
			const record = client.sandbox.connection('a').records(entity.name)[2] as JsonObject;
			const { body } = await client.send('PUT', `${entity.name}/${String(record.key)}`, record);
			const expected = { ...record };
			delete expected.updatedAt;
			for (const [field, definition] of Object.entries(entity.fields)) {
				// Parts get new keys and times.
				if (definition.type === 'lines' || definition.type === 'object') delete expected[field];
			}
			expect(body.data).toMatchObject(expected);
		}
	});

	it('exist only where the system type has them', async () => {
		const client = await sandboxWith({ systemType: 'wms' });
		for (const path of ['invoices', 'work-orders', 'statuses/rfq', 'materials/1/parts']) {
			expect((await client.get(path)).status).toBe(404);
		}
		expect((await client.get('groups')).status).toBe(200);
	});
});

describe('unpublished operations', () => {
	const statuses = async ({ send, sandbox }: Client) => {
		const [site] = sandbox.connection('a').records('sites');
		const path = `sites/${String(site?.key)}`;
		return [
			(await send('POST', 'sites', { code: 'NEW' })).status,
			(await send('PUT', path, { name: 'New' })).status,
			(await send('DELETE', path)).status,
		];
	};

	it('are refused, but for those of vendors and orders', async () => {
		const client = await sandboxWith();
		expect(await statuses(client)).toEqual([405, 405, 405]);
		expect((await client.send('POST', 'vendors', { name: 'N' })).status).toBe(200);
		const strict = await sandboxWith({ unpublished: 'refuse', refusalStatus: 501 });
		expect(await statuses(strict)).toEqual([501, 501, 501]);
		const refused = await strict.send('POST', 'vendors', { name: 'N' });
		expect(refused.body).toMatchObject({ code: 'OPERATION_NOT_SUPPORTED' });
	});

	it('work where they are supported', async () => {
		expect(await statuses(await sandboxWith({ unpublished: 'support' }))).toEqual([200, 200, 200]);
		const some = await sandboxWith({ unpublished: { sites: 'support' }, refusalStatus: 422 });
		expect(await statuses(some)).toEqual([200, 200, 200]);
		expect((await some.send('POST', 'accounts', { code: 'A' })).status).toBe(422);
	});
});

describe('validation', () => {
	it.each([
		['materials', {}, ['code']],
		[
			'materials',
			{ code: 'X', vendorKeys: '1,2', siteKeys: ['1'], isActive: 'yes' },
			['isActive', 'siteKeys', 'vendorKeys'],
		],
		[
			'invoices',
			{ invoiceNumber: 'X', lineItem: [{ productKey: '1', quantity: 'few' }] },
			['lineItem.0.productKey', 'lineItem.0.quantity'],
		],
		['stocks', { quantity: 'many', expiresAt: 'soon' }, ['expiresAt', 'quantity']],
		[
			'rfq',
			{ code: 'X', statusKey: '1', lineItems: [{ statusKey: '1' }] },
			['lineItems.0.statusKey', 'statusKey'],
		],
	])('names what is wrong with %s %j', async (entity, body, fields) => {
		const { send } = await sandboxWith();
		const answer = await send('POST', entity, body);
		expect(answer.status).toBe(422);
		expect(Object.keys(answer.body.errors as JsonObject).sort()).toEqual(fields);
	});
});

describe('records that belong together', () => {
	it('lists and writes the materials of a work order', async () => {
		const { send, get, list } = await sandboxWith({ systemType: 'eam' });
		const [order] = await list('work-orders');
		const [material] = (await list('materials?per_page=30')).slice(20);
		const path = `work-orders/${String(order?.key)}/materials`;
		const before = await list(path);
		expect(before.length).toBe(Number(order?.materialCount));
		expect((await send('POST', path, { materialKey: material?.key })).status).toBe(422);
		const quantities = { requiredQuantity: 2, usedQuantity: 1 };
		const added = await send('POST', path, { materialKey: material?.key, ...quantities });
		expect(added.body.data).toMatchObject({ workOrderKey: order?.key, requiredQuantity: '2.00' });
		const changed = await send('PUT', `${path}/${String(material?.key)}`, { usedQuantity: 2 });
		expect(changed.body.data).toMatchObject({ usedQuantity: '2.00', requiredQuantity: '2.00' });
		expect(await list(path)).toHaveLength(before.length + 1);
		expect((await get(`work-orders/${String(order?.key)}`)).body.data).toMatchObject({
			materialCount: String(before.length + 1),
		});
		expect(await list('work-orders/materials?per_page=500')).toContainEqual(changed.body.data);
		expect((await get('work-orders/1/materials')).status).toBe(404);
	});

	it('knows the children of materials and of no others', async () => {
		const { list } = await sandboxWith({ systemType: 'wms' });
		const materials = await list('materials?per_page=100');
		for (const material of [materials[0], materials[30]]) {
			const children = await list(`materials/${String(material?.key)}/children`);
			expect(children.length > 0).toBe(material?.isAssembly);
			const own = materials.filter(({ parentKeys }) =>
				(parentKeys as string[]).includes(String(material?.key)),
			);
			expect(children.map(({ materialKey }) => materialKey)).toEqual(own.map(({ key }) => key));
		}
	});

	it('shows an inventory in its material, whichever way it was changed', async () => {
		const { send, get, list } = await sandboxWith();
		const [material] = await list('materials');
		const path = `materials/${String(material?.key)}`;
		const inventory = `inventories/${String((material?.inventory as JsonObject).key)}`;
		const answer = await send('PUT', `${path}/inventory`, { quantity: 77 });
		expect(answer.body.data).toMatchObject({ key: material?.key, inventories: [{ quantity: 77 }] });
		expect((await get(inventory)).body.data).toMatchObject({ quantity: 77 });
		await send('PUT', inventory, { quantity: 78 });
		expect((await get(path)).body.data).toMatchObject({ inventory: { quantity: 78 } });
	});

	it('sets statuses under the name that each entity has for them', async () => {
		const { send, list } = await sandboxWith({ systemType: 'eam' });
		const [order] = await list('work-orders');
		const done = (await list('statuses/work-orders')).find(({ code }) => code === 'COMPLETED');
		const path = `work-orders/${String(order?.key)}/status`;
		expect((await send('PUT', path, { status: done?.key })).status).toBe(422);
		const answer = await send('PUT', path, { statusKey: done?.key });
		expect(answer.body.data).toMatchObject({ statusKey: done?.key, status: 'Completed' });
	});

	it('keeps the lines of invoices under the name that records have for them', async () => {
		const { send } = await sandboxWith();
		const body = { invoiceNumber: 'I-1', lineItem: [{ lineNo: '10', price: 2 }] };
		const { data } = (await send('POST', 'invoices', body)).body;
		expect(data).toMatchObject({ lineItems: [{ lineNo: '10', price: '2.00' }] });
		expect(data).not.toHaveProperty('lineItem');
	});

	it('marks shipments as delivered', async () => {
		const { send, list } = await sandboxWith({ systemType: 'wms' });
		const [shipment] = await list('shipment-orders');
		const delivered = (await list('statuses/shipment-orders')).find(
			({ code }) => code === 'DELIVERED',
		);
		const answer = await send('POST', `shipment-orders/${String(shipment?.key)}/delivered`);
		expect(answer.body.data).toMatchObject({ statusKey: delivered?.key });
	});

	it('lists the custom fields of work orders by name', async () => {
		const { list } = await sandboxWith({ systemType: 'eam', workOrderCustomFields: ['shift'] });
		expect(await list('work-orders/custom-fields')).toEqual([{ name: 'shift' }]);
		expect((await list('work-orders'))[0]?.shift).toMatch(/^shift \d+$/);
	});

	it('ignores an undocumented page size where told to', async () => {
		const { list } = await sandboxWith({ ignoreUndocumentedPageSize: true });
		expect(await list('materials?per_page=30')).toHaveLength(15);
		expect(await list('customers?per_page=30')).toHaveLength(30);
	});
});
