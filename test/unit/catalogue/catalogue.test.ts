import { catalogue, SYSTEM_TYPES, type Entity, type Field } from '../../../nodes/shared/catalogue';

/** Records that get no number from who creates them, so that they cannot be looked up by one. */
const WITHOUT_NUMBER = ['returnOrder', 'serviceRequest', 'stock', 'stockAdjustment'];

const entities = Object.entries(catalogue);

const namesOf = (fields: readonly Field[]): string[] => fields.map(({ name }) => name);

/** All fields of an entity with those of their parts, by the path to them. */
function allFields(fields: readonly Field[], path = ''): Array<[string, Field]> {
	return fields.flatMap((field) => [
		[`${path}${field.name}`, field] as [string, Field],
		...allFields(field.fields ?? [], `${path}${field.name}.`),
	]);
}

const unique = (values: readonly string[]): void => {
	expect([...values].sort()).toEqual([...new Set(values)].sort());
};

test('the catalogue knows each entity by its own name', () => {
	for (const [name, entity] of entities) expect(entity.name).toBe(name);
	expect(entities.length).toBeGreaterThan(0);
});

test('no two entities have the same path or plural', () => {
	unique(entities.map(([, { path }]) => path));
	const main = entities.filter(([, { resource }]) => resource !== 'status');
	unique(main.map(([, { plural }]) => plural));
});

test('all that is referred to is there', () => {
	const referred = new Set(
		entities.flatMap(([, { fields }]) =>
			allFields(fields).flatMap(([, field]) => field.references ?? []),
		),
	);
	expect([...referred].filter((name) => !(name in catalogue))).toEqual([]);
});

describe.each(entities)('%s', (_, entity: Entity) => {
	const fields = namesOf(entity.fields);

	test('is named in words', () => {
		expect(entity.name).toMatch(/^[a-z][A-Za-z]+$/);
		expect(entity.resource).toMatch(/^[a-z][A-Za-z]+$/);
		expect(entity.singular).toMatch(/^[a-z][a-z ]+$/);
		expect(entity.plural).toMatch(/^[a-z][a-z ]+$/);
		expect(entity.plural).not.toBe(entity.singular);
		expect(entity.description).toMatch(/^[A-Z].*[^.]$/);
	});

	test('lies below the prefix', () => {
		expect(entity.path).toMatch(/^[a-z][a-z.-]*(\/[a-z-]+)*$/);
	});

	test('belongs to known system types', () => {
		expect(entity.systemTypes.length).toBeGreaterThan(0);
		expect(SYSTEM_TYPES).toEqual(expect.arrayContaining([...entity.systemTypes]));
		unique(entity.systemTypes);
	});

	test('names no field twice, in its parts neither', () => {
		unique(allFields(entity.fields).map(([path]) => path));
	});

	test('has a key that nobody can write', () => {
		const { get, update } = entity.operations;
		if (!get && !update) return;
		expect(entity.fields[0]).toMatchObject({ name: 'key', type: 'string', writable: 'none' });
	});

	test('refers to fields that it has', () => {
		const { naturalKey, updatedField, titleFields, searchFields, simplifiedFields } = entity;
		expect(fields).toEqual(
			expect.arrayContaining([naturalKey, updatedField].filter((name) => name !== undefined)),
		);
		for (const names of [titleFields, searchFields, simplifiedFields]) {
			expect(names.length).toBeGreaterThan(0);
			expect(fields).toEqual(expect.arrayContaining([...names]));
			unique(names);
		}
		if (fields.includes('key')) expect(simplifiedFields).toContain('key');
		expect(simplifiedFields).toEqual(expect.arrayContaining([...searchFields]));
	});

	test('tells the time of changes by a time', () => {
		const field = entity.fields.find(({ name }) => name === entity.updatedField);
		if (entity.updatedField !== undefined) expect(field?.type).toBe('dateTime');
	});

	test('has a natural key that people can write, wherever records can be created', () => {
		const { create, upsert } = entity.operations;
		if ((!create && !upsert) || WITHOUT_NUMBER.includes(entity.name)) return;
		const field = entity.fields.find(({ name }) => name === entity.naturalKey);
		expect(field).toMatchObject({ type: 'string', writable: 'user', common: true });
	});

	test('has fields to write if and only if something can be written', () => {
		const { add, create, update, upsert, upload } = entity.operations;
		const writable = entity.fields.some((field) => field.writable === 'user');
		expect(writable).toBe(Boolean(add ?? create ?? update ?? upsert ?? upload));
	});

	test('matches before it updates only what can be created and updated', () => {
		const { upsert, create, update, getAll } = entity.operations;
		if (upsert) expect([create, update, getAll]).not.toContain(undefined);
	});

	test('has actions whose choices exist and can be listed', () => {
		for (const operation of Object.values(entity.operations)) {
			if (!operation?.action) continue;
			const { action } = operation;
			expect(action.segment).toMatch(/^[a-z-]+$/);
			if (action.kind === 'list') expect(catalogue[action.of]).toBeDefined();
			if (action.kind !== 'choice') continue;
			expect(catalogue[action.choices]?.operations.getAll).toBeDefined();
			expect(action.property).toMatch(/^[a-z][A-Za-z]*$/);
		}
	});

	test.each(allFields(entity.fields))('%s is described', (_path, field) => {
		expect(field.name).toMatch(/^[a-z][A-Za-z]*$/);
		expect(field.label).toMatch(/^[A-Z]/);
		expect(field.description).toMatch(/^[A-Z].*[^.]$/);
	});

	test('refers to other records by their keys', () => {
		const references = allFields(entity.fields).filter(([, field]) => field.references);
		for (const [path, { type }] of references) {
			expect(path).toMatch(/Key$/);
			expect(type).toBe('string');
		}
	});

	test.each(allFields(entity.fields))('%s has parts only if it is made of some', (_path, field) => {
		const isGroup = field.type === 'object' || field.type === 'array';
		expect(isGroup || field.fields === undefined).toBe(true);
	});
});
