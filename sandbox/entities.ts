import type { SystemType } from './types';

export type FieldType = 'string' | 'decimal' | 'date' | 'boolean' | 'object' | 'lines';

export interface FieldDefinition {
	type: FieldType;
	/** Entity that the value is a key of; checked on writes where the sandbox has that entity. */
	references?: string;
	/** Set by the server only. */
	readOnly?: boolean;
	/** Must be a non-empty string when a record is created, and may not be emptied later. */
	required?: boolean;
}

export type Operation = 'list' | 'get' | 'create' | 'update' | 'delete' | 'setStatus';

export interface EntityDefinition {
	/** Path below the API's prefix. */
	name: string;
	modules: readonly SystemType[];
	operations: readonly Operation[];
	fields: Readonly<Record<string, FieldDefinition>>;
	/** Fields whose equality filter must not scan the whole collection. */
	indexed: readonly string[];
	/** The records are parts of another entity's records, found in that field. */
	partOf?: { entity: string; field: string };
}

const text: FieldDefinition = { type: 'string' };
const amount: FieldDefinition = { type: 'decimal' };
const date: FieldDefinition = { type: 'date' };
const keyOf = (references: string): FieldDefinition => ({ type: 'string', references });

const serverFields = {
	key: { type: 'string', readOnly: true },
	createdAt: { type: 'date', readOnly: true },
	updatedAt: { type: 'date', readOnly: true },
} as const;

const named = { ...serverFields, code: text, name: text, organizationKey: text };

export const LINE_FIELDS: Readonly<Record<string, FieldDefinition>> = {
	...serverFields,
	locationKey: text,
	accountKey: text,
	vendorKey: keyOf('vendors'),
	assetKey: text,
	materialKey: text,
	productKey: text,
	statusKey: text,
	storeroomKey: text,
	lineNo: text,
	code: text,
	type: text,
	name: text,
	description: text,
	lineRef: text,
	quantity: amount,
	receivedQuantity: amount,
	uomKey: text,
	currencyKey: keyOf('currencies'),
	price: amount,
	discount: amount,
	lineTaxValue: amount,
	lineTotalValue: amount,
	notes: text,
	deliveryAt: date,
	dueAt: date,
};

const EVERYWHERE: readonly SystemType[] = ['erp', 'eam', 'wms'];

/** What the sandbox serves. A further entity is a further entry, with its records in store.ts. */
export const ENTITIES: readonly EntityDefinition[] = [
	{
		name: 'purchase-orders',
		modules: EVERYWHERE,
		operations: ['list', 'get', 'create', 'update', 'delete', 'setStatus'],
		indexed: ['orderNo'],
		fields: {
			...serverFields,
			orderNo: { type: 'string', required: true },
			code: text,
			siteKey: keyOf('sites'),
			organizationKey: text,
			orderDate: date,
			vendorKey: keyOf('vendors'),
			userRequestedKey: text,
			userApprovedKey: text,
			statusKey: keyOf('statuses/purchase-orders'),
			title: text,
			description: text,
			dueAt: date,
			approvedAt: date,
			completedAt: date,
			shippingMethod: text,
			shipmentDate: date,
			shipmentAddress: { type: 'object' },
			billingAddress: { type: 'object' },
			deliveryAddress: { type: 'object' },
			terms: text,
			notes: text,
			currencyKey: keyOf('currencies'),
			locationKey: text,
			totalNetValue: amount,
			totalTaxValue: amount,
			totalGrossValue: amount,
			lineItems: { type: 'lines' },
		},
	},
	{
		name: 'purchase-orders.line-items',
		modules: EVERYWHERE,
		operations: ['list', 'get'],
		indexed: [],
		fields: LINE_FIELDS,
		partOf: { entity: 'purchase-orders', field: 'lineItems' },
	},
	{
		name: 'vendors',
		modules: EVERYWHERE,
		operations: ['list', 'get', 'create', 'update', 'delete'],
		indexed: ['code', 'name'],
		fields: { ...named, name: { type: 'string', required: true }, companyKey: text },
	},
	{
		name: 'sites',
		modules: EVERYWHERE,
		operations: ['list', 'get'],
		indexed: ['code'],
		fields: { ...named, description: text, notes: text, address: { type: 'object' } },
	},
	{
		name: 'currencies',
		modules: ['erp', 'wms'],
		operations: ['list', 'get'],
		indexed: ['code'],
		fields: { ...named, isBase: text, isActive: text },
	},
	{
		name: 'statuses/purchase-orders',
		modules: EVERYWHERE,
		operations: ['list'],
		indexed: ['code'],
		fields: {
			...named,
			parentKey: text,
			subCode: text,
			scope: text,
			isActive: { type: 'boolean' },
		},
	},
];

/** The fields of an entity that lists know; the custom ones are those of purchase orders. */
export function fieldsOf(
	entity: EntityDefinition,
	customFields: readonly string[] = [],
): Readonly<Record<string, FieldDefinition>> {
	if (entity.name !== 'purchase-orders') return entity.fields;
	return { ...entity.fields, ...Object.fromEntries(customFields.map((field) => [field, text])) };
}

/** The definition of an entity; throws for a name the sandbox does not know. */
export function entityNamed(name: string): EntityDefinition {
	const entity = ENTITIES.find((candidate) => candidate.name === name);
	if (!entity) throw new Error(`The sandbox has no entity "${name}"`);
	return entity;
}
