import type { INodeProperties } from 'n8n-workflow';
import type { Entity } from '../catalogue';
import { operationsOf } from './operations';
import { show } from './propertiesOfRecords';

/** Parameters of an upload; none for an entity that is not a file. */
export function uploadProperties(entity: Entity): INodeProperties[] {
	if (!operationsOf(entity).includes('upload')) return [];
	const displayOptions = show(entity, ['upload']);
	return [
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			displayOptions,
			default: 'data',
			required: true,
			hint: 'The name of the input field containing the binary file data to be uploaded',
		},
		{
			displayName: 'Name',
			name: 'documentName',
			type: 'string',
			displayOptions,
			default: '',
			placeholder: 'e.g. Pump manual',
			description: `Name of the ${entity.singular} in Makini. Leave empty for the name of the file.`,
		},
	];
}
