import { address, addresses, organizationKey, stockLineItems } from '../common';
import { dateTime, key, list, readOnly, reference, text, timestamps } from '../fields';
import { READ, READ_AND_WRITE, updateStatus } from '../offered';
import { statusOf } from '../statuses';
import type { Entity } from '../types';

export const fulfillment: Entity = {
	name: 'fulfillment',
	resource: 'fulfillment',
	singular: 'fulfillment',
	plural: 'fulfillments',
	description: 'The picking, packing and sending of goods for a sales order or a stock transfer',
	path: 'fulfillments',
	systemTypes: ['erp', 'wms'],
	naturalKey: 'orderNo',
	titleFields: ['orderNo', 'title', 'code'],
	searchFields: ['orderNo', 'title'],
	simplifiedFields: [
		'key',
		'orderNo',
		'title',
		'customerKey',
		'salesOrderKey',
		'siteKey',
		'statusKey',
		'orderDate',
		'completedAt',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('fulfillment'),
		text('orderNo', 'Order Number', 'Number by which people know the fulfillment', {
			required: true,
			common: true,
		}),
		text('title', 'Title', 'Short text that names the fulfillment', { common: true }),
		reference('salesOrderKey', 'Sales Order Key', 'salesOrder', 'Key of the order fulfilled', {
			common: true,
		}),
		reference(
			'customerKey',
			'Customer Key',
			'customer',
			'Key of the customer that gets the goods',
			{
				common: true,
			},
		),
		reference('siteKey', 'Site Key', 'site', 'Key of the site that sends the goods', {
			common: true,
		}),
		dateTime('orderDate', 'Order Date', 'When the fulfillment was ordered', { common: true }),
		// The contract does not say what a line consists of.
		list('lineItems', 'Line Items', 'What is sent, as a list of objects', { common: true }),
		reference(
			'stockTransferKey',
			'Stock Transfer Key',
			'stockTransfer',
			'Key of the stock transfer fulfilled',
		),
		reference('vendorKey', 'Vendor Key', 'vendor', 'Key of the vendor that supplies the goods'),
		reference('statusKey', 'Status Key', 'fulfillmentStatus', "Key of the fulfillment's status"),
		text('code', 'Code', 'Internal code, if the system has one besides the number'),
		text('description', 'Description', 'What is sent, in words'),
		dateTime('completedAt', 'Completed At', 'When everything was sent'),
		text('notes', 'Notes', 'Remarks on the fulfillment'),
		readOnly(organizationKey),
		address('shipmentAddress', 'Shipment Address', 'Where the goods are sent'),
		timestamps.created,
		timestamps.updated,
	],
	operations: { ...READ_AND_WRITE, updateStatus: updateStatus('fulfillmentStatus') },
};

export const fulfillmentStatus = statusOf(fulfillment);

export const shipmentOrder: Entity = {
	name: 'shipmentOrder',
	resource: 'shipmentOrder',
	singular: 'shipment order',
	plural: 'shipment orders',
	description: 'An order to a carrier to bring goods to their destination',
	path: 'shipment-orders',
	systemTypes: ['wms'],
	naturalKey: 'shipmentNumber',
	titleFields: ['shipmentNumber', 'orderNumber'],
	searchFields: ['shipmentNumber', 'orderNumber'],
	simplifiedFields: [
		'key',
		'shipmentNumber',
		'orderNumber',
		'customerKey',
		'vendorKey',
		'statusKey',
		'date',
		'carrierName',
		'shippingMethod',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('shipment order'),
		text('shipmentNumber', 'Shipment Number', 'Number by which people know the shipment'),
		text('orderNumber', 'Order Number', 'Number of the order that is shipped'),
		reference('customerKey', 'Customer Key', 'customer', 'Key of the customer that gets the goods'),
		reference('vendorKey', 'Vendor Key', 'vendor', 'Key of the vendor that supplies the goods'),
		reference('userKey', 'User Key', 'user', 'Key of the user in charge of the shipment'),
		reference('statusKey', 'Status Key', 'shipmentOrderStatus', "Key of the shipment's status"),
		dateTime('date', 'Date', 'When the goods are shipped'),
		text('carrierName', 'Carrier Name', 'Name of the carrier'),
		text('shippingMethod', 'Shipping Method', 'How the goods are shipped'),
		text('notes', 'Notes', 'Remarks on the shipment'),
		stockLineItems('What is shipped, as a list of objects'),
		addresses('destinationAddress', 'Destination Address', 'Where the goods are shipped to'),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	].map(readOnly),
	operations: {
		...READ,
		markDelivered: {
			published: true,
			action: {
				kind: 'plain',
				method: 'POST',
				segment: 'delivered',
				words: {
					name: 'Mark as Delivered',
					action: 'Mark {one} as delivered',
					description: 'Report that {one} was delivered',
					doing: 'marking as delivered',
				},
			},
		},
	},
};

export const shipmentOrderStatus = statusOf(shipmentOrder);

export const shippingEntities: readonly Entity[] = [
	fulfillment,
	fulfillmentStatus,
	shipmentOrder,
	shipmentOrderStatus,
];
