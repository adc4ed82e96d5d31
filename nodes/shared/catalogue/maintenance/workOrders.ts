import { documents, organizationKey } from '../common';
import { dateTime, decimal, key, number, readOnly, reference, text, timestamps } from '../fields';
import { READ_AND_WRITE, updateStatus } from '../offered';
import { materialItemFields } from '../inventory/materialItem';
import { statusEntity } from '../reference/reference';
import type { Entity } from '../types';
import { resources, tasks } from './work';

const materialFieldsOfBodies = ['materialKey', 'requiredQuantity'];

export const workOrder: Entity = {
	name: 'workOrder',
	resource: 'workOrder',
	singular: 'work order',
	plural: 'work orders',
	description: 'A maintenance job, with its tasks, people and materials',
	path: 'work-orders',
	systemTypes: ['eam'],
	naturalKey: 'code',
	titleFields: ['code', 'title'],
	searchFields: ['code', 'title'],
	simplifiedFields: [
		'key',
		'code',
		'title',
		'statusKey',
		'severity',
		'assetKey',
		'siteKey',
		'laborAssignedKey',
		'dueAt',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('work order'),
		text('title', 'Title', 'Short text that names the job', { required: true, common: true }),
		text('code', 'Code', 'Number by which people know the work order; many systems give it', {
			common: true,
		}),
		reference('assetKey', 'Asset Key', 'asset', 'Key of the asset to work on', { common: true }),
		reference('siteKey', 'Site Key', 'site', 'Key of the site where the work is done', {
			common: true,
		}),
		text('instructions', 'Instructions', 'What is to be done, in words', { common: true }),
		text('severity', 'Severity', 'How urgent the job is, as the system names it', {
			common: true,
		}),
		reference('statusKey', 'Status Key', 'workOrderStatus', "Key of the work order's status", {
			common: true,
		}),
		dateTime('scheduledAt', 'Scheduled At', 'When the work is planned to begin', { common: true }),
		dateTime('dueAt', 'Due At', 'When the work has to be done', { common: true }),
		reference('locationKey', 'Location Key', 'location', 'Key of the place of the work'),
		reference(
			'storeroomKey',
			'Storeroom Key',
			'storeroom',
			'Key of the storeroom the materials come from',
		),
		reference(
			'assetDowntimeKey',
			'Asset Downtime Key',
			'assetDowntime',
			'Key of the downtime of the asset that the job is about',
		),
		reference(
			'serviceRequestKey',
			'Service Request Key',
			'serviceRequest',
			'Key of the service request that led to the job',
		),
		reference(
			'pmKey',
			'Preventive Maintenance Key',
			'preventiveMaintenance',
			'Key of the preventive maintenance that the job is a part of',
		),
		reference('teamKey', 'Team Key', 'team', 'Key of the team that does the work'),
		reference('laborAssignedKey', 'Labor Assigned Key', 'labor', 'Key of who does the work'),
		reference('accountKey', 'Account Key', 'account', 'Key of the account that is charged'),
		reference('userApprovedKey', 'User Approved Key', 'user', 'Key of who approved the job'),
		text('roleName', 'Role Name', 'Trade or role that the job needs'),
		text('categoryName', 'Category Name', 'Kind of job, as the system names it'),
		number('estimatedTime', 'Estimated Time', 'How long the job is expected to take'),
		number('actualTime', 'Actual Time', 'How long the job has taken'),
		tasks,
		documents('documents', 'Documents', 'Files of the job, as a list of objects'),
		text('notes', 'Notes', 'Remarks on the job'),
		dateTime('approvedAt', 'Approved At', 'When the job was approved'),
		dateTime('completedAt', 'Completed At', 'When the job was completed'),
		text('completionRemarks', 'Completion Remarks', 'Remarks on how the job was completed'),
		{ ...timestamps.created, writable: 'system' },
		{ ...timestamps.updated, writable: 'system' },
		{ ...timestamps.deleted, writable: 'system' },
		readOnly(text('status', 'Status', 'Status of the work order, in words')),
		readOnly(
			reference('parentKey', 'Parent Key', 'workOrder', 'Key of the work order above this one'),
		),
		readOnly(organizationKey),
		resources,
		readOnly(decimal('materialCount', 'Material Count', 'How many materials the job needs')),
	],
	operations: {
		...READ_AND_WRITE,
		updateStatus: updateStatus('workOrderStatus', 'statusKey'),
	},
};

export const workOrderMaterial: Entity = {
	name: 'workOrderMaterial',
	resource: 'material',
	singular: 'work order material',
	plural: 'work order materials',
	description: 'A material that a work order needs or has used',
	path: 'work-orders/materials',
	parent: { entity: 'workOrder', segment: 'materials' },
	systemTypes: ['eam'],
	titleFields: ['name', 'partNumber'],
	searchFields: ['name', 'partNumber'],
	simplifiedFields: [
		'key',
		'workOrderKey',
		'materialKey',
		'name',
		'partNumber',
		'requiredQuantity',
		'usedQuantity',
		'uomKey',
		'storeroomKey',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('work order material'),
		reference('materialKey', 'Material Key', 'material', 'Key of the material', {
			required: true,
			common: true,
		}),
		number('requiredQuantity', 'Required Quantity', 'How many units the job needs', {
			required: true,
			common: true,
		}),
		number('usedQuantity', 'Used Quantity', 'How many units the job has used', {
			required: true,
			common: true,
		}),
		reference(
			'storeroomKey',
			'Storeroom Key',
			'storeroom',
			'Key of the storeroom the material comes from',
			{ common: true },
		),
		...materialItemFields.filter(
			({ name }) => name !== 'key' && !materialFieldsOfBodies.includes(name),
		),
	],
	operations: {
		add: { published: true },
		getAll: { published: true },
		update: { published: true },
	},
};

export const workOrderCustomField: Entity = {
	name: 'workOrderCustomField',
	resource: 'customField',
	singular: 'custom field',
	plural: 'custom fields',
	description: 'A field of its own that the connected system has for work orders',
	path: 'work-orders/custom-fields',
	systemTypes: ['eam'],
	titleFields: ['name'],
	searchFields: ['name'],
	simplifiedFields: ['name'],
	fields: [text('name', 'Name', 'Name of the field, as it stands in records')].map(readOnly),
	operations: { getAll: { published: true } },
};

export const workOrderStatus = statusEntity({
	name: 'workOrderStatus',
	segment: 'work-orders',
	of: 'work orders',
	systemTypes: ['eam'],
});

export const workOrderEntities: readonly Entity[] = [
	workOrder,
	workOrderMaterial,
	workOrderCustomField,
	workOrderStatus,
];
