import type { SystemType } from '../base';
import {
	OWN_STATUSES,
	SELF,
	type EntityDefinition,
	type FieldDefinition,
	type FieldType,
	type Operation,
} from './types';

export const EVERYWHERE: readonly SystemType[] = ['erp', 'eam', 'wms'];
export const ERP: readonly SystemType[] = ['erp'];
export const EAM: readonly SystemType[] = ['eam'];
export const WMS: readonly SystemType[] = ['wms'];
export const TRADE: readonly SystemType[] = ['erp', 'wms'];

/** What a reference points at, by the end of the field's name; the first that fits counts. */
const REFERENCES: ReadonlyArray<readonly [RegExp, string]> = [
	[/^poLineItem$/, 'purchase-orders.line-items'],
	[/^po$/, 'purchase-orders'],
	[/^pm$/, 'pm'],
	[/^status$/, OWN_STATUSES],
	[/^parent$/, SELF],
	[/^assembly$/, 'materials'],
	[/^entity$/, 'assets'],
	[/^(assetTemplate|model)$/, 'asset-templates'],
	[/^assetDowntime$/, 'assets-downtime'],
	[/^meter$/, 'meters'],
	[/^(requester|user.*)$/, 'users'],
	[/^labor/, 'labors'],
	[/^salesOrder$/, 'sales-orders'],
	[/^shipmentOrder$/, 'shipment-orders'],
	[/^productionOrder$/, 'production-orders'],
	[/^workOrder$/, 'work-orders'],
	[/^stockTransfer$/, 'stock-transfers'],
	[/^serviceRequest$/, 'service-requests'],
	[/storeroom$/i, 'storerooms'],
	[/location$/i, 'locations'],
	[/company$/i, 'companies'],
	[/currency$/i, 'currencies'],
	[/^tax$/, 'taxes'],
	[/uom$|^rateBase$/i, 'uom'],
	[
		/^(account|asset|customer|document|group|material|organization|product|project|site|team|vendor)$/,
		'$1s',
	],
];

function referenceOf(field: string): string | undefined {
	const stem = /^(.+?)Keys?$/.exec(field)?.[1];
	if (stem === undefined) return undefined;
	const found = REFERENCES.find(([pattern]) => pattern.test(stem));
	return found && (found[1].startsWith('$1') ? stem.replace(...found) : found[1]);
}

const DECIMALS =
	/^(price|discount|cost|budget|rate|currencyRate|taxPercentage|reading|lastReading|registeredTime|total|total.*Value|line.*Value|quantity|quantityRequired|.*Quantity|minLevel|maxLevel|reorderLevel|reorderPoint)$/;
const COUNTS = /^(estimatedTime|actualTime|materialCount)$/;
const DATES = /(At|Date)$|^date$/;
const SERVER_FIELDS = ['key', 'createdAt', 'updatedAt', 'deletedAt'];

function typeOf(field: string): FieldType {
	if (DATES.test(field)) return 'date';
	if (/^(is[A-Z]|requires)/.test(field)) return 'boolean';
	if (/Keys$/.test(field)) return 'keys';
	if (DECIMALS.test(field)) return 'decimal';
	return COUNTS.test(field) ? 'count' : 'string';
}

function fieldOf(field: string, marker: string | undefined): FieldDefinition {
	const readOnly = SERVER_FIELDS.includes(field) ? { readOnly: true } : {};
	if (marker !== undefined && /^[A-Z]/.test(marker)) {
		const part = marker.replace('[]', '');
		return { type: marker === part ? 'object' : 'lines', part };
	}
	if (marker === 'plain') return { type: 'string' };
	const type = (marker === 'text' ? 'string' : (marker as FieldType | undefined)) ?? typeOf(field);
	const references = type === 'keys' || type === 'string' ? referenceOf(field) : undefined;
	const many = references && type === 'string' && field.endsWith('Keys') ? { many: true } : {};
	return { type, ...(references ? { references } : {}), ...many, ...readOnly };
}

/**
 * Fields from a list of their names. Type and reference follow from the name; a marker after a
 * colon says what the name does not: a field type (`text` for a string, `plain` for one without a
 * reference), or a part (`Address`, `Address[]`).
 */
export function fields(list: string): Record<string, FieldDefinition> {
	const names = list.split(/\s+/).filter((each) => each !== '');
	return Object.fromEntries(
		names.map((each) => {
			const [name = '', marker] = each.split(':');
			return [name, fieldOf(name, marker)];
		}),
	);
}

export const STAMPS = 'createdAt updatedAt deletedAt';

interface EntityPlan extends Partial<Omit<EntityDefinition, 'fields' | 'operations' | 'name'>> {
	modules: readonly SystemType[];
	prefix: string;
	/** Names of the fields without `key`, in the form that `fields` reads. */
	fields: string;
	/** Fields that only writes have. */
	writeOnly?: string;
	/** Operations beside `list` and `get`, separated by spaces. */
	writes?: string;
	/** Required on create; indexed as well. */
	required?: string;
}

/** An entity of the contract with list and get, unless the plan says otherwise. */
export function entity(name: string, plan: EntityPlan): EntityDefinition {
	const { fields: listed, writeOnly = '', writes = '', required, ...rest } = plan;
	const known: Record<string, FieldDefinition> = fields(`key ${listed}`);
	for (const [field, definition] of Object.entries(fields(writeOnly))) {
		known[field] = { ...definition, writeOnly: true };
	}
	const needed = required === undefined ? undefined : known[required];
	if (required !== undefined && needed) known[required] = { ...needed, required: true };
	const first = ['code', 'name', 'orderNo', required, rest.assigned, rest.owner?.field];
	return {
		indexed: [...new Set(first)].filter((field) => field !== undefined && known[field]) as string[],
		count: 30,
		shared: false,
		...rest,
		name,
		operations: [
			'list',
			'get',
			...writes.split(' ').filter((each): each is Operation => each !== ''),
		],
		fields: known,
	};
}
