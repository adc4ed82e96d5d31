import { entity, EAM, ERP, EVERYWHERE, STAMPS, TRADE, WMS } from './fields';
import type { EntityDefinition } from './types';

const ITEM = `materialKey assemblyKey assetKey assetTemplateKey workOrderKey pmKey productionOrderKey partNumber
	drawingNumber positionNumber documentKey name uomKey quantity requiredQuantity ${STAMPS}`;

/** The materials of another record. Only those of work orders have a list of all. */
function itemsOf(
	owner: { entity: string; field: string },
	plan: { name: string; modules: EntityDefinition['modules']; count: number; listed?: boolean },
): EntityDefinition {
	const { name, modules, count, listed = false } = plan;
	return {
		...entity(name, {
			modules,
			prefix: 'ITEM',
			count,
			shared: true,
			unsized: true,
			owner,
			fields: ITEM,
			writeOnly: 'storeroomKey usedQuantity',
		}),
		operations: listed ? ['list'] : [],
	};
}

/** Materials, where they lie and how they move. */
export const STOCK: readonly EntityDefinition[] = [
	entity('materials', {
		modules: EVERYWHERE,
		prefix: 'MAT',
		count: 40,
		shared: true,
		unsized: true,
		required: 'code',
		writes: 'create update setInventory listItems',
		items: { tail: 'children', entity: 'materials/children' },
		fields: `siteKeys parentKeys assetKeys vendorKeys:text organizationKey documents:Document[] accountKey
			categoryName code isAssembly partNumber name description notes criticality isActive
			manufacturerName minimumQuantity uomKey cost currency supplyOptions:SupplyOption[]
			priceLevels:PriceLevel[] ${STAMPS} inventory:Inventory drawings:Drawing[] dimensions:Dimension`,
	}),
	itemsOf(
		{ entity: 'materials', field: 'assemblyKey' },
		{ name: 'materials/children', modules: EVERYWHERE, count: 36 },
	),
	itemsOf(
		{ entity: 'production-orders', field: 'productionOrderKey' },
		{ name: 'production-orders/materials', modules: ERP, count: 60 },
	),
	itemsOf(
		{ entity: 'assets', field: 'assetKey' },
		{ name: 'assets/materials', modules: EAM, count: 80 },
	),
	itemsOf(
		{ entity: 'asset-templates', field: 'assetTemplateKey' },
		{ name: 'asset-templates/materials', modules: EAM, count: 40 },
	),
	itemsOf({ entity: 'pm', field: 'pmKey' }, { name: 'pm/materials', modules: EAM, count: 60 }),
	itemsOf(
		{ entity: 'work-orders', field: 'workOrderKey' },
		{ name: 'work-orders/materials', modules: EAM, count: 80, listed: true },
	),
	entity('inventories', {
		modules: EVERYWHERE,
		prefix: 'MAT',
		count: 40,
		shared: true,
		required: 'code',
		writes: 'update',
		fields: 'code name quantity:integer unitCost:integer locationKey updatedAt createdAt',
	}),
	entity('stocks', {
		modules: EVERYWHERE,
		prefix: 'STK',
		count: 60,
		writes: 'create update',
		fields: `productKey materialKey locationKey storeroomKey assetKey position uomKey quantity reorderPoint
			expiresAt reorderQuantity minLevel maxLevel reorderLevel ${STAMPS}`,
	}),
	entity('stock-adjustments', {
		modules: WMS,
		prefix: 'ADJ',
		assigned: 'adjustmentNumber',
		writes: 'create update',
		writeOnly: 'accountKey',
		fields: `locationKey storeroomKey userKey date reason lineItems:StockLineItem[] adjustmentNumber total
			type ${STAMPS}`,
	}),
	entity('stock-transfers', {
		modules: TRADE,
		prefix: 'TRF',
		required: 'code',
		writes: 'create update',
		statuses: 'statuses/stock-transfers',
		fields: `organizationKey shipmentOrderKey fromLocationKey toLocationKey fromStoreroomKey toStoreroomKey
			statusKey code date lineItems:StockLineItem[] orderNumber shipmentNumber shipmentAddress:Address
			shipmentRequired shippingMethod ${STAMPS}`,
	}),
];
