import { dateTime, decimal, key, readOnly, reference, text, timestamps } from './fields';
import type { Field } from './types';

/** Number of a line within its document. */
export const LINE_NUMBER = 'lineNo';

/** What one line carries, whether embedded in its document or read on its own. */
export const lineItemFields = (status: string): readonly Field[] => [
	key('line item'),
	text(LINE_NUMBER, 'Line Number', 'Number of the line within its document'),
	text('code', 'Code', 'Code of what is ordered, as the system knows it'),
	text('name', 'Name', 'Name of what is ordered'),
	text('description', 'Description', 'What is ordered, in words'),
	decimal('quantity', 'Quantity', 'How many units the line is about'),
	readOnly(decimal('receivedQuantity', 'Received Quantity', 'How many units have arrived')),
	reference('uomKey', 'Unit of Measure Key', 'unitOfMeasure', 'Key of the unit of measure'),
	decimal('price', 'Price', 'Price of one unit'),
	decimal('discount', 'Discount', 'Discount on the line'),
	decimal('lineTaxValue', 'Line Tax Value', 'Tax on the line'),
	decimal('lineTotalValue', 'Line Total Value', 'Value of the whole line'),
	reference('currencyKey', 'Currency Key', 'currency', "Key of the line's currency"),
	reference('materialKey', 'Material Key', 'material', 'Key of the material ordered'),
	reference('productKey', 'Product Key', 'product', 'Key of the product ordered'),
	reference('assetKey', 'Asset Key', 'asset', 'Key of the asset the line is for'),
	reference('vendorKey', 'Vendor Key', 'vendor', "Key of the line's vendor"),
	reference('locationKey', 'Location Key', 'location', 'Key of the place of delivery'),
	reference('storeroomKey', 'Storeroom Key', 'storeroom', 'Key of the storeroom of delivery'),
	reference('statusKey', 'Status Key', status, "Key of the line's status"),
	text('type', 'Type', 'Kind of line, as the system names it'),
	text('lineRef', 'Line Reference', 'Reference to a line of another document'),
	text('notes', 'Notes', 'Remarks on the line'),
	dateTime('deliveryAt', 'Delivery At', 'When the line is to be delivered'),
	dateTime('dueAt', 'Due At', 'When the line is due'),
	timestamps.created,
	timestamps.updated,
];

/** The fields that hold numbered lines which people write. */
export const numberedLines = (fields: readonly Field[]): Field[] =>
	fields.filter(
		({ writable, fields: parts }) =>
			writable === 'user' && parts?.some(({ name }) => name === LINE_NUMBER),
	);

const account = reference(
	'accountKey',
	'Account Key',
	'account',
	'Key of the account that is charged',
);

/** The lines within a purchasing document. Source: schema POLineItem of the OpenAPI documents. */
export const purchaseLineFields = (status: string): readonly Field[] => [
	...lineItemFields(status),
	account,
	timestamps.deleted,
];
