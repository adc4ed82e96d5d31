import { catalogue, vendor } from '../../../nodes/shared/catalogue';
import { numberFields, numberLabel } from '../../../nodes/shared/catalogue/numberFields';

const entities = Object.entries(catalogue);

/** Records that people tell apart by nothing but what they belong to, or that no list shows. */
const KNOWN_BY_KEY_ONLY = [
	'assetDowntime',
	'exchangeRate',
	'materialItem',
	'meter',
	'meterReading',
	'purchaseOrderLineItem',
	'stock',
	'workOrderCustomField',
	'workOrderMaterial',
];

test('all others have a number, a code or a name that people know them by', () => {
	const without = entities.filter(([, entity]) => numberFields(entity).length === 0);
	expect(without.map(([name]) => name).sort()).toEqual(KNOWN_BY_KEY_ONLY);
});

test.each(entities)('%s is known by texts that it has', (_, entity) => {
	const { naturalKey, knownBy } = entity;
	for (const { type, references } of numberFields(entity)) {
		expect({ type, references }).toEqual({ type: 'string', references: undefined });
	}
	if (naturalKey === undefined) {
		expect(numberFields(entity).map(({ name }) => name)).toEqual(knownBy ?? []);
	} else {
		expect(numberFields(entity)).toMatchObject([{ name: naturalKey }]);
		expect(knownBy).toBeUndefined();
	}
});

test('what cannot be listed cannot be looked up', () => {
	const { get } = vendor.operations;
	expect(numberFields({ ...vendor, operations: { get } })).toEqual([]);
});

test.each([
	['purchaseOrder', 'Order Number'],
	['vendor', 'Code'],
	['purchaseOrderStatus', 'Code or Name'],
	['meter', ''],
])('the number of %s is called "%s"', (name, label) => {
	const entity = catalogue[name];
	expect(entity && numberLabel(entity)).toBe(label);
});
