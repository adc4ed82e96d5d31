import type { INodeParameters } from 'n8n-workflow';
import { identityOf } from '../../../../sandbox/api/integration';
import { CONNECTION_NAME, locator, processed, SYSTEM_LOGIN, wasProcessed } from './common';
import type { MatrixOperation, Scene } from './types';

const connections = 'MakiniConnection';

export const ofConnections: MatrixOperation[] = [
	{
		name: 'state of the connection',
		node: connections,
		side: 'erp',
		targets: { GET: { method: 'GET' } },
		prepare: () => ({ parameters: { resource: 'current', operation: 'get' } }),
	},
	{
		name: 'disconnect',
		isConfirmedBy: 'JSON',
		node: connections,
		side: 'erp',
		// The v1 style has no such path.
		style: 'module',
		targets: { DELETE: { method: 'DELETE' } },
		prepare: ({ server }) => ({
			parameters: { resource: 'current', operation: 'disconnect', confirmation: 'DISCONNECT' },
			effects: () => [
				server.log().some((entry) => entry.method === 'DELETE' && wasProcessed(entry)) ? 1 : 0,
			],
		}),
	},
	{
		name: 'start a sync',
		isConfirmedBy: 'JSON',
		node: connections,
		side: 'erp',
		style: 'v1',
		targets: { POST: { method: 'POST' } },
		prepare: ({ server }) => ({
			parameters: { resource: 'sync', operation: 'start', entity: 'purchase-orders' },
			effects: processed(() => server.log(), /sync$/),
		}),
	},
];

/** Key of the connection that the operations of an application are about. */
const CONNECTION_KEY = identityOf({ name: CONNECTION_NAME, systemType: 'erp' }).id;

const onConnection = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'connection',
	operation,
	connectionKey: locator(CONNECTION_KEY),
	...more,
});

const systemPost = ({ sandbox }: Scene, path: RegExp) => processed(() => sandbox.systemLog(), path);

const common = { node: connections, side: 'application', style: 'module' } as const;

/** Operations of an application; what they do is told by the sandbox's log. */
export const ofApplication: MatrixOperation[] = [
	{
		...common,
		name: 'client',
		targets: { GET: { method: 'GET' } },
		prepare: () => ({ parameters: { resource: 'client', operation: 'get' } }),
	},
	{
		...common,
		name: 'connections',
		targets: { GET: { method: 'GET' } },
		prepare: () => ({
			parameters: { resource: 'connection', operation: 'getAll', returnAll: true },
		}),
	},
	{
		...common,
		name: 'create a connection',
		targets: { POST: { path: '/connections', method: 'POST' } },
		prepare: (scene) => ({
			parameters: {
				resource: 'connection',
				operation: 'create',
				name: 'Plant 7',
				email: 'name@example.com',
				provider: locator('sap'),
				systemLogin: JSON.stringify({ password: SYSTEM_LOGIN }),
			},
			effects: systemPost(scene, /connections$/),
		}),
	},
	{
		...common,
		name: 'create a token',
		targets: { POST: { path: '/token', method: 'POST' } },
		prepare: (scene) => ({
			parameters: onConnection('createToken'),
			effects: systemPost(scene, /connections\/\d+\/token$/),
		}),
	},
	{
		...common,
		name: 'set metadata',
		targets: { POST: { path: '/metadata', method: 'POST' } },
		prepare: (scene) => ({
			parameters: onConnection('setMetadata', {
				metadata: { entries: [{ name: 'customer_no', value: '7' }] },
			}),
			effects: systemPost(scene, /metadata$/),
		}),
	},
	{
		...common,
		name: 'delete a connection',
		isConfirmedBy: 'JSON',
		targets: { DELETE: { method: 'DELETE' } },
		prepare: ({ sandbox }) => ({
			parameters: onConnection('delete'),
			effects: () => [
				sandbox.systemLog().some((entry) => entry.method === 'DELETE' && wasProcessed(entry))
					? 1
					: 0,
			],
		}),
	},
];
