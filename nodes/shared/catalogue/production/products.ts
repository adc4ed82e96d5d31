import { dimensions, organizationKey, priceLevels, supplyOptions } from '../common';
import { decimal, flag, key, list, readOnly, reference, text, timestamps } from '../fields';
import { READ, READ_AND_WRITE } from '../offered';
import type { Entity } from '../types';

export const product: Entity = {
	name: 'product',
	resource: 'product',
	singular: 'product',
	plural: 'products',
	description: 'An article that is bought, made or sold, with its prices',
	path: 'products',
	systemTypes: ['erp', 'wms'],
	naturalKey: 'code',
	titleFields: ['name', 'code', 'sku'],
	searchFields: ['name', 'code', 'sku'],
	simplifiedFields: [
		'key',
		'code',
		'name',
		'sku',
		'groupKey',
		'status',
		'price',
		'currencyKey',
		'quantity',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('product'),
		text('code', 'Code', 'Number or code by which people know the product', {
			required: true,
			common: true,
		}),
		text('name', 'Name', 'Name of the product', { common: true }),
		text('description', 'Description', 'What the product is, in words', { common: true }),
		text('sku', 'SKU', 'Stock keeping unit', { common: true }),
		reference('groupKey', 'Group Key', 'productGroup', 'Key of the group of the product', {
			common: true,
		}),
		reference('uomKey', 'Unit of Measure Key', 'unitOfMeasure', 'Key of the unit of measure', {
			common: true,
		}),
		decimal('price', 'Price', 'Price of one unit', { common: true }),
		reference('currencyKey', 'Currency Key', 'currency', 'Key of the currency of the price', {
			common: true,
		}),
		text('type', 'Type', 'Kind of product, as the system names it'),
		text('status', 'Status', 'State of the product, as the system names it'),
		flag('isTaxable', 'Is Taxable', 'Whether the product is taxed'),
		list('taxKeys', 'Tax Keys', 'Keys of the taxes on the product, as a list', { keysOf: 'tax' }),
		decimal('quantity', 'Quantity', 'How many units there are'),
		decimal('reorderLevel', 'Reorder Level', 'Quantity at which more is ordered', {
			writeOnly: true,
		}),
		text('upc', 'UPC', 'Universal Product Code'),
		text('ean', 'EAN', 'European Article Number'),
		text('isbn', 'ISBN', 'International Standard Book Number'),
		text('partNumber', 'Part Number', 'Part number of the maker or vendor'),
		readOnly(organizationKey),
		dimensions,
		supplyOptions,
		priceLevels,
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	],
	operations: READ_AND_WRITE,
};

export const productGroup: Entity = {
	name: 'productGroup',
	resource: 'group',
	singular: 'product group',
	plural: 'product groups',
	description: 'A group that sorts products, possibly within another group',
	path: 'groups',
	systemTypes: ['wms'],
	naturalKey: 'code',
	titleFields: ['name', 'code'],
	searchFields: ['name', 'code'],
	simplifiedFields: ['key', 'code', 'name', 'description', 'parentKey', 'updatedAt'],
	updatedField: 'updatedAt',
	fields: [
		key('product group'),
		text('code', 'Code', 'Code by which people know the group'),
		text('name', 'Name', 'Name of the group'),
		text('description', 'Description', 'What belongs to the group'),
		reference('parentKey', 'Parent Key', 'productGroup', 'Key of the group above this one'),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	].map(readOnly),
	operations: READ,
};

export const productEntities: readonly Entity[] = [product, productGroup];
