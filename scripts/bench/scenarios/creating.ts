import type { IDataObject } from 'n8n-workflow';
import type { FaultRule } from '../../../sandbox/server/server';
import { inFlight, timeOf, timeOfBest, timeOfFloor, writesAll } from '../goals';
import * as http from '../httpRequest';
import { write } from '../makini';
import type { Scenario, Subject } from '../model';
import { floorSeconds, grouped, newOrders, type Size } from './size';

const MOST_IN_FLIGHT = 32;

/** Items of a batch of the HTTP Request node. */
const BATCH = 31;

const POST = { method: 'POST', path: '/purchase-orders$/' };

/** Of a hundred creates, two are processed without an answer and two refused as unavailable. */
const FAULTS: FaultRule[] = [
	{ match: POST, when: { share: 0.02 }, effect: { kind: 'dropAfter' } },
	{ match: POST, when: { share: 0.02 }, effect: { kind: 'status', status: 503 } },
];

const RETRIES = { retryOnFail: true, maxTries: 5, waitBetweenTries: 1 } as const;

/** Each fiftieth item names a vendor that there is not, the first one too. */
const failing = (items: IDataObject[]): IDataObject[] =>
	items.map((item, index) => (index % 50 === 0 ? { ...item, vendorKey: 'nobody' } : item));

const batchedEvery = (items: IDataObject[], intervalMs: number): Subject =>
	http.create(
		items,
		{ size: BATCH, intervalMs },
		{ name: `HTTP Request node, ${BATCH} every ${intervalMs} ms` },
	);

/** Creating orders with nothing that limits. */
export function creating({ creates, latencyMs }: Size): Scenario {
	const items = newOrders(creates);
	return {
		name: 'create',
		title: `Creating ${grouped(creates)} orders`,
		what: `The HTTP Request node waits between batches, not for their answers; the shortest wait with which it keeps within ${BATCH} in flight counts.`,
		connection: { orders: 0, latencyMs },
		subjects: [
			write('create', [items]),
			...[50, 60, 70, 80, 100].map((intervalMs) => batchedEvery(items, intervalMs)),
		],
		goals: [...writesAll({ created: creates }), inFlight(MOST_IN_FLIGHT), timeOfBest(1, BATCH)],
	};
}

/** Creating orders under a rate limit that the server does not tell of, with and without faults. */
export function limitedCreating(size: Size): Scenario[] {
	const { creates, latencyMs, limit } = size;
	const items = newOrders(creates);
	const withFailing = failing(items);
	const failed = withFailing.filter(({ vendorKey }) => vendorKey !== undefined).length;
	const connection = { orders: 0, latencyMs, rateLimit: limit };
	const paced = Math.ceil((limit.perSeconds * 1000) / limit.requests);
	const title = `Creating ${grouped(creates)} orders under a rate limit`;
	const what = `${limit.requests} requests in ${limit.perSeconds} s. The Makini node with no setting touched`;
	const faults = '2% of the creates are processed and then cut off, 2% answered with 503';
	const once = { mostRuns: 1 };
	const batches = { size: BATCH, intervalMs: 60 };
	const retried = { ...once, name: 'HTTP Request node, Retry On Fail', settings: RETRIES };
	return [
		{
			name: 'create-limited',
			title,
			what: `${what}.`,
			connection,
			subjects: [
				write('create', [items]),
				http.create(items, batches, {
					...once,
					name: 'HTTP Request node, On Error: Continue',
					settings: { onError: 'continueRegularOutput' },
				}),
				http.create(items, batches, retried),
				http.create(
					items,
					{ size: 1, intervalMs: paced },
					{ ...once, name: `HTTP Request node, one every ${paced} ms` },
				),
			],
			goals: [
				...writesAll({ created: creates }),
				inFlight(MOST_IN_FLIGHT),
				timeOfFloor(1.15, floorSeconds(creates, size)),
			],
		},
		{
			name: 'create-faults',
			title: `${title}, with faults`,
			what: `${what}; ${faults}.`,
			connection: { ...connection, faults: FAULTS },
			subjects: [write('create', [items]), http.create(items, batches, retried)],
			goals: [...writesAll({ created: creates }), inFlight(MOST_IN_FLIGHT)],
		},
		{
			name: 'create-retried',
			title: `${title}, with faults, items that fail, and Retry On Fail`,
			what: `${what}, but Retry On Fail at 5 tries and On Error: Continue. Faults: ${faults}. Of the items, ${failed} name a vendor that does not exist, the first one too. So n8n runs the node five times.`,
			connection: { ...connection, faults: FAULTS },
			subjects: [
				{
					...write('create', [withFailing], { ...RETRIES, onError: 'continueRegularOutput' }),
					...once,
				},
			],
			goals: [...writesAll({ created: creates - failed, failed }), inFlight(MOST_IN_FLIGHT)],
		},
	];
}

/** The same work by four executions of one connection and by one. */
export function sharedLimit(size: Size): Scenario {
	const { createsOfEach, latencyMs, limit } = size;
	const inputs = ['A', 'B', 'C', 'D'].map((prefix) => newOrders(createsOfEach, prefix));
	const one = 'one execution of the Makini node';
	const created = 4 * createsOfEach;
	return {
		name: 'create-shared',
		title: `Creating ${grouped(created)} orders by four executions at once, under a rate limit`,
		what: `${limit.requests} requests in ${limit.perSeconds} s; four executions of ${createsOfEach} items on one connection, beside one execution with all of them.`,
		connection: { orders: 0, latencyMs, rateLimit: limit },
		subjects: [write('create', inputs), { ...write('create', [inputs.flat()]), name: one }],
		goals: [
			...writesAll({ created }),
			inFlight(MOST_IN_FLIGHT),
			timeOf(1.15, one),
			timeOfFloor(1.15, floorSeconds(created, size)),
		],
	};
}
