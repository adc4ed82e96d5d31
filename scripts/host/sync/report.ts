import type { ByName } from '../../../sandbox/expectation';
import type { Counters } from '../../../sandbox/server/server';
import type { MeaningComparison } from '../../../sandbox/meaning';
import type { Failure } from './run';

const MOST_REASONS = 10;
const MOST_NUMBERS = 5;

/** "1,000 read, 300 created". */
export function figures(values: object): string {
	return Object.entries(values)
		.map(([name, value]) => `${Number(value).toLocaleString('en')} ${name}`)
		.join(', ');
}

/** What the sandbox counted on one connection. */
export function traffic(counters: Counters): string {
	const { requests, byStatus, rateLimited, created, updated } = counters;
	return figures({
		requests,
		'cut off': byStatus.dropped ?? 0,
		'answered 503': byStatus['503'] ?? 0,
		'rate limited': rateLimited,
		'orders created': created,
		'orders updated': updated,
	});
}

/** How the orders of B compare with those of A by what they mean. */
export const meaningFigures = (compared: MeaningComparison): string =>
	figures({
		'orders mean the same in B': compared.equal.length,
		differ: compared.differing.length,
		missing: compared.missing.length,
		'are there more than once': compared.doubled.length,
		'unknown in A': compared.extra.length,
	});

/** Why an order failed, without what is its own: the item and its number. */
export const reasonOf = ({ orderNo, reason }: Failure): string =>
	reason.replace(/\s*\[item \d+\]$/, '').replaceAll(orderNo, '…');

const numbersOf = (orders: readonly string[]): string => {
	const shown = orders.slice(0, MOST_NUMBERS).join(', ');
	const more = orders.length - MOST_NUMBERS;
	return more > 0 ? `${shown} and ${more} more` : shown;
};

/** A line for each code of A that means another code of B because the names are the same. */
export function namedAlike(byName: readonly ByName[]): string[] {
	const groups = new Map<string, Set<string>>();
	for (const { word, other, orderNo } of byName) {
		const pair = `${word} is "${other}" in B, which has the same name`;
		groups.set(pair, (groups.get(pair) ?? new Set()).add(orderNo));
	}
	return [...groups]
		.slice(0, MOST_REASONS)
		.map(([pair, orders]) => `${pair}: ${numbersOf([...orders])}`);
}

/** A line for each reason, with its orders; the most frequent first, and not without an end. */
export function grouped(failures: readonly Failure[]): string[] {
	const byReason = new Map<string, string[]>();
	for (const failure of failures) {
		const reason = reasonOf(failure);
		byReason.set(reason, [...(byReason.get(reason) ?? []), failure.orderNo]);
	}
	const sorted = [...byReason].sort(([, one], [, other]) => other.length - one.length);
	const rest = sorted.slice(MOST_REASONS);
	const lines = sorted
		.slice(0, MOST_REASONS)
		.map(([reason, orders]) => `${orders.length}  ${reason}: ${numbersOf(orders)}`);
	if (rest.length === 0) return lines;
	const count = rest.reduce((sum, [, orders]) => sum + orders.length, 0);
	return [...lines, `${count}  for ${rest.length} other reasons`];
}
