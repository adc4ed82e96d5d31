import type { IDataObject, INode, INodeParameters, INodeType } from 'n8n-workflow';
import { START_NAME, START_TYPE, type TestWorkflow } from '../../test/support/engine';
import type { Surroundings } from './model';

/** Name of the node whose work is measured. */
export const NODE_NAME = 'Node';

export interface Single {
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
	input?: IDataObject[];
	extraTypes?: Record<string, INodeType>;
	settings?: Pick<INode, 'onError' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries'>;
}

/** A workflow of a start and one node with the sandbox's credential. */
export function single(
	{ type, typeVersion, parameters, input, extraTypes, settings }: Single,
	{ credentials }: Surroundings,
): TestWorkflow {
	const node: INode = {
		id: '2',
		name: NODE_NAME,
		type,
		typeVersion,
		position: [200, 0],
		parameters,
		credentials: { makiniApi: { id: 'makiniApi', name: 'Makini' } },
		...settings,
	};
	return {
		nodes: [
			{
				id: '1',
				name: START_NAME,
				type: START_TYPE,
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			node,
		],
		connections: { [START_NAME]: { main: [[{ node: NODE_NAME, type: 'main', index: 0 }]] } },
		input,
		credentials,
		extraTypes,
	};
}
