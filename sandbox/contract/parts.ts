import { fields } from './fields';
import type { Fields } from './types';

const LINE = `locationKey vendorKey productKey statusKey storeroomKey lineNo code lineRef quantity receivedQuantity
	uomKey currencyKey price discount lineTaxValue lineTotalValue notes deliveryAt`;

/** What objects and the elements of arrays in records are made of. Parts with a `key` get their own from the server. */
export const PARTS: Readonly<Record<string, Fields>> = {
	Address: fields(`country addressLines addressee state city postCode phone email notes isActive
		createdAt updatedAt`),
	BOMLineItem:
		fields(`locationKey materialKey productKey currencyKey description quantity uomKey notes
		price createdAt updatedAt`),
	Contact: fields('name position phones emails isActive isDefault'),
	/** Its fields are not published. */
	Dimension: {},
	Document: fields(
		'key entityKeys name url type contentType description notes createdAt updatedAt',
	),
	Drawing: fields('drawingNo drawingPos referenceNo referencePos documents:Document[]'),
	Inventory: fields(
		'key code name quantity:integer unitCost:integer locationKey updatedAt createdAt',
	),
	InvoiceLineItem: fields(`key ${LINE} createdAt updatedAt deletedAt`),
	POLineItem: fields(`key ${LINE} accountKey assetKey materialKey type name description dueAt
		createdAt updatedAt deletedAt`),
	PriceLevel: fields(`name price uomKey uomQuantity currencyKey taxKey minQuantity maxQuantity
		updatedAt deletedAt`),
	SalesLineItem:
		fields(`productKey locationKey storeroomKey quantity quantityRequired price discount
		lineTaxValue lineTotalValue taxKey`),
	StockLineItem: fields('productKey materialKey quantity locationKey storeroomKey'),
	SupplyOption: fields(`vendorKey partNumber:list price:list uomKey:keys currencyKey uomQuantity
		makePartNumber reorderPoint createdAt updatedAt`),
	Task: fields('key parentKey:plain code title description priority checkList:list'),
	Work: fields(`laborKey vendorKey assetKey teamKey poKey poLineItemKey accountKey name description
		estimatedTime registeredTime rate cost startedAt finishedAt createdAt updatedAt deletedAt`),
	WorkTrigger: fields('uomKey type interval recurring condition'),
};
