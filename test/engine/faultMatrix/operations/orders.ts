import type { ConnectionControl, StoredRecord } from '../../../../sandbox/server/server';
import { AUTO_MAP, byKey, numbers, orders, recordAt } from '../../support';
import { ITEMS, keysOf, LIST_TARGETS, locator, marked, text } from './common';
import type { MatrixOperation } from './types';

const chosenOrders = (server: ConnectionControl): StoredRecord[] =>
	numbers(ITEMS).map((index) => recordAt(server, 'purchase-orders', 10 + index));

/** Numbers of no order, but near to one's: in another case, and a part of it. */
function numbersNear(server: ConnectionControl): string[] {
	const orderNo = text(recordAt(server, 'purchase-orders', 20), 'orderNo');
	return [orderNo.toLowerCase(), orderNo.slice(1)];
}

const node = 'MakiniPurchaseOrder';

export const ofOrders: MatrixOperation[] = [
	{
		name: 'get',
		node,
		side: 'erp',
		targets: { GET: { method: 'GET' } },
		prepare: ({ server }) => {
			const keys = keysOf(chosenOrders(server));
			const input = keys.map((key) => ({ key }));
			return { parameters: orders('get', byKey('={{ $json.key }}')), input, keys: () => keys };
		},
	},
	{
		name: 'get many',
		node,
		side: 'erp',
		targets: LIST_TARGETS,
		prepare: ({ server }) => ({
			parameters: orders('getAll', { returnAll: true, options: { pageSize: 10 } }),
			keys: () => keysOf(server.records('purchase-orders')),
		}),
	},
	{
		name: 'create',
		node,
		side: 'erp',
		targets: { POST: { method: 'POST' } },
		isVerified: true,
		prepare: ({ server }) => {
			const marks = numbersNear(server);
			const input = marks.map((orderNo) => ({ orderNo, title: `Auftrag für ${orderNo}` }));
			const effects = marked(server, 'purchase-orders', 'orderNo', marks);
			return { parameters: orders('create', AUTO_MAP), input, effects };
		},
	},
	{
		name: 'update',
		node,
		side: 'erp',
		targets: { PUT: { method: 'PUT' } },
		prepare: ({ server }) => {
			const input = chosenOrders(server).map(({ key }, item) => ({ key, title: `Mark ${item}` }));
			const marks = input.map(({ title }) => title);
			const parameters = orders('update', { ...byKey('={{ $json.key }}'), ...AUTO_MAP });
			return { parameters, input, effects: marked(server, 'purchase-orders', 'title', marks) };
		},
	},
	{
		name: 'create or update',
		node,
		side: 'erp',
		targets: { GET: { method: 'GET' }, POST: { method: 'POST' }, PUT: { method: 'PUT' } },
		isVerified: true,
		prepare: ({ server }) => {
			const [first] = chosenOrders(server);
			const numbersOf = [...numbersNear(server), text(first, 'orderNo')];
			const input = numbersOf.map((orderNo, item) => ({ orderNo, title: `Größe ${item}` }));
			const effects = (): number[] =>
				input.map(({ orderNo, title }) => {
					const named = server
						.records('purchase-orders')
						.filter((order) => text(order, 'orderNo') === orderNo);
					// One that was there already and is there twice now carries the mark once.
					return named.length > 1 ? named.length : Number(text(named[0], 'title') === title);
				});
			return { parameters: orders('upsert', AUTO_MAP), input, effects };
		},
	},
	{
		name: 'delete',
		isConfirmedBy: 'JSON',
		node,
		side: 'erp',
		targets: { DELETE: { method: 'DELETE' } },
		prepare: ({ server }) => {
			const keys = keysOf(chosenOrders(server));
			const input = keys.map((key) => ({ key }));
			const isGone = (key: string): boolean =>
				server.records('purchase-orders').every((order) => order.key !== key);
			const effects = (): number[] => keys.map((key) => (isGone(key) ? 1 : 0));
			return { parameters: orders('delete', byKey('={{ $json.key }}')), input, effects };
		},
	},
	{
		name: 'update status',
		node,
		side: 'erp',
		targets: { PUT: { method: 'PUT' } },
		prepare: ({ server }) => {
			const chosen = chosenOrders(server);
			const used = new Set(chosen.map((order) => text(order, 'statusKey')));
			const status = server
				.records('statuses/purchase-orders')
				.find(({ key }) => !used.has(key))?.key;
			const keys = keysOf(chosen);
			const stored = (key: string) =>
				server.records('purchase-orders').find((order) => order.key === key);
			return {
				parameters: orders('updateStatus', {
					...byKey('={{ $json.key }}'),
					status: locator(status ?? ''),
				}),
				input: keys.map((key) => ({ key })),
				effects: () => keys.map((key) => (text(stored(key), 'statusKey') === status ? 1 : 0)),
			};
		},
	},
];
