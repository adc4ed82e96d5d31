import { omit, partition } from 'lodash';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { catalogue, type Entity, type OperationName } from '../../catalogue';
import { authenticationProperty } from '../session/chosenCredential';
import { CREDENTIAL } from '../session/settings';
import { titleCase } from './labels';
import {
	canReadFile,
	choicesOf,
	operationOptions,
	operationsOf,
	unpublishedOperations,
} from './operations';
import { listProperties, sortProperties } from './listProperties';
import { optionsOf, requestOptions } from './optionProperties';
import { recordLocator, show } from './recordLocator';
import { isEntity, type RequestResource, type Resource } from './resources';
import { uploadProperties } from './fileProperties';
import { previewProperty, writeProperties } from './writeProperties';

/** The operations on one record of the entity; the others make a new one, or list many. */
const WITHOUT_KEY: ReadonlySet<OperationName> = new Set([
	'add',
	'create',
	'getAll',
	'upload',
	'upsert',
]);

function resourceProperty(resources: readonly [Resource, ...Resource[]]): INodeProperties {
	const [{ resource: main }] = resources;
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: resources
			.map(({ resource, singular, description }) => ({
				name: titleCase(singular),
				value: resource,
				description,
			}))
			.sort((a, b) => a.name.localeCompare(b.name)),
		default: main,
	};
}

function operationProperty(
	resource: string,
	options: INodePropertyOptions[],
	first: string | undefined,
): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options,
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
	const first = operations.includes('getAll') ? 'getAll' : operations[0];
	return [
		operationProperty(entity.resource, operationOptions(entity), first),
		...systemDependentNotice(entity),
		...parentLocators(entity),
		...locators,
		...choiceLocators(entity),
		...writeProperties(entity),
		...uploadProperties(entity),
		...previewProperty(entity),
		...listProperties(entity),
		...optionsOf(entity),
		...sortProperties(entity),
	];
}

/** Shows the parameters of an operation for that operation. */
const shownFor = (
	resource: string,
	operation: string,
	properties: readonly INodeProperties[] = [],
) =>
	properties.map((property) => ({
		...property,
		displayOptions: {
			...property.displayOptions,
			show: {
				resource: [resource],
				operation: [operation],
				...property.displayOptions?.show,
			},
		},
	}));

function requestProperties(offered: RequestResource): INodeProperties[] {
	const { resource, operations, defaultOperation } = offered;
	const all = Object.entries(operations);
	const options = all.map(([value, { name, action, description }]) => ({
		name,
		value,
		action,
		description,
	}));
	return [
		operationProperty(resource, options, defaultOperation),
		...all.flatMap(([operation, { properties }]) => shownFor(resource, operation, properties)),
	];
}

/** All parameters of a node that offers these resources; the first one is the node's main one. */
export function nodeProperties(resources: readonly [Resource, ...Resource[]]): INodeProperties[] {
	const ofConnections = resources.filter(
		(each) => isEntity(each) || each.credential === CREDENTIAL,
	);
	const isEvery = ofConnections.length === resources.length;
	return [
		authenticationProperty(isEvery ? undefined : ofConnections.map(({ resource }) => resource)),
		resourceProperty(resources),
		...resources.flatMap((each) =>
			isEntity(each) ? entityProperties(each) : requestProperties(each),
		),
		...(resources.every(isEntity) ? [] : requestOptions),
	];
}
