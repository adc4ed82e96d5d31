import { address, addresses, organizationKey } from '../common';
import { decimal, key, list, readOnly, reference, text, timestamps } from '../fields';
import { purchaseLineFields } from '../lineItems';
import { READ, READ_AND_WRITE } from '../offered';
import { statusOf } from '../statuses';
import type { Entity } from '../types';

export const purchaseRequisition: Entity = {
	name: 'purchaseRequisition',
	resource: 'purchaseRequisition',
	singular: 'purchase requisition',
	plural: 'purchase requisitions',
	description: 'A request within the company to buy goods or services, with its line items',
	path: 'purchase-requisitions',
	systemTypes: ['erp'],
	naturalKey: 'code',
	titleFields: ['code', 'key'],
	searchFields: ['code'],
	simplifiedFields: [
		'key',
		'code',
		'siteKey',
		'requesterKey',
		'statusKey',
		'totalNetValue',
		'totalGrossValue',
		'createdAt',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('purchase requisition'),
		text('code', 'Code', 'Number by which people know the requisition'),
		reference('siteKey', 'Site Key', 'site', 'Key of the site that needs the goods'),
		reference('requesterKey', 'Requester Key', 'user', 'Key of who needs the goods'),
		reference('accountKey', 'Account Key', 'account', 'Key of the account that is charged'),
		reference('userRequestedKey', 'User Requested Key', 'user', 'Key of who entered the request'),
		reference('userApprovedKey', 'User Approved Key', 'user', 'Key of who approved the request'),
		reference(
			'statusKey',
			'Status Key',
			'purchaseRequisitionStatus',
			"Key of the request's status",
		),
		text('shippingMethod', 'Shipping Method', 'How the goods are to be shipped'),
		address('shippingAddress', 'Shipping Address', 'Where the goods are to be delivered'),
		list('lineItems', 'Line Items', 'What is to be bought, as a list of objects', {
			fields: purchaseLineFields('purchaseRequisitionStatus'),
		}),
		text('documentKeys', 'Document Keys', 'Keys of the documents that are attached', {
			keysOf: 'document',
		}),
		decimal('totalNetValue', 'Total Net Value', 'Value of the request before tax'),
		decimal('totalTaxValue', 'Total Tax Value', 'Tax on the request'),
		decimal('totalGrossValue', 'Total Gross Value', 'Value of the request including tax'),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	].map(readOnly),
	operations: READ,
};

export const purchaseRequisitionStatus = statusOf(purchaseRequisition);

export const rfq: Entity = {
	name: 'rfq',
	resource: 'rfq',
	singular: 'request for quotation',
	plural: 'requests for quotation',
	description: 'A request to a vendor to name prices for goods or services, with its line items',
	path: 'rfq',
	systemTypes: ['erp'],
	naturalKey: 'code',
	titleFields: ['code', 'key'],
	searchFields: ['code'],
	simplifiedFields: [
		'key',
		'code',
		'vendorKey',
		'siteKey',
		'statusKey',
		'totalNetValue',
		'totalGrossValue',
		'createdAt',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('request'),
		text('code', 'Code', 'Number by which people know the request', {
			required: true,
			common: true,
		}),
		reference('vendorKey', 'Vendor Key', 'vendor', 'Key of the vendor that is asked', {
			common: true,
			unpublishedWrite: true,
		}),
		reference('siteKey', 'Site Key', 'site', 'Key of the site that asks', { common: true }),
		reference('userRequestedKey', 'User Requested Key', 'user', 'Key of who wants the quotation', {
			common: true,
			writeOnly: true,
		}),
		text('type', 'Type', 'Kind of request, as the system names it', {
			common: true,
			writeOnly: true,
		}),
		list('lineItems', 'Line Items', 'What prices are asked for, as a list of objects', {
			fields: purchaseLineFields('rfqStatus'),
			common: true,
		}),
		organizationKey,
		reference('userApprovedKey', 'User Approved Key', 'user', 'Key of who approved the request', {
			writeOnly: true,
		}),
		reference('statusKey', 'Status Key', 'rfqStatus', "Key of the request's status"),
		text('shippingMethod', 'Shipping Method', 'How the goods are to be shipped'),
		{
			...addresses('shippingAddress', 'Shipping Address', 'Where the goods are to be delivered'),
			writable: 'user',
		},
		text('documentKeys', 'Document Keys', 'Keys of the documents that are attached', {
			keysOf: 'document',
		}),
		decimal('totalNetValue', 'Total Net Value', 'Expected value before tax'),
		decimal('totalTaxValue', 'Total Tax Value', 'Expected tax'),
		readOnly(decimal('totalGrossValue', 'Total Gross Value', 'Expected value including tax')),
		{ ...timestamps.created, writable: 'system' },
		{ ...timestamps.updated, writable: 'system' },
		timestamps.deleted,
		readOnly(
			reference('accountKey', 'Account Key', 'account', 'Key of the account that is charged'),
		),
	],
	operations: READ_AND_WRITE,
};

export const rfqStatus = statusOf(rfq);

export const purchasingRequestEntities: readonly Entity[] = [
	purchaseRequisition,
	purchaseRequisitionStatus,
	rfq,
	rfqStatus,
];
