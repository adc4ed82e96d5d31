import { address, organizationKey } from '../common';
import { dateTime, decimal, key, list, readOnly, reference, text, timestamps } from '../fields';
import { purchaseLineFields } from '../lineItems';
import { READ_AND_WRITE } from '../offered';
import { statusOf } from '../statuses';
import { SYSTEM_TYPES, type Entity, type Field } from '../types';

/** One line of a sales order. Source: schema SalesLineItem of the OpenAPI documents. */
const salesLineFields: readonly Field[] = [
	reference('productKey', 'Product Key', 'product', 'Key of the product sold'),
	decimal('quantity', 'Quantity', 'How many units are sold'),
	decimal('quantityRequired', 'Quantity Required', 'How many units are still needed'),
	decimal('price', 'Price', 'Price of one unit'),
	decimal('discount', 'Discount', 'Discount on the line'),
	decimal('lineTaxValue', 'Line Tax Value', 'Tax on the line'),
	decimal('lineTotalValue', 'Line Total Value', 'Value of the whole line'),
	reference('taxKey', 'Tax Key', 'tax', 'Key of the tax on the line'),
	reference('locationKey', 'Location Key', 'location', 'Key of the place the goods leave from'),
	reference('storeroomKey', 'Storeroom Key', 'storeroom', 'Key of the storeroom they leave from'),
];

export const salesOrder: Entity = {
	name: 'salesOrder',
	resource: 'salesOrder',
	singular: 'sales order',
	plural: 'sales orders',
	description: 'An order of goods or services by a customer, with its lines',
	path: 'sales-orders',
	systemTypes: ['erp', 'wms'],
	naturalKey: 'orderNumber',
	titleFields: ['orderNumber', 'code'],
	searchFields: ['orderNumber', 'code'],
	simplifiedFields: [
		'key',
		'orderNumber',
		'code',
		'customerKey',
		'statusKey',
		'date',
		'shipmentDate',
		'contactPerson',
		'currencyKey',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('sales order'),
		text('orderNumber', 'Order Number', 'Number by which people know the order', {
			required: true,
			common: true,
		}),
		reference('customerKey', 'Customer Key', 'customer', 'Key of the customer that orders', {
			common: true,
		}),
		dateTime('date', 'Date', 'When the order was placed', { common: true }),
		dateTime('shipmentDate', 'Shipment Date', 'When the goods are shipped', { common: true }),
		reference('currencyKey', 'Currency Key', 'currency', 'Key of the currency of all values', {
			common: true,
		}),
		list('lines', 'Lines', 'The lines of the order, as a list of objects', {
			fields: salesLineFields,
			common: true,
		}),
		{
			...address('shipmentAddress', 'Shipment Address', 'Where the goods are shipped to'),
			writable: 'user',
			common: true,
		},
		{ ...address('billingAddress', 'Billing Address', 'Where the bill goes'), writable: 'user' },
		reference('statusKey', 'Status Key', 'salesOrderStatus', "Key of the order's status"),
		text('code', 'Code', 'Internal code of the order, if the system has one besides the number'),
		text('contactPerson', 'Contact Person', "The customer's contact for the order"),
		decimal('currencyRate', 'Currency Rate', 'Exchange rate to the base currency'),
		organizationKey,
		reference('userKey', 'User Key', 'user', 'Key of the user in charge of the order'),
		reference(
			'shipmentOrderKey',
			'Shipment Order Key',
			'shipmentOrder',
			'Key of the shipment order that delivers it',
		),
		{ ...timestamps.created, writable: 'system' },
		{ ...timestamps.updated, writable: 'system' },
		{ ...timestamps.deleted, writable: 'system' },
	],
	operations: READ_AND_WRITE,
};

export const salesOrderStatus = statusOf(salesOrder);

/** Of a return, the contract takes only a few fields; systems that let people enter the others take them too. */
const unpublished = { unpublishedWrite: true };

/** Has no natural key: the contract takes no number of a new return, so that none can be relied on to find it again. */
export const returnOrder: Entity = {
	name: 'returnOrder',
	resource: 'returnOrder',
	singular: 'return order',
	plural: 'return orders',
	description: 'An order to send goods back, with its line items',
	path: 'return-orders',
	systemTypes: SYSTEM_TYPES,
	knownBy: ['orderNo'],
	titleFields: ['orderNo', 'title', 'code'],
	searchFields: ['orderNo', 'title'],
	simplifiedFields: [
		'key',
		'orderNo',
		'title',
		'description',
		'vendorKey',
		'siteKey',
		'statusKey',
		'orderDate',
		'totalGrossValue',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('return order'),
		reference('vendorKey', 'Vendor Key', 'vendor', 'Key of the vendor that gets the goods back', {
			common: true,
		}),
		reference('locationKey', 'Location Key', 'location', 'Key of the place the goods leave from', {
			common: true,
			writeOnly: true,
		}),
		{ ...organizationKey, common: true },
		text('description', 'Description', 'What is returned and why', { common: true }),
		list('lineItems', 'Line Items', 'What is returned, as a list of objects', {
			fields: purchaseLineFields('returnOrderStatus'),
			common: true,
		}),
		text('orderNo', 'Order Number', 'Number by which people know the return', unpublished),
		text('title', 'Title', 'Short text that names the return', unpublished),
		reference(
			'poKey',
			'Purchase Order Key',
			'purchaseOrder',
			'Key of the order the goods came with',
			unpublished,
		),
		reference('siteKey', 'Site Key', 'site', 'Key of the site that returns', unpublished),
		reference(
			'statusKey',
			'Status Key',
			'returnOrderStatus',
			"Key of the return's status",
			unpublished,
		),
		text('code', 'Code', 'Internal code, if the system has one besides the number', unpublished),
		text('type', 'Type', 'Kind of return, as the system names it', unpublished),
		dateTime('orderDate', 'Order Date', 'When the return was ordered', unpublished),
		dateTime('dueAt', 'Due At', 'When the return is due', unpublished),
		text('shippingMethod', 'Shipping Method', 'How the goods are sent back', unpublished),
		text('terms', 'Terms', 'Terms of the return', unpublished),
		text('notes', 'Notes', 'Remarks on the return', unpublished),
		reference(
			'currencyKey',
			'Currency Key',
			'currency',
			'Key of the currency of all values',
			unpublished,
		),
		readOnly(dateTime('approvedAt', 'Approved At', 'When the return was approved')),
		readOnly(dateTime('completedAt', 'Completed At', 'When the return was completed')),
		readOnly(decimal('totalNetValue', 'Total Net Value', 'Value of the goods before tax')),
		readOnly(decimal('totalTaxValue', 'Total Tax Value', 'Tax on the goods')),
		readOnly(decimal('totalGrossValue', 'Total Gross Value', 'Value of the goods including tax')),
		timestamps.created,
		timestamps.updated,
	],
	operations: READ_AND_WRITE,
};

export const returnOrderStatus = statusOf(returnOrder);

export const salesOrderEntities: readonly Entity[] = [
	salesOrder,
	salesOrderStatus,
	returnOrder,
	returnOrderStatus,
];
