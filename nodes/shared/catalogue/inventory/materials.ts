import { dimensions, documents, organizationKey, priceLevels, supplyOptions } from '../common';
import { decimal, flag, group, key, list, readOnly, reference, text, timestamps } from '../fields';
import { inventoryFields, inventoryRecordFields } from './inventoryFields';
import { READ_AND_WRITE } from '../offered';
import { SYSTEM_TYPES, type Entity, type Field } from '../types';

/** Drawings that show a material. Source: schema Drawing of the OpenAPI documents. */
const drawings: Field = readOnly(
	list('drawings', 'Drawings', 'Drawings that show the material', {
		fields: [
			text('drawingNo', 'Drawing Number', 'Number of the drawing'),
			text('drawingPos', 'Drawing Position', 'Position of the material on the drawing'),
			text('referenceNo', 'Reference Number', 'Number of the drawing referred to'),
			text('referencePos', 'Reference Position', 'Position on the drawing referred to'),
			documents('documents', 'Documents', 'Files of the drawing'),
		],
	}),
);

/** Source: schema Part of the OpenAPI documents; `inventories` is from Material, the answer to an inventory update. */
export const material: Entity = {
	name: 'material',
	resource: 'material',
	singular: 'material',
	plural: 'materials',
	description: 'A part, spare part or other item that is bought, stored and used',
	path: 'materials',
	systemTypes: SYSTEM_TYPES,
	naturalKey: 'code',
	titleFields: ['name', 'code', 'partNumber'],
	searchFields: ['name', 'code', 'partNumber'],
	simplifiedFields: [
		'key',
		'code',
		'name',
		'partNumber',
		'categoryName',
		'manufacturerName',
		'uomKey',
		'cost',
		'isActive',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('material'),
		text('code', 'Code', 'Number or code by which people know the material', {
			required: true,
			common: true,
		}),
		text('name', 'Name', 'Name of the material', { common: true }),
		text('description', 'Description', 'What the material is, in words', { common: true }),
		text('partNumber', 'Part Number', 'Part number, often that of the manufacturer', {
			common: true,
		}),
		text('manufacturerName', 'Manufacturer Name', 'Name of the manufacturer', { common: true }),
		decimal('cost', 'Cost', 'Cost of one unit', { common: true }),
		text('currency', 'Currency', 'Currency of the cost', { common: true }),
		decimal('minimumQuantity', 'Minimum Quantity', 'Quantity that should always be in stock', {
			common: true,
		}),
		flag('isActive', 'Is Active', 'Whether the material is in use'),
		flag('isAssembly', 'Is Assembly', 'Whether the material is made of other materials'),
		text('criticality', 'Criticality', 'How important the material is, as the system rates it'),
		text('notes', 'Notes', 'Remarks on the material'),
		reference('accountKey', 'Account Key', 'account', 'Key of the account that is charged'),
		text('vendorKeys', 'Vendor Keys', 'Keys of the vendors that supply the material', {
			keysOf: 'vendor',
		}),
		list('siteKeys', 'Site Keys', 'Keys of the sites that use the material', { keysOf: 'site' }),
		list('parentKeys', 'Parent Keys', 'Keys of the assemblies the material is part of', {
			keysOf: 'material',
		}),
		list('assetKeys', 'Asset Keys', 'Keys of the assets the material is used in', {
			keysOf: 'asset',
		}),
		documents('documents', 'Documents', 'Data sheets and other files on the material'),
		...[
			organizationKey,
			text('categoryName', 'Category Name', 'Name of the category the material is in'),
			reference('uomKey', 'Unit of Measure Key', 'unitOfMeasure', 'Key of the unit of measure'),
			supplyOptions,
			priceLevels,
			group('inventory', 'Inventory', 'Quantity, cost and place of the material', {
				fields: inventoryRecordFields,
			}),
			list(
				'inventories',
				'Inventories',
				'Quantities by place, as an inventory update returns them',
				{
					fields: inventoryRecordFields,
				},
			),
			drawings,
			dimensions,
			timestamps.created,
			timestamps.updated,
			timestamps.deleted,
		].map(readOnly),
	],
	operations: {
		...READ_AND_WRITE,
		getChildren: {
			published: true,
			action: {
				kind: 'list',
				method: 'GET',
				segment: 'children',
				of: 'materialItem',
				words: {
					name: 'Get Children',
					action: 'Get the children of {one}',
					description: 'Retrieve the {plural} that {one} is made of',
					doing: 'listing the children of',
				},
			},
		},
		updateInventory: {
			published: true,
			action: {
				kind: 'fields',
				method: 'PUT',
				segment: 'inventory',
				fields: inventoryFields,
				words: {
					name: 'Update Inventory',
					action: 'Update the inventory of {one}',
					description: 'Change quantity, cost or place of {one}',
					doing: 'updating the inventory of',
				},
			},
		},
	},
};

export const materialEntities: readonly Entity[] = [material];
