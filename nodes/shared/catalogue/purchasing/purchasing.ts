import { address } from '../common';
import { dateTime, decimal, key, list, readOnly, reference, text, timestamps } from '../fields';
import { READ_AND_WRITE, updateStatus } from '../offered';
import { lineItemFields, purchaseLineFields } from '../lineItems';
import { statusOf } from '../statuses';
import { SYSTEM_TYPES, type Entity } from '../types';

export const purchaseOrder: Entity = {
	name: 'purchaseOrder',
	resource: 'purchaseOrder',
	singular: 'purchase order',
	plural: 'purchase orders',
	description: 'An order of goods or services from a vendor, with its line items',
	path: 'purchase-orders',
	systemTypes: SYSTEM_TYPES,
	naturalKey: 'orderNo',
	titleFields: ['orderNo', 'title'],
	searchFields: ['orderNo', 'title'],
	simplifiedFields: [
		'key',
		'orderNo',
		'title',
		'vendorKey',
		'siteKey',
		'statusKey',
		'orderDate',
		'dueAt',
		'totalGrossValue',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('purchase order'),
		text('orderNo', 'Order Number', 'Number by which people know the order', {
			required: true,
			common: true,
		}),
		text('title', 'Title', 'Short text that names the order', { common: true }),
		reference('vendorKey', 'Vendor Key', 'vendor', 'Key of the vendor the order goes to', {
			common: true,
		}),
		reference('siteKey', 'Site Key', 'site', 'Key of the site that orders', { common: true }),
		reference('currencyKey', 'Currency Key', 'currency', 'Key of the currency of all values', {
			common: true,
		}),
		dateTime('orderDate', 'Order Date', 'When the order was placed', { common: true }),
		dateTime('dueAt', 'Due At', 'When the order is due', { common: true }),
		list('lineItems', 'Line Items', 'The lines of the order, as a list of objects', {
			fields: purchaseLineFields('purchaseOrderStatus'),
			common: true,
			unpublishedWrite: true,
		}),
		reference('statusKey', 'Status Key', 'purchaseOrderStatus', "Key of the order's status"),
		text('code', 'Code', 'Internal code of the order, if the system has one besides the number', {
			writeOnly: true,
		}),
		text('description', 'Description', 'What is ordered, in words'),
		text('shippingMethod', 'Shipping Method', 'How the goods are shipped'),
		text('terms', 'Terms', 'Terms of payment and delivery'),
		text('notes', 'Notes', 'Remarks on the order'),
		decimal('totalNetValue', 'Total Net Value', 'Value of the order before tax'),
		decimal('totalTaxValue', 'Total Tax Value', 'Tax on the order', { writeOnly: true }),
		decimal('totalGrossValue', 'Total Gross Value', 'Value of the order including tax'),
		dateTime('approvedAt', 'Approved At', 'When the order was approved'),
		dateTime('completedAt', 'Completed At', 'When the order was completed'),
		{ ...timestamps.created, writable: 'system' },
		{ ...timestamps.updated, writable: 'system' },
		readOnly(
			reference('organizationKey', 'Organization Key', 'organization', 'Key of the organization'),
		),
		readOnly(reference('locationKey', 'Location Key', 'location', 'Key of the place of delivery')),
		readOnly(
			reference('userRequestedKey', 'User Requested Key', 'user', 'Key of who asked for the order'),
		),
		readOnly(reference('userApprovedKey', 'User Approved Key', 'user', 'Key of who approved it')),
		readOnly(dateTime('shipmentDate', 'Shipment Date', 'When the goods are shipped')),
		address('shipmentAddress', 'Shipment Address', 'Where the goods are shipped to'),
		address('billingAddress', 'Billing Address', 'Where the bill goes'),
		address('deliveryAddress', 'Delivery Address', 'Where the goods are delivered'),
	],
	operations: {
		...READ_AND_WRITE,
		updateStatus: updateStatus('purchaseOrderStatus'),
	},
};

export const purchaseOrderLineItem: Entity = {
	name: 'purchaseOrderLineItem',
	resource: 'lineItem',
	singular: 'line item',
	plural: 'line items',
	description: 'One line of a purchase order, read on its own',
	path: 'purchase-orders.line-items',
	systemTypes: SYSTEM_TYPES,
	titleFields: ['name', 'lineNo', 'code'],
	searchFields: ['name', 'code'],
	simplifiedFields: [
		'key',
		'lineNo',
		'code',
		'name',
		'quantity',
		'receivedQuantity',
		'price',
		'lineTotalValue',
		'dueAt',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		...lineItemFields('purchaseOrderStatus'),
		decimal('cost', 'Cost', 'Cost of the line'),
	].map(readOnly),
	operations: { get: { published: true }, getAll: { published: true } },
};

export const purchaseOrderStatus = statusOf(purchaseOrder);

export const purchasingEntities: readonly Entity[] = [
	purchaseOrder,
	purchaseOrderLineItem,
	purchaseOrderStatus,
];
