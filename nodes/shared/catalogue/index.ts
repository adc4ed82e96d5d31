import { inventoryEntities } from './inventory';
import { maintenanceEntities } from './maintenance';
import { productionEntities } from './production';
import { purchasingEntities } from './purchasing';
import { currency, site, vendor } from './reference';
import { referenceEntities } from './referenceData';
import { salesEntities } from './sales';
import type { Entity } from './types';

export * from './assets';
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
export * from './sales';
export * from './salesOrders';
export * from './serviceRequests';
export * from './shipping';
export * from './stockMovements';
export * from './workOrders';
export * from './types';

/** Every entity of the catalogue by its name. */
export const catalogue: Readonly<Record<string, Entity>> = Object.fromEntries(
	[
		...purchasingEntities,
		...inventoryEntities,
		...maintenanceEntities,
		...salesEntities,
		...productionEntities,
		vendor,
		site,
		currency,
		...referenceEntities,
	].map((entity) => [entity.name, entity]),
);
