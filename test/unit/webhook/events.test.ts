import fc from 'fast-check';
import { catalogue } from '../../../nodes/shared/catalogue';
import { readEvent } from '../../../nodes/shared/webhook/event';
import { wordsOf } from '../../../nodes/shared/webhook/words';

const classOf = (raw: Record<string, unknown>) => {
	const { event, entity } = readEvent(raw);
	return entity === null ? event : `${event} ${entity}`;
};

describe('the kind of an event, by its name', () => {
	it.each([
		['connection.reauthorization_required', 'connectionReauthorization'],
		['connection.requires_authentication', 'connectionReauthorization'],
		['ConnectionRequiresAuthentication', 'connectionReauthorization'],
		['CONNECTION_REQUIRES_REAUTHENTICATION', 'connectionReauthorization'],
		['connection.needs_reauthorization', 'connectionReauthorization'],
		['connection.credentials_expired', 'connectionReauthorization'],
		['integration.authentication.failed', 'connectionReauthorization'],
		['connection.online', 'connectionOnline'],
		['connectionOnline', 'connectionOnline'],
		['connection_connected', 'connectionOnline'],
		['connection.status.online', 'connectionOnline'],
		['connection.offline', 'connectionOffline'],
		['makini.connection.offline', 'connectionOffline'],
		['integration-disconnected', 'connectionOffline'],
		['sync.completed', 'syncCompleted'],
		['SyncCompleted', 'syncCompleted'],
		['connection.sync.completed', 'syncCompleted'],
		['erp.sync_succeeded', 'syncCompleted'],
		['sync.failed', 'syncFailed'],
		['SYNC_FAILED', 'syncFailed'],
		['sync.completed_with_errors', 'syncFailed'],
		['system.error', 'systemError'],
		['SystemError', 'systemError'],
		['system_error_occurred', 'systemError'],
		['connection.error', 'systemError'],
		['error', 'systemError'],
		['PurchaseOrder.updated', 'recordUpdated purchaseOrder'],
		['purchase_order.inserted', 'recordInserted purchaseOrder'],
		['purchase_order.created', 'recordInserted purchaseOrder'],
		['erp.purchase-orders.updated', 'recordUpdated purchaseOrder'],
		['purchaseOrderUpdated', 'recordUpdated purchaseOrder'],
		['PURCHASE_ORDER_UPDATED', 'recordUpdated purchaseOrder'],
		['updated.purchase_order', 'recordUpdated purchaseOrder'],
		['po.updated', 'recordUpdated purchaseOrder'],
		['purchaseorder.updated', 'recordUpdated purchaseOrder'],
		['purchase_order.status_changed', 'recordUpdated purchaseOrder'],
		['purchase_order_status.changed', 'recordUpdated purchaseOrderStatus'],
		['purchase_order.record.updated', 'recordUpdated purchaseOrder'],
		['eam:work_order:created', 'recordInserted workOrder'],
		['sites.inserted', 'recordInserted site'],
		['Companies.updated', 'recordUpdated company'],
		['Asset.updated', 'recordUpdated asset'],
		['RFQ.created', 'recordInserted rfq'],
		['BillOfMaterial.updated', 'recordUpdated billOfMaterial'],
		['inventory.updated', 'recordUpdated inventory'],
		['assets.updated', 'recordUpdated asset'],
		['work_orders.inserted', 'recordInserted workOrder'],
		['workOrders.inserted', 'recordInserted workOrder'],
		['work-orders.inserted', 'recordInserted workOrder'],
		['WorkOrders.inserted', 'recordInserted workOrder'],
		['WorkOrder.inserted', 'recordInserted workOrder'],
		['work orders.inserted', 'recordInserted workOrder'],
		['workorders.inserted', 'recordInserted workOrder'],
		['purchase_orders.updated', 'recordUpdated purchaseOrder'],
		['purchaseOrders.updated', 'recordUpdated purchaseOrder'],
		['purchase orders.updated', 'recordUpdated purchaseOrder'],
		['materials.updated', 'recordUpdated material'],
		['parts.inserted', 'recordInserted material'],
		['locations.inserted', 'recordInserted location'],
		['connection.active', 'connectionOnline'],
		['connection.inactive', 'connectionOffline'],
		['connection.deleted', 'connectionOffline'],
		['connections.deleted', 'connectionOffline'],
		['connection.pending', 'other'],
		['assets.deleted', 'other asset'],
		['sync.started', 'other'],
		['connection.created', 'other'],
		['purchase_order.deleted', 'other purchaseOrder'],
		['widget.updated', 'other'],
		['something.new', 'other'],
		['x'.repeat(10_000), 'other'],
		['', 'other'],
	])('%s', (event, expected) => {
		expect(classOf({ event })).toBe(expected);
	});

	it('knows every entity of the catalogue in every usual spelling', () => {
		for (const { name } of Object.values(catalogue)) {
			const words = wordsOf(name);
			const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
			for (const spelling of [
				name,
				pascal,
				words.join('_'),
				words.join('-'),
				words.join('_').toUpperCase(),
			]) {
				expect(classOf({ event: `${spelling}.updated` })).toBe(`recordUpdated ${name}`);
				expect(classOf({ type: 'record.inserted', entity: spelling })).toBe(
					`recordInserted ${name}`,
				);
			}
		}
	});
});

