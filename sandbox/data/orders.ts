import { Random } from '../random';
import type { JsonObject, StoredRecord } from '../base';
import { recordKey } from './keys';
import { DAY_MS, isoSeconds, REFERENCE_DATE, type ReferenceData } from './reference';
import { NOTES, ORDER_PLACES, ORDER_REASONS, SHIPPING_METHODS, TERMS } from './texts';

/** Gives a connection its orders; called again on every reload, so it must build new objects. */
export type OrderSource = (context: { seed: string; reference: ReferenceData }) => StoredRecord[];

export interface OrderPlan {
	seed: string;
	reference: ReferenceData;
	count: number;
	/** Lines of each order; without it 1 to 5. */
	linesPerOrder?: number;
	customFields?: string[];
	/** Time of the last change in ms since 1970; without it spread over the two years before the reference date. */
	updatedAt?: (index: number, random: Random) => number;
}

const LINES_RESERVED = 100;

/** Cents as a decimal string, the form of all amounts: 12550 becomes "125.50". */
export function decimal(cents: number): string {
	return (cents / 100).toFixed(2);
}

/** The key of a generated line. */
export function lineKey(seed: string, orderIndex: number, lineIndex: number): string {
	return recordKey(seed, 'purchase-orders.line-items', orderIndex * LINES_RESERVED + lineIndex);
}

function spreadOverTwoYears(_index: number, random: Random): number {
	return REFERENCE_DATE - random.integer(1, 730 * 24 * 3600) * 1000;
}

/** The orders of a plan. Order number `index` does not depend on how many there are. */
export function generateOrders(plan: OrderPlan): StoredRecord[] {
	return Array.from({ length: plan.count }, (_, index) => generateOrder(plan, index));
}

function generateOrder(plan: OrderPlan, index: number): StoredRecord {
	const { seed, reference, updatedAt = spreadOverTwoYears } = plan;
	const random = new Random(`${seed}/purchase-orders/${index}`);
	const changed = updatedAt(index, random);
	const created = changed - random.integer(0, 60 * 24 * 60) * 60_000;
	const due = created + random.integer(5, 90) * DAY_MS;
	const orderNo = `PO-${new Date(created).getUTCFullYear()}-${String(index + 1).padStart(6, '0')}`;
	const vendor = random.pick(reference.vendors);
	const stamps = { createdAt: isoSeconds(created), updatedAt: isoSeconds(changed) };
	const title = `${random.pick(ORDER_REASONS)} ${random.pick(ORDER_PLACES)}`;
	const head: StoredRecord = {
		key: recordKey(seed, 'purchase-orders', index),
		siteKey: random.pick(reference.sites).key,
		orderDate: isoSeconds(created - (created % DAY_MS)),
		vendorKey: vendor.key,
		orderNo,
		statusKey: random.pick(reference.statuses).key,
		title,
		description: `${title}, ordered from ${String(vendor.name)}`,
		dueAt: isoSeconds(due),
		shippingMethod: random.pick(SHIPPING_METHODS),
		terms: random.pick(TERMS),
		notes: random.pick(NOTES),
		currencyKey: random.pick(reference.currencies).key,
	};
	for (const field of plan.customFields ?? []) head[field] = `${field} ${random.integer(1, 999)}`;

	let netCents = 0;
	const lineCount = plan.linesPerOrder ?? random.integer(1, 5);
	const lineItems = Array.from({ length: lineCount }, (_, lineIndex): JsonObject => {
		const material = random.pick(reference.materials);
		const quantity = random.integer(1, 120);
		const lineCents = quantity * material.cents;
		const lineNo = String((lineIndex + 1) * 10);
		netCents += lineCents;
		return {
			key: lineKey(seed, index, lineIndex),
			materialKey: material.key,
			lineNo,
			code: material.code,
			name: material.name,
			description: `${material.name} for ${title.toLowerCase()}`,
			lineRef: `${orderNo}/${lineNo}`,
			quantity: decimal(quantity * 100),
			uomKey: material.uomKey,
			price: decimal(material.cents),
			lineTotalValue: decimal(lineCents),
			dueAt: isoSeconds(due),
			...stamps,
		};
	});
	return {
		...head,
		totalNetValue: decimal(netCents),
		totalGrossValue: decimal(Math.round(netCents * 1.19)),
		...stamps,
		lineItems,
	};
}
