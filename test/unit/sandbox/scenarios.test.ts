import { select } from '../../../sandbox/api/query';
import { readSelection } from '../../../sandbox/data/selection';
import { compareOrders } from '../../../sandbox/check';
import { CHANGED_SINCE, purchaseOrderSync } from '../../../sandbox/scenarios';
import { startSandbox, type RunningSandbox } from '../../../sandbox/server/server';
import { entityNamed } from '../../../sandbox/contract/entities';
import { Store } from '../../../sandbox/data/store';
import type { JsonObject } from '../../../sandbox/base';
import type { ConnectionOptions } from '../../../sandbox/options';
import { withCpuTime } from '../../support/cpuTime';

let sandbox: RunningSandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ connections: purchaseOrderSync() });
});

afterAll(() => sandbox.stop());

async function request(name: string, method: string, path: string, body?: unknown) {
	const response = await fetch(`${sandbox.url}/api/erp/${path}`, {
		method,
		headers: { authorization: `Bearer demo-token-${name}` },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	return { status: response.status, body: (await response.json()) as JsonObject };
}

const orders = (name: string) => sandbox.connection(name).records('purchase-orders');
const compare = () => compareOrders(orders('a'), orders('b'), CHANGED_SINCE);

describe('purchase order scenario', () => {
	it('has the promised numbers of orders', () => {
		const { expected, found, missing, duplicates, unexpected, differences } = compare();
		expect(orders('a')).toHaveLength(10_000);
		expect(orders('b')).toHaveLength(600);
		expect({ expected, found, duplicates, unexpected }).toEqual({
			expected: 1000,
			found: 600,
			duplicates: [],
			unexpected: [],
		});
		expect(missing).toHaveLength(400);
		expect(new Set(differences.map(({ orderNo }) => orderNo)).size).toBe(300);
		expect(new Set(differences.map(({ field }) => field))).toEqual(
			new Set(['title', 'notes', 'totalNetValue', 'totalGrossValue', 'lineItems.0.quantity']),
		);
	});

	it('has coherent data without anything newer than its reference date', () => {
		const keys = (entity: string) =>
			new Set(
				sandbox
					.connection('b')
					.records(entity)
					.map(({ key }) => key),
			);
		const [vendors, sites, currencies] = ['vendors', 'sites', 'currencies'].map(keys);
		const statuses = keys('statuses/purchase-orders');
		for (const order of orders('a')) {
			const known =
				vendors?.has(String(order.vendorKey)) &&
				sites?.has(String(order.siteKey)) &&
				currencies?.has(String(order.currencyKey)) &&
				statuses.has(String(order.statusKey));
			if (!known || Date.parse(String(order.updatedAt)) >= Date.UTC(2026, 5, 1)) {
				throw new Error(`Order ${String(order.orderNo)} is not coherent`);
			}
		}
		const keysOfA = new Set(orders('a').map(({ key }) => key));
		expect(orders('b').filter(({ key }) => keysOfA.has(key))).toEqual([]);
		expect(new Set(orders('a').map(({ orderNo }) => orderNo)).size).toBe(10_000);
	});

	it('finds by filter what the check expects, and the check sees repairs, duplicates and strangers', async () => {
		sandbox.connection('b').reload();
		const before = compare();
		const query = `per_page=1&filter[updatedAt:gteq]=${CHANGED_SINCE}`;
		const { body } = await request('a', 'GET', `purchase-orders?${query}`);
		expect(body.meta).toMatchObject({ total: before.expected });

		const byNumber = (name: string, orderNo: string) =>
			orders(name).find((order) => order.orderNo === orderNo);
		const stale =
			before.differences.find(({ field }) => field.startsWith('lineItems'))?.orderNo ?? '';
		const path = `purchase-orders/${String(byNumber('b', stale)?.key)}`;
		expect((await request('b', 'PUT', path, byNumber('a', stale))).status).toBe(200);
		const [absent = ''] = before.missing;
		for (let copy = 0; copy < 2; copy++) {
			const created = await request('b', 'POST', 'purchase-orders', byNumber('a', absent));
			expect(created.status).toBe(200);
		}
		await request('b', 'POST', 'purchase-orders', { orderNo: 'ROGUE' });

		const after = compare();
		expect(after).toMatchObject({ found: 601, duplicates: [absent], unexpected: ['ROGUE'] });
		expect(after.differences).toEqual(
			before.differences.filter(({ orderNo }) => orderNo !== stale),
		);
	});

	it('looks order numbers up without reading the whole collection', () => {
		const source = new Store(purchaseOrderSync()[0] as ConnectionOptions).source('purchase-orders');
		const { fields } = entityNamed('purchase-orders');
		const { ms } = withCpuTime(() => {
			for (const { orderNo, key } of source.all()) {
				const query = new URLSearchParams({ 'filter[orderNo]': String(orderNo) });
				const found = select(source, fields, readSelection(query, fields, false));
				if (found.length !== 1 || found.slice()[0]?.key !== key) throw new Error(String(orderNo));
			}
		});
		// Scanning would take ten times as long even on a fast machine.
		expect(ms).toBeLessThan(2_000);
	});
});

describe('administration over HTTP', () => {
	const admin = async (method: string, path: string, body?: unknown) => {
		const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
			method,
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		return { status: response.status, data: ((await response.json()) as JsonObject).data };
	};

	it('reads and resets counters, log and records', async () => {
		await admin('POST', 'connections/b/reload');
		await admin('POST', 'connections/b/reset');
		await request('b', 'GET', 'sites');
		expect((await admin('GET', 'connections/b/counters')).data).toMatchObject({ requests: 1 });
		expect((await admin('GET', 'connections/b/log')).data).toMatchObject([
			{ method: 'GET', path: '/api/erp/sites', status: 200, authorizationOk: true },
		]);
		expect((await admin('GET', 'connections/b/records/purchase-orders')).data).toHaveLength(600);
		expect(
			(await admin('GET', 'connections/b/records/statuses/purchase-orders')).data,
		).toHaveLength(8);
		expect((await admin('GET', 'connections/nobody/counters')).status).toBe(404);
	});

	it('sets faults and state', async () => {
		const rules = [{ times: 1, effect: { kind: 'status', status: 500 } }];
		expect((await admin('POST', 'connections/b/faults', rules)).status).toBe(200);
		expect((await request('b', 'GET', 'sites')).status).toBe(500);
		expect(
			(await admin('POST', 'connections/b/faults', [{ effect: { kind: 'rain' } }])).status,
		).toBe(400);
		await admin('POST', 'connections/b/state', { state: 'fail' });
		expect((await request('b', 'GET', 'sites')).status).toBe(401);
		await admin('POST', 'connections/b/state', { state: 'done' });
		expect((await request('b', 'GET', 'sites')).status).toBe(200);
	});
});