describe('the kind of an event, by what stands beside its name', () => {
	it.each([
		[{ type: 'sync', status: 'failed' }, 'syncFailed'],
		[{ type: 'sync.completed', data: { status: 'error' } }, 'syncFailed'],
		[{ type: 'sync.completed', success: false }, 'syncFailed'],
		[{ event_type: 'sync', data: { sync_status: 'fulldone' } }, 'syncCompleted'],
		[{ event: 'connection.status_changed', status: 'Deleted' }, 'connectionOffline'],
		[{ event: 'connection.status_changed', status: 'In progress' }, 'other'],
		[{ event: 'connection.status_changed', data: { status: 'offline' } }, 'connectionOffline'],
		[
			{ event: 'connection.status_changed', status: 'requires_reauthorization' },
			'connectionReauthorization',
		],
		[{ event: 'record.updated', entity: 'work-orders' }, 'recordUpdated workOrder'],
		[{ event: 'updated', data: { entity_type: 'PurchaseOrder' } }, 'recordUpdated purchaseOrder'],
		[{ event: 'purchase_order', action: 'insert' }, 'recordInserted purchaseOrder'],
		[{ EventType: 'Asset.Updated' }, 'recordUpdated asset'],
		[{ topic: 'vendors/updated' }, 'recordUpdated vendor'],
		[{ event: { type: 'connection.online' } }, 'connectionOnline'],
		[{ type: 'event', event: 'sync.failed' }, 'syncFailed'],
		[{ event: 'site.archived', entity: 'site' }, 'other site'],
		[{ event: 7 }, 'other'],
		[{}, 'other'],
	])('%j', (raw, expected) => {
		expect(classOf(raw)).toBe(expected);
	});
});

describe('the kind of a sync, by every published spelling of its status', () => {
	it.each([
		...['done', 'fulldone', 'full_done', 'fullDone'].map((word) => [word, 'syncCompleted']),
		...['inprogress', 'in_progress', 'inProgress', 'pending'].map((word) => [word, 'other']),
		...['error', 'fail'].map((word) => [word, 'syncFailed']),
	])('%s', (sync_status, expected) => {
		expect(classOf({ type: 'sync', sync_status })).toBe(expected);
		expect(classOf({ type: 'sync', data: { syncStatus: sync_status } })).toBe(expected);
	});
});

describe('the parts of an event', () => {
	it('are found under several names', () => {
		const expected = {
			connectionId: '42',
			occurredAt: Date.UTC(2026, 4, 3, 10),
			recordKey: 'po-1',
		};
		const spellings = [
			{ event: 'a', connection_id: 42, timestamp: '2026-05-03T10:00:00Z', data: { key: 'po-1' } },
			{
				event: 'a',
				connectionId: '42',
				occurredAt: '2026-05-03 10:00:00',
				payload: { id: 'po-1' },
			},
			{ event: 'a', connection: { id: 42 }, time: 1777802400, record_key: 'po-1' },
			{
				event: { type: 'a', timestamp: 1777802400000 },
				data: { connectionKey: '42', record: { key: 'po-1' } },
			},
			{
				event: 'a',
				'Connection-ID': '42',
				created_at: 'Sun, 03 May 2026 10:00:00 GMT',
				key: 'po-1',
			},
		];
		for (const raw of spellings) expect(readEvent(raw)).toMatchObject(expected);
	});

	it('are null where they are missing or no use', () => {
		expect(
			readEvent({ event: 'a', connection_id: '', timestamp: 'soon', data: 'text' }),
		).toMatchObject({
			connectionId: null,
			occurredAt: null,
			recordKey: null,
			id: null,
			data: { event: 'a' },
		});
	});

	it('are read from anything that JSON can hold', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (raw) => {
				expect(readEvent(raw).raw).toEqual(raw);
			}),
		);
	});
});
