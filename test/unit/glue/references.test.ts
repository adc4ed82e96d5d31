import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import {
	asset,
	catalogue,
	invoice,
	purchaseOrder,
	workOrderMaterial,
} from '../../../nodes/shared/catalogue';
import { listSearches } from '../../../nodes/shared/glue/editor/listSearch';
import { searchMethod } from '../../../nodes/shared/glue/description/labels';
import { readData } from '../../../nodes/shared/glue/parameters/parameters';
import { writeProperties } from '../../../nodes/shared/glue/description/writeProperties';
import { withReferences } from '../../../nodes/shared/glue/parameters/chosenReferences';
import { contextOf, problemOf } from './support';

const fromList = (value: unknown): unknown => ({ __rl: true, mode: 'list', value });
const byId = (value: unknown): unknown => ({ __rl: true, mode: 'id', value });

const join = (mapped: Record<string, unknown>, references: unknown): unknown =>
	withReferences(purchaseOrder.fields, mapped, references);

const isLocator = (
	option: INodeProperties | INodePropertyOptions | INodePropertyCollection,
): option is INodeProperties => 'type' in option && option.type === 'resourceLocator';

const collectionsOf = (properties: INodeProperties[]): INodeProperties[] =>
	properties.filter(({ name, type }) => name === 'chosenReferences' && type === 'collection');

describe('what is chosen under References', () => {
	test('is part of the record, from the list as by key', () => {
		const references = { vendorKey: fromList('V1'), siteKey: byId(' S1 '), currencyKey: 7 };
		expect(join({ orderNo: 'PO-1' }, references)).toEqual({
			orderNo: 'PO-1',
			vendorKey: 'V1',
			siteKey: 'S1',
			currencyKey: '7',
		});
	});

	test('may be a pasted address', () => {
		const references = { vendorKey: byId('https://app.makini.io/vendors/V%2F1/') };
		expect(join({}, references)).toEqual({ vendorKey: 'V/1' });
	});

	test.each([[''], [' '], [null], [undefined]])('is not sent where it is %j', (value) => {
		const mapped = { orderNo: 'PO-1' };
		expect(join(mapped, { vendorKey: fromList(value), siteKey: value, currencyKey: {} })).toEqual(
			mapped,
		);
		expect(join({ vendorKey: 'V1' }, { vendorKey: fromList(value) })).toEqual({ vendorKey: 'V1' });
	});

	test.each([[undefined], [null], [{}]])('may be nothing at all: %j', (references) => {
		expect(join({ vendorKey: 'V1' }, references)).toEqual({ vendorKey: 'V1' });
	});

	test('is left out where the operation does not write the field', () => {
		const { fields } = purchaseOrder;
		const sent = fields.filter(({ name }) => name !== 'siteKey');
		const references = { vendorKey: byId('V1'), siteKey: byId('S1') };
		expect(withReferences(sent, {}, references, fields)).toEqual({ vendorKey: 'V1' });
	});

	test.each(['organizationKey', 'vendor'])('is refused where no operation has it: %s', (name) => {
		const error = problemOf(() => join({}, { [name]: byId('X') }));
		expect(error.message).toBe(`There is no reference "${name}"`);
		expect(error.description).toMatch(/^Use one of: .*vendorKey/);
	});

	test('is refused where a number has lost digits', () => {
		const error = problemOf(() => join({}, { vendorKey: byId(Number('9007199254740993')) }));
		expect(error.message).toBe('Vendor Key is a number that has lost digits: 9007199254740992');
	});

	test('may say the same as the mapper, and fills what the mapper leaves empty', () => {
		expect(join({ vendorKey: 'V1' }, { vendorKey: byId('V1') })).toEqual({ vendorKey: 'V1' });
		expect(join({ vendorKey: null }, { vendorKey: byId('V1') })).toEqual({ vendorKey: 'V1' });
		expect(join({ vendorKey: '' }, { vendorKey: byId('V1') })).toEqual({ vendorKey: 'V1' });
	});

	test('is refused where the mapper says something else', () => {
		const error = problemOf(() => join({ vendorKey: 'V1' }, { vendorKey: byId('V2') }));
		expect(error.message).toBe(
			'Vendor Key has two values: "V1" under Fields and "V2" under References',
		);
		expect(error.description).toBe(
			'Remove one of the two. Mapped automatically, the one under Fields is the input\'s column "vendorKey".',
		);
		expect(error.details).toMatchObject({ kind: 'input', parameter: 'chosenReferences.vendorKey' });
	});

	test('is refused where the columns of the input name another one', () => {
		for (const columns of [{ vendorCode: 'V-9' }, { vendorName: 'Nordwind' }, { vendor: 'V-9' }]) {
			const error = problemOf(() => join(columns, { vendorKey: byId('V2') }));
			expect(error.message).toContain('under Fields and "V2" under References');
		}
	});

	test.each([[[]], [true], [{ value: { key: 'V1' } }], [{ value: ['V1'] }]])(
		'is refused where it is no key: %j',
		(locator) => {
			const error = problemOf(() => join({}, { vendorKey: locator }));
			expect(error.message).toBe(`Vendor Key is not a key: ${JSON.stringify(locator)}`);
			expect(error.details.parameter).toBe('chosenReferences.vendorKey');
		},
	);

	test.each([['V1'], [['V1']]])('is refused where it is no collection: %j', (references) => {
		const error = problemOf(() => join({}, references));
		expect(error.message).toBe('"References" does not hold named records');
	});
});

