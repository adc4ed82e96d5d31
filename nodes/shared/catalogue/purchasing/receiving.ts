import { organizationKey } from '../common';
import { dateTime, decimal, key, list, readOnly, reference, text, timestamps } from '../fields';
import { purchaseLineFields } from '../lineItems';
import { READ, READ_AND_WRITE } from '../offered';
import { statusOf } from '../statuses';
import type { Entity, Field } from '../types';

const simplifiedFields = [
	'key',
	'orderNo',
	'title',
	'poKey',
	'vendorKey',
	'siteKey',
	'orderDate',
	'completedAt',
	'totalGrossValue',
	'updatedAt',
];

/** What was received is what people enter here; other documents only show it. */
const receivedLines = purchaseLineFields('receivingStatus').map((field): Field =>
	field.name === 'receivedQuantity' ? { ...field, writable: 'user' } : field,
);

/** What receivings and receipts have in common. */
const arrivalFields: readonly Field[] = [
	text('orderNo', 'Order Number', 'Number by which people know the document', {
		required: true,
		common: true,
	}),
	text('title', 'Title', 'Short text that names the document', { common: true }),
	reference('poKey', 'Purchase Order Key', 'purchaseOrder', 'Key of the order that was delivered', {
		common: true,
	}),
	reference('vendorKey', 'Vendor Key', 'vendor', 'Key of the vendor that delivered', {
		common: true,
	}),
	reference('siteKey', 'Site Key', 'site', 'Key of the site where the goods arrived', {
		common: true,
	}),
	dateTime('orderDate', 'Order Date', 'Date of the document', { common: true }),
	list('lineItems', 'Line Items', 'What arrived, as a list of objects', {
		fields: receivedLines,
		common: true,
		unpublishedWrite: true,
	}),
	dateTime('completedAt', 'Completed At', 'When everything had arrived'),
	reference('currencyKey', 'Currency Key', 'currency', 'Key of the currency of all values'),
	text('code', 'Code', 'Internal code, if the system has one besides the number'),
	text('description', 'Description', 'What arrived, in words'),
	text('shippingMethod', 'Shipping Method', 'How the goods were shipped'),
	text('notes', 'Notes', 'Remarks on the delivery'),
	decimal('totalNetValue', 'Total Net Value', 'Value of the goods before tax'),
	decimal('totalTaxValue', 'Total Tax Value', 'Tax on the goods'),
	decimal('totalGrossValue', 'Total Gross Value', 'Value of the goods including tax'),
	timestamps.created,
	timestamps.updated,
];

export const receiving: Entity = {
	name: 'receiving',
	resource: 'receiving',
	singular: 'receiving',
	plural: 'receivings',
	description: 'The arrival of ordered goods, with what was received of each line',
	path: 'receiving',
	systemTypes: ['erp'],
	naturalKey: 'orderNo',
	titleFields: ['orderNo', 'title', 'code'],
	searchFields: ['orderNo', 'title'],
	simplifiedFields,
	updatedField: 'updatedAt',
	fields: [key('receiving'), ...arrivalFields, readOnly(organizationKey)],
	operations: READ_AND_WRITE,
};

export const receivingStatus = statusOf(receiving);

/** A field of the same meaning where nothing can be written. */
const asRead = ({ name, label, description, type, references, fields }: Field): Field => ({
	name,
	label,
	description,
	type,
	references,
	fields,
	writable: 'none',
});

export const receipt: Entity = {
	name: 'receipt',
	resource: 'receipt',
	singular: 'receipt',
	plural: 'receipts',
	description: 'The document that confirms the arrival of ordered goods, with its line items',
	path: 'receipts',
	systemTypes: ['erp'],
	naturalKey: 'orderNo',
	titleFields: ['orderNo', 'title', 'code'],
	searchFields: ['orderNo', 'title'],
	simplifiedFields,
	updatedField: 'updatedAt',
	fields: [key('receipt'), ...arrivalFields.map(asRead)],
	operations: READ,
};

export const receivingEntities: readonly Entity[] = [receiving, receivingStatus, receipt];
