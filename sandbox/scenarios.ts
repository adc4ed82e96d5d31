import { ordersOfA, ordersOfB } from './syncOrders';
import { unlikeErps, type SystemSizes } from './unlikeErps';
import type { Delivery } from './data/deliveries';
import type { FaultRule } from './faults';
import type { ApiStyle } from './base';
import type { ConnectionOptions } from './options';

export { CHANGED_SINCE, ORDERS_IN_A } from './syncOrders';
export { UNLIKE_ERPS_LOCKED, UNLIKE_ERPS_VALUES } from './unlikeErps';

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

/** Deliveries of the first twelve orders, of which seven do not agree with what was ordered. */
export const DELIVERIES: readonly Delivery[] = [
	{},
	{ received: -1 },
	{ received: 1 },
	{ billed: 2 },
	{ dearer: 150 },
	{},
	{ only: 'invoice' },
	{ otherVendor: true },
	{ orderUnsaid: true, only: 'invoice' },
	// Goods whose invoice is still to come.
	{ only: 'receiving' },
	{ received: -1, billed: -1 },
	{},
];

/** Connections in which all receivings and invoices are those of {@link DELIVERIES}. */
export const delivered = {
	deliveries: DELIVERIES,
	counts: { receiving: 0, invoices: 0 },
} as const;

export interface ScenarioOptions {
	/** Adds dropped connections, 503 and a rate limit of 1,200 requests a minute to both connections. */
	faults?: boolean;
	/** Of both connections; `module` by default. */
	apiStyle?: ApiStyle;
}

function commonOptions({ faults = false, apiStyle = 'module' }: ScenarioOptions) {
	const limited = {
		faults: FAULTS,
		rateLimit: { requests: 1200, perSeconds: 60, retryAfter: 'seconds' as const },
	};
	return { systemType: 'erp' as const, apiStyle, ...(faults ? limited : {}) };
}

/**
 * Two ERP systems, `a` with 10,000 orders of which 1,000 changed since `CHANGED_SINCE`, and `b` that already holds 300
 * of these as they are and 300 out of date. Their vendors, sites, currencies and statuses have the same keys. Of the
 * first orders of `a` there are receivings and invoices.
 */
export function purchaseOrderSync(options: ScenarioOptions = {}): ConnectionOptions[] {
	const common = commonOptions(options);
	return [
		{
			...common,
			...delivered,
			name: 'a',
			token: 'demo-token-a',
			orderSource: ({ reference }) => ordersOfA(reference),
		},
		{
			...common,
			name: 'b',
			token: 'demo-token-b',
			orderSource: ({ seed, reference }) => ordersOfB(seed, ordersOfA(reference)),
		},
	];
}

/** The two systems of `unlikeErps`, with the faults and limits of the sync where they are wanted. */
export function unlikeErpSystems({
	orders,
	vendors,
	...options
}: ScenarioOptions & SystemSizes = {}): ConnectionOptions[] {
	const common = commonOptions(options);
	return unlikeErps({ orders, vendors }).map((system) => ({ ...system, ...common }));
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
	'unlike-erps': unlikeErpSystems,
	unlike,
};
