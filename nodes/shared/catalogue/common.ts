import { decimal, flag, group, key, list, readOnly, reference, text, timestamps } from './fields';
import type { Field } from './types';

export const organizationKey: Field = reference(
	'organizationKey',
	'Organization Key',
	'organization',
	'Key of the organization it belongs to',
);

const addressFields: readonly Field[] = [
	text('country', 'Country', 'Country of the address'),
	text('addressLines', 'Address Lines', 'Street, house number and further lines'),
	text('addressee', 'Addressee', 'Who receives the delivery or the bill'),
	text('state', 'State', 'State, province or region'),
	text('city', 'City', 'City or town'),
	text('postCode', 'Post Code', 'Postal code'),
	text('phone', 'Phone', 'Phone number at the address'),
	text('email', 'Email', 'Email address of the addressee'),
	text('notes', 'Notes', 'Remarks on the address'),
	flag('isActive', 'Is Active', 'Whether the address is in use'),
	timestamps.created,
	timestamps.updated,
];

/** A postal address, as orders and sites carry it. Source: schema Address of the OpenAPI documents. */
export const address = (name: string, label: string, description: string): Field =>
	readOnly(group(name, label, description, { fields: addressFields }));

/** Several postal addresses. Source: schema Address of the OpenAPI documents. */
export const addresses = (name: string, label: string, description: string): Field =>
	readOnly(list(name, label, description, { fields: addressFields }));

const contactFields: readonly Field[] = [
	text('name', 'Name', 'Name of the person'),
	text('position', 'Position', 'Position in the company'),
	text('phones', 'Phones', 'Phone numbers'),
	text('emails', 'Emails', 'Email addresses'),
	flag('isActive', 'Is Active', 'Whether the contact is in use'),
	flag('isDefault', 'Is Default', 'Whether this is the first contact to use'),
];

/** A contact person. Source: schema Contact of the OpenAPI documents. */
export const contact = (name: string, label: string, description: string): Field =>
	readOnly(group(name, label, description, { fields: contactFields }));

/** Several contact persons. Source: schema Contact of the OpenAPI documents. */
export const contacts = (name: string, label: string, description: string): Field =>
	readOnly(list(name, label, description, { fields: contactFields }));

/** A file that belongs to records. Source: schema Document of the OpenAPI documents. */
export const documentFields: readonly Field[] = [
	key('document'),
	readOnly(list('entityKeys', 'Entity Keys', 'Keys of the records the document is attached to')),
	text('name', 'Name', 'Name of the document'),
	text('url', 'URL', 'Where the file can be fetched'),
	text('type', 'Type', 'Kind of document, as the system names it'),
	text('contentType', 'Content Type', 'Format of the file, such as application/pdf'),
	text('description', 'Description', 'What the document is about'),
	text('notes', 'Notes', 'Remarks on the document'),
	timestamps.created,
	timestamps.updated,
];

/**
 * Attached files; for records that take no documents, make it read only. Source: schema Document of
 * the OpenAPI documents.
 */
export const documents = (name: string, label: string, description: string): Field =>
	list(name, label, description, { fields: documentFields });

/** Ways to buy a product or material. Source: schema SupplyOption of the OpenAPI documents. */
export const supplyOptions: Field = readOnly(
	list('supplyOptions', 'Supply Options', 'Vendors that supply it, each with prices and units', {
		fields: [
			reference('vendorKey', 'Vendor Key', 'vendor', 'Key of the vendor that supplies it'),
			list('partNumber', 'Part Number', "The vendor's part numbers"),
			list('price', 'Price', "The vendor's prices"),
			list('uomKey', 'Unit of Measure Key', 'Keys of the units in which it is sold'),
			reference('currencyKey', 'Currency Key', 'currency', 'Key of the currency of the prices'),
			decimal('uomQuantity', 'Unit Quantity', 'How many pieces one unit holds'),
			text('makePartNumber', 'Maker Part Number', "The maker's part number"),
			decimal('reorderPoint', 'Reorder Point', 'Quantity at which more is ordered'),
			timestamps.created,
			timestamps.updated,
		],
	}),
);

/** Prices by quantity. Source: schema PriceLevel of the OpenAPI documents. */
export const priceLevels: Field = readOnly(
	list('priceLevels', 'Price Levels', 'Prices by quantity, unit and currency', {
		fields: [
			text('name', 'Name', 'Name of the price level'),
			decimal('price', 'Price', 'Price at this level'),
			reference('uomKey', 'Unit of Measure Key', 'unitOfMeasure', 'Key of the unit of the price'),
			decimal('uomQuantity', 'Unit Quantity', 'How many pieces one unit holds'),
			reference('currencyKey', 'Currency Key', 'currency', 'Key of the currency of the price'),
			reference('taxKey', 'Tax Key', 'tax', 'Key of the tax on the price'),
			decimal('minQuantity', 'Minimum Quantity', 'Smallest quantity the price is for'),
			decimal('maxQuantity', 'Maximum Quantity', 'Largest quantity the price is for'),
			timestamps.updated,
			timestamps.deleted,
		],
	}),
);

/** Sizes and weight. Source: schema Dimension of the OpenAPI documents, which lists no properties. */
export const dimensions: Field = readOnly(
	group('dimensions', 'Dimensions', 'Sizes and weight, as the connected system gives them'),
);

/** Quantities that are moved or shipped. Source: schema StockLineItem of the OpenAPI documents. */
export const stockLineItems = (description: string): Field =>
	readOnly(
		list('lineItems', 'Line Items', description, {
			fields: [
				reference('productKey', 'Product Key', 'product', 'Key of the product'),
				reference('materialKey', 'Material Key', 'material', 'Key of the material'),
				decimal('quantity', 'Quantity', 'How many units'),
				reference('locationKey', 'Location Key', 'location', 'Key of the place'),
				reference('storeroomKey', 'Storeroom Key', 'storeroom', 'Key of the storeroom'),
			],
		}),
	);
