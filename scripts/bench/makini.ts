import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Subject } from './model';
import { MAKINI } from './goals';
import { single, type Single } from './workflows';

type Settings = Single['settings'];

const orders = (
	parameters: INodeParameters,
): Pick<Single, 'type' | 'typeVersion' | 'parameters'> => ({
	type: 'n8n-nodes-makini.makiniPurchaseOrder',
	typeVersion: 1,
	parameters: { resource: 'purchaseOrder', ...parameters },
});

/** Reads all purchase orders as they are, with keys alone, as an HTTP request gives them. */
export const readAll = (
	pageSize: number,
	{ name = MAKINI, references = 'keys' }: { name?: string; references?: 'keys' | 'names' } = {},
): Subject => ({
	name,
	workflows: (surroundings) => [
		single(
			orders({ operation: 'getAll', returnAll: true, references, options: { pageSize } }),
			surroundings,
		),
	],
});

/** Writes the columns of each item, with no setting touched; each list of items in an execution of its own. */
export const write = (
	operation: 'create' | 'upsert',
	inputs: readonly IDataObject[][],
	settings?: Settings,
): Subject => ({
	name: MAKINI,
	workflows: (surroundings) =>
		inputs.map((input) =>
			single(
				{
					...orders({
						operation,
						inputMode: 'fields',
						fields: { mappingMode: 'autoMapInputData', value: null },
					}),
					input,
					settings,
				},
				surroundings,
			),
		),
});
