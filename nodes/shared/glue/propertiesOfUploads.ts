import type { INodeProperties } from 'n8n-workflow';
import type { Entity } from '../catalogue';
import { operationsOf } from './operations';
import { inputField } from './propertiesOfFiles';
import { show } from './propertiesOfRecords';

/** Parameters of an upload; none for an entity that is not a file. */
export function uploadProperties(entity: Entity): INodeProperties[] {
	if (!operationsOf(entity).includes('upload')) return [];
	const displayOptions = show(entity, ['upload']);
	return [
		inputField(displayOptions, 'the binary file data to be uploaded'),
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
