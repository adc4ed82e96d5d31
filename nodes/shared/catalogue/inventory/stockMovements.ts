import { address, organizationKey, stockLineItems } from '../common';
import { dateTime, decimal, key, readOnly, reference, text, timestamps } from '../fields';
import { READ_AND_WRITE } from '../offered';
import { statusEntity } from '../reference/reference';
import type { Entity } from '../types';

export const stockTransfer: Entity = {
	name: 'stockTransfer',
	resource: 'stockTransfer',
	singular: 'stock transfer',
	plural: 'stock transfers',
	description: 'A move of goods from one place or storeroom to another',
	path: 'stock-transfers',
	systemTypes: ['erp', 'wms'],
	naturalKey: 'orderNumber',
	titleFields: ['orderNumber', 'code'],
	searchFields: ['orderNumber', 'code'],
	simplifiedFields: [
		'key',
		'orderNumber',
		'code',
		'date',
		'statusKey',
		'fromLocationKey',
		'toLocationKey',
		'fromStoreroomKey',
		'toStoreroomKey',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('stock transfer'),
		text('orderNumber', 'Order Number', 'Number by which people know the transfer', {
			required: true,
			common: true,
		}),
		dateTime('date', 'Date', 'When the goods are moved', { common: true }),
		reference('fromLocationKey', 'From Location Key', 'location', 'Key of the place they leave', {
			common: true,
		}),
		reference('toLocationKey', 'To Location Key', 'location', 'Key of the place they go to', {
			common: true,
		}),
		reference(
			'fromStoreroomKey',
			'From Storeroom Key',
			'storeroom',
			'Key of the storeroom they leave',
			{ common: true },
		),
		reference(
			'toStoreroomKey',
			'To Storeroom Key',
			'storeroom',
			'Key of the storeroom they go to',
			{ common: true },
		),
		{
			...stockLineItems('What is moved, as a list of objects'),
			writable: 'user',
			common: true,
			unpublishedWrite: true,
		},
		reference('statusKey', 'Status Key', 'stockTransferStatus', "Key of the transfer's status"),
		text('code', 'Code', 'Code of the transfer, if the system has one besides the number'),
		...[
			organizationKey,
			reference(
				'shipmentOrderKey',
				'Shipment Order Key',
				'shipmentOrder',
				'Key of the shipment order that carries the goods',
			),
			text('shipmentNumber', 'Shipment Number', 'Number of the shipment that carries the goods'),
			address('shipmentAddress', 'Shipment Address', 'Where the goods are shipped to'),
			text(
				'shipmentRequired',
				'Shipment Required',
				'Whether or when a shipment is needed, as the system tells it',
			),
			text('shippingMethod', 'Shipping Method', 'How the goods are shipped'),
			timestamps.created,
			timestamps.updated,
			timestamps.deleted,
		].map(readOnly),
	],
	operations: READ_AND_WRITE,
};

export const stockTransferStatus = statusEntity({
	name: 'stockTransferStatus',
	segment: 'stock-transfers',
	of: 'stock transfers',
	systemTypes: ['wms'],
});

/** Its number is given by the connected system and cannot be sent, so it has no natural key. */
export const stockAdjustment: Entity = {
	name: 'stockAdjustment',
	resource: 'stockAdjustment',
	singular: 'stock adjustment',
	plural: 'stock adjustments',
	description: 'A correction of quantities in stock, such as after a count or a loss',
	path: 'stock-adjustments',
	systemTypes: ['wms'],
	knownBy: ['adjustmentNumber'],
	titleFields: ['adjustmentNumber', 'reason'],
	searchFields: ['adjustmentNumber', 'reason'],
	simplifiedFields: [
		'key',
		'adjustmentNumber',
		'date',
		'type',
		'reason',
		'total',
		'locationKey',
		'storeroomKey',
		'userKey',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('stock adjustment'),
		dateTime('date', 'Date', 'When the quantities were corrected', { common: true }),
		text('type', 'Type', 'Kind of adjustment, as the system names it', { common: true }),
		text('reason', 'Reason', 'Why the quantities were corrected', { common: true }),
		reference('locationKey', 'Location Key', 'location', 'Key of the place that is corrected', {
			common: true,
		}),
		reference('storeroomKey', 'Storeroom Key', 'storeroom', 'Key of the storeroom corrected', {
			common: true,
		}),
		{
			...stockLineItems('The corrected quantities, as a list of objects'),
			writable: 'user',
			common: true,
		},
		decimal('total', 'Total', 'Total of the adjustment'),
		reference('accountKey', 'Account Key', 'account', 'Key of the account that is charged', {
			writeOnly: true,
		}),
		reference('userKey', 'User Key', 'user', 'Key of who made the adjustment'),
		readOnly(text('adjustmentNumber', 'Adjustment Number', 'Number that the system gave it')),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	],
	operations: READ_AND_WRITE,
};

export const stockMovementEntities: readonly Entity[] = [
	stockTransfer,
	stockTransferStatus,
	stockAdjustment,
];
