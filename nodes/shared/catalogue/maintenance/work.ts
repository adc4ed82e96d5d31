import { dateTime, decimal, key, list, readOnly, reference, text, timestamps } from '../fields';
import type { Field } from '../types';

/** The steps of a job. Source: schema Task of the OpenAPI documents. */
export const tasks: Field = list('tasks', 'Tasks', 'The steps of the job, as a list of objects', {
	fields: [
		key('task'),
		readOnly(text('parentKey', 'Parent Key', 'Key of the task that this one is part of')),
		text('code', 'Code', 'Code of the task'),
		text('title', 'Title', 'Short text that names the task'),
		text('description', 'Description', 'What is to be done, in words'),
		text('priority', 'Priority', 'How urgent the task is, as the system names it'),
		list('checkList', 'Check List', 'What is to be checked, as a list'),
	],
});

/** Who and what works on a job. Source: schema Work of the OpenAPI documents. */
export const resources: Field = readOnly(
	list('resources', 'Resources', 'The people, teams and vendors who work on the job', {
		fields: [
			text('name', 'Name', 'Name of the work'),
			text('description', 'Description', 'What the work is, in words'),
			reference('laborKey', 'Labor Key', 'labor', 'Key of who does the work'),
			reference('teamKey', 'Team Key', 'team', 'Key of the team that does the work'),
			reference('vendorKey', 'Vendor Key', 'vendor', 'Key of the vendor that does the work'),
			reference('assetKey', 'Asset Key', 'asset', 'Key of the asset that is worked on'),
			reference('accountKey', 'Account Key', 'account', 'Key of the account that is charged'),
			reference(
				'poKey',
				'Purchase Order Key',
				'purchaseOrder',
				'Key of the purchase order for the work',
			),
			reference(
				'poLineItemKey',
				'Purchase Order Line Item Key',
				'purchaseOrderLineItem',
				'Key of the line of that purchase order',
			),
			decimal('estimatedTime', 'Estimated Time', 'How long the work is expected to take'),
			decimal('registeredTime', 'Registered Time', 'How long the work has taken so far'),
			decimal('rate', 'Rate', 'Price of the work for one unit of time'),
			decimal('cost', 'Cost', 'Cost of the work'),
			dateTime('startedAt', 'Started At', 'When the work began'),
			dateTime('finishedAt', 'Finished At', 'When the work ended'),
			timestamps.created,
			timestamps.updated,
			timestamps.deleted,
		],
	}),
);
