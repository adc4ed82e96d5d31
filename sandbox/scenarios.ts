import { recordKey } from './data/keys';
import { decimal, generateOrders, lineKey } from './data/orders';
import { DAY_MS, isoSeconds, REFERENCE_DATE, type ReferenceData } from './data/reference';
import type { FaultRule } from './faults';
import type { Random } from './random';
import type { ApiStyle, JsonObject, StoredRecord } from './base';
import type { ConnectionOptions } from './options';

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

function ordersOfA(reference: ReferenceData): StoredRecord[] {
	return generateOrders({ seed: 'a', reference, count: ORDERS_IN_A, updatedAt });
}

/** Of every ten changed orders of A, B holds three as they are, three out of date, and lacks four. */
function ordersOfB(seed: string, reference: ReferenceData): StoredRecord[] {
	const orders: StoredRecord[] = [];
	for (const [index, order] of ordersOfA(reference).entries()) {
		const rank = index / CHANGED_EVERY;
		if (!Number.isInteger(rank) || rank % 10 >= 6) continue;
		const copy = rekeyed(order, seed, index);
		orders.push(rank % 10 < 3 ? copy : outOfDate(copy, rank));
	}
	return orders;
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

/**
 * 0.5% of the connections dropped after processing, 2% of the changes before it, and 2% 503, half
 * of them with Retry-After.
 */
const FAULTS: FaultRule[] = [
	// Not of creations: nobody could tell whether those were done.
	{ match: { method: 'PUT' }, when: { share: 0.02 }, effect: { kind: 'dropBefore' } },
	{ when: { share: 0.005 }, effect: { kind: 'dropAfter' } },
	{ when: { share: 0.01 }, effect: { kind: 'status', status: 503 } },
	{
		when: { share: 0.01 },
		effect: { kind: 'status', status: 503, headers: { 'retry-after': '1' } },
	},
];

export interface ScenarioOptions {
	/** Adds dropped connections, 503 and a rate limit of 1,200 requests a minute to both connections. */
	faults?: boolean;
	/** Of both connections; `module` by default. */
	apiStyle?: ApiStyle;
}

/**
 * Two ERP systems, `a` with 10,000 orders of which 1,000 changed since `CHANGED_SINCE`, and `b` that already holds 300
 * of these as they are and 300 out of date. Their vendors, sites, currencies and statuses have the same keys.
 */
export function purchaseOrderSync(options: ScenarioOptions = {}): ConnectionOptions[] {
	const { faults = false, apiStyle = 'module' } = options;
	const common = {
		systemType: 'erp',
		apiStyle,
		...(faults
			? {
					faults: FAULTS,
					rateLimit: { requests: 1200, perSeconds: 60, retryAfter: 'seconds' as const },
				}
			: {}),
	} as const;
	return [
		{
			...common,
			name: 'a',
			token: 'demo-token-a',
			orderSource: ({ reference }) => ordersOfA(reference),
		},
		{
			...common,
			name: 'b',
			token: 'demo-token-b',
			orderSource: ({ seed, reference }) => ordersOfB(seed, reference),
		},
	];
}

const GATEWAY: FaultRule = {
	match: { method: 'POST' },
	when: { share: 0.05 },
	effect: { kind: 'gateway', status: 502, workMs: 3000 },
};

/** Connections of 300 orders each that differ in everything in which APIs differ; faults are answers of a gateway. */
export function unlike({ faults = false }: ScenarioOptions = {}): ConnectionOptions[] {
	const common = {
		systemType: 'erp',
		apiStyle: 'module',
		orders: 300,
		...(faults ? { faults: [GATEWAY] } : {}),
	} as const;
	return [
		{
			...common,
			name: 'late',
			token: 'demo-token-late',
			dialect: {
				paging: 'links',
				filters: 'ignoresCase',
				limit: { kind: 'bucket', requests: 20, perMs: 1000, tells: 'retryAfter' },
				lateListsMs: 5000,
				record: 'bare',
				errors: 'texts',
			},
		},
		{
			...common,
			apiStyle: 'v1',
			name: 'cursors',
			token: 'demo-token-cursors',
			dialect: {
				paging: 'paginationNextCursor',
				filters: 'findsParts',
				limit: { kind: 'concurrent', requests: 4, perMs: 0, tells: 'headers' },
				record: 'noContent',
				errors: 'problem',
				charset: 'bom',
				numbers: 'jsonNumbers',
			},
		},
		{
			...common,
			name: 'short',
			token: 'demo-token-short',
			dialect: {
				paging: 'shortLastPage',
				filters: 'ignored',
				limit: { kind: 'sliding', requests: 600, perMs: 60_000, tells: 'nothing' },
				record: 'created',
				errors: 'html',
				charset: 'latin1',
				numbers: 'numericKeys',
			},
		},
	];
}

/** What the command line knows by name. */
export const SCENARIOS: Readonly<
	Record<string, (options: ScenarioOptions) => ConnectionOptions[]>
> = {
	'purchase-order-sync': purchaseOrderSync,
	unlike,
};
