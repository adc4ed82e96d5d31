import { EAM, entity, ERP, EVERYWHERE, STAMPS, TRADE, WMS } from './fields';
import type { EntityDefinition } from './types';

const MODULES: Readonly<Record<string, EntityDefinition['modules']>> = {
	fulfillments: TRADE,
	invoices: ERP,
	'production-orders': ERP,
	projects: ERP,
	'purchase-orders': EVERYWHERE,
	'purchase-requisitions': ERP,
	receiving: ERP,
	'return-orders': EVERYWHERE,
	rfq: ERP,
	'sales-orders': TRADE,
	'service-requests': EAM,
	'shipment-orders': WMS,
	'stock-transfers': WMS,
	'work-orders': EAM,
};

/** The statuses of the entities that have them; lists only. */
export const STATUS_LISTS: readonly EntityDefinition[] = Object.entries(MODULES).map(
	([of, modules]) => ({
		...entity(`statuses/${of}`, {
			modules,
			prefix: 'ST',
			count: 6,
			shared: true,
			unsized: true,
			fields: `organizationKey parentKey name code subCode scope isActive ${STAMPS}`,
		}),
		operations: ['list'],
	}),
);
