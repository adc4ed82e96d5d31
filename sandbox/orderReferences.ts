import { linesOf } from './check';
import { entityNamed, partFields, targetOf, type Fields } from './contract/entities';
import type { JsonObject, JsonValue } from './base';

export const ENTITY = entityNamed('purchase-orders');
export const LINE_FIELDS = partFields({ type: 'lines', part: 'POLineItem' });

/** A field of an order that refers to another record. */
export interface OrderReference {
	field: string;
	/** Where it stands, such as `vendorKey` or `lineItems.0.uomKey`. */
	path: string;
	/** What it refers to, such as `vendors`. */
	target: string;
	value: JsonValue | undefined;
}

/** The entity that a field of an order or of its lines refers to; undefined where it refers to nothing. */
export function targetIn(fields: Fields, field: string): string | undefined {
	const definition = fields[field];
	return definition && targetOf(definition, ENTITY);
}

/** All that an order and its lines refer to, empty references included. */
export function referencesOf(order: JsonObject): OrderReference[] {
	const within = (record: JsonObject, fields: Fields, path: string): OrderReference[] =>
		Object.entries(record).flatMap(([field, value]) => {
			const target = targetIn(fields, field);
			return target === undefined ? [] : [{ field, path: path + field, target, value }];
		});
	return [
		...within(order, ENTITY.fields, ''),
		...linesOf(order).flatMap((line, index) => within(line, LINE_FIELDS, `lineItems.${index}.`)),
	];
}

/** Orders and everything that they and their lines may refer to. */
export function comparedEntities(): string[] {
	const targets = [ENTITY.fields, LINE_FIELDS].flatMap((fields) =>
		Object.keys(fields).flatMap((field) => targetIn(fields, field) ?? []),
	);
	return [...new Set([ENTITY.name, ...targets])];
}
