import type { ILoadOptionsFunctions, INodeListSearchResult, INodeType } from 'n8n-workflow';
import { credentialTests } from '../credentials/credentialTests';
import { passthrough } from './apiRequest/passthrough';
import { path } from './apiRequest/path';
import { rawRow, rawTable, searchRawTable } from './apiRequest/rawTables';
import {
	client,
	connection,
	platform,
	searchConnection,
	searchPlatform,
} from './connection/connections';
import { current, sync } from './connection/currentConnection';
import type { RequestResource } from './types';

export { requestProperties } from './requestProperties';
export { executeRequests } from './runRequests';

/** What the node for requests of one's own offers. */
export const apiRequestResources: readonly [RequestResource, ...RequestResource[]] = [
	path,
	passthrough,
	rawRow,
	rawTable,
];

export const apiRequestSearches = { searchRawTable };

/** What the node for connections offers. */
export const connectionResources: readonly [RequestResource, ...RequestResource[]] = [
	current,
	client,
	connection,
	platform,
	sync,
];

export const connectionSearches = { searchConnection, searchPlatform };

type Searches = Record<
	string,
	(this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult>
>;

/** The methods that the parameters and credentials of a node with these searches refer to. */
export const requestMethods = (listSearch: Searches): INodeType['methods'] => ({
	listSearch,
	credentialTest: credentialTests,
});
