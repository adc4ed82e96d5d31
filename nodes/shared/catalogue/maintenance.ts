import { asset, assetDowntime, assetTemplate } from './assets';
import { document } from './documents';
import { materialItem } from './materialItem';
import { meter, meterReading } from './meters';
import { preventiveMaintenance } from './preventiveMaintenance';
import { serviceRequest, serviceRequestStatus } from './serviceRequests';
import type { Entity } from './types';
import { workOrder, workOrderCustomField, workOrderMaterial, workOrderStatus } from './workOrders';

export * from './assets';
export * from './documents';
export * from './meters';
export * from './preventiveMaintenance';
export * from './serviceRequests';
export * from './workOrders';
export { materialItem };

export const maintenanceEntities: readonly Entity[] = [
	workOrder,
	workOrderMaterial,
	workOrderCustomField,
	workOrderStatus,
	serviceRequest,
	serviceRequestStatus,
	asset,
	assetDowntime,
	assetTemplate,
	meter,
	meterReading,
	preventiveMaintenance,
	document,
	materialItem,
];
