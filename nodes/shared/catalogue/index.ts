import { purchaseOrder, purchaseOrderLineItem, purchaseOrderStatus } from './purchasing';
import { currency, site, vendor } from './reference';
import type { Entity } from './types';

export * from './types';
export { purchaseOrder, purchaseOrderLineItem, purchaseOrderStatus, vendor, site, currency };

/** Every entity of the catalogue by its name. */
export const catalogue: Readonly<Record<string, Entity>> = Object.fromEntries(
	[purchaseOrder, purchaseOrderLineItem, purchaseOrderStatus, vendor, site, currency].map(
		(entity) => [entity.name, entity],
	),
);
