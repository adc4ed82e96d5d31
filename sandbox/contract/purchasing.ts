import { entity, ERP, EVERYWHERE, STAMPS } from './fields';
import type { EntityDefinition } from './types';

const TOTALS = 'totalNetValue totalTaxValue totalGrossValue';

/** From the requisition to the invoice. */
export const PURCHASING: readonly EntityDefinition[] = [
	entity('purchase-orders', {
		modules: EVERYWHERE,
		prefix: 'PO',
		count: 10_000,
		required: 'orderNo',
		indexed: ['orderNo'],
		writes: 'create update setStatus',
		statuses: 'statuses/purchase-orders',
		fields: `createdAt updatedAt orderNo code siteKey organizationKey orderDate vendorKey userRequestedKey
			userApprovedKey statusKey title description dueAt approvedAt completedAt shippingMethod
			shipmentDate shipmentAddress:Address billingAddress:Address deliveryAddress:Address terms notes
			currencyKey locationKey ${TOTALS} lineItems:POLineItem[]`,
	}),
	entity('purchase-orders.line-items', {
		modules: EVERYWHERE,
		prefix: 'POL',
		indexed: [],
		statuses: 'statuses/purchase-orders',
		partOf: { entity: 'purchase-orders', field: 'lineItems' },
		fields: `createdAt updatedAt locationKey accountKey vendorKey assetKey materialKey productKey statusKey
			storeroomKey lineNo code type name description lineRef quantity receivedQuantity uomKey currencyKey
			price discount cost lineTaxValue lineTotalValue notes deliveryAt dueAt`,
	}),
	entity('purchase-requisitions', {
		modules: ERP,
		prefix: 'PR',
		required: 'code',
		statuses: 'statuses/purchase-requisitions',
		fields: `siteKey requesterKey accountKey userRequestedKey userApprovedKey code statusKey shippingMethod
			shippingAddress:Address lineItems:POLineItem[] documentKeys:text ${TOTALS} ${STAMPS}`,
	}),
	entity('rfq', {
		modules: ERP,
		prefix: 'RFQ',
		required: 'code',
		writes: 'create update',
		statuses: 'statuses/rfq',
		writeOnly: 'userRequestedKey userApprovedKey type',
		fields: `siteKey vendorKey organizationKey accountKey code statusKey shippingMethod
			shippingAddress:Address[] lineItems:POLineItem[] documentKeys:text ${TOTALS} ${STAMPS}`,
	}),
	entity('receipts', {
		modules: ERP,
		prefix: 'RCT',
		required: 'orderNo',
		fields: `siteKey vendorKey poKey code orderNo orderDate title description completedAt shippingMethod
			notes currencyKey ${TOTALS} lineItems:POLineItem[] createdAt updatedAt`,
	}),
	entity('receiving', {
		modules: ERP,
		prefix: 'RCV',
		required: 'orderNo',
		writes: 'create update',
		fields: `organizationKey siteKey vendorKey poKey code orderNo orderDate title description completedAt
			shippingMethod notes currencyKey ${TOTALS} lineItems:POLineItem[] createdAt updatedAt`,
	}),
	entity('return-orders', {
		modules: EVERYWHERE,
		prefix: 'RET',
		assigned: 'code',
		writes: 'create update',
		statuses: 'statuses/return-orders',
		writeOnly: 'locationKey',
		fields: `organizationKey siteKey vendorKey statusKey code poKey orderNo orderDate type title description
			dueAt approvedAt completedAt shippingMethod terms notes currencyKey ${TOTALS}
			lineItems:POLineItem[] createdAt updatedAt`,
	}),
	entity('invoices', {
		modules: ERP,
		prefix: 'INV',
		count: 40,
		required: 'invoiceNumber',
		writes: 'create update setStatus',
		statuses: 'statuses/invoices',
		// The contract's request bodies have `lineItem`, its records `lineItems`.
		writeOnly: 'lineItem:InvoiceLineItem[]',
		aliases: { lineItem: 'lineItems' },
		fields: `title customerKey locationKey invoiceNumber vendorKey poKey statusKey lineItems:InvoiceLineItem[]
			invoiceDate dueDate receivedDate currencyKey ${TOTALS} salesOrderKey ${STAMPS}`,
	}),
];
