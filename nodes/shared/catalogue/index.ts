import { assetEntities } from './maintenance/assets';
import { customerEntities } from './sales/customers';
import { documentEntities } from './reference/documents';
import { inventoryEntities } from './inventory/inventory';
import { invoicingEntities } from './purchasing/invoicing';
import { materialItemEntities } from './inventory/materialItem';
import { materialEntities } from './inventory/materials';
import { meterEntities } from './maintenance/meters';
import { preventiveMaintenanceEntities } from './maintenance/preventiveMaintenance';
import { productionEntities } from './production/production';
import { productEntities } from './production/products';
import { purchasingEntities } from './purchasing/purchasing';
import { purchasingRequestEntities } from './purchasing/purchasingRequests';
import { receivingEntities } from './purchasing/receiving';
import { referenceEntities } from './reference/reference';
import { financeEntities } from './reference/referenceFinance';
import { peopleEntities } from './reference/referencePeople';
import { placeEntities } from './reference/referencePlaces';
import { salesOrderEntities } from './sales/salesOrders';
import { serviceRequestEntities } from './maintenance/serviceRequests';
import { shippingEntities } from './sales/shipping';
import { stockMovementEntities } from './inventory/stockMovements';
import { workOrderEntities } from './maintenance/workOrders';
import type { Entity } from './types';

export * from './maintenance/assets';
export * from './sales/customers';
export * from './reference/documents';
export * from './inventory/inventory';
export * from './purchasing/invoicing';
export * from './inventory/materialItem';
export * from './inventory/materials';
export * from './maintenance/meters';
export * from './maintenance/preventiveMaintenance';
export * from './production/production';
export * from './production/products';
export * from './purchasing/purchasing';
export * from './purchasing/purchasingRequests';
export * from './purchasing/receiving';
export * from './reference/reference';
export * from './reference/referenceFinance';
export * from './reference/referencePeople';
export * from './reference/referencePlaces';
export * from './sales/salesOrders';
export * from './maintenance/serviceRequests';
export * from './sales/shipping';
export * from './inventory/stockMovements';
export * from './maintenance/workOrders';
export * from './types';

/** Every entity of the catalogue by its name. */
export const catalogue: Readonly<Record<string, Entity>> = Object.fromEntries(
	[
		...purchasingRequestEntities,
		...purchasingEntities,
		...receivingEntities,
		...invoicingEntities,
		...materialEntities,
		...inventoryEntities,
		...stockMovementEntities,
		...workOrderEntities,
		...serviceRequestEntities,
		...assetEntities,
		...meterEntities,
		...preventiveMaintenanceEntities,
		...documentEntities,
		...materialItemEntities,
		...customerEntities,
		...productEntities,
		...salesOrderEntities,
		...shippingEntities,
		...productionEntities,
		...referenceEntities,
		...placeEntities,
		...financeEntities,
		...peopleEntities,
	].map((entity) => [entity.name, entity]),
);
