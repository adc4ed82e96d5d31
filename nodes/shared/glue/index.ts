import type { INodeType } from 'n8n-workflow';
import type { Entity } from '../catalogue/types';
import { connectionTests } from './credentialTests';
import { listSearches } from './listSearch';
import { fieldMappers } from './resourceMapping';

export { nodeProperties } from './properties';
export { executeNode } from './execute';

/** The methods that the parameters of a node with these entities refer to. */
export const nodeMethods = (entities: readonly Entity[]): INodeType['methods'] => ({
	listSearch: listSearches(entities),
	resourceMapping: fieldMappers(entities),
	credentialTest: connectionTests,
});
