import { documents } from '../common';
import { dateTime, flag, key, readOnly, reference, text, timestamps } from '../fields';
import type { Entity, Operation } from '../types';

const getMaterials: Operation = {
	published: true,
	action: { kind: 'list', method: 'GET', segment: 'materials', of: 'materialItem' },
};

export const asset: Entity = {
	name: 'asset',
	resource: 'asset',
	singular: 'asset',
	plural: 'assets',
	description: 'A machine, building, vehicle or other thing that is maintained',
	path: 'assets',
	systemTypes: ['eam'],
	naturalKey: 'name',
	titleFields: ['name', 'serialNumber'],
	searchFields: ['name', 'serialNumber'],
	simplifiedFields: [
		'key',
		'name',
		'serialNumber',
		'categoryName',
		'criticality',
		'siteKey',
		'locationKey',
		'parentKey',
		'isActive',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('asset'),
		text('name', 'Name', 'Name by which people know the asset', { required: true, common: true }),
		text('description', 'Description', 'What the asset is, in words', { common: true }),
		text('serialNumber', 'Serial Number', 'Serial number of the asset', { common: true }),
		reference('siteKey', 'Site Key', 'site', 'Key of the site the asset is at', { common: true }),
		reference('locationKey', 'Location Key', 'location', 'Key of the place of the asset', {
			common: true,
		}),
		reference('parentKey', 'Parent Key', 'asset', 'Key of the asset that this one is part of', {
			common: true,
		}),
		text('categoryName', 'Category Name', 'Kind of asset, as the system names it', {
			common: true,
		}),
		text('criticality', 'Criticality', 'How much depends on the asset, as the system names it', {
			common: true,
		}),
		text('manufacturerName', 'Manufacturer Name', 'Name of who makes the asset', {
			readAs: 'makeName',
			writeOnly: true,
		}),
		text('modelName', 'Model Name', 'Name of the model'),
		reference('modelKey', 'Model Key', 'assetTemplate', 'Key of the model', { writeOnly: true }),
		reference(
			'assetTemplateKey',
			'Asset Template Key',
			'assetTemplate',
			'Key of the template the asset is made after',
			{ writeOn: 'create' },
		),
		reference('vendorKey', 'Vendor Key', 'vendor', 'Key of the vendor of the asset'),
		reference('teamKey', 'Team Key', 'team', 'Key of the team that looks after the asset'),
		reference(
			'accountKey',
			'Account Key',
			'account',
			'Key of the account that is charged for the asset',
			{ writeOnly: true },
		),
		flag('isActive', 'Is Active', 'Whether the asset is in use'),
		dateTime('activatedAt', 'Activated At', 'When the asset was put into use'),
		dateTime('deactivatedAt', 'Deactivated At', 'When the asset was taken out of use'),
		text('notes', 'Notes', 'Remarks on the asset'),
		...[
			text('makeName', 'Make Name', 'Name of who makes the asset'),
			reference('makeCompanyKey', 'Make Company Key', 'company', 'Key of who makes the asset'),
			reference(
				'customerKey',
				'Customer Key',
				'customer',
				'Key of the customer who owns the asset',
			),
			text('accountKeys', 'Account Keys', 'Keys of the accounts that are charged for the asset'),
			flag('isPhysical', 'Is Physical', 'Whether the asset is a thing one can touch'),
			documents('documents', 'Documents', 'Manuals, photos and other files of the asset'),
			timestamps.created,
			timestamps.updated,
			timestamps.deleted,
		].map(readOnly),
	],
	operations: {
		create: { published: true },
		upsert: { published: true },
		delete: { published: false },
		get: { published: true },
		getAll: { published: true },
		getMaterials,
		update: { published: true },
	},
};

export const assetDowntime: Entity = {
	name: 'assetDowntime',
	resource: 'downtime',
	singular: 'asset downtime',
	plural: 'asset downtimes',
	description: 'A time during which an asset stood still or was out of order',
	path: 'assets-downtime',
	systemTypes: ['eam'],
	titleFields: ['description', 'startedAt'],
	searchFields: ['description'],
	simplifiedFields: [
		'key',
		'assetKey',
		'description',
		'categoryName',
		'severity',
		'startedAt',
		'endedAt',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('asset downtime'),
		reference('assetKey', 'Asset Key', 'asset', 'Key of the asset that stood still'),
		text('description', 'Description', 'What happened, in words'),
		dateTime('startedAt', 'Started At', 'When the asset went down'),
		dateTime('endedAt', 'Ended At', 'When the asset was up again'),
		text('categoryName', 'Category Name', 'Kind of downtime, as the system names it'),
		text('severity', 'Severity', 'How bad the downtime was, as the system names it'),
		text('notes', 'Notes', 'Remarks on the downtime'),
		timestamps.created,
		timestamps.updated,
	].map(readOnly),
	operations: { get: { published: true }, getAll: { published: true } },
};

/** Source: schema Model of the OpenAPI documents. */
export const assetTemplate: Entity = {
	name: 'assetTemplate',
	resource: 'template',
	singular: 'asset template',
	plural: 'asset templates',
	description: 'A model that assets are made after, with its materials',
	path: 'asset-templates',
	systemTypes: ['eam'],
	titleFields: ['name', 'manufacturerName'],
	searchFields: ['name', 'manufacturerName'],
	simplifiedFields: ['key', 'name', 'manufacturerName', 'siteKey', 'updatedAt'],
	updatedField: 'updatedAt',
	fields: [
		key('asset template'),
		text('name', 'Name', 'Name of the model'),
		text('manufacturerName', 'Manufacturer Name', 'Name of who makes the model'),
		reference('siteKey', 'Site Key', 'site', 'Key of the site the template belongs to'),
		documents('documents', 'Documents', 'Manuals, photos and other files of the model'),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	].map(readOnly),
	operations: { get: { published: true }, getAll: { published: true }, getMaterials },
};

export const assetEntities: readonly Entity[] = [asset, assetDowntime, assetTemplate];
