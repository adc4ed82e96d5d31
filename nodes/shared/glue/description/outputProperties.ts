import type { INodeProperties } from 'n8n-workflow';
import { referringOf } from '../../catalogue/referring';
import type { Entity, OperationName } from '../../catalogue';
import { operationsOf } from './operations';
import { show } from './recordLocator';

/** More fields than this, and n8n asks nodes to offer a smaller output. */
const FIELDS_WITHOUT_SIMPLIFY = 10;

/** In which words records that are referred to come out. */
export const REFERENCES: INodeProperties = {
	displayName: 'References',
	name: 'references',
	type: 'options',
	options: [
		{ name: 'Keys', value: 'keys', description: 'Only keys, which mean nothing elsewhere' },
		{
			name: 'Names',
			value: 'names',
			description:
				'Code and name beside each key, read with few more requests. Choose this to write to another system.',
		},
	],
	default: 'names',
	description: 'How vendors, statuses and other records that are referred to come out',
};

/** In which words records that are referred to come out: into items with their names, into files with keys alone. */
export function referencesProperties(
	owner: Entity,
	entity: Entity,
	operations: readonly OperationName[],
): INodeProperties[] {
	const { references, lists, parts } = referringOf(entity.fields);
	if (references.length + lists.length + parts.length === 0) return [];
	const gets = owner === entity && operationsOf(owner).includes('get');
	const reads: OperationName[] = gets ? ['get', ...operations] : [...operations];
	return [
		{
			...REFERENCES,
			displayOptions: { ...show(owner, reads), hide: { outputAs: ['csv', 'ndjson'] } },
		},
		{
			...REFERENCES,
			displayOptions: show(owner, operations, { outputAs: ['csv', 'ndjson'] }),
			default: 'keys',
		},
	];
}

/**
 * How much of each record comes out.
 * @param operations those that list records of `entity`, which may be another one than `owner`.
 */
export function outputProperties(
	owner: Entity,
	entity: Entity,
	operations: readonly OperationName[],
): INodeProperties[] {
	if (entity.fields.length <= FIELDS_WITHOUT_SIMPLIFY) return [];
	const gets = owner === entity && operationsOf(owner).includes('get');
	const reads: OperationName[] = gets ? ['get', ...operations] : [...operations];
	return [
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			displayOptions: show(owner, reads),
			options: [
				{
					name: 'All Fields',
					value: 'all',
					description: 'Everything, custom fields included; choose this to copy records elsewhere',
				},
				{ name: 'Selected Fields', value: 'selected', description: 'Only the fields you choose' },
				{ name: 'Simplified', value: 'simplified', description: 'Only the most important fields' },
			],
			default: 'all',
			description: 'Which fields the output has',
		},
		{
			displayName: 'Output Fields',
			name: 'outputFields',
			type: 'multiOptions',
			displayOptions: show(owner, reads, { output: ['selected'] }),
			options: entity.fields
				.map(({ name, label, description }) => ({ name: label, value: name, description }))
				.sort((a, b) => a.name.localeCompare(b.name)),
			default: [],
			description:
				'Fields of the output. For custom fields, use an expression with a list of names.',
		},
	];
}
