import { address, contact, organizationKey } from '../common';
import { flag, key, readOnly, reference, text, timestamps } from '../fields';
import { SYSTEM_TYPES, type Entity, type Field, type SystemType } from '../types';

/** A status, whatever it is a status of. Source: schema Status of the OpenAPI documents. */
export const statusFields: readonly Field[] = [
	key('status'),
	text('name', 'Name', 'Name of the status'),
	text('code', 'Code', 'Code of the status in the connected system'),
	text('subCode', 'Sub Code', 'Second part of the code, where the system has one'),
	text('scope', 'Scope', 'What the status applies to'),
	flag('isActive', 'Is Active', 'Whether the status is in use'),
	text('parentKey', 'Parent Key', 'Key of the status above this one'),
	organizationKey,
	timestamps.created,
	timestamps.updated,
	timestamps.deleted,
].map(readOnly);

interface StatusOptions {
	name: string;
	/** Path segment behind `statuses/`. */
	segment: string;
	/** Whose statuses they are, as within a sentence: "stock transfers". */
	of: string;
	systemTypes: readonly SystemType[];
}

/** The statuses that records of another entity can have. */
export const statusEntity = ({ name, segment, of, systemTypes }: StatusOptions): Entity => ({
	name,
	resource: 'status',
	singular: 'status',
	plural: 'statuses',
	description: `A status that ${of} of this connection can have`,
	path: `statuses/${segment}`,
	systemTypes,
	knownBy: ['code', 'name'],
	titleFields: ['name', 'code'],
	searchFields: ['name'],
	simplifiedFields: ['key', 'name', 'code', 'scope', 'isActive'],
	updatedField: 'updatedAt',
	fields: statusFields,
	operations: { getAll: { published: true } },
});

export const vendor: Entity = {
	name: 'vendor',
	resource: 'vendor',
	singular: 'vendor',
	plural: 'vendors',
	description: 'A company that supplies goods or services',
	path: 'vendors',
	systemTypes: SYSTEM_TYPES,
	naturalKey: 'code',
	titleFields: ['name', 'code'],
	searchFields: ['name', 'code'],
	simplifiedFields: ['key', 'name', 'code', 'companyKey', 'organizationKey', 'updatedAt'],
	updatedField: 'updatedAt',
	fields: [
		key('vendor'),
		text('name', 'Name', 'Name of the vendor', { common: true, unpublishedWrite: true }),
		text('code', 'Code', 'Number or code by which people know the vendor', {
			required: true,
			common: true,
			unpublishedWrite: true,
		}),
		reference('companyKey', 'Company Key', 'company', 'Key of the company the vendor is part of', {
			common: true,
			unpublishedWrite: true,
		}),
		{ ...organizationKey, common: true, unpublishedWrite: true },
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	],
	operations: {
		create: { published: false },
		upsert: { published: false },
		delete: { published: false },
		get: { published: true },
		getAll: { published: true },
		update: { published: false },
	},
};

export const site: Entity = {
	name: 'site',
	resource: 'site',
	singular: 'site',
	plural: 'sites',
	description: 'A plant, warehouse or other place of the organization',
	path: 'sites',
	systemTypes: SYSTEM_TYPES,
	knownBy: ['code', 'name'],
	titleFields: ['name', 'code'],
	searchFields: ['name'],
	simplifiedFields: ['key', 'name', 'code', 'description', 'organizationKey', 'updatedAt'],
	updatedField: 'updatedAt',
	fields: [
		key('site'),
		text('name', 'Name', 'Name of the site'),
		text('code', 'Code', 'Code of the site in the connected system'),
		text('description', 'Description', 'What the site is'),
		organizationKey,
		reference('customerKey', 'Customer Key', 'customer', 'Key of the customer the site belongs to'),
		contact('contact', 'Contact', 'Contact person of the site'),
		text('lat', 'Latitude', 'Latitude of the site'),
		text('lng', 'Longitude', 'Longitude of the site'),
		address('address', 'Address', 'Postal address of the site'),
		address('billingAddress', 'Billing Address', 'Where bills for the site go'),
		text('properties', 'Properties', 'Further properties, as the connected system gives them'),
		text('notes', 'Notes', 'Remarks on the site'),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	].map(readOnly),
	operations: { get: { published: true }, getAll: { published: true } },
};

export const currency: Entity = {
	name: 'currency',
	resource: 'currency',
	singular: 'currency',
	plural: 'currencies',
	description: 'A currency that the connected system knows',
	path: 'currencies',
	systemTypes: ['erp', 'wms'],
	knownBy: ['code'],
	titleFields: ['code', 'name'],
	searchFields: ['name'],
	simplifiedFields: ['key', 'name', 'code', 'isBase', 'isActive'],
	updatedField: 'updatedAt',
	fields: [
		key('currency'),
		text('name', 'Name', 'Name of the currency'),
		text('code', 'Code', 'Code of the currency'),
		text('isBase', 'Is Base', 'Whether amounts are kept in this currency'),
		text('isActive', 'Is Active', 'Whether the currency is in use'),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	].map(readOnly),
	operations: { get: { published: true }, getAll: { published: true } },
};

export const referenceEntities: readonly Entity[] = [vendor, site, currency];
