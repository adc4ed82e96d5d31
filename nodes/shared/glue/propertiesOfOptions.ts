import type { INodeProperties } from 'n8n-workflow';
import { SYSTEM_TYPES, type Entity, type OperationName } from '../catalogue';
import { systemTypeLabel } from '../client/explain';
import { operationsOf } from './operations';

/** Values that hold where an option is not set. */
export const DEFAULTS = {
	/** Records per page. The server's own cap is followed where it is lower. */
	pageSize: 500,
	/** Items per batch. */
	batchSize: 50,
	/** Milliseconds between batches. */
	batchDelay: 0,
	/** Items under way at once. */
	concurrency: 8,
	/** Seconds to wait for the connection without a single success. */
	maxWait: 300,
	onUncertainWrite: 'verify',
} as const;

const { batchDelay, batchSize, concurrency, maxWait, onUncertainWrite, pageSize } = DEFAULTS;

interface OptionSpec {
	property: INodeProperties;
	operations: readonly OperationName[];
}

const KEYED_WRITES: readonly OperationName[] = [
	'create',
	'upsert',
	'update',
	'updateStatus',
	'delete',
];
const PER_ITEM: readonly OperationName[] = [...KEYED_WRITES, 'get'];
const ALL: readonly OperationName[] = [...PER_ITEM, 'getAll'];

/** In the alphabetical order that n8n asks for. */
const OPTIONS: readonly OptionSpec[] = [
	{
		operations: PER_ITEM,
		property: {
			displayName: 'Batch Delay (Milliseconds)',
			name: 'batchDelay',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: batchDelay,
			description:
				'Time to wait between two batches. Rate limits are respected without it; use it to spare a slow system.',
		},
	},
	{
		operations: PER_ITEM,
		property: {
			displayName: 'Batch Size',
			name: 'batchSize',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: batchSize,
			description: 'Number of items that are worked on before the batch delay',
		},
	},
	{
		operations: PER_ITEM,
		property: {
			displayName: 'Concurrency',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 16 },
			default: concurrency,
			description:
				'Most items that are worked on at once. Set it to 1 if the connected system needs them one by one.',
		},
	},
	{
		operations: ALL,
		property: {
			displayName: 'Max Wait (Seconds)',
			name: 'maxWait',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: maxWait,
			description:
				'Longest time to wait for a rate limit or an outage to pass. It starts anew with every success.',
		},
	},
	{
		operations: ['create', 'upsert'],
		property: {
			displayName: 'On Uncertain Write',
			name: 'onUncertainWrite',
			type: 'options',
			options: [
				{ name: 'Fail', value: 'fail', description: 'Report the item as an error and leave it' },
				{
					name: 'Verify',
					value: 'verify',
					description: 'Look the record up, and send it again only if it is not there',
				},
			],
			default: onUncertainWrite,
			description:
				'What to do if the answer to a creation is lost, so that it may have been done or not',
		},
	},
	{
		operations: ['getAll'],
		property: {
			displayName: 'Page Size',
			name: 'pageSize',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: pageSize,
			description:
				'Number of records to ask for at once. Larger is faster; Makini may give fewer, and all are read all the same.',
		},
	},
	{
		operations: ALL,
		property: {
			displayName: 'System Type',
			name: 'systemType',
			type: 'options',
			options: SYSTEM_TYPES.map((value) => ({ name: systemTypeLabel(value), value })),
			default: 'erp',
			description: 'Category of the connected system, in place of the one in the credential',
		},
	},
];

/** The Options collections of an entity: for each set of operations that share their options, one. */
export function optionsOf(entity: Entity): INodeProperties[] {
	return operationsOf(entity).map((operation) => ({
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { resource: [entity.resource], operation: [operation] } },
		options: OPTIONS.filter(({ operations }) => operations.includes(operation)).map(
			({ property }) => property,
		),
	}));
}
