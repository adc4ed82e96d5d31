import { cpuOf, readsAll, refusals, timeOf, timeOfFloor, timesAsFast } from '../goals';
import { readByCursor, readPages } from '../httpRequest';
import { readAll } from '../makini';
import type { Scenario } from '../model';
import { floorSeconds, grouped, type Size } from './size';

/** Name of the reading without names. */
const KEYS_ALONE = 'Makini node, keys alone';

/** Most answers with 429 where the server says nothing of its limit. */
const MOST_REFUSALS = 10;

/** Reading all orders, with nothing that limits, by each style of the API. */
export const reading = ({ orders, pageSize, latencyMs }: Size): Scenario[] => [
	{
		name: 'read',
		title: `Reading ${grouped(orders)} orders, ${pageSize} a page`,
		what: 'Pages by number. The HTTP Request node gives a page for an item, the Makini node an order.',
		connection: { orders, latencyMs },
		subjects: [readAll(pageSize), readPages({ pageSize })],
		goals: [...readsAll(orders), timesAsFast(5), cpuOf(1.2)],
	},
	{
		name: 'read-names',
		title: `Reading ${grouped(orders)} orders with codes and names`,
		what: 'Vendors, sites, statuses, units and materials by code and name, header and lines, beside the keys alone.',
		connection: { orders, latencyMs },
		subjects: [
			readAll(5 * pageSize, { references: 'names' }),
			readAll(5 * pageSize, { name: KEYS_ALONE }),
		],
		goals: [...readsAll(orders), timeOf(1.3, KEYS_ALONE)],
	},
	{
		name: 'read-large-pages',
		title: `Reading ${grouped(orders)} orders, ${5 * pageSize} a page`,
		what: 'Pages by number.',
		connection: { orders, latencyMs },
		subjects: [readAll(5 * pageSize), readPages({ pageSize: 5 * pageSize })],
		goals: [...readsAll(orders), timesAsFast(2), cpuOf(1.2)],
	},
	{
		name: 'read-cursor',
		title: `Reading ${grouped(orders)} orders by cursor, ${pageSize} a page`,
		what: 'Each page tells where the next one begins, so nothing can be fetched ahead.',
		connection: { orders, latencyMs, apiStyle: 'v1' },
		subjects: [readAll(pageSize), readByCursor({ pageSize })],
		goals: [...readsAll(orders), timeOf(1.05), cpuOf(1.2)],
	},
];

/** Reading all orders under a rate limit, which the server tells of or not. */
export function limitedReading(size: Size): Scenario[] {
	const { orders, pageSize, latencyMs, limit } = size;
	const floor = floorSeconds(orders / pageSize, size);
	const paced = Math.ceil((limit.perSeconds * 1000) / limit.requests);
	const what = `${limit.requests} requests in ${limit.perSeconds} s, refusals with Retry-After in ${limit.retryAfter}`;
	const title = `Reading ${grouped(orders)} orders, ${pageSize} a page, under a rate limit`;
	return [
		{
			name: 'read-limited',
			title: `${title} that the server does not tell of`,
			what: `${what}. The Makini node with no setting touched.`,
			connection: { orders, latencyMs, rateLimit: limit },
			again: true,
			subjects: [
				readAll(pageSize),
				readPages({ pageSize }, { mostRuns: 1 }),
				readPages(
					{ pageSize, intervalMs: paced },
					{ name: `HTTP Request node, a page every ${paced} ms`, mostRuns: 1 },
				),
			],
			goals: [...readsAll(orders), refusals(MOST_REFUSALS), timeOfFloor(1.15, floor)],
		},
		{
			name: 'read-limited-told',
			title: `${title} that the server tells of`,
			what: `${what}, and X-RateLimit headers with each answer.`,
			connection: { orders, latencyMs, rateLimit: { ...limit, sendRateHeaders: true } },
			again: true,
			subjects: [readAll(pageSize)],
			goals: [...readsAll(orders), refusals(0), timeOfFloor(1.15, floor)],
		},
	];
}
