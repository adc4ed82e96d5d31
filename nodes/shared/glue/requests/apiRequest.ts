import { passthrough } from './passthrough';
import { path } from './path';
import { rawRow, rawTable, searchRawTable } from './rawTables';
import type { RequestResource } from './types';

/** What the node for requests of one's own offers. */
export const apiRequestResources: readonly [RequestResource, ...RequestResource[]] = [
	path,
	passthrough,
	rawRow,
	rawTable,
];

export const apiRequestSearches = { searchRawTable };
