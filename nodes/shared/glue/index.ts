import type { INodeType } from 'n8n-workflow';
import { credentialTests } from './credentials/credentialTests';
import { isEntity, type Resource } from './description/resources';
import { listSearches } from './editor/listSearch';
import { fieldMappers } from './editor/resourceMapping';
import { valueMapTargets } from './editor/valueMapTargets';

export { nodeProperties } from './description/nodeProperties';
export { executeNode } from './run/execute';
export { apiRequestResources, connectionResources } from './requests';

/** The methods that the parameters and credentials of a node with these resources refer to. */
export const nodeMethods = (resources: readonly Resource[]): INodeType['methods'] => ({
	listSearch: listSearches(resources),
	loadOptions: { getValueMapTargets: valueMapTargets(resources.filter(isEntity)) },
	resourceMapping: fieldMappers(resources.filter(isEntity)),
	credentialTest: credentialTests,
});
