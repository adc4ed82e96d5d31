import { omit } from 'lodash';
import type { INodeProperties } from 'n8n-workflow';
import { authenticationProperty } from '../session/chosenCredential';
import { DEFAULTS } from '../session/defaults';
import { CREDENTIAL } from '../session/settings';
import { withTwin } from '../description/shapes';
import type { RequestOperation, RequestResource } from './types';

const { batchDelay, batchSize, maxWait } = DEFAULTS;

const OPTIONS: INodeProperties[] = [
	{
		displayName: 'Batch Delay (Milliseconds)',
		name: 'batchDelay',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: batchDelay,
		description:
			'Time to wait between two batches. Rate limits are respected without it; use it to spare a slow system.',
	},
	{
		displayName: 'Batch Size',
		name: 'batchSize',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: batchSize,
		description: 'Number of items that are worked on before the batch delay',
	},
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 16 },
		default: 1,
		description: 'Most items that are worked on at once. More is faster, but keeps no order.',
	},
	{
		displayName: 'Max Wait (Seconds)',
		name: 'maxWait',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: maxWait,
		description:
			'Longest time to wait for a rate limit or an outage to pass. It starts anew with every success.',
	},
];

function operationProperty({
	resource,
	operations,
	defaultOperation,
}: RequestResource): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: operations.map((operation) => omit(operation, ['properties', 'prepare'])),
		default: defaultOperation,
	};
}

const shownFor = (resource: RequestResource, operation: RequestOperation): INodeProperties[] =>
	operation.properties.map((property) => ({
		...property,
		displayOptions: {
			...property.displayOptions,
			show: {
				resource: [resource.resource],
				operation: [operation.value],
				...property.displayOptions?.show,
			},
		},
	}));

/** All parameters of a node with these resources; the first one is its main one. */
export function requestProperties(
	resources: readonly [RequestResource, ...RequestResource[]],
): INodeProperties[] {
	const [{ resource: defaultResource }] = resources;
	const ofConnections = resources.filter(({ credential }) => credential === CREDENTIAL);
	const isEvery = ofConnections.length === resources.length;
	return [
		authenticationProperty(isEvery ? undefined : ofConnections.map(({ resource }) => resource)),
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources
				.map(({ label, resource, description }) => ({ name: label, value: resource, description }))
				.sort((a, b) => a.name.localeCompare(b.name)),
			default: defaultResource,
		},
		...resources.flatMap((resource) => [
			operationProperty(resource),
			...resource.operations.flatMap((operation) => shownFor(resource, operation)),
		]),
		...withTwin({
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: OPTIONS,
		}),
	];
}
