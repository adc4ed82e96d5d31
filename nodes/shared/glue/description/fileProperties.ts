import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Entity, OperationName } from '../../catalogue';
import { FILE_FORMATS } from '../../files/formats';
import { canReadFile, operationsOf } from './operations';
import { show } from './recordLocator';

/** Whether a list becomes items or one file. */
export function outputFileProperties(
	owner: Entity,
	operations: readonly OperationName[],
): INodeProperties[] {
	return [
		{
			displayName: 'Output As',
			name: 'outputAs',
			type: 'options',
			noDataExpression: true,
			displayOptions: show(owner, operations),
			options: [
				{ name: 'CSV File', value: 'csv', description: 'A table for spreadsheets' },
				{ name: 'Items', value: 'items', description: 'An item for each record' },
				{ name: 'NDJSON File', value: 'ndjson', description: 'One JSON object a line' },
			],
			default: 'items',
			description:
				'Whether to give items, or one item with a file. A file is written as the records come, so it may hold millions.',
		},
		{
			displayName: 'Put Output File in Field',
			name: 'binaryPropertyName',
			type: 'string',
			displayOptions: show(owner, operations, { outputAs: [...FILE_FORMATS] }),
			default: 'data',
			required: true,
			hint: 'The name of the output binary field to put the file in',
		},
	];
}

/** The choice of Input Mode by which records come from a file. */
export const FILE_MODE: INodePropertyOptions = {
	name: 'File',
	value: 'file',
	description: 'Write all records of an NDJSON or CSV file',
};

/**
 * The field of the input that has a file.
 * @param content what the file is, as in "the file with the records".
 */
export const inputField = (displayOptions: IDisplayOptions, content: string): INodeProperties => ({
	displayName: 'Input Data Field Name',
	name: 'binaryPropertyName',
	type: 'string',
	displayOptions,
	default: 'data',
	required: true,
	hint: `The name of the input field containing ${content}`,
});

/** Where the records of a file come from; none for an entity that writes no files. */
export function inputFileProperties(entity: Entity): INodeProperties[] {
	const operations = operationsOf(entity).filter((operation) => canReadFile(entity, operation));
	if (operations.length === 0) return [];
	const displayOptions = show(entity, operations, { inputMode: ['file'] });
	return [
		inputField(displayOptions, 'the file with the records'),
		{
			displayName: 'File Format',
			name: 'fileFormat',
			type: 'options',
			displayOptions,
			options: [
				{ name: 'By File Name', value: 'auto', description: 'By the name or type of the file' },
				{ name: 'CSV', value: 'csv', description: 'A table whose first line names the fields' },
				{ name: 'NDJSON', value: 'ndjson', description: 'One JSON object a line' },
			],
			default: 'auto',
			description:
				'How the file is written. A file that Get Many has written can be read as it is; an update takes the key of each record from it, or the number that people know it by.',
		},
	];
}

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
