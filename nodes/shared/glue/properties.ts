import type { INodeProperties } from 'n8n-workflow';
import { catalogue, type Entity, type OperationName } from '../catalogue';
import { titleCase } from './names';
import { operationOptions, operationsOf, unpublishedOperations } from './operations';
import { listProperties, sortProperties } from './propertiesOfLists';
import { optionsOf } from './propertiesOfOptions';
import { recordLocator, show } from './propertiesOfRecords';
import { writeProperties } from './propertiesOfWrites';

const NEED_KEY: readonly OperationName[] = ['delete', 'get', 'update', 'updateStatus'];

function resourceProperty(entities: readonly Entity[], defaultResource: string): INodeProperties {
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: entities
			.map(({ resource, singular, description }) => ({
				name: titleCase(singular),
				value: resource,
				description,
			}))
			.sort((a, b) => a.name.localeCompare(b.name)),
		default: defaultResource,
	};
}

function operationProperty(entity: Entity): INodeProperties {
	const operations = operationsOf(entity);
	const first = operations.includes('getAll') ? 'getAll' : operations[0];
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [entity.resource] } },
		options: operationOptions(entity),
		default: first,
	};
}

/** Says of an operation that systems may lack it, before someone relies on it. */
function systemDependentNotice(entity: Entity): INodeProperties[] {
	const operations = unpublishedOperations(entity);
	if (operations.length === 0) return [];
	return [
		{
			displayName:
				'Only some connected systems support this operation. Where yours does not, the error says so and nothing is changed.',
			name: 'systemDependentNotice',
			type: 'notice',
			default: '',
			displayOptions: show(entity, operations),
		},
	];
}

function statusLocators(entity: Entity): INodeProperties[] {
	return operationsOf(entity).flatMap((operation) => {
		const choices = catalogue[entity.operations[operation]?.action?.choices ?? ''];
		if (!choices) return [];
		return [
			{
				...recordLocator(choices, {
					displayName: 'Status',
					name: 'status',
					description: `The status that the ${entity.singular} gets`,
				}),
				displayOptions: show(entity, [operation]),
			},
		];
	});
}

function entityProperties(entity: Entity): INodeProperties[] {
	const operations = operationsOf(entity);
	const keyed = NEED_KEY.filter((operation) => operations.includes(operation));
	const locator =
		keyed.length > 0 ? [{ ...recordLocator(entity), displayOptions: show(entity, keyed) }] : [];
	return [
		operationProperty(entity),
		...systemDependentNotice(entity),
		...locator,
		...statusLocators(entity),
		...writeProperties(entity),
		...listProperties(entity),
		...optionsOf(entity),
		...sortProperties(entity),
	];
}

/** All parameters of a node that offers these entities; the first entity is the node's main one. */
export function nodeProperties(entities: readonly [Entity, ...Entity[]]): INodeProperties[] {
	return [
		resourceProperty(entities, entities[0].resource),
		...entities.flatMap((entity) => entityProperties(entity)),
	];
}
