import type { INodeProperties } from 'n8n-workflow';
import type { Entity, OperationName } from '../catalogue';
import { FILE_FORMATS } from '../files/names';
import { show } from './propertiesOfRecords';

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
