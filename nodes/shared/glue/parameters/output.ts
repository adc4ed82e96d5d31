import { pick } from 'lodash';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { referringOf } from '../../catalogue/referring';
import type { Entity } from '../../catalogue/types';
import type { MakiniClient } from '../../client/client';
import { withFlatNames } from '../../client/references/naming';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { inputError } from '../../client/errors/errors';
import { readChoice } from '../description/shapes';

/** What becomes of records: which fields, and in which words other records are referred to. */
export interface Output {
	/** `undefined`: everything. */
	fields: readonly string[] | undefined;
	/** Code and name stand beside keys. */
	names: boolean;
	/** Those are flat texts: "as well" as the keys, or in place of them. */
	flat?: 'asWell' | 'instead';
}

/**
 * Records as they come out.
 * @throws MakiniError (cancelled)
 */
export async function outputOf(
	{ references }: Pick<MakiniClient, 'references'>,
	entity: Entity,
	{ fields, names, flat }: Output,
	records: readonly MakiniRecord[],
): Promise<readonly MakiniRecord[]> {
	const picked = fields ? records.map((record) => pick(record, fields)) : records;
	if (!names) return picked;
	const named = await references.named(entity.fields, picked);
	if (!flat) return named;
	const referring = referringOf(entity.fields);
	return named.map((record) => withFlatNames(referring, record, flat === 'asWell'));
}

/**
 * The fields that the node gives out.
 * @throws MakiniError (input) for an output of another name, and for selected fields without a selection.
 */
export function readOutput(context: IExecuteFunctions, entity: Entity, itemIndex: number): Output {
	const place = { parameter: 'output', label: 'Output', itemIndex };
	const mode = readChoice(context, place, ['all', 'selected', 'simplified'], 'all');
	const names = readsNames(context, itemIndex);
	if (mode === 'all') return { fields: undefined, names };
	if (mode === 'selected') {
		return { fields: readSelected(context, itemIndex), names, flat: 'asWell' };
	}
	return { fields: entity.simplifiedFields, names, flat: 'instead' };
}

/** Files have keys alone unless names are asked for: they are read in full, and names take more requests. */
function readsNames(context: IExecuteFunctions, itemIndex: number): boolean {
	const isFile = context.getNodeParameter('outputAs', itemIndex, 'items') !== 'items';
	const place = { parameter: 'references', label: 'References', itemIndex };
	return readChoice(context, place, ['names', 'keys'], isFile ? 'keys' : 'names') === 'names';
}

const fieldNames = z.array(z.string());

function readSelected(context: IExecuteFunctions, itemIndex: number): string[] {
	const selected = fieldNames.safeParse(context.getNodeParameter('outputFields', itemIndex, []));
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
