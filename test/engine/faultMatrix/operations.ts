import type { INodeParameters } from 'n8n-workflow';
import { identityOf } from '../../../sandbox/api/integration';
import type {
	ConnectionControl,
	FaultRule,
	LogEntry,
	RunningSandbox,
	StoredRecord,
} from '../../../sandbox/server';
import type { TestItem } from '../../support/engine';
import { AUTO_MAP, byKey, numbers, orders, recordAt, type Style } from '../support';

/** Which sandbox an operation runs against: a connection of a system type, or an application. */
export type Side = 'erp' | 'eam' | 'wms' | 'application';

export interface Scene {
	sandbox: RunningSandbox;
	server: ConnectionControl;
	style: Style;
}

/** What a node is run with. */
export interface Prepared {
	parameters: INodeParameters;
	input?: TestItem[];
	/** For reads: the keys that there are now, in order. */
	keys?: () => string[];
	/** For writes: how often the effect of each item is there now. */
	effects?: () => number[];
}

export interface MatrixOperation {
	name: string;
	node: string;
	side: Side;
	style?: Style;
	/** The requests that faults strike, by what they are called. */
	targets: Readonly<Record<string, NonNullable<FaultRule['match']>>>;
	/** What confirms the write: any answer, or any that is JSON; else only a record does. */
	isConfirmedBy?: 'anything' | 'JSON';
	/** A POST that is looked up where its answer was lost. */
	isVerified?: boolean;
	prepare: (scene: Scene) => Prepared;
}

/** Name of the connection in every sandbox. */
export const CONNECTION_NAME = 'a';

/** A password that stands in a node's parameters. */
export const SYSTEM_LOGIN = 'login-of-the-system-51d2';

const ITEMS = 2;

const locator = (value: string): INodeParameters => ({ __rl: true, mode: 'id', value });

const keysOf = (records: readonly StoredRecord[]): string[] => records.map(({ key }) => key);

const text = (record: StoredRecord | undefined, field: string): string =>
	String(record?.[field] ?? '');

/** Counts, for each item, the records that carry its mark. */
const marked =
	(server: ConnectionControl, entity: string, field: string, marks: readonly string[]) =>
	(): number[] =>
		marks.map((mark) => server.records(entity).filter((each) => text(each, field) === mark).length);

const PROCESSED = new Set(['dropAfter', 'slow', 'garbage', 'cutBody']);

const wasProcessed = ({ status, fault }: LogEntry): boolean =>
	fault === undefined ? Number(status) < 300 : PROCESSED.has(fault);

/** Counts how often a POST to a path was processed, for requests that leave no record. */
const processed = (log: () => LogEntry[], path: RegExp) => (): number[] => [
	log().filter((entry) => entry.method === 'POST' && path.test(entry.path) && wasProcessed(entry))
		.length,
];

const chosenOrders = (server: ConnectionControl): StoredRecord[] =>
	numbers(ITEMS).map((index) => recordAt(server, 'purchase-orders', 10 + index));

const LIST_TARGETS = { 'first page': { page: 1 }, 'third page': { page: 3 } };

const node = 'MakiniPurchaseOrder';

const ofOrders: MatrixOperation[] = [
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
			const marks = numbers(ITEMS).map((item) => `NEW-${item}`);
			const input = marks.map((orderNo) => ({ orderNo, title: `Order ${orderNo}` }));
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
			const numbersOf = ['NEW-0', text(first, 'orderNo')];
			const input = numbersOf.map((orderNo, item) => ({ orderNo, title: `Mark ${item}` }));
			const marks = input.map(({ title }) => title);
			const effects = marked(server, 'purchase-orders', 'title', marks);
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

const ofParts: MatrixOperation[] = [
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
				...AUTO_MAP,
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

const ofRequests: MatrixOperation[] = [
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

const connections = 'MakiniConnection';

const ofConnections: MatrixOperation[] = [
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
const ofApplication: MatrixOperation[] = [
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

export const OPERATIONS: readonly MatrixOperation[] = [
	...ofOrders,
	...ofParts,
	...ofRequests,
	...ofConnections,
	...ofApplication,
];
