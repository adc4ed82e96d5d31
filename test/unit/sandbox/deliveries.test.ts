import { Store } from '../../../sandbox/data/store';
import { DELIVERIES, delivered } from '../../../sandbox/scenarios';
import type { JsonObject, StoredRecord } from '../../../sandbox/base';

const store = new Store({
	...delivered,
	name: 'a',
	token: 't',
	systemType: 'erp',
	apiStyle: 'module',
	orders: 20,
});

const all = (entity: string): readonly StoredRecord[] => store.source(entity).all();

const orderOf = ({ poKey }: StoredRecord): StoredRecord | undefined =>
	all('purchase-orders').find(({ key }) => key === poKey);

const linesOf = (record: StoredRecord | undefined): JsonObject[] =>
	(record?.lineItems ?? []) as JsonObject[];

describe('receivings and invoices of the first orders', () => {
	it('are there as the plan says, and no others', () => {
		const without = (kind: string): number => DELIVERIES.filter(({ only }) => only === kind).length;
		expect(all('receiving')).toHaveLength(DELIVERIES.length - without('invoice'));
		expect(all('invoices')).toHaveLength(DELIVERIES.length - without('receiving'));
		expect(all('invoices').filter(({ poKey }) => poKey === null)).toHaveLength(1);
	});

	it('differ from their orders where the plan says so', () => {
		const differing = all('receiving').filter((document) =>
			linesOf(document).some(
				({ receivedQuantity }, place) =>
					receivedQuantity !== linesOf(orderOf(document))[place]?.quantity,
			),
		);
		const planned = DELIVERIES.filter(({ received }) => received !== undefined);
		expect(differing).toHaveLength(planned.length);
		const dearer = all('invoices').filter((document) =>
			linesOf(document).some(
				({ price }, place) =>
					orderOf(document) && price !== linesOf(orderOf(document))[place]?.price,
			),
		);
		expect(dearer).toHaveLength(1);
		const ofOthers = all('invoices').filter(
			(document) => orderOf(document) && document.vendorKey !== orderOf(document)?.vendorKey,
		);
		expect(ofOthers).toHaveLength(1);
	});

	it('have totals that are the sums of their lines', () => {
		for (const document of [...all('receiving'), ...all('invoices')]) {
			const net = linesOf(document).reduce((sum, line) => sum + Number(line.lineTotalValue), 0);
			expect(document.totalNetValue).toBe(net.toFixed(2));
		}
	});

	it('have keys and numbers of their own', () => {
		for (const entity of ['receiving', 'invoices']) {
			const keys = all(entity).flatMap((record) => [
				record.key,
				...linesOf(record).map(({ key }) => key),
			]);
			expect(new Set(keys).size).toBe(keys.length);
		}
	});
});
