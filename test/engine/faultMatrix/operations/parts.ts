import type { StoredRecord } from '../../../../sandbox/server/server';
import { AUTO_MAP, byKey, numbers, OWN_COLUMNS, recordAt } from '../../support';
import { ITEMS, keysOf, locator, marked, text } from './common';
import type { MatrixOperation } from './types';

/** Records that belong to others, and entities with ways of their own. */
export const ofParts: MatrixOperation[] = [
	{
		name: 'get children of a material',
		node: 'MakiniMaterial',
		side: 'erp',
		targets: { 'first page': { path: '/children', page: 1 } },
		prepare: ({ server }) => {
			const owner = text(recordAt(server, 'materials/children'), 'assemblyKey');
			const own = server.records('materials/children');
			return {
				parameters: {
					resource: 'material',
					operation: 'getChildren',
					returnAll: true,
					...byKey(owner),
				},
				keys: () => keysOf(own.filter((each) => text(each, 'assemblyKey') === owner)),
			};
		},
	},
	{
		name: 'update inventory of a material',
		node: 'MakiniMaterial',
		side: 'erp',
		targets: { PUT: { method: 'PUT' } },
		prepare: ({ server }) => {
			const { key } = recordAt(server, 'materials', 3);
			return {
				parameters: {
					resource: 'material',
					operation: 'updateInventory',
					...byKey(key),
					inputMode: 'json',
					jsonData: JSON.stringify({ quantity: 4711 }),
				},
				effects: () => {
					const material = server.records('materials').find((each) => each.key === key);
					const inventory = material?.inventory as StoredRecord | undefined;
					return [Number(inventory?.quantity) === 4711 ? 1 : 0];
				},
			};
		},
	},
	{
		name: 'add a material to a work order',
		node: 'MakiniWorkOrder',
		side: 'eam',
		targets: { POST: { method: 'POST' } },
		prepare: ({ server }) => ({
			parameters: {
				resource: 'material',
				operation: 'add',
				parentKey: locator(recordAt(server, 'work-orders').key),
				...OWN_COLUMNS,
			},
			input: numbers(ITEMS).map((item) => ({
				materialKey: recordAt(server, 'materials', item).key,
				requiredQuantity: 7000 + item,
				usedQuantity: 1,
			})),
			effects: () =>
				numbers(ITEMS).map(
					(item) =>
						server
							.records('work-orders/materials')
							.filter((each) => Number(each.requiredQuantity) === 7000 + item).length,
				),
		}),
	},
	{
		name: 'update a material of a work order',
		node: 'MakiniWorkOrder',
		side: 'eam',
		targets: { PUT: { method: 'PUT' } },
		prepare: ({ server }) => {
			const part = recordAt(server, 'work-orders/materials');
			const stored = () =>
				server.records('work-orders/materials').find(({ key }) => key === part.key);
			return {
				parameters: {
					resource: 'material',
					operation: 'update',
					parentKey: locator(text(part, 'workOrderKey')),
					...byKey(part.key),
					inputMode: 'json',
					jsonData: JSON.stringify({
						materialKey: part.materialKey,
						requiredQuantity: 4711,
						usedQuantity: 1,
					}),
				},
				effects: () => [Number(stored()?.requiredQuantity) === 4711 ? 1 : 0],
			};
		},
	},
	{
		name: 'mark a shipment as delivered',
		node: 'MakiniShipmentOrder',
		side: 'wms',
		targets: { POST: { method: 'POST' } },
		prepare: ({ server }) => {
			const delivered = server
				.records('statuses/shipment-orders')
				.find((status) => status.code === 'DELIVERED')?.key;
			const { key } =
				server.records('shipment-orders').find((each) => each.statusKey !== delivered) ??
				recordAt(server, 'shipment-orders');
			const stored = () => server.records('shipment-orders').find((each) => each.key === key);
			return {
				parameters: { resource: 'shipmentOrder', operation: 'markDelivered', ...byKey(key) },
				effects: () => [text(stored(), 'statusKey') === delivered ? 1 : 0],
			};
		},
	},
	{
		name: 'create without a natural key',
		node: 'MakiniServiceRequest',
		side: 'eam',
		targets: { POST: { method: 'POST' } },
		prepare: ({ server }) => {
			const marks = numbers(ITEMS).map((item) => `Request ${item}`);
			return {
				parameters: { resource: 'serviceRequest', operation: 'create', ...AUTO_MAP },
				input: marks.map((title) => ({ title, description: title })),
				effects: marked(server, 'service-requests', 'title', marks),
			};
		},
	},
	{
		name: 'upload',
		node: 'MakiniDocument',
		side: 'eam',
		targets: { POST: { method: 'POST' } },
		prepare: ({ server }) => {
			const data = {
				data: Buffer.from('a manual').toString('base64'),
				mimeType: 'text/plain',
				fileName: 'manual.txt',
			};
			return {
				parameters: { resource: 'document', operation: 'upload', documentName: 'Pump manual' },
				input: [{ json: {}, binary: { data } }],
				effects: marked(server, 'documents', 'name', ['Pump manual']),
			};
		},
	},
];
