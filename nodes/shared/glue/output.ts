import { pick } from 'lodash';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Entity } from '../catalogue/types';
import type { MakiniRecord } from '../client/envelopes';
import { inputError } from '../client/errors';

export type OutputMode = 'all' | 'simplified' | 'selected';

/**
 * How records become the JSON of items.
 * @throws MakiniError (input) for selected fields without a selection.
 */
export function outputOf(
	entity: Entity,
	mode: string,
	selected: readonly string[],
): (record: MakiniRecord) => MakiniRecord {
	if (mode === 'selected' && selected.length === 0) {
		throw inputError(
			'No output fields are selected',
			'Select fields under "Output Fields", or set "Output" to "All Fields".',
			'outputFields',
		);
	}
	const names = mode === 'selected' ? selected : entity.simplifiedFields;
	return mode === 'all' ? (record) => record : (record) => pick(record, names);
}

/** An item of the output that comes from the item at `itemIndex` of the input. */
export const asItem = (json: MakiniRecord, itemIndex: number): INodeExecutionData => ({
	json: json as IDataObject,
	pairedItem: { item: itemIndex },
});
