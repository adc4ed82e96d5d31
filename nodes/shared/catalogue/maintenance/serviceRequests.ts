import { documents } from '../common';
import { dateTime, decimal, key, readOnly, reference, text, timestamps } from '../fields';
import { statusEntity } from '../reference/reference';
import type { Entity } from '../types';

export const serviceRequest: Entity = {
	name: 'serviceRequest',
	resource: 'serviceRequest',
	singular: 'service request',
	plural: 'service requests',
	description: 'A report that something needs maintenance, before it becomes a work order',
	path: 'service-requests',
	systemTypes: ['eam'],
	knownBy: ['title'],
	titleFields: ['title'],
	searchFields: ['title'],
	simplifiedFields: [
		'key',
		'title',
		'description',
		'statusKey',
		'severity',
		'assetKey',
		'workOrderKey',
		'userRequestedKey',
		'dueAt',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('service request'),
		text('title', 'Title', 'Short text that says what is wrong or wanted', {
			required: true,
			common: true,
		}),
		reference('assetKey', 'Asset Key', 'asset', 'Key of the asset that needs maintenance', {
			common: true,
		}),
		text('description', 'Description', 'What is wrong or wanted, in words', { common: true }),
		reference('userRequestedKey', 'User Requested Key', 'user', 'Key of who asks for it', {
			common: true,
		}),
		...[
			reference('siteKey', 'Site Key', 'site', 'Key of the site the request comes from'),
			reference('locationKey', 'Location Key', 'location', 'Key of the place that is meant'),
			reference(
				'storeroomKey',
				'Storeroom Key',
				'storeroom',
				'Key of the storeroom the materials come from',
			),
			reference(
				'workOrderKey',
				'Work Order Key',
				'workOrder',
				'Key of the work order that the request became',
			),
			reference('teamKey', 'Team Key', 'team', 'Key of the team that looks after it'),
			reference('laborAssignedKey', 'Labor Assigned Key', 'labor', 'Key of who looks after it'),
			reference('userApprovedKey', 'User Approved Key', 'user', 'Key of who approved it'),
			reference(
				'statusKey',
				'Status Key',
				'serviceRequestStatus',
				"Key of the service request's status",
			),
			text('severity', 'Severity', 'How urgent the request is, as the system names it'),
			text('roleName', 'Role Name', 'Trade or role that the work needs'),
			text('categoryName', 'Category Name', 'Kind of request, as the system names it'),
			decimal('estimatedTime', 'Estimated Time', 'How long the work is expected to take'),
			documents('documents', 'Documents', 'Photos and other files of the request'),
			text('notes', 'Notes', 'Remarks on the request'),
			dateTime('approvedAt', 'Approved At', 'When the request was approved'),
			dateTime('dueAt', 'Due At', 'When the work has to be done'),
			timestamps.created,
			timestamps.updated,
			timestamps.deleted,
		].map(readOnly),
	],
	operations: {
		create: { published: true },
		get: { published: true },
		getAll: { published: true },
	},
};

export const serviceRequestStatus = statusEntity({
	name: 'serviceRequestStatus',
	segment: 'service-requests',
	of: 'service requests',
	systemTypes: ['eam'],
});

export const serviceRequestEntities: readonly Entity[] = [serviceRequest, serviceRequestStatus];