describe('the data of an item', () => {
	const fields = { mappingMode: 'defineBelow', value: {} };
	const references = { vendorKey: { __rl: true, mode: 'id', value: 'V1' } };

	test('may be references alone', () => {
		const context = contextOf({ fields, chosenReferences: references });
		expect(readData(context, purchaseOrder, 'update', 0, {})).toEqual({ vendorKey: 'V1' });
	});

	test('has them beside the columns of the input', () => {
		const automatic = { mappingMode: 'autoMapInputData', value: null };
		const context = contextOf({ fields: automatic, chosenReferences: references });
		const input = { orderNo: 'PO-1', siteKey: 'S1', unknown: 1 };
		expect(problemOf(() => readData(context, purchaseOrder, 'create', 0, input)).message).toBe(
			'The input has columns that are no fields: "unknown"',
		);
		const ignoring = { unknownColumns: 'ignore' } as const;
		expect(readData(context, purchaseOrder, 'create', 0, input, ignoring)).toEqual({
			orderNo: 'PO-1',
			siteKey: 'S1',
			vendorKey: 'V1',
		});
		const problem = problemOf(() =>
			readData(context, purchaseOrder, 'create', 0, { vendorKey: 'V9' }),
		);
		expect(problem.message).toContain('"V9" under Fields and "V1" under References');
	});

	test('has none in JSON', () => {
		const context = contextOf({
			inputMode: 'json',
			jsonData: '{"title": "x"}',
			chosenReferences: references,
		});
		expect(readData(context, purchaseOrder, 'create', 0, {})).toEqual({ title: 'x' });
	});

	test('has only those that the write accepts', () => {
		const customer = { customerKey: { __rl: true, mode: 'id', value: 'C1' } };
		const context = contextOf({
			fields: { mappingMode: 'defineBelow', value: { code: 'I' } },
			chosenReferences: customer,
		});
		expect(readData(context, invoice, 'create', 0, {})).toEqual({ code: 'I', customerKey: 'C1' });
		expect(readData(context, invoice, 'update', 0, {})).toEqual({ code: 'I' });
	});
});

const WRITES = ['add', 'create', 'update', 'upsert'] as const;

const written = Object.values(catalogue).flatMap((entity) =>
	WRITES.filter((operation) => entity.operations[operation]).map(
		(operation) => [`${entity.name} ${operation}`, entity, operation] as const,
	),
);

describe.each(written)('%s', (_, entity, operation) => {
	const write = operation === 'update' ? 'update' : 'create';
	const expected = entity.fields.filter(
		({ references, writable, writeOn }) =>
			references !== undefined && writable !== 'none' && (writeOn ?? write) === write,
	);
	const shown = collectionsOf(writeProperties(entity)).filter(({ displayOptions }) =>
		displayOptions?.show?.operation?.includes(operation),
	);
	const locators = shown.flatMap(({ options = [] }) => options.filter(isLocator));

	test('has a locator for each field that refers to a record, and for no other', () => {
		expect(shown).toHaveLength(expected.length > 0 ? 1 : 0);
		expect(locators.map(({ name }) => name).sort()).toEqual(
			expected.map(({ name }) => name).sort(),
		);
	});

	test('searches the records that each field refers to', () => {
		const searches = listSearches([entity]);
		for (const { name, references } of expected) {
			const target = catalogue[references ?? ''];
			const modes = locators.find((locator) => locator.name === name)?.modes ?? [];
			expect(modes.map((mode) => mode.name)).toEqual(['list', 'id', 'name']);
			const method = modes[0]?.typeOptions?.searchListMethod ?? '';
			expect(target && searchMethod(target)).toBe(method);
			expect(target?.operations.getAll).toBeDefined();
			expect(Object.keys(searches)).toContain(method);
		}
	});

	test('names them as people do, in alphabetical order, none of them required', () => {
		const names = locators.map(({ displayName }) => displayName);
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		for (const { displayName, description, required } of locators) {
			expect(displayName).not.toMatch(/ Key$/);
			expect(description).toMatch(/^[A-Z](?!ey of)/);
			expect(required).toBeUndefined();
		}
	});

	test('offers them in fields mode only, with nothing chosen', () => {
		for (const property of shown) {
			expect(property).toMatchObject({
				displayName: 'References',
				type: 'collection',
				placeholder: 'Add Reference',
				default: {},
				displayOptions: { show: { resource: [entity.resource], inputMode: ['fields'] } },
			});
		}
	});
});

test('an action with fields of its own has their references', () => {
	const [collection] = collectionsOf(writeProperties(catalogue.material ?? asset)).filter(
		({ displayOptions }) => displayOptions?.show?.operation?.includes('updateInventory'),
	);
	expect(collection?.options?.filter(isLocator).map(({ name }) => name)).toEqual(['locationKey']);
});

test('a field that one write refuses is offered by the other only', () => {
	const namesFor = (operation: string): string[] =>
		collectionsOf(writeProperties(asset))
			.filter(({ displayOptions }) => displayOptions?.show?.operation?.includes(operation))
			.flatMap(({ options = [] }) => options.map(({ name }) => name));
	expect(namesFor('create')).toContain('assetTemplateKey');
	expect(namesFor('update')).not.toContain('assetTemplateKey');
	expect(collectionsOf(writeProperties(workOrderMaterial))).toHaveLength(2);
});
