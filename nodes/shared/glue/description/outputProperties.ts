import type { INodeProperties } from 'n8n-workflow';
import type { Entity, OperationName } from '../../catalogue';
import { operationsOf } from './operations';
import { show } from './recordLocator';

/** More fields than this, and n8n asks nodes to offer a smaller output. */
const FIELDS_WITHOUT_SIMPLIFY = 10;

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
