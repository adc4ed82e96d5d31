import { pick } from 'lodash';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Entity } from '../catalogue/types';
import type { MakiniRecord } from '../client/envelopes';
import { inputError } from '../client/errors';

/** What becomes of records: which fields, and how a record becomes what has only those. */
export interface Output {
	/** `undefined`: everything. */
	fields: readonly string[] | undefined;
	of: (record: MakiniRecord) => MakiniRecord;
}

/**
 * The fields that the node gives out.
 * @throws MakiniError (input) for selected fields without a selection.
 */
export function readOutput(context: IExecuteFunctions, entity: Entity, itemIndex: number): Output {
	const mode = String(context.getNodeParameter('output', itemIndex, 'all'));
	const selected = context.getNodeParameter('outputFields', itemIndex, []) as string[];
	if (mode === 'selected' && selected.length === 0) {
		throw inputError(
			'No output fields are selected',
			'Select fields under "Output Fields", or set "Output" to "All Fields".',
			'outputFields',
		);
	}
	if (mode === 'all') return { fields: undefined, of: (record) => record };
	const fields = mode === 'selected' ? selected : entity.simplifiedFields;
	return { fields, of: (record) => pick(record, fields) };
}

/** An item of the output that comes from the item at `itemIndex` of the input. */
export const asItem = (json: MakiniRecord, itemIndex: number): INodeExecutionData => ({
	json: json as IDataObject,
	pairedItem: { item: itemIndex },
});
