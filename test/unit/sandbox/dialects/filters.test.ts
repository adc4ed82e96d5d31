import { API_STYLES } from '../../../../sandbox/base';
import { closePeers, speaking } from './support';

afterEach(closePeers);

const NUMBERS = ['po-1', 'PO-1', 'PO-12', 'PO-2'];

describe.each(API_STYLES)('filters in the style %s', (apiStyle) => {
	test.each([
		['exact', ['PO-1']],
		['ignoresCase', ['po-1', 'PO-1']],
		['findsParts', ['po-1', 'PO-1', 'PO-12']],
		['ignored', NUMBERS],
	] as const)('%s finds %j', async (filters, found) => {
		const stage = speaking({ filters }, { apiStyle, orders: 0 });
		const createWith = NUMBERS.map((orderNo) => ({ orderNo }));
		stage.server.change({ entity: 'purchase-orders', createWith });
		const keys = await stage.keys('purchase-orders?per_page=2&filter[orderNo]=PO-1');
		const records = stage.server.records('purchase-orders');
		expect(keys.map((key) => records.find((each) => each.key === key)?.orderNo)).toEqual(found);
	});

	test('refused answers 422, but filters by time stay', async () => {
		const stage = speaking({ filters: 'refused' }, { apiStyle });
		const refusal = await stage.get('purchase-orders?filter[orderNo]=PO-1');
		expect(refusal).toMatchObject({
			status: 422,
			json: { errors: { 'filter[orderNo]': ['The field orderNo cannot be filtered.'] } },
		});
		const since = 'purchase-orders?filter[updatedAt:gteq]=2020-01-01';
		expect((await stage.get(since)).status).toBe(200);
	});
});
