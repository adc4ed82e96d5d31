import type { INodeProperties } from 'n8n-workflow';
import { everyReference, type Reference } from '../../catalogue/referring';
import type { Entity, OperationName } from '../../catalogue';
import { referenceName } from './labels';
import { show } from './recordLocator';
import { withTwin } from './shapes';

/** The references whose words can be mapped: those that people may set, of a record and of its lines. */
export const mappableReferences = (entity: Entity): Reference[] =>
	everyReference(entity.fields)
		.filter(({ field }) => field.writable === 'user')
		.sort((a, b) => referenceName(a.field).localeCompare(referenceName(b.field)));

/** The field of a new entry: statuses differ most. */
const usual = (references: readonly Reference[]): string =>
	(references.find(({ word }) => word === 'status') ?? references[0])?.word ?? '';

/** Other words for the same thing in the connection that is written to. */
export function valueMapProperties(
	entity: Entity,
	operations: readonly OperationName[],
): INodeProperties[] {
	const references = mappableReferences(entity);
	if (references.length === 0) return [];
	return withTwin({
		displayName: 'Value Map',
		name: 'valueMap',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Value',
		default: {},
		displayOptions: show(entity, operations),
		description:
			'Other words for the same thing here, such as "Approved" for what this system calls "Released"',
		options: [
			{
				displayName: 'Entries',
				name: 'entries',
				values: [
					{
						displayName: 'Field',
						name: 'field',
						type: 'options',
						options: references.map((reference) => ({
							name: referenceName(reference.field),
							value: reference.word,
						})),
						default: usual(references),
						description:
							'Field that holds the value, in the record or its lines. For a text such as terms, use an expression with its name.',
					},
					{
						displayName: 'From',
						name: 'from',
						type: 'string',
						default: '',
						placeholder: 'e.g. Approved',
						description: 'Code or name that comes in, whatever its case',
					},
					{
						displayName: 'To Name or ID',
						name: 'to',
						type: 'options',
						typeOptions: {
							loadOptionsMethod: 'getValueMapTargets',
							loadOptionsDependsOn: ['&field'],
						},
						default: '',
						description:
							'What it is called in the connection that is written to. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
				],
			},
		],
	});
}
