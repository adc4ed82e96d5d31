import { catalogue, type Entity } from '../../../nodes/shared/catalogue';
import type { WireRequest, WireResponse } from '../../../nodes/shared/client/wire/transport';
import { clientWith, connection, dropped, errorOf, FakeClock, response } from './support';

const entities = Object.values(catalogue);
const offering = (operation: string): Entity[] =>
	entities.filter(({ operations }) => Object.keys(operations).includes(operation));

/** A server that does every write and loses the first answer to one. */
function losing() {
	const clock = new FakeClock();
	const writes: WireRequest[] = [];
	const filters: string[] = [];
	let stored: Record<string, unknown> | undefined;
	const answer = (request: WireRequest): WireResponse | typeof dropped => {
		if (request.method === 'GET') {
			const names = (request.query ?? []).map(([name]) => name);
			filters.push(...names.filter((name) => name.startsWith('filter')));
			const data = stored ? [stored] : [];
			return response(200, { data, meta: { current_page: 1, last_page: 1, total: data.length } });
		}
		writes.push(request);
		stored = { key: 'K1', ...(request.body as object | undefined) };
		return writes.length === 1 ? dropped : response(200, { data: stored });
	};
	const client = clientWith({
		clock,
		// Has all entities, whatever the system.
		connection: { ...connection, apiStyle: 'v1' },
		send: async (request) => await Promise.resolve(answer(request)),
	});
	return { client, writes, filters };
}

const withKey = (operation: string): Array<[string, Entity, string]> =>
	offering(operation).flatMap((entity) =>
		entity.naturalKey === undefined
			? []
			: [[entity.name, entity, entity.naturalKey] as [string, Entity, string]],
	);

const withoutKey = (operation: string): Array<[string, Entity]> =>
	offering(operation)
		.filter(({ naturalKey }) => naturalKey === undefined)
		.map((entity) => [entity.name, entity]);

describe('an answer that is lost after the write was done', () => {
	test.each(withKey('create'))('create %s: found by its natural key', async (_, entity, field) => {
		const { client, writes, filters } = losing();
		const record = await client.creations.create(entity, { [field]: 'N-1' }, 'id');
		expect(record).toEqual({ key: 'K1', [field]: 'N-1' });
		expect(writes).toHaveLength(1);
		expect(filters).toEqual([`filter[${field}]`]);
	});

	test.each(withKey('upsert'))('upsert %s: found by its natural key', async (_, entity, field) => {
		const { client, writes } = losing();
		const written = await client.upserts.write(entity, { [field]: 'N-1' }, field, 'id');
		expect(written).toEqual({ record: { key: 'K1', [field]: 'N-1' }, result: 'created' });
		expect(writes).toHaveLength(1);
	});

	test.each(withoutKey('create'))('create %s: told as uncertain', async (_, entity) => {
		const { client, writes } = losing();
		const error = await errorOf(client.creations.create(entity, { title: 'x' }, 'id'));
		expect(error).toMatchObject({
			kind: 'uncertain',
			message: `The ${entity.singular} may or may not have been created`,
		});
		expect(writes).toHaveLength(1);
	});

	test.each(withoutKey('upsert'))(
		'upsert %s: found by what it was matched by',
		async (_, entity) => {
			const { client, writes } = losing();
			const field = entity.searchFields[0] ?? entity.titleFields[0] ?? 'name';
			const { result } = await client.upserts.write(entity, { [field]: 'N-1' }, field, 'id');
			expect([result, writes.length]).toEqual(['created', 1]);
		},
	);

	test.each(offering('update').map((entity): [string, Entity] => [entity.name, entity]))(
		'update %s: done again, which does no harm',
		async (_, entity) => {
			const { client, writes } = losing();
			expect(await client.records.update(entity, 'K1', { notes: 'x' })).toMatchObject({
				notes: 'x',
			});
			expect(writes.map(({ method }) => method)).toEqual(['PUT', 'PUT']);
		},
	);

	test.each(offering('updateStatus').map((entity): [string, Entity] => [entity.name, entity]))(
		'update status of %s: done again, which does no harm',
		async (_, entity) => {
			const { client, writes } = losing();
			const record = await client.records.act(entity, 'updateStatus', 'K1', { status: 'S2' });
			expect(record).toMatchObject({ status: 'S2' });
			expect(writes.map(({ method }) => method)).toEqual(['PUT', 'PUT']);
		},
	);
});

test('that is all of them', () => {
	const count = (operation: string): number => offering(operation).length;
	expect(withKey('create').length + withoutKey('create').length).toBe(count('create'));
	expect(withKey('create').length).toBeGreaterThanOrEqual(13);
});
