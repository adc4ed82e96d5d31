import { dateTime, decimal, key, readOnly, reference, text, timestamps } from '../fields';
import { inventoryRecordFields } from './inventoryFields';
import { READ, READ_AND_WRITE } from '../offered';
import { SYSTEM_TYPES, type Entity } from '../types';

export const inventory: Entity = {
	name: 'inventory',
	resource: 'inventory',
	singular: 'inventory record',
	plural: 'inventory records',
	description: 'How much of something is on hand at a place, and what one unit costs',
	path: 'inventories',
	systemTypes: SYSTEM_TYPES,
	naturalKey: 'code',
	titleFields: ['name', 'code'],
	searchFields: ['name', 'code'],
	simplifiedFields: ['key', 'code', 'name', 'quantity', 'unitCost', 'locationKey', 'updatedAt'],
	updatedField: 'updatedAt',
	fields: inventoryRecordFields,
	operations: { ...READ, update: { published: true } },
};

/**
 * Nothing but its key names a stock record: the same material may lie at many places, one place
 * hold many materials.
 */
export const stock: Entity = {
	name: 'stock',
	resource: 'stock',
	singular: 'stock record',
	plural: 'stock records',
	description: 'How much of a material or product lies at one place, and when to reorder it',
	path: 'stocks',
	systemTypes: SYSTEM_TYPES,
	titleFields: ['position', 'materialKey', 'productKey'],
	searchFields: ['position'],
	simplifiedFields: [
		'key',
		'materialKey',
		'productKey',
		'locationKey',
		'storeroomKey',
		'position',
		'quantity',
		'uomKey',
		'reorderPoint',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('stock record'),
		reference('materialKey', 'Material Key', 'material', 'Key of the material that is kept', {
			common: true,
		}),
		reference('productKey', 'Product Key', 'product', 'Key of the product that is kept', {
			common: true,
		}),
		reference('locationKey', 'Location Key', 'location', 'Key of the place where it is kept', {
			common: true,
		}),
		reference('storeroomKey', 'Storeroom Key', 'storeroom', 'Key of the storeroom it is in', {
			common: true,
		}),
		text('position', 'Position', 'Bin, shelf or other position within the storeroom', {
			common: true,
		}),
		decimal('quantity', 'Quantity', 'How many units are in stock', { common: true }),
		reference('uomKey', 'Unit of Measure Key', 'unitOfMeasure', 'Key of the unit of measure', {
			common: true,
		}),
		dateTime('expiresAt', 'Expires At', 'When the goods expire'),
		reference('assetKey', 'Asset Key', 'asset', 'Key of the asset the stock is for'),
		...[
			decimal('reorderPoint', 'Reorder Point', 'Quantity at which more is ordered'),
			decimal('reorderQuantity', 'Reorder Quantity', 'How many units are ordered at a time'),
			decimal('reorderLevel', 'Reorder Level', 'Level to which the stock is filled up'),
			decimal('minLevel', 'Minimum Level', 'Smallest quantity that should be in stock'),
			decimal('maxLevel', 'Maximum Level', 'Largest quantity that should be in stock'),
			timestamps.created,
			timestamps.updated,
			timestamps.deleted,
		].map(readOnly),
	],
	operations: READ_AND_WRITE,
};

export const inventoryEntities: readonly Entity[] = [inventory, stock];
