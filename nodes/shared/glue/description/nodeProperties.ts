import { omit, partition } from 'lodash';
import type { INodeProperties } from 'n8n-workflow';
import { catalogue, type Entity, type OperationName } from '../../catalogue';
import { authenticationProperty } from '../session/chosenCredential';
import { titleCase } from './labels';
import {
	canReadFile,
	choicesOf,
	operationOptions,
	operationsOf,
	unpublishedOperations,
} from './operations';
import { listProperties, sortProperties } from './listProperties';
import { optionsOf } from './optionProperties';
import { recordLocator, show } from './recordLocator';
import { uploadProperties } from './fileProperties';
import { writeProperties } from './writeProperties';

/** The operations on one record of the entity; the others make a new one, or list many. */
const WITHOUT_KEY: ReadonlySet<OperationName> = new Set([
	'add',
	'create',
	'getAll',
	'upload',
	'upsert',
]);

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

const choiceLocators = (entity: Entity): INodeProperties[] =>
	choicesOf(entity).map(({ operation, choices }) => ({
		...recordLocator(choices, {
			displayName: titleCase(choices.singular),
			name: choices.resource,
			description: `The ${choices.singular} that the ${entity.singular} gets`,
		}),
		displayOptions: show(entity, [operation]),
	}));

/** The record of another entity that records belong to. Lists can do without and give those of all. */
function parentLocators(entity: Entity): INodeProperties[] {
	const parent = catalogue[entity.parent?.entity ?? ''];
	if (!parent) return [];
	const operations = operationsOf(entity);
	const lists = operations.filter((operation) => operation === 'getAll');
	const writes = operations.filter((operation) => operation !== 'getAll');
	const locator = recordLocator(parent, {
		displayName: titleCase(parent.singular),
		name: 'parentKey',
		description: `The ${parent.singular} that the ${entity.singular} belongs to`,
	});
	return [
		{ ...locator, displayOptions: show(entity, writes) },
		{
			...omit(locator, 'required'),
			description: `The ${parent.singular} whose ${entity.plural} are listed. Leave empty for those of all.`,
			displayOptions: show(entity, lists),
		},
	];
}

function entityProperties(entity: Entity): INodeProperties[] {
	const operations = operationsOf(entity);
	const keyed = operations.filter((operation) => !WITHOUT_KEY.has(operation));
	const [fromFiles, others] = partition(keyed, (operation) => canReadFile(entity, operation));
	const locators: INodeProperties[] = [];
	if (others.length > 0) {
		locators.push({ ...recordLocator(entity), displayOptions: show(entity, others) });
	}
	if (fromFiles.length > 0) {
		const shown = show(entity, fromFiles, { inputMode: ['fields', 'json'] });
		locators.push({ ...recordLocator(entity), displayOptions: shown });
	}
	return [
		operationProperty(entity),
		...systemDependentNotice(entity),
		...parentLocators(entity),
		...locators,
		...choiceLocators(entity),
		...writeProperties(entity),
		...uploadProperties(entity),
		...listProperties(entity),
		...optionsOf(entity),
		...sortProperties(entity),
	];
}

/** All parameters of a node that offers these entities; the first entity is the node's main one. */
export function nodeProperties(entities: readonly [Entity, ...Entity[]]): INodeProperties[] {
	return [
		authenticationProperty(),
		resourceProperty(entities, entities[0].resource),
		...entities.flatMap((entity) => entityProperties(entity)),
	];
}
