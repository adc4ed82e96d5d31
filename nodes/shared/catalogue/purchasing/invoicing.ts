import { dateTime, decimal, key, list, readOnly, reference, text, timestamps } from '../fields';
import { READ_AND_WRITE, updateStatus } from '../offered';
import { statusOf } from '../statuses';
import type { Entity, Field } from '../types';

/** One line of an invoice. Source: schema InvoiceLineItem of the OpenAPI documents. */
const lineFields: readonly Field[] = [
	key('line item'),
	text('lineNo', 'Line Number', 'Number of the line within the invoice'),
	text('code', 'Code', 'Code of what is billed, as the system knows it'),
	decimal('quantity', 'Quantity', 'How many units are billed'),
	readOnly(decimal('receivedQuantity', 'Received Quantity', 'How many units have arrived')),
	reference('uomKey', 'Unit of Measure Key', 'unitOfMeasure', 'Key of the unit of measure'),
	decimal('price', 'Price', 'Price of one unit'),
	decimal('discount', 'Discount', 'Discount on the line'),
	decimal('lineTaxValue', 'Line Tax Value', 'Tax on the line'),
	decimal('lineTotalValue', 'Line Total Value', 'Value of the whole line'),
	reference('currencyKey', 'Currency Key', 'currency', "Key of the line's currency"),
	reference('productKey', 'Product Key', 'product', 'Key of the product billed'),
	reference('vendorKey', 'Vendor Key', 'vendor', "Key of the line's vendor"),
	reference('locationKey', 'Location Key', 'location', 'Key of the place of delivery'),
	reference('storeroomKey', 'Storeroom Key', 'storeroom', 'Key of the storeroom of delivery'),
	reference('statusKey', 'Status Key', 'invoiceStatus', "Key of the line's status"),
	text('lineRef', 'Line Reference', 'Reference to a line of another document'),
	text('notes', 'Notes', 'Remarks on the line'),
	dateTime('deliveryAt', 'Delivery At', 'When the line was or is to be delivered'),
	timestamps.created,
	timestamps.updated,
	timestamps.deleted,
];

/** The contract takes these times in an update only. */
const systemTime = (field: Field): Field => ({ ...field, writable: 'system', writeOn: 'update' });

export const invoice: Entity = {
	name: 'invoice',
	resource: 'invoice',
	singular: 'invoice',
	plural: 'invoices',
	description: 'A bill from a vendor or to a customer, with its line items',
	path: 'invoices',
	systemTypes: ['erp'],
	naturalKey: 'invoiceNumber',
	titleFields: ['invoiceNumber', 'title'],
	searchFields: ['invoiceNumber', 'title'],
	simplifiedFields: [
		'key',
		'invoiceNumber',
		'title',
		'vendorKey',
		'customerKey',
		'statusKey',
		'invoiceDate',
		'dueDate',
		'totalGrossValue',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('invoice'),
		text('invoiceNumber', 'Invoice Number', 'Number by which people know the invoice', {
			required: true,
			common: true,
		}),
		reference('vendorKey', 'Vendor Key', 'vendor', 'Key of the vendor that sent the invoice', {
			common: true,
		}),
		reference('poKey', 'Purchase Order Key', 'purchaseOrder', 'Key of the order that is billed', {
			common: true,
		}),
		reference('currencyKey', 'Currency Key', 'currency', 'Key of the currency of all values', {
			common: true,
		}),
		dateTime('invoiceDate', 'Invoice Date', 'Date on the invoice', { common: true }),
		dateTime('dueDate', 'Due Date', 'When the invoice is to be paid', { common: true }),
		decimal('totalGrossValue', 'Total Gross Value', 'Amount of the invoice including tax', {
			common: true,
			writeOn: 'create',
		}),
		// The contract names the lines differently in what is sent and in what is read.
		list('lineItem', 'Lines', 'The lines of the invoice to write, as a list of objects', {
			fields: lineFields,
			common: true,
			readAs: 'lineItems',
		}),
		readOnly(
			list('lineItems', 'Line Items', 'The lines of the invoice, as they are read', {
				fields: lineFields,
			}),
		),
		reference('customerKey', 'Customer Key', 'customer', 'Key of the customer that is billed', {
			writeOn: 'create',
		}),
		reference('statusKey', 'Status Key', 'invoiceStatus', "Key of the invoice's status"),
		dateTime('receivedDate', 'Received Date', 'When the invoice arrived'),
		decimal('totalNetValue', 'Total Net Value', 'Amount of the invoice before tax', {
			writeOn: 'create',
		}),
		decimal('totalTaxValue', 'Total Tax Value', 'Tax on the invoice', { writeOn: 'create' }),
		text('title', 'Title', 'Short text that names the invoice', { unpublishedWrite: true }),
		reference('salesOrderKey', 'Sales Order Key', 'salesOrder', 'Key of the sales order billed', {
			unpublishedWrite: true,
		}),
		readOnly(reference('locationKey', 'Location Key', 'location', 'Key of the place of delivery')),
		systemTime(timestamps.created),
		systemTime(timestamps.updated),
		systemTime(timestamps.deleted),
	],
	operations: { ...READ_AND_WRITE, updateStatus: updateStatus('invoiceStatus') },
};

export const invoiceStatus = statusOf(invoice);

export const invoicingEntities: readonly Entity[] = [invoice, invoiceStatus];
