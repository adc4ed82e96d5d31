import type { INodeType } from 'n8n-workflow';
import type { Entity } from '../catalogue/types';
import { connectionTests } from './credentials/credentialTests';
import { listSearches } from './editor/listSearch';
import { fieldMappers } from './editor/resourceMapping';
import { valueMapTargets } from './editor/valueMapTargets';

export { nodeProperties } from './description/nodeProperties';
export { executeNode } from './run/execute';

/** The methods that the parameters of a node with these entities refer to. */
export const nodeMethods = (entities: readonly Entity[]): INodeType['methods'] => ({
	listSearch: listSearches(entities),
	loadOptions: { getValueMapTargets: valueMapTargets(entities) },
	resourceMapping: fieldMappers(entities),
	credentialTest: connectionTests,
});
