import type { IDataObject, IExecuteFunctions, IGetNodeParameterOptions, INode } from 'n8n-workflow';
import { MakiniError } from '../../../nodes/shared/client/errors/errors';

export const node: INode = {
	id: 'n1',
	name: 'Makini',
	type: 'makiniPurchaseOrder',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/**
 * A node's context that knows nothing but these parameters.
 * @param raw what stands in the node where a value came from an expression.
 */
export const contextOf = (parameters: IDataObject, raw: IDataObject = {}): IExecuteFunctions =>
	({
		getNodeParameter: (
			name: string,
			_item: number,
			fallback?: unknown,
			options: IGetNodeParameterOptions = {},
		) => {
			if (options.rawExpressions && name in raw) return raw[name];
			return name in parameters ? parameters[name] : fallback;
		},
		getNode: () => node,
		getTimezone: () => 'Europe/Berlin',
	}) as unknown as IExecuteFunctions;

/** The error of work that has to fail. */
export function problemOf(work: () => unknown): MakiniError {
	try {
		work();
	} catch (error) {
		if (error instanceof MakiniError) return error;
		throw error;
	}
	throw new Error('No error was thrown');
}
