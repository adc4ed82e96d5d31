import { generateOrders } from '../../sandbox/data/orders';
import type { ConnectionOptions } from '../../sandbox/options';

/** What people say of the order in {@link spokenOrders}. */
export const SPOKEN = { orderNo: 'PO-1042', vendor: 'Nordwind', material: 'M-100' } as const;

/** A connection with an order, a vendor and a material of names that people say. Its keys are running numbers. */
export const spokenOrders: Pick<
	ConnectionOptions,
	'keys' | 'orderSource' | 'ownRecords' | 'vendors'
> = {
	keys: 'running',
	vendors: 30,
	ownRecords: {
		vendors: { 'V-0004': { name: SPOKEN.vendor } },
		materials: { 'BLT-M12': { code: SPOKEN.material } },
	},
	orderSource: ({ seed, reference }) =>
		generateOrders({ seed, reference, count: 12, linesPerOrder: 3 }).map((order, index) =>
			index === 4 ? { ...order, orderNo: SPOKEN.orderNo } : order,
		),
};
