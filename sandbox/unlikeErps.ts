import { buildReferenceData, type ReferenceData } from './data/reference';
import { heldInB, ordersOfA, ordersOfB, ORDERS_IN_A } from './syncOrders';
import type { JsonObject, OwnSystem, StoredRecord } from './base';
import type { ValuePair } from './meaning';
import type { ConnectionOptions } from './options';

type OwnRecords = NonNullable<OwnSystem['ownRecords']>;
type OtherWords = Readonly<Record<string, { code: string; name: string }>>;

const STATUSES: OtherWords = {
	DRAFT: { code: 'CREATED', name: 'Created' },
	APPROVED: { code: 'RELEASED', name: 'Released' },
	SENT: { code: 'TRANSMITTED', name: 'Transmitted' },
	PARTIAL: { code: 'PART_DELIVERED', name: 'Partly delivered' },
	RECEIVED: { code: 'DELIVERED', name: 'Delivered' },
	CLOSED: { code: 'COMPLETED', name: 'Completed' },
	CANCELLED: { code: 'VOID', name: 'Void' },
};
/** The status of A that has no counterpart in B, and the one that such an order has there before it gets that far. */
const UNMATCHED = 'APPROVAL';
const BEFORE = 'DRAFT';

const UNITS: OtherWords = {
	PCE: { code: 'PCS', name: 'Pieces' },
	M: { code: 'MTR', name: 'Meter' },
	BX: { code: 'BOX', name: 'Box' },
};

const pairs = (field: string, words: OtherWords): ValuePair[] =>
	Object.entries(words).map(([from, { code }]) => ({ field, from, to: code }));

/** What the codes of `a` are called in `b`, as `compareByMeaning` takes it. */
export const UNLIKE_ERPS_VALUES: readonly ValuePair[] = [
	...pairs('statusKey', STATUSES),
	...pairs('uomKey', UNITS),
];

/** Codes of the statuses of `b` whose orders take no change. */
export const UNLIKE_ERPS_LOCKED: readonly string[] = ['RELEASED'];

/** The same in both systems, and digits alone. */
const MATERIALS = { 'BLT-M12': { code: '40063813' } };

const REFERENCE_SEED = 'reference';
const TWIN = { name: 'Twin Industrial Supply GmbH' };

export interface SystemSizes {
	/** Orders of `a`, 10,000 by default; every tenth changed since `CHANGED_SINCE`. */
	orders?: number | undefined;
	/** Vendors of `a`, 500 by default. */
	vendors?: number | undefined;
}

/** The orders of A: none that B holds as it is has the status that B lacks. */
function matchedOrders(reference: ReferenceData, count: number): StoredRecord[] {
	return ordersOfA(reference, count).map((order, index) =>
		heldInB(index) === 'asItIs' ? beforeApproval(order, reference) : order,
	);
}

function beforeApproval(order: StoredRecord, { statuses }: ReferenceData): StoredRecord {
	const keyOf = (code: string) => statuses.find((status) => status.code === code)?.key ?? null;
	return order.statusKey === keyOf(UNMATCHED) ? { ...order, statusKey: keyOf(BEFORE) } : order;
}

/** Codes of vendors that only orders have which B lacks. */
function vendorsToSpare(reference: ReferenceData, orders: readonly StoredRecord[]): string[] {
	const held = new Set<unknown>();
	const missing = new Set<unknown>();
	for (const [index, { vendorKey }] of orders.entries()) {
		const place = heldInB(index);
		if (place === 'missing') missing.add(vendorKey);
		else if (place !== undefined) held.add(vendorKey);
	}
	return reference.vendors
		.filter(({ key }) => missing.has(key) && !held.has(key))
		.map(({ code }) => String(code));
}

/** Vendors of B: two are missing, one is deleted, and others have another name or code than in A. */
function otherVendors(
	reference: ReferenceData,
	orders: readonly StoredRecord[],
): Record<string, JsonObject | null> {
	const spare = vendorsToSpare(reference, orders);
	const names = new Map(reference.vendors.map(({ code, name }) => [code, String(name)]));
	const changes: ReadonlyArray<(code: string) => JsonObject | null> = [
		() => null,
		(code) => ({ code: code.toLowerCase() }),
		() => null,
		() => ({ deletedAt: '2026-04-30T12:00:00Z' }),
		() => TWIN,
		() => TWIN,
		(code) => ({ name: `${names.get(code) ?? ''}  ` }),
	];
	return Object.fromEntries(
		spare.slice(0, changes.length).map((code, index) => [code, changes[index]?.(code) ?? null]),
	);
}

/**
 * Two ERP systems of different makes. `a` is that of the purchase order sync, and `b` holds three of ten changed orders
 * as they are, three out of date, and lacks four. Both have running numbers as keys, each in an order of its own. `b`
 * has other statuses and units, lacks some vendors, requires a site, and locks released orders.
 */
export function unlikeErps({
	orders: count = ORDERS_IN_A,
	vendors = 500,
}: SystemSizes = {}): Array<ConnectionOptions> {
	const reference = buildReferenceData(REFERENCE_SEED, vendors);
	const common = {
		systemType: 'erp',
		apiStyle: 'module',
		referenceSeed: REFERENCE_SEED,
		vendors,
		keys: 'running',
	} as const;
	const ownRecords: OwnRecords = {
		materials: MATERIALS,
		'statuses/purchase-orders': { ...STATUSES, [UNMATCHED]: null },
		uom: { ...UNITS },
		vendors: otherVendors(reference, ordersOfA(reference, count)),
	};
	return [
		{
			...common,
			name: 'a',
			token: 'demo-token-a',
			ownRecords: { materials: MATERIALS },
			// No changed order is among them.
			deletedEvery: { 'purchase-orders': 50 },
			orderSource: (given) => matchedOrders(given.reference, count),
		},
		{
			...common,
			name: 'b',
			token: 'demo-token-b',
			ownRecords,
			requiredFields: { 'purchase-orders': ['siteKey'] },
			lockedStatuses: { 'purchase-orders': [...UNLIKE_ERPS_LOCKED] },
			orderSource: (given) =>
				ordersOfB(given.seed, matchedOrders(given.reference, count)).map((order) =>
					beforeApproval(order, given.reference),
				),
		},
	];
}
