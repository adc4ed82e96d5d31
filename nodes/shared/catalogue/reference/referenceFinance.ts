import { organizationKey } from '../common';
import { dateTime, decimal, flag, key, readOnly, reference, text, timestamps } from '../fields';
import { READ } from '../offered';
import { SYSTEM_TYPES, type Entity } from '../types';

export const account: Entity = {
	name: 'account',
	resource: 'account',
	singular: 'account',
	plural: 'accounts',
	description: 'A general ledger account or cost center that is charged',
	path: 'accounts',
	systemTypes: SYSTEM_TYPES,
	naturalKey: 'code',
	titleFields: ['code', 'name'],
	searchFields: ['name', 'code'],
	simplifiedFields: ['key', 'code', 'name', 'description', 'activatedAt', 'expiresAt', 'updatedAt'],
	updatedField: 'updatedAt',
	fields: [
		key('account'),
		text('code', 'Code', 'Number or code of the account'),
		text('name', 'Name', 'Name of the account'),
		text('description', 'Description', 'What is charged to the account'),
		dateTime('activatedAt', 'Activated At', 'From when the account can be charged'),
		dateTime('expiresAt', 'Expires At', 'Until when the account can be charged'),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	].map(readOnly),
	operations: READ,
};

export const tax: Entity = {
	name: 'tax',
	resource: 'tax',
	singular: 'tax',
	plural: 'taxes',
	description: 'A tax or tax code with its rate',
	path: 'taxes',
	systemTypes: ['erp'],
	naturalKey: 'name',
	titleFields: ['name', 'type'],
	searchFields: ['name'],
	simplifiedFields: ['key', 'name', 'type', 'taxPercentage', 'isActive', 'updatedAt'],
	updatedField: 'updatedAt',
	fields: [
		key('tax'),
		text('name', 'Name', 'Name of the tax'),
		text('type', 'Type', 'Kind of tax, as the system names it'),
		decimal('taxPercentage', 'Tax Percentage', 'Rate of the tax in percent'),
		organizationKey,
		flag('isActive', 'Is Active', 'Whether the tax is in use'),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	].map(readOnly),
	operations: READ,
};

export const exchangeRate: Entity = {
	name: 'exchangeRate',
	resource: 'exchangeRate',
	singular: 'exchange rate',
	plural: 'exchange rates',
	description: 'What one currency is worth in another',
	path: 'exchange-rates',
	systemTypes: ['erp'],
	titleFields: ['currencyKey', 'baseCurrencyKey', 'rate'],
	searchFields: ['currencyKey', 'baseCurrencyKey'],
	simplifiedFields: ['key', 'currencyKey', 'baseCurrencyKey', 'rate', 'createdAt'],
	fields: [
		key('exchange rate'),
		reference('currencyKey', 'Currency Key', 'currency', 'Key of the currency that is converted'),
		reference(
			'baseCurrencyKey',
			'Base Currency Key',
			'currency',
			'Key of the currency it is converted into',
		),
		decimal('rate', 'Rate', 'Rate of the conversion'),
		timestamps.created,
	].map(readOnly),
	operations: READ,
};

export const unitOfMeasure: Entity = {
	name: 'unitOfMeasure',
	resource: 'unitOfMeasure',
	singular: 'unit of measure',
	plural: 'units of measure',
	description: 'A unit that quantities are given in, such as pieces, kilograms or hours',
	path: 'uom',
	systemTypes: SYSTEM_TYPES,
	naturalKey: 'code',
	titleFields: ['name', 'code'],
	searchFields: ['name', 'code'],
	simplifiedFields: ['key', 'name', 'code', 'rateBaseKey', 'rate', 'isActive'],
	fields: [
		key('unit of measure'),
		text('name', 'Name', 'Name of the unit'),
		text('code', 'Code', 'Code or symbol of the unit'),
		reference('rateBaseKey', 'Rate Base Key', 'unitOfMeasure', 'Key of the unit it is based on'),
		decimal('rate', 'Rate', 'Factor between the unit and the one it is based on'),
		flag('isActive', 'Is Active', 'Whether the unit is in use'),
	].map(readOnly),
	operations: READ,
};

export const financeEntities: readonly Entity[] = [account, tax, exchangeRate, unitOfMeasure];
