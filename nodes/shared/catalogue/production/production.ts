import { dateTime, decimal, key, list, readOnly, reference, text, timestamps } from '../fields';
import { purchaseLineFields } from '../lineItems';
import { READ, getMaterials } from '../offered';
import { statusOf } from '../statuses';
import type { Entity } from '../types';

export const productionOrder: Entity = {
	name: 'productionOrder',
	resource: 'productionOrder',
	singular: 'production order',
	plural: 'production orders',
	description: 'An order to make something, with its line items and materials',
	path: 'production-orders',
	systemTypes: ['erp'],
	naturalKey: 'orderNo',
	titleFields: ['orderNo', 'note'],
	searchFields: ['orderNo'],
	simplifiedFields: [
		'key',
		'orderNo',
		'orderDate',
		'siteKey',
		'locationKey',
		'statusKey',
		'totalNetValue',
		'totalGrossValue',
		'note',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('production order'),
		text('orderNo', 'Order Number', 'Number by which people know the order'),
		dateTime('orderDate', 'Order Date', 'When the order was placed'),
		reference('siteKey', 'Site Key', 'site', 'Key of the site that produces'),
		reference('locationKey', 'Location Key', 'location', 'Key of the place of production'),
		reference('statusKey', 'Status Key', 'productionOrderStatus', "Key of the order's status"),
		decimal('totalNetValue', 'Total Net Value', 'Value of the order before tax'),
		decimal('totalTaxValue', 'Total Tax Value', 'Tax on the order'),
		decimal('totalGrossValue', 'Total Gross Value', 'Value of the order including tax'),
		text('note', 'Note', 'Remark on the order'),
		list('lineItems', 'Line Items', 'The lines of the order, as a list of objects', {
			fields: purchaseLineFields('productionOrderStatus'),
		}),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	].map(readOnly),
	operations: {
		...READ,
		getMaterials,
	},
};

export const productionOrderStatus = statusOf(productionOrder);

export const billOfMaterial: Entity = {
	name: 'billOfMaterial',
	resource: 'billOfMaterial',
	singular: 'bill of material',
	plural: 'bills of material',
	description: 'A list of what something is made of, with quantities and prices',
	path: 'bom',
	systemTypes: ['erp'],
	naturalKey: 'name',
	titleFields: ['name', 'type'],
	searchFields: ['name'],
	simplifiedFields: ['key', 'name', 'type', 'siteKey', 'projectKey', 'updatedAt'],
	updatedField: 'updatedAt',
	fields: [
		key('bill of material'),
		text('name', 'Name', 'Name of the bill of material'),
		text('type', 'Type', 'Kind of bill of material, as the system names it'),
		reference('siteKey', 'Site Key', 'site', 'Key of the site it is for'),
		reference('projectKey', 'Project Key', 'project', 'Key of the project it is for'),
		// Source: schema BOMLineItem of the OpenAPI documents.
		list('lineItems', 'Line Items', 'What it is made of, as a list of objects', {
			fields: [
				reference('materialKey', 'Material Key', 'material', 'Key of the material needed'),
				reference('productKey', 'Product Key', 'product', 'Key of the product needed'),
				text('description', 'Description', 'What is needed, in words'),
				decimal('quantity', 'Quantity', 'How many units are needed'),
				reference('uomKey', 'Unit of Measure Key', 'unitOfMeasure', 'Key of the unit of measure'),
				decimal('price', 'Price', 'Price of one unit'),
				reference('currencyKey', 'Currency Key', 'currency', 'Key of the currency of the price'),
				reference('locationKey', 'Location Key', 'location', 'Key of the place it is taken from'),
				text('notes', 'Notes', 'Remarks on the line'),
				timestamps.created,
				timestamps.updated,
			],
		}),
		timestamps.created,
		timestamps.updated,
	].map(readOnly),
	operations: READ,
};

export const project: Entity = {
	name: 'project',
	resource: 'project',
	singular: 'project',
	plural: 'projects',
	description: 'A project with its budget, account and status',
	path: 'projects',
	systemTypes: ['erp'],
	naturalKey: 'name',
	titleFields: ['name'],
	searchFields: ['name'],
	simplifiedFields: ['key', 'name', 'siteKey', 'accountKey', 'statusKey', 'budget', 'updatedAt'],
	updatedField: 'updatedAt',
	fields: [
		key('project'),
		text('name', 'Name', 'Name of the project'),
		reference('siteKey', 'Site Key', 'site', 'Key of the site the project is at'),
		reference('accountKey', 'Account Key', 'account', 'Key of the account that is charged'),
		reference('statusKey', 'Status Key', 'projectStatus', "Key of the project's status"),
		decimal('budget', 'Budget', 'Budget of the project'),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	].map(readOnly),
	operations: READ,
};

export const projectStatus = statusOf(project);

export const productionEntities: readonly Entity[] = [
	productionOrder,
	productionOrderStatus,
	billOfMaterial,
	project,
	projectStatus,
];
