import {
	meter,
	purchaseOrder,
	purchaseOrderStatus,
	vendor,
	type Entity,
} from '../../../nodes/shared/catalogue';
import { keyLocator, recordLocator } from '../../../nodes/shared/glue/description/recordLocator';

const TEXT = { displayName: 'Vendor', name: 'vendorKey', description: 'The vendor' };

test.each<[Entity, string[]]>([
	[purchaseOrder, ['From List', 'By Order Number', 'By Key']],
	[vendor, ['From List', 'By Code', 'By Key']],
	[purchaseOrderStatus, ['From List', 'By Code or Name', 'By Key']],
	[meter, ['From List', 'By Key']],
])('the ways to choose a record, from the list first: %#', (entity, names) => {
	const { modes, default: first } = recordLocator(entity);
	expect(modes?.map(({ displayName }) => displayName)).toEqual(names);
	expect(first).toEqual({ mode: 'list', value: '' });
});

test('a number is a plain text with an example', () => {
	const mode = recordLocator(purchaseOrder).modes?.find(({ name }) => name === 'number');
	expect(mode).toEqual({
		displayName: 'By Order Number',
		name: 'number',
		type: 'string',
		placeholder: 'e.g. PO-1042',
		hint: 'The order number, letter by letter. If more than one purchase order has it, nothing is done.',
	});
});

test('what a record refers to is chosen from the list or by key', () => {
	expect(keyLocator(vendor, TEXT).modes?.map(({ name }) => name)).toEqual(['list', 'id']);
});
