import { totals } from './fieldValues';
import { recordKey } from './keys';
import { decimal } from './orders';
import { DAY_MS, isoSeconds, REFERENCE_DATE, type ReferenceData } from './reference';
import type { JsonObject, StoredRecord } from '../base';

/**
 * How the receiving and the invoice of an order differ from it. All but the vendor is about its first line. The first
 * delivery is that of the first order, and so on; one that says nothing agrees with its order.
 */
export interface Delivery {
	/** Units that arrive beside those ordered, or fewer. */
	received?: number;
	/** Units that are billed beside those ordered, or fewer. */
	billed?: number;
	/** Cents by which the price on the invoice is higher. */
	dearer?: number;
	/** Whether the invoice is another vendor's. */
	otherVendor?: boolean;
	/** Which documents there are; by default both. */
	only?: 'receiving' | 'invoice';
	/** Whether the invoice does not say which order it is for. */
	orderUnsaid?: boolean;
}

type Line = JsonObject;

const MOST_LINES = 100;
const HOUR_MS = 3_600_000;

const hundredths = (value: unknown): number => Math.round(Number(value) * 100);

/** The lines of a document, with keys of their own; the first one may differ from the order's. */
function linesOf(
	order: StoredRecord,
	keyOf: (place: number) => string,
	first: (line: Line) => Line,
	other: (line: Line) => Line,
): Line[] {
	return (order.lineItems as Line[]).map((line, place) => ({
		...(place === 0 ? first(line) : other(line)),
		key: keyOf(place),
	}));
}

/** The documents are of the last days of the sandbox: the goods come first, then the bill. */
const stamps = (daysAgo: number, index: number): JsonObject => {
	const time = isoSeconds(REFERENCE_DATE - daysAgo * DAY_MS + index * HOUR_MS);
	return { createdAt: time, updatedAt: time };
};

const numbered = (prefix: string, index: number): string =>
	`${prefix}-${new Date(REFERENCE_DATE).getUTCFullYear()}-${String(index + 1).padStart(5, '0')}`;

const shared = ({ vendorKey, currencyKey, title }: StoredRecord): JsonObject => ({
	vendorKey: vendorKey ?? null,
	currencyKey: currencyKey ?? null,
	title: title ?? null,
});

function receiving(seed: string, order: StoredRecord, index: number, plan: Delivery): StoredRecord {
	const arrived =
		(more = 0) =>
		(line: Line): Line => ({
			...line,
			receivedQuantity: decimal(hundredths(line.quantity) + more * 100),
		});
	const keyOf = (place: number): string =>
		recordKey(seed, 'receiving/parts', index * MOST_LINES + place);
	const lineItems = linesOf(order, keyOf, arrived(plan.received), arrived());
	return {
		key: recordKey(seed, 'receiving', index),
		...shared(order),
		orderNo: numbered('RCV', index),
		siteKey: order.siteKey ?? null,
		poKey: order.key,
		lineItems,
		...totals(lineItems),
		...stamps(10, index),
	};
}

const BILLED = [
	'lineNo',
	'code',
	'lineRef',
	'quantity',
	'uomKey',
	'price',
	'lineTotalValue',
] as const;

function invoice(
	{ seed, reference }: DeliveryContext,
	order: StoredRecord,
	index: number,
	plan: Delivery,
): StoredRecord {
	const billed =
		(more = 0, cents = 0) =>
		(line: Line): Line => {
			const quantity = hundredths(line.quantity) + more * 100;
			const price = hundredths(line.price) + cents;
			const part = Object.fromEntries(BILLED.map((name) => [name, line[name] ?? null]));
			return {
				...part,
				quantity: decimal(quantity),
				price: decimal(price),
				lineTotalValue: decimal((quantity * price) / 100),
			};
		};
	const keyOf = (place: number): string =>
		recordKey(seed, 'invoices/parts', index * MOST_LINES + place);
	const lineItems = linesOf(order, keyOf, billed(plan.billed, plan.dearer), billed());
	const other = reference.vendors.find(({ key }) => key !== order.vendorKey);
	return {
		key: recordKey(seed, 'invoices', index),
		...shared(order),
		...(plan.otherVendor ? { vendorKey: other?.key ?? null } : {}),
		invoiceNumber: numbered('INV', index),
		invoiceDate: stamps(5, index).createdAt ?? null,
		customerKey: null,
		salesOrderKey: null,
		poKey: plan.orderUnsaid ? null : order.key,
		lineItems,
		...totals(lineItems),
		...stamps(5, index),
	};
}

interface DeliveryContext {
	seed: string;
	reference: ReferenceData;
	orders: readonly StoredRecord[];
}

/** The receivings and invoices of the first orders, by entity; what their other fields hold is generated. */
export function deliveries(
	context: DeliveryContext,
	plans: readonly Delivery[],
): Record<'receiving' | 'invoices', StoredRecord[]> {
	const planned = plans.flatMap((plan, index) => {
		const order = context.orders[index];
		return order ? [{ plan, order }] : [];
	});
	return {
		receiving: planned
			.filter(({ plan }) => plan.only !== 'invoice')
			.map(({ plan, order }, index) => receiving(context.seed, order, index, plan)),
		invoices: planned
			.filter(({ plan }) => plan.only !== 'receiving')
			.map(({ plan, order }, index) => invoice(context, order, index, plan)),
	};
}
