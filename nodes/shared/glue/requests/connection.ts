import { client, connection, platform, searchConnection, searchPlatform } from './connections';
import { current, sync } from './currentConnection';
import type { RequestResource } from './types';

/** What the node for connections offers. */
export const connectionResources: readonly [RequestResource, ...RequestResource[]] = [
	current,
	client,
	connection,
	platform,
	sync,
];

export const connectionSearches = { searchConnection, searchPlatform };
