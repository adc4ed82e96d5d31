import { pick } from 'lodash';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import type { Entity } from '../../catalogue/types';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { inputError } from '../../client/errors/errors';
import { readChoice } from '../description/shapes';

/** What becomes of records: which fields, and how a record becomes what has only those. */
export interface Output {
	/** `undefined`: everything. */
	fields: readonly string[] | undefined;
	of: (record: MakiniRecord) => MakiniRecord;
}

/**
 * The fields that the node gives out.
 * @throws MakiniError (input) for an output of another name, and for selected fields without a selection.
 */
export function readOutput(context: IExecuteFunctions, entity: Entity, itemIndex: number): Output {
	const place = { parameter: 'output', label: 'Output', itemIndex };
	const mode = readChoice(context, place, ['all', 'selected', 'simplified'], 'all');
	if (mode === 'all') return { fields: undefined, of: (record) => record };
	const fields = mode === 'selected' ? readSelected(context, itemIndex) : entity.simplifiedFields;
	return { fields, of: (record) => pick(record, fields) };
}

const names = z.array(z.string());

function readSelected(context: IExecuteFunctions, itemIndex: number): string[] {
	const selected = names.safeParse(context.getNodeParameter('outputFields', itemIndex, []));
	if (!selected.success) {
		throw inputError(
			'"Output Fields" is not a list of names',
			'Select fields, or let the expression give a list such as {{ ["orderNo", "title"] }}.',
			'outputFields',
		);
	}
	if (selected.data.length === 0) {
		throw inputError(
			'No output fields are selected',
			'Select fields under "Output Fields", or set "Output" to "All Fields".',
			'outputFields',
		);
	}
	return selected.data;
}

/** An item of the output that comes from the item at `itemIndex` of the input. */
export const asItem = (json: MakiniRecord, itemIndex: number): INodeExecutionData => ({
	json: json as IDataObject,
	pairedItem: { item: itemIndex },
});
