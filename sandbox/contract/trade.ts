import { entity, ERP, STAMPS, TRADE, WMS } from './fields';
import type { EntityDefinition } from './types';

/** Products, their sale, production and shipment. */
export const TRADING: readonly EntityDefinition[] = [
	entity('products', {
		modules: TRADE,
		prefix: 'PRD',
		count: 40,
		shared: true,
		required: 'code',
		writes: 'create update',
		writeOnly: 'reorderLevel',
		fields: `groupKey organizationKey uomKey code name description type isTaxable taxKeys status price
			currencyKey quantity sku upc ean isbn partNumber dimensions:Dimension supplyOptions:SupplyOption[]
			priceLevels:PriceLevel[] ${STAMPS}`,
	}),
	entity('groups', {
		modules: WMS,
		prefix: 'GRP',
		count: 12,
		shared: true,
		required: 'code',
		fields: 'parentKey code name description updatedAt createdAt deletedAt',
	}),
	entity('sales-orders', {
		modules: TRADE,
		prefix: 'SO',
		count: 40,
		required: 'orderNumber',
		writes: 'create update',
		statuses: 'statuses/sales-orders',
		fields: `organizationKey customerKey userKey code orderNumber date statusKey shipmentDate contactPerson
			lines:SalesLineItem[] currencyKey currencyRate shipmentOrderKey shipmentAddress:Address
			billingAddress:Address ${STAMPS}`,
	}),
	entity('fulfillments', {
		modules: TRADE,
		prefix: 'FUL',
		count: 40,
		required: 'orderNo',
		writes: 'create update setStatus',
		statuses: 'statuses/fulfillments',
		fields: `organizationKey siteKey vendorKey customerKey salesOrderKey stockTransferKey statusKey code
			orderNo orderDate title description completedAt notes shipmentAddress:Address
			lineItems:StockLineItem[] createdAt updatedAt`,
	}),
	entity('shipment-orders', {
		modules: WMS,
		prefix: 'SHP',
		required: 'orderNumber',
		writes: 'deliver',
		statuses: 'statuses/shipment-orders',
		fields: `userKey customerKey vendorKey orderNumber shipmentNumber date statusKey lineItems:StockLineItem[]
			destinationAddress:Address[] carrierName shippingMethod notes ${STAMPS}`,
	}),
	entity('bom', {
		modules: ERP,
		prefix: 'BOM',
		count: 20,
		shared: true,
		required: 'name',
		fields: 'siteKey name projectKey type lineItems:BOMLineItem[] createdAt updatedAt',
	}),
	entity('production-orders', {
		modules: ERP,
		prefix: 'PRO',
		required: 'orderNo',
		statuses: 'statuses/production-orders',
		writes: 'listItems',
		items: { tail: 'materials', entity: 'production-orders/materials' },
		fields: `siteKey statusKey locationKey orderNo orderDate totalNetValue totalTaxValue totalGrossValue note
			lineItems:POLineItem[] ${STAMPS}`,
	}),
];
