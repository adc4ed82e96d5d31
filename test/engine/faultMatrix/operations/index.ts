import { ofApplication, ofConnections } from './connections';
import { ofOrders } from './orders';
import { ofParts } from './parts';
import { ofRequests } from './requests';
import type { MatrixOperation } from './types';

export { CONNECTION_NAME, SYSTEM_LOGIN } from './common';
export type { MatrixOperation, Prepared, Scene, Side } from './types';

export const OPERATIONS: readonly MatrixOperation[] = [
	...ofOrders,
	...ofParts,
	...ofRequests,
	...ofConnections,
	...ofApplication,
];
