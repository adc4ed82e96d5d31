import { key, number, reference, text, timestamps } from '../fields';
import type { Field } from '../types';

/** What can be set of an inventory, on its own or through its material. */
export const inventoryFields: readonly Field[] = [
	text('code', 'Code', 'Code of the inventory record', { common: true }),
	text('name', 'Name', 'Name of the inventory record', { common: true }),
	number('quantity', 'Quantity', 'How many units are on hand', { common: true }),
	number('unitCost', 'Unit Cost', 'Cost of one unit', { common: true }),
	reference('locationKey', 'Location Key', 'location', 'Key of the place where it is kept', {
		common: true,
	}),
];

/** Source: schema Inventory of the OpenAPI documents. */
export const inventoryRecordFields: readonly Field[] = [
	key('inventory record'),
	...inventoryFields,
	timestamps.created,
	timestamps.updated,
];
