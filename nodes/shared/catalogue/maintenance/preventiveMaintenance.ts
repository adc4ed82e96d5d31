import { documents } from '../common';
import {
	dateTime,
	decimal,
	flag,
	key,
	list,
	readOnly,
	reference,
	text,
	timestamps,
} from '../fields';
import { getMaterials } from '../offered';
import type { Entity, Field } from '../types';
import { resources, tasks } from './work';

/** What makes a job due. Source: schema WorkTrigger of the OpenAPI documents. */
const triggers: Field = list('triggers', 'Triggers', 'What makes the work due', {
	fields: [
		text('type', 'Type', 'Kind of trigger, such as time or meter'),
		text('interval', 'Interval', 'How much time or use lies between two jobs'),
		reference('uomKey', 'Unit of Measure Key', 'unitOfMeasure', 'Key of the unit of the interval'),
		text('recurring', 'Recurring', 'Whether and how the work comes again'),
		text('condition', 'Condition', 'What has to be the case for the work to be due'),
	],
});

export const preventiveMaintenance: Entity = {
	name: 'preventiveMaintenance',
	resource: 'plan',
	singular: 'preventive maintenance plan',
	plural: 'preventive maintenance plans',
	description: 'Work that is planned again and again to keep assets from failing',
	path: 'pm',
	systemTypes: ['eam'],
	knownBy: ['title'],
	titleFields: ['title'],
	searchFields: ['title'],
	simplifiedFields: [
		'key',
		'title',
		'status',
		'severity',
		'assetKeys',
		'siteKey',
		'laborAssignedKey',
		'estimatedTime',
		'dueAt',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('preventive maintenance plan'),
		text('title', 'Title', 'Short text that names the plan'),
		text('description', 'Description', 'What is to be done, in words'),
		list('assetKeys', 'Asset Keys', 'Keys of the assets that the plan is for', { keysOf: 'asset' }),
		text(
			'assetTemplateKeys',
			'Asset Template Keys',
			'Keys of the asset templates that the plan is for',
			{ keysOf: 'assetTemplate' },
		),
		reference('siteKey', 'Site Key', 'site', 'Key of the site of the plan'),
		reference('teamKey', 'Team Key', 'team', 'Key of the team that does the work'),
		reference('laborAssignedKey', 'Labor Assigned Key', 'labor', 'Key of who does the work'),
		reference('accountKey', 'Account Key', 'account', 'Key of the account that is charged'),
		text('status', 'Status', 'Status of the plan, in words'),
		text('statusKey', 'Status Key', "Key of the plan's status"),
		text('severity', 'Severity', 'How urgent the work is, as the system names it'),
		text('roleName', 'Role Name', 'Trade or role that the work needs'),
		text('categoryName', 'Category Name', 'Kind of work, as the system names it'),
		text('categoryCode', 'Category Code', 'Code of that kind of work'),
		decimal('estimatedTime', 'Estimated Time', 'How long the work is expected to take'),
		dateTime('dueAt', 'Due At', 'When the work is due next'),
		flag('requiresMaterials', 'Requires Materials', 'Whether the work needs materials'),
		triggers,
		tasks,
		resources,
		documents('documents', 'Documents', 'Instructions and other files of the plan'),
		text('notes', 'Notes', 'Remarks on the plan'),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	].map(readOnly),
	operations: {
		get: { published: true },
		getAll: { published: true },
		getMaterials,
	},
};

export const preventiveMaintenanceEntities: readonly Entity[] = [preventiveMaintenance];
