import { entity, ERP, EVERYWHERE, STAMPS, TRADE } from './fields';
import type { EntityDefinition } from './types';

/** Companies, people, places and money: what the other records point at. */
export const DIRECTORY: readonly EntityDefinition[] = [
	entity('organizations', {
		modules: EVERYWHERE,
		prefix: 'ORG',
		count: 8,
		shared: true,
		required: 'code',
		fields: `currencyKey name code description addresses:Address[] billingAddress:Address
			contacts:Contact[] ${STAMPS}`,
	}),
	entity('companies', {
		modules: EVERYWHERE,
		prefix: 'COM',
		shared: true,
		required: 'code',
		fields: `parentKey organizationKey name code addresses:Address[] billingAddress:Address currencyKey
			notes ${STAMPS}`,
	}),
	entity('vendors', {
		modules: EVERYWHERE,
		prefix: 'V',
		count: 500,
		shared: true,
		required: 'name',
		fields: `name code companyKey organizationKey ${STAMPS}`,
	}),
	entity('customers', {
		modules: EVERYWHERE,
		prefix: 'CUS',
		count: 40,
		shared: true,
		required: 'code',
		writes: 'create update',
		only: { update: ERP },
		fields: `name code organizationKey addresses billingAddress companyKey ${STAMPS}`,
	}),
	entity('sites', {
		modules: EVERYWHERE,
		prefix: 'SITE',
		count: 6,
		shared: true,
		unsized: true,
		required: 'code',
		fields: `organizationKey name code description contact:Contact customerKey lat lng address:Address
			billingAddress:Address properties notes ${STAMPS}`,
	}),
	entity('locations', {
		modules: EVERYWHERE,
		prefix: 'LOC',
		count: 40,
		shared: true,
		required: 'code',
		fields: `siteKey parentKey teamKey organizationKey name userManagerKey description code type
			address:Address isActive contact isDefault ${STAMPS}`,
	}),
	entity('storerooms', {
		modules: EVERYWHERE,
		prefix: 'STR',
		count: 20,
		shared: true,
		required: 'code',
		fields: `parentKey siteKey locationKey userManagerKey code name type description priority ${STAMPS}`,
	}),
	entity('accounts', {
		modules: EVERYWHERE,
		prefix: 'ACC',
		shared: true,
		required: 'code',
		fields: `code name description activatedAt expiresAt ${STAMPS}`,
	}),
	entity('teams', {
		modules: EVERYWHERE,
		prefix: 'TEAM',
		count: 20,
		shared: true,
		required: 'code',
		fields: `accountKey code name description ${STAMPS} organizationKey`,
	}),
	entity('users', {
		modules: EVERYWHERE,
		prefix: 'USR',
		shared: true,
		required: 'name',
		fields: `organizationKey siteKeys locationKeys name roleName description notes isActive:text ${STAMPS}`,
	}),
	entity('labors', {
		modules: EVERYWHERE,
		prefix: 'LAB',
		shared: true,
		required: 'code',
		fields: `organizationKeys:text siteKeys locationKeys accountKey vendorKey userKey code teamKey name
			firstName middleName lastName roleName description notes isActive costUomKey currencyKey ${STAMPS}`,
	}),
	entity('currencies', {
		modules: TRADE,
		prefix: 'CUR',
		count: 5,
		shared: true,
		required: 'code',
		fields: `name code isBase:text isActive:text ${STAMPS}`,
	}),
	entity('exchange-rates', {
		modules: ERP,
		prefix: 'RATE',
		count: 40,
		shared: true,
		fields: 'currencyKey baseCurrencyKey rate createdAt',
	}),
	entity('taxes', {
		modules: ERP,
		prefix: 'TAX',
		count: 8,
		shared: true,
		required: 'name',
		fields: `organizationKey name type taxPercentage isActive ${STAMPS}`,
	}),
	entity('uom', {
		modules: EVERYWHERE,
		prefix: 'UOM',
		count: 8,
		shared: true,
		required: 'code',
		fields: 'name code rateBaseKey rate isActive',
	}),
	entity('projects', {
		modules: ERP,
		prefix: 'PRJ',
		count: 20,
		shared: true,
		required: 'name',
		statuses: 'statuses/projects',
		fields: `siteKey name accountKey statusKey budget ${STAMPS}`,
	}),
];
