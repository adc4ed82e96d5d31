import type { ILoadOptionsFunctions, INodeListSearchResult, INodeType } from 'n8n-workflow';
import { credentialTests } from '../credentialTests';

export { apiRequestResources, apiRequestSearches } from './apiRequest';
export { connectionResources, connectionSearches } from './connection';
export { requestProperties } from './properties';
export { executeRequests } from './run';

type Searches = Record<
	string,
	(this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult>
>;

/** The methods that the parameters and credentials of a node with these searches refer to. */
export const requestMethods = (listSearch: Searches): INodeType['methods'] => ({
	listSearch,
	credentialTest: credentialTests,
});
