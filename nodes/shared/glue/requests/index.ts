import type { RequestResource } from '../description/resources';
import { passthrough } from './apiRequest/passthrough';
import { path } from './apiRequest/path';
import { rawRow, rawTable } from './apiRequest/rawTables';
import { change } from './connection/change';
import { client, connection, platform } from './connection/connections';
import { current } from './connection/currentConnection';
import { sync } from './connection/sync';

type Resources = readonly [RequestResource, ...RequestResource[]];

/** What the node for requests of one's own offers. */
export const apiRequestResources: Resources = [path, passthrough, rawRow, rawTable];

/** What the node for connections offers. */
export const connectionResources: Resources = [current, change, client, connection, platform, sync];
