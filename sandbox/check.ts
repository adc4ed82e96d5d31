import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from './base';

/** What the header of an order is compared by. */
export const ORDER_FIELDS = [
	'siteKey',
	'vendorKey',
	'orderNo',
	'orderDate',
	'statusKey',
	'title',
	'description',
	'dueAt',
	'shippingMethod',
	'terms',
	'notes',
	'currencyKey',
	'totalNetValue',
	'totalGrossValue',
] as const;

/** Set by each server for itself. */
export const SERVER_LINE_FIELDS = ['key', 'createdAt', 'updatedAt'];

export interface Difference {
	orderNo: string;
	/** Path of the field, such as `title` or `lineItems.0.quantity`. */
	field: string;
	a: JsonValue | undefined;
	b: JsonValue | undefined;
}

export interface OrderComparison {
	/** Orders of A changed since the given time. */
	expected: number;
	/** How many of them B has. */
	found: number;
	/** Order numbers that B lacks. */
	missing: string[];
	/** Order numbers that B has more than once. */
	duplicates: string[];
	/** Order numbers in B that are not among the expected ones. */
	unexpected: string[];
	differences: Difference[];
}

/** The orders of each number. */
export function byOrderNo(orders: readonly JsonObject[]): Map<string, JsonObject[]> {
	const groups = new Map<string, JsonObject[]>();
	for (const order of orders) {
		const orderNo = String(order.orderNo);
		groups.set(orderNo, [...(groups.get(orderNo) ?? []), order]);
	}
	return groups;
}

/**
 * Compares the orders of A that changed at or after `changedSince` (ISO time) with those of B,
 * field by field. Of several orders in B with one number each is compared.
 */
export function compareOrders(
	ordersA: readonly JsonObject[],
	ordersB: readonly JsonObject[],
	changedSince: string,
): OrderComparison {
	const since = Date.parse(changedSince);
	const expected = ordersA.filter(({ updatedAt }) => Date.parse(String(updatedAt)) >= since);
	const expectedNumbers = new Set(expected.map(({ orderNo }) => String(orderNo)));
	const groupsB = byOrderNo(ordersB);
	const missing: string[] = [];
	const differences: Difference[] = [];
	for (const orderA of expected) {
		const orderNo = String(orderA.orderNo);
		const group = groupsB.get(orderNo);
		if (!group) missing.push(orderNo);
		else differences.push(...group.flatMap((orderB) => compareOrder(orderNo, orderA, orderB)));
	}
	return {
		expected: expected.length,
		found: expected.length - missing.length,
		missing,
		duplicates: [...groupsB].filter(([, group]) => group.length > 1).map(([orderNo]) => orderNo),
		unexpected: [...groupsB.keys()].filter((orderNo) => !expectedNumbers.has(orderNo)),
		differences,
	};
}

function compareOrder(orderNo: string, orderA: JsonObject, orderB: JsonObject): Difference[] {
	const differences = compareFields(orderNo, '', orderA, orderB, ORDER_FIELDS);
	const linesA = linesOf(orderA);
	const linesB = linesOf(orderB);
	if (linesA.length !== linesB.length) {
		const field = 'lineItems.length';
		return [...differences, { orderNo, field, a: linesA.length, b: linesB.length }];
	}
	for (const [index, lineA] of linesA.entries()) {
		const fields = Object.keys(lineA).filter((field) => !SERVER_LINE_FIELDS.includes(field));
		const path = `lineItems.${index}.`;
		differences.push(...compareFields(orderNo, path, lineA, linesB[index] ?? {}, fields));
	}
	return differences;
}

/** The line items of an order; none where it has no list of them. */
export function linesOf(order: JsonObject): JsonObject[] {
	return Array.isArray(order.lineItems) ? (order.lineItems as JsonObject[]) : [];
}

function compareFields(
	orderNo: string,
	path: string,
	recordA: JsonObject,
	recordB: JsonObject,
	fields: readonly string[],
): Difference[] {
	return fields
		.filter((field) => !isDeepStrictEqual(recordA[field], recordB[field]))
		.map((field) => ({ orderNo, field: path + field, a: recordA[field], b: recordB[field] }));
}
