import { assetEntities } from './assets';
import { customerEntities } from './customers';
import { documentEntities } from './documents';
import { inventoryEntities } from './inventory';
import { invoicingEntities } from './invoicing';
import { materialItemEntities } from './materialItem';
import { materialEntities } from './materials';
import { meterEntities } from './meters';
import { preventiveMaintenanceEntities } from './preventiveMaintenance';
import { productionEntities } from './production';
import { productEntities } from './products';
import { purchasingEntities } from './purchasing';
import { purchasingRequestEntities } from './purchasingRequests';
import { receivingEntities } from './receiving';
import { referenceEntities } from './reference';
import { financeEntities } from './referenceFinance';
import { peopleEntities } from './referencePeople';
import { placeEntities } from './referencePlaces';
import { salesOrderEntities } from './salesOrders';
import { serviceRequestEntities } from './serviceRequests';
import { shippingEntities } from './shipping';
import { stockMovementEntities } from './stockMovements';
import { workOrderEntities } from './workOrders';
import type { Entity } from './types';

export * from './assets';
export * from './customers';
export * from './documents';
export * from './inventory';
export * from './invoicing';
export * from './materialItem';
export * from './materials';
export * from './meters';
export * from './preventiveMaintenance';
export * from './production';
export * from './products';
export * from './purchasing';
export * from './purchasingRequests';
export * from './receiving';
export * from './reference';
export * from './referenceFinance';
export * from './referencePeople';
export * from './referencePlaces';
export * from './salesOrders';
export * from './serviceRequests';
export * from './shipping';
export * from './stockMovements';
export * from './workOrders';
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
