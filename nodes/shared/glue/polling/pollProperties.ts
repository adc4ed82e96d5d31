import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { catalogue } from '../../catalogue';
import { authenticationProperty } from '../session/chosenCredential';
import { filterList } from '../description/collections';
import { plainFields } from '../description/listProperties';
import { systemTypeOption } from '../description/optionProperties';
import { REFERENCES } from '../description/outputProperties';
import { DEFAULTS } from '../session/defaults';
import { withTwin } from '../description/shapes';
import { watchable, watchableReferring } from './pollEntities';

/** Values that hold where an option is not set. */
export const POLL_DEFAULTS = {
	/** Items of one poll. */
	maxRecords: 5000,
	/** Seconds. */
	overlap: 300,
	maxWait: DEFAULTS.maxWait,
	pageSize: DEFAULTS.pageSize,
} as const;

const { maxRecords, overlap, maxWait: longest, pageSize } = POLL_DEFAULTS;

const show = (source: 'records' | 'connection') => ({ show: { source: [source] } });

const maxWait: INodeProperties = {
	displayName: 'Max Wait (Seconds)',
	name: 'maxWait',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: longest,
	description:
		'Longest time to wait for a rate limit or an outage to pass. A poll never takes longer than n8n gives it.',
};

const recordOptions: INodeProperties[] = [
	{
		displayName: 'Max Records',
		name: 'maxRecords',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: maxRecords,
		description: 'Most changes that one poll gives out. What is left comes with the next polls.',
	},
	maxWait,
	{
		displayName: 'Overlap (Seconds)',
		name: 'overlap',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: overlap,
		description:
			'How far each poll reads back behind the one before, for changes that become visible late. None comes twice.',
	},
	{
		displayName: 'Page Size',
		name: 'pageSize',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: pageSize,
		description: 'Number of records to ask for at once. Larger is faster; Makini may give fewer.',
	},
	systemTypeOption,
];

const filters = filterList(
	{
		displayOptions: show('records'),
		description:
			'Only records that meet all of these conditions. Makini filters them, not this node. Other conditions begin anew with what changes from then on.',
	},
	{
		displayName: 'Field Name or ID',
		name: 'field',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['entity'] },
		default: '',
		description:
			'Field to look at. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
);

/** All parameters of the trigger; n8n adds the times of polling. */
export const pollingProperties = (): INodeProperties[] => [
	authenticationProperty(),
	{
		displayName: 'Trigger On',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Changes of Records',
				value: 'records',
				description: 'Records of one kind that were created, deleted or updated',
			},
			{
				name: 'State of the Connection',
				value: 'connection',
				description: 'Syncs that ended, and the need to reauthorize',
			},
		],
		default: 'records',
		description: 'What starts the workflow',
	},
	{
		displayName: 'Entity',
		name: 'entity',
		type: 'options',
		noDataExpression: true,
		displayOptions: show('records'),
		options: watchable.map(({ label, entity }) => ({
			name: label,
			value: entity.name,
			description: entity.description,
		})),
		default: 'purchaseOrder',
		description: 'Kind of the records',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		displayOptions: show('records'),
		options: [
			{ name: 'Created', value: 'created', description: 'A record that was not there before' },
			{
				name: 'Deleted',
				value: 'deleted',
				description: 'A record that was deleted, where Makini keeps it and marks it so',
			},
			{ name: 'Updated', value: 'updated', description: 'A change of a record' },
		],
		default: ['created', 'updated'],
		description: 'Which changes start the workflow',
	},
	{
		displayName: 'Events',
		name: 'connectionEvents',
		type: 'multiOptions',
		required: true,
		displayOptions: show('connection'),
		options: [
			{
				name: 'Reauthorization Needed',
				value: 'connectionReauthorization',
				description: 'The connected system or Makini no longer accepts the login',
			},
			{ name: 'Sync Failed', value: 'syncFailed', description: 'A sync ended with an error' },
			{ name: 'Sync Finished', value: 'syncCompleted', description: 'A sync ended successfully' },
		],
		default: ['connectionReauthorization', 'syncCompleted', 'syncFailed'],
		description: 'Which events start the workflow',
	},
	...filters,
	{
		...REFERENCES,
		displayOptions: {
			show: { source: ['records'], entity: watchableReferring.map(({ name }) => name) },
		},
	},
	...withTwin({
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: show('records'),
		options: recordOptions,
	}),
	...withTwin({
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: show('connection'),
		options: [maxWait, systemTypeOption],
	}),
];

/** The fields that the chosen entity can be filtered by. */
export async function getFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const entity = catalogue[String(this.getCurrentNodeParameter('entity'))];
	return entity ? plainFields(entity) : [];
}
