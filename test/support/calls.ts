import { omit } from 'lodash';
import type {
	IDataObject,
	INodeParameters,
	INodeType,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Entity, Field } from '../../nodes/shared/catalogue';
import { entitiesOfNode } from '../../scripts/docs/entitiesOfNode';

/** Keys that stand in the places of path parameters, so that the template can be told from the request. */
export const KEYS = { record: 'RECORD-KEY', parent: 'PARENT-KEY', choice: 'CHOICE-KEY' } as const;

/** One way to run a node: what a person would choose. */
export interface Call {
	node: string;
	entity: Entity;
	operation: string;
	parameters: INodeParameters;
}

const locator = (value: string): IDataObject => ({ __rl: true, mode: 'id', value });

const SAMPLES: Record<Field['type'], (field: Field) => unknown> = {
	string: ({ name }) => `some ${name}`,
	decimal: () => '12.50',
	number: () => 3,
	dateTime: () => '2026-05-01T08:00:00Z',
	boolean: () => true,
	object: ({ fields = [] }) => samplesOf(fields),
	array: ({ fields }) => (fields ? [samplesOf(fields)] : ['some entry']),
};

/** A value for each field that can be written. */
export const samplesOf = (fields: readonly Field[]): Record<string, unknown> =>
	Object.fromEntries(fields.map((field) => [field.name, SAMPLES[field.type](field)]));

const isShown = (property: INodeProperties, resource: string, operation: string): boolean => {
	const { show = {} } = property.displayOptions ?? {};
	const allows = (name: string, value: string): boolean =>
		show[name] === undefined || (show[name] as unknown[]).includes(value);
	return allows('resource', resource) && allows('operation', operation);
};

function locatorsOf(properties: INodeProperties[]): INodeParameters {
	return Object.fromEntries(
		properties
			.filter(({ type }) => type === 'resourceLocator')
			.map(({ name }) => {
				const key = { recordKey: KEYS.record, parentKey: KEYS.parent }[name] ?? KEYS.choice;
				return [name, locator(key) as INodeParameters];
			}),
	);
}

/** The fields that an operation sends, as the node's form would offer them. */
function writtenFields(entity: Entity, operation: string): readonly Field[] {
	const action = Object.entries(entity.operations).find(([name]) => name === operation)?.[1]
		?.action;
	if (action?.kind === 'fields') return action.fields;
	const write = operation === 'update' ? 'update' : 'create';
	return entity.fields.filter(
		({ writable, writeOn }) => writable !== 'none' && (writeOn ?? write) === write,
	);
}

function parametersOf(
	entity: Entity,
	operation: string,
	properties: INodeProperties[],
): INodeParameters {
	const has = (name: string): boolean => properties.some((property) => property.name === name);
	return {
		resource: entity.resource,
		operation,
		...locatorsOf(properties),
		...(has('fields')
			? {
					inputMode: 'fields',
					fields: {
						mappingMode: 'defineBelow',
						value: samplesOf(writtenFields(entity, operation)) as IDataObject,
					} as INodeParameters,
				}
			: {}),
		...(has('returnAll') ? { returnAll: true } : {}),
		...(has('updatedAfter') ? { updatedAfter: '2026-05-01' } : {}),
		...(has('filters')
			? {
					filters: { conditions: [{ field: 'key', operator: 'eq', value: 'x' }] },
					sort: { by: [{ field: 'key', direction: 'desc' }] },
				}
			: {}),
	};
}

const valuesOf = (property: INodeProperties | undefined): string[] =>
	((property?.options ?? []) as INodePropertyOptions[]).map(({ value }) => String(value));

/** Every resource and operation of a node, each with parameters that fill in all there is. */
export function callsOf(name: string, node: INodeType): Call[] {
	const { properties } = node.description;
	return entitiesOfNode(node).flatMap((entity) => {
		const { resource } = entity;
		const operations = valuesOf(
			properties.find((property) => {
				const shown = (property.displayOptions?.show?.resource ?? []) as unknown[];
				return property.name === 'operation' && shown.includes(resource);
			}),
		);
		return operations.flatMap((operation) => {
			const shown = properties.filter((property) => isShown(property, resource, operation));
			const parameters = parametersOf(entity, operation, shown);
			const call: Call = { node: name, entity, operation, parameters };
			const withoutParent = omit(parameters, 'parentKey');
			const both = operation === 'getAll' && 'parentKey' in parameters;
			return both ? [call, { ...call, parameters: withoutParent }] : [call];
		});
	});
}
