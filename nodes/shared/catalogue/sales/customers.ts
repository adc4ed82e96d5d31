import { organizationKey } from '../common';
import { key, readOnly, reference, text, timestamps } from '../fields';
import { READ_AND_WRITE } from '../offered';
import { SYSTEM_TYPES, type Entity } from '../types';

export const customer: Entity = {
	name: 'customer',
	resource: 'customer',
	singular: 'customer',
	plural: 'customers',
	description: 'A company or person that buys goods or services',
	path: 'customers',
	systemTypes: SYSTEM_TYPES,
	naturalKey: 'code',
	titleFields: ['name', 'code'],
	searchFields: ['name', 'code'],
	simplifiedFields: ['key', 'name', 'code', 'companyKey', 'organizationKey', 'updatedAt'],
	updatedField: 'updatedAt',
	fields: [
		key('customer'),
		text('name', 'Name', 'Name of the customer', { common: true }),
		text('code', 'Code', 'Number or code by which people know the customer', {
			required: true,
			common: true,
		}),
		reference(
			'companyKey',
			'Company Key',
			'company',
			'Key of the company the customer is part of',
			{ common: true },
		),
		readOnly(organizationKey),
		readOnly(text('addresses', 'Addresses', 'Addresses, as the connected system gives them')),
		readOnly(text('billingAddress', 'Billing Address', 'Where bills go')),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	],
	operations: {
		...READ_AND_WRITE,
		update: { published: true, systemTypes: ['erp'] },
		upsert: { published: true, systemTypes: ['erp'] },
	},
};

export const customerEntities: readonly Entity[] = [customer];
