import type { IDataObject } from 'n8n-workflow';
import { inFlight, MAKINI, reads, writes, writesAll } from '../goals';
import { write } from '../makini';
import type { Scenario, Subject } from '../model';
import { grouped, newOrders, type Size } from './size';

/** Up to so many items are looked up one by one. */
const FEW = 20;

/** Half of the items are new, half are spread over what is there. */
const upsertHalf = (count: number): Subject => ({
	name: MAKINI,
	workflows: (surroundings) => {
		const { orderNumbers } = surroundings;
		const step = Math.max(1, Math.floor((2 * orderNumbers.length) / count));
		const known = orderNumbers.filter((_, index) => index % step === 0).slice(0, count / 2);
		const items: IDataObject[] = [
			...newOrders(count / 2),
			...known.map((orderNo) => ({ orderNo, title: `Changed ${orderNo}` })),
		];
		return write('upsert', [items]).workflows(surroundings);
	},
});

const upserting = (
	name: string,
	count: number,
	mostReads: number,
	{ orders, latencyMs }: Size,
): Scenario => ({
	name,
	title: `Creating or updating ${grouped(count)} of ${grouped(orders)} orders`,
	what: 'Half of the items are new orders, half change one that is there, matched by the order number.',
	connection: { orders, latencyMs },
	subjects: [upsertHalf(count)],
	goals: [
		...writesAll({ created: count / 2, updated: count / 2 }),
		writes(count),
		reads(mostReads),
		inFlight(32),
	],
});

/** Finding what is there, for many items and for a few. */
export const upsertings = (size: Size): Scenario[] => [
	upserting('upsert', size.upserts, size.readsOfUpserts, size),
	// A look-up for each, and one for each that was created.
	upserting('upsert-few', FEW, FEW + FEW / 2, size),
];
