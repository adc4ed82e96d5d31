import { ENTITIES, entityNamed, partFields, targetOf } from '../../../../sandbox/contract/entities';
import { Store } from '../../../../sandbox/data/store';
import type { EntityDefinition, Fields } from '../../../../sandbox/contract/entities';
import type { JsonObject, JsonValue, SystemType } from '../../../../sandbox/base';
import type { ConnectionOptions } from '../../../../sandbox/options';
import { sandboxWith, stopSandboxes } from '../support';

afterEach(stopSandboxes);

const system = (name: string, options: Partial<ConnectionOptions> = {}): Store =>
	new Store({
		name,
		token: name,
		systemType: 'erp',
		apiStyle: 'module',
		orders: 40,
		vendors: 50,
		keys: 'running',
		...options,
	});

const codesByKey = (store: Store, entity: string) =>
	new Map(
		store
			.source(entity)
			.all()
			.map(({ key, code }) => [key, code]),
	);

/** Entity and key of each reference in a record and its parts. */
function references(
	fields: Fields,
	values: JsonObject,
	entity: EntityDefinition,
): Array<[string, string]> {
	return Object.entries(fields).flatMap(([field, definition]): Array<[string, string]> => {
		const value = values[field];
		if (definition.part && typeof value === 'object' && value !== null) {
			const parts = (Array.isArray(value) ? value : [value]) as JsonObject[];
			return parts.flatMap((part) => references(partFields(definition), part, entity));
		}
		const target = targetOf(definition, entity);
		if (target === undefined || value === null || value === undefined) return [];
		const keys: JsonValue[] = Array.isArray(value) ? value : String(value).split(',');
		return keys.filter((key) => key !== '').map((key) => [target, String(key)]);
	});
}

describe('running numbers as keys', () => {
	it('count from 1001 in each entity, in the order of the lists', () => {
		const store = system('a');
		for (const entity of [
			'vendors',
			'sites',
			'uom',
			'purchase-orders',
			'statuses/purchase-orders',
		]) {
			const keys = store
				.source(entity)
				.all()
				.map(({ key }) => key);
			expect(keys).toEqual(keys.map((_, index) => String(1001 + index)));
		}
		const lines = store
			.source('purchase-orders.line-items')
			.all()
			.map(({ key }) => key);
		expect(lines).toEqual(lines.map((_, index) => String(1001 + index)));
	});

	it('are those of other records in another system, with the same codes and names', () => {
		const [a, b] = [codesByKey(system('a'), 'vendors'), codesByKey(system('b'), 'vendors')];
		expect([...a.keys()]).toEqual([...b.keys()]);
		expect([...a.values()].sort()).toEqual([...b.values()].sort());
		expect(a.get('1001')).not.toBe(b.get('1001'));
		expect([...a].filter(([key, code]) => b.get(key) === code).length).toBeLessThan(5);
		const names = (store: Store) =>
			store
				.source('vendors')
				.all()
				.map(({ code, name }) => `${String(code)} ${String(name)}`);
		expect(names(system('a')).sort()).toEqual(names(system('b')).sort());
	});

	it('are the same whenever the data set is built', () => {
		const [first, second] = [system('a'), system('a')];
		for (const entity of ['vendors', 'purchase-orders', 'materials']) {
			expect(first.source(entity).all()).toEqual(second.source(entity).all());
		}
	});

	it.each<SystemType>(['erp', 'eam', 'wms'])(
		'are what all references of a system name: %s',
		(systemType) => {
			const store = system('a', { systemType });
			const keys = new Map<string, Set<string>>();
			const keysOf = (entity: string): Set<string> => {
				const known =
					keys.get(entity) ??
					new Set(
						store
							.source(entity)
							.all()
							.map(({ key }) => key),
					);
				keys.set(entity, known);
				return known;
			};
			let count = 0;
			for (const entity of ENTITIES.filter(({ modules }) => modules.includes(systemType))) {
				for (const record of store.source(entity.name).all()) {
					for (const [target, key] of references(entity.fields, record, entity)) {
						count++;
						if (!keysOf(target).has(key)) throw new Error(`${entity.name}: no ${key} in ${target}`);
					}
				}
			}
			expect(count).toBeGreaterThan(500);
		},
	);

	it('lead to what the same order refers to in a system with the usual keys', () => {
		const [usual, own] = [system('a', { keys: undefined }), system('a')];
		const { fields } = entityNamed('purchase-orders');
		const meaning = (store: Store) =>
			store
				.source('purchase-orders')
				.all()
				.map((order) => [
					order.orderNo,
					...references(fields, order, entityNamed('purchase-orders')).map(
						([target, key]) => `${target} ${String(store.source(target).get(key)?.code)}`,
					),
				]);
		expect(meaning(own).sort()).toEqual(meaning(usual).sort());
	});

	it('go on with the next number for what is written', async () => {
		const { send, list } = await sandboxWith({ keys: 'running', orders: 3, linesPerOrder: 2 });
		const body = { orderNo: 'NEW-1', vendorKey: '1002', lineItems: [{ lineNo: '10' }] };
		const { data } = (await send('POST', 'purchase-orders', body)).body;
		expect(data).toMatchObject({ key: '1004', vendorKey: '1002', lineItems: [{ key: '1007' }] });
		const second = (await send('POST', 'purchase-orders', { orderNo: 'NEW-2' })).body.data;
		expect(second).toMatchObject({ key: '1005' });
		expect(await list('purchase-orders?filter[key]=1004')).toHaveLength(1);
		const wrong = await send('POST', 'purchase-orders', { orderNo: 'X', vendorKey: '9999' });
		expect(wrong.status).toBe(422);
	});
});
