import type { INodeParameters } from 'n8n-workflow';
import { recordAt } from '../../support';
import { keysOf, LIST_TARGETS, locator, marked, processed } from './common';
import type { MatrixOperation, Scene } from './types';

const toPath = (method: string, path: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'path',
	operation: 'send',
	method,
	path,
	...more,
});

const ordersPath = ({ style }: Scene): string =>
	`/api/${style === 'v1' ? 'v1' : 'erp'}/purchase-orders`;

const requests = 'MakiniApiRequest';

export const ofRequests: MatrixOperation[] = [
	{
		name: 'records of a path',
		node: requests,
		side: 'erp',
		targets: LIST_TARGETS,
		prepare: (scene) => ({
			parameters: toPath('GET', ordersPath(scene), { answer: 'records', returnAll: true }),
			keys: () => keysOf(scene.server.records('purchase-orders')),
		}),
	},
	{
		name: 'POST to a path',
		isConfirmedBy: 'anything',
		node: requests,
		side: 'erp',
		targets: { POST: { method: 'POST' } },
		prepare: (scene) => ({
			parameters: toPath('POST', ordersPath(scene), { body: '{"orderNo": "NEW-0"}' }),
			effects: marked(scene.server, 'purchase-orders', 'orderNo', ['NEW-0']),
		}),
	},
	{
		name: 'PUT to a path',
		isConfirmedBy: 'anything',
		node: requests,
		side: 'erp',
		targets: { PUT: { method: 'PUT' } },
		prepare: (scene) => {
			const { key } = recordAt(scene.server, 'purchase-orders', 3);
			return {
				parameters: toPath('PUT', `${ordersPath(scene)}/${key}`, { body: '{"title": "Mark 0"}' }),
				effects: marked(scene.server, 'purchase-orders', 'title', ['Mark 0']),
			};
		},
	},
	{
		name: 'passthrough',
		isConfirmedBy: 'anything',
		node: requests,
		side: 'erp',
		targets: { POST: { method: 'POST' } },
		prepare: ({ server }) => ({
			parameters: {
				resource: 'passthrough',
				operation: 'send',
				method: 'post',
				path: 'orders',
				bodyFormat: 'json',
				bodyJson: '{"a": 1}',
			},
			effects: processed(() => server.log(), /passthrough/),
		}),
	},
	{
		name: 'rows of a raw table',
		node: requests,
		side: 'erp',
		targets: {
			'first page': { path: '/data', page: 1 },
			'second page': { path: '/data', page: 2 },
		},
		prepare: ({ server }) => ({
			parameters: {
				resource: 'rawRow',
				operation: 'getAll',
				table: locator('VENDORS'),
				returnAll: true,
			},
			keys: () => keysOf(server.records('vendors')),
		}),
	},
];
