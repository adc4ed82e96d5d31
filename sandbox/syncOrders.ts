import { recordKey } from './data/keys';
import { decimal, generateOrders, lineKey } from './data/orders';
import { DAY_MS, isoSeconds, REFERENCE_DATE, type ReferenceData } from './data/reference';
import type { JsonObject, StoredRecord } from './base';
import type { Random } from './random';

export const ORDERS_IN_A = 10_000;
/** One order in this many of A changed since `CHANGED_SINCE`, which makes 1,000. */
const CHANGED_EVERY = 10;
export const CHANGED_SINCE = '2026-05-01T00:00:00Z';

const CHANGED_SINCE_MS = Date.parse(CHANGED_SINCE);
const TWO_YEARS_IN_HOURS = 2 * 365 * 24;
const STALE_MS = 20 * DAY_MS;

function updatedAt(index: number, random: Random): number {
	if (index % CHANGED_EVERY === 0) {
		const seconds = (REFERENCE_DATE - CHANGED_SINCE_MS) / 1000;
		return CHANGED_SINCE_MS + random.integer(0, seconds - 1) * 1000;
	}
	return CHANGED_SINCE_MS - random.integer(1, TWO_YEARS_IN_HOURS * 3600) * 1000;
}

/** The orders of A, of which every tenth changed since `CHANGED_SINCE`. */
export function ordersOfA(reference: ReferenceData, count = ORDERS_IN_A): StoredRecord[] {
	return generateOrders({ seed: 'a', reference, count, updatedAt });
}

/** What B holds of an order of A by its index: as it is, out of date or nothing; undefined for what did not change. */
export function heldInB(index: number): 'asItIs' | 'outOfDate' | 'missing' | undefined {
	const place = (index / CHANGED_EVERY) % 10;
	if (!Number.isInteger(place)) return undefined;
	return place < 3 ? 'asItIs' : place < 6 ? 'outOfDate' : 'missing';
}

/** Of every ten changed orders of A, B holds three as they are, three out of date, and lacks four. */
export function ordersOfB(seed: string, orders: readonly StoredRecord[]): StoredRecord[] {
	return orders.flatMap((order, index): StoredRecord[] => {
		const held = heldInB(index);
		if (held !== 'asItIs' && held !== 'outOfDate') return [];
		const copy = rekeyed(order, seed, index);
		return [held === 'asItIs' ? copy : outOfDate(copy, index / CHANGED_EVERY)];
	});
}

function rekeyed(order: StoredRecord, seed: string, index: number): StoredRecord {
	const lines = order.lineItems as JsonObject[];
	const lineItems = lines.map((line, position) => ({
		...line,
		key: lineKey(seed, index, position),
	}));
	return { ...order, key: recordKey(seed, 'purchase-orders', index), lineItems };
}

/** The order as it was before the last change in A: one part differs. */
function outOfDate(order: StoredRecord, rank: number): StoredRecord {
	const changed = CHANGED_SINCE_MS - STALE_MS + rank * 1000;
	const created = Math.min(Date.parse(String(order.createdAt)), changed);
	const stale = { ...order, createdAt: isoSeconds(created), updatedAt: isoSeconds(changed) };
	switch (rank % 4) {
		case 0:
			return { ...stale, title: `${String(order.title)} (draft)` };
		case 1:
			return { ...stale, notes: 'To be confirmed with the vendor.' };
		case 2:
			return {
				...stale,
				totalNetValue: decimal(Math.round(Number(order.totalNetValue) * 95)),
				totalGrossValue: decimal(Math.round(Number(order.totalGrossValue) * 95)),
			};
		default: {
			const [first, ...others] = order.lineItems as JsonObject[];
			const quantity = decimal((Number(first?.quantity) + 1) * 100);
			return { ...stale, lineItems: [{ ...first, quantity }, ...others] };
		}
	}
}
