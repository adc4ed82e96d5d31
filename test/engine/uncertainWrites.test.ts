import type { INodeParameters } from 'n8n-workflow';
import type { FaultEffect, FaultRule } from '../../sandbox/server/server';
import {
	AUTO_MAP,
	asJson,
	byKey,
	holdTime,
	jsonOf,
	mapped,
	numbers,
	orders,
	ordersNumbered,
	pairing,
	passUntil,
	renew,
	recordAt,
	run as runNow,
	shown,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
} from './support';

let peer: Peer;

beforeAll(async () => {
	peer = await startPeer();
});

afterEach(() => jest.useRealTimers());

afterAll(stopPeers);

/** A run whose waits take no time. */
const run: typeof runNow = async (...args) => await passUntil(runNow(...args), 250);

beforeEach(() => {
	holdTime();
	renew(peer);
	peer.server.setFaults([]);
});

const onCreate = (effect: FaultEffect, nth: number[] = [1]): FaultRule[] => [
	{ match: { method: 'POST' }, when: { nth }, effect },
];

const order = mapped({ orderNo: 'N-1', title: 'Bearings', totalNetValue: '12.5' });

const TROUBLES: Array<[string, FaultEffect]> = [
	['the answer is lost after the order was created', { kind: 'dropAfter' }],
	['the answer breaks off', { kind: 'garbage' }],
	['the server is unavailable', { kind: 'status', status: 503 }],
	[
		'the server says when to come back',
		{ kind: 'status', status: 503, headers: { 'retry-after': '0' } },
	],
	['the rate limit is reached', { kind: 'status', status: 429, headers: { 'retry-after': '0' } }],
];

describe.each(['create', 'upsert'])('%s', (operation) => {
	it.each(TROUBLES)('%s: there is one order, and the item carries it', async (_what, effect) => {
		peer.server.setFaults(onCreate(effect));
		const { outputs, error } = await run(peer, orders(operation, order));
		expect(error).toBeUndefined();
		const stored = ordersNumbered(peer.server, 'N-1');
		expect(stored).toHaveLength(1);
		expect(jsonOf(outputs[0])).toMatchObject([{ ...stored[0] }]);
		expect(peer.server.counters()).toMatchObject({ created: 1 });
	});
});

describe.each(['create', 'upsert'])('%s', (operation) => {
	it.each<[string, FaultEffect]>([
		['the connection breaks', { kind: 'dropBefore' }],
		["a proxy's error page comes instead of an answer", { kind: 'html' }],
		['a gateway gives up', { kind: 'status', status: 524, body: '' }],
		['the server fails, and nothing shows that lists are current', { kind: 'status', status: 500 }],
	])('%s: what may be under way is not sent again, and is told as uncertain', async (_, effect) => {
		peer.server.setFaults(onCreate(effect));
		const result = await run(peer, orders(operation, order));
		expect(shown(result).message).toBe(
			'The purchase order N-1 may or may not have been created [item 0]',
		);
		expect(peer.server.counters()).toMatchObject({ created: 0, byMethod: { POST: 1 } });
	});
});

it.each(STYLES)(
	'half of 40 creates lose their answers (%s style): each order once',
	async (apiStyle) => {
		const own = await startPeer({ apiStyle });
		const odd = numbers(40).map((index) => 2 * index + 1);
		own.server.setFaults(onCreate({ kind: 'dropAfter' }, odd));
		const input = numbers(40).map((item) => ({ orderNo: `N-${item}`, title: `Order ${item}` }));
		const { outputs } = await run(own, orders('create', AUTO_MAP), { input });
		expect(pairing(outputs[0])).toEqual(numbers(40));
		expect(jsonOf(outputs[0]).map(({ title }) => title)).toEqual(input.map(({ title }) => title));
		for (const [item, { key }] of jsonOf(outputs[0]).entries()) {
			expect(ordersNumbered(own.server, `N-${item}`)).toMatchObject([{ key }]);
		}
		expect(own.server.counters().created).toBe(40);
	},
);

it('an order that the API is not available for three times is there once', async () => {
	peer.server.setFaults(onCreate({ kind: 'status', status: 503 }, [1, 2, 3]));
	const { outputs } = await run(peer, orders('create', order));
	const { key } = ordersNumbered(peer.server, 'N-1')[0] ?? {};
	expect(jsonOf(outputs[0])).toMatchObject([{ key }]);
	expect(peer.server.counters()).toMatchObject({ created: 1, byMethod: { POST: 4 } });
});

it('an update whose answer is lost is repeated', async () => {
	const { key } = recordAt(peer.server, 'purchase-orders', 3);
	peer.server.setFaults([{ match: { method: 'PUT' }, times: 1, effect: { kind: 'dropAfter' } }]);
	const changes = { ...byKey(key), ...mapped({ title: 'Changed' }) };
	const { outputs } = await run(peer, orders('update', changes));
	expect(jsonOf(outputs[0])).toEqual([recordAt(peer.server, 'purchase-orders', 3)]);
	expect(outputs[0]?.[0]?.json.title).toBe('Changed');
});

it('a deletion whose answer is lost has succeeded', async () => {
	const { key } = recordAt(peer.server, 'purchase-orders', 3);
	peer.server.setFaults([{ match: { method: 'DELETE' }, times: 1, effect: { kind: 'dropAfter' } }]);
	const { outputs } = await run(peer, orders('delete', byKey(key)));
	expect(jsonOf(outputs[0])).toEqual([{ deleted: true }]);
	expect(peer.server.counters().deleted).toBe(1);
});

describe('what cannot be told is left to the user', () => {
	const lost = onCreate({ kind: 'dropAfter' });
	const fail: INodeParameters = { options: { onUncertainWrite: 'fail' } };

	it('where the option says so', async () => {
		peer.server.setFaults(lost);
		const result = await run(peer, orders('create', { ...order, ...fail }));
		expect(shown(result)).toEqual({
			message: 'The purchase order N-1 may or may not have been created [item 0]',
			description:
				'The host of the base URL closes the connection without an answer. Look for it in Makini before you create it again. With "On Uncertain Write" set to "Verify" this is done for you.',
		});
		expect(peer.server.counters()).toMatchObject({ requests: 1, created: 1 });
	});

	it('where there is nothing to look it up by', async () => {
		peer.server.setFaults(lost);
		const result = await run(
			peer,
			{ resource: 'vendor', operation: 'create', ...asJson('{"name": "Nordwerk"}') },
			{ node: 'MakiniVendor' },
		);
		expect(shown(result)).toEqual({
			message: 'The vendor may or may not have been created [item 0]',
			description:
				'The host of the base URL closes the connection without an answer. Without a value for code it cannot be looked up. Look for it in Makini before you create it again.',
		});
		expect(peer.server.counters()).toMatchObject({ requests: 1, created: 1 });
	});

	it('where another order with that number is an older one', async () => {
		const { orderNo } = recordAt(peer.server, 'purchase-orders', 3);
		peer.server.setFaults(onCreate({ kind: 'dropBefore' }));
		const result = await run(peer, orders('create', mapped({ orderNo, title: 'Mine' })));
		expect(shown(result)).toEqual({
			message: `The purchase order ${orderNo} may or may not have been created [item 0]`,
			description:
				'The host of the base URL closes the connection without an answer. There is one with that orderNo, but it was created earlier, by its own time, so it may be an older one. Check it in Makini before you create it again.',
		});
		expect(peer.server.counters().created).toBe(0);
	});
});

describe('n8n runs the node again (Retry On Fail)', () => {
	const input = ['N-1', 'N-2', 'N-3'].map((orderNo) => ({ orderNo }));
	const keysSent = (own: Peer): unknown[] =>
		own.server
			.log()
			.flatMap(({ method, idempotencyKey }) => (method === 'POST' ? [idempotencyKey] : []));
	const oneByOne: INodeParameters = { options: { concurrency: 1 } };

	const busy: FaultEffect = { kind: 'status', status: 422, body: { message: 'Busy.' } };

	it('what was created is not created again, whatever the server makes of idempotency keys', async () => {
		peer.server.setFaults(onCreate(busy, [3]));
		const { outputs, error } = await run(peer, orders('create', { ...AUTO_MAP, ...oneByOne }), {
			input,
			retryOnFail: true,
		});
		expect(error).toBeUndefined();
		expect(pairing(outputs[0])).toEqual([0, 1, 2]);
		const { created, byMethod } = peer.server.counters();
		expect({ created, byMethod }).toEqual({ created: 3, byMethod: { POST: 4 } });
		for (const [item, json] of jsonOf(outputs[0]).entries()) {
			expect(ordersNumbered(peer.server, `N-${item + 1}`)).toEqual([json]);
		}
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'a first item that fails repeats the run, but not what was created (%s)',
		async (onError) => {
			const items = [
				{ orderNo: 'N-1', vendorKey: 'nobody' },
				{ orderNo: 'N-2' },
				{ orderNo: 'N-3' },
			];
			const { outputs } = await run(peer, orders('create', AUTO_MAP), {
				input: items,
				retryOnFail: true,
				onError,
			});
			expect(outputs.flatMap(pairing).sort()).toEqual([0, 1, 2]);
			expect(peer.server.counters().created).toBe(2);
		},
	);

	it('the item that failed carries the same idempotency key again', async () => {
		peer.server.setFaults(onCreate(busy, [3]));
		await run(peer, orders('create', { ...AUTO_MAP, ...oneByOne }), { input, retryOnFail: true });
		const sent = keysSent(peer);
		expect(sent).toHaveLength(4);
		expect(sent[3]).toBe(sent[2]);
		expect(new Set(sent).size).toBe(3);
	});

	it.each(['update', 'delete', 'upsert', 'updateStatus'] as const)(
		'what was written is not written again: %s',
		async (operation) => {
			const chosen = [3, 4, 5].map((index) => recordAt(peer.server, 'purchase-orders', index));
			const method = operation === 'delete' ? 'DELETE' : 'PUT';
			peer.server.setFaults([{ match: { method }, when: { nth: [3] }, effect: busy }]);
			const status = {
				mode: 'id',
				value: recordAt(peer.server, 'statuses/purchase-orders', 1).key,
			};
			const { outputs, error } = await run(
				peer,
				orders(operation, {
					...AUTO_MAP,
					...byKey('={{ $json.key }}'),
					...(operation === 'updateStatus' ? { status } : {}),
					...oneByOne,
				}),
				{
					input: chosen.map(({ key, orderNo }) => ({ key, orderNo, title: `Changed ${orderNo}` })),
					retryOnFail: true,
				},
			);
			expect(error).toBeUndefined();
			expect(pairing(outputs[0])).toEqual([0, 1, 2]);
			// The one that was refused, and each once.
			expect(peer.server.counters().byMethod[method]).toBe(4);
			const results = jsonOf(outputs[0]).map(({ deleted, writeResult }) => deleted ?? writeResult);
			const expected = {
				delete: true,
				upsert: 'updated',
				update: undefined,
				updateStatus: undefined,
			};
			expect(new Set(results)).toEqual(new Set([expected[operation]]));
		},
	);

	it('an order whose date is the present time is not created again either', async () => {
		peer.server.setFaults(onCreate(busy, [2]));
		const { error } = await run(
			peer,
			orders('create', {
				...mapped({ orderNo: '={{ $json.orderNo }}', orderDate: '={{ $now.toISO() }}' }),
				...oneByOne,
			}),
			{ input, retryOnFail: true },
		);
		expect(error).toBeUndefined();
		expect(peer.server.counters().created).toBe(3);
	});

	it('another execution with the same items is another matter', async () => {
		await run(peer, orders('create', AUTO_MAP), { input });
		await run(peer, orders('create', AUTO_MAP), { input });
		expect(peer.server.counters().created).toBe(6);
		expect(new Set(keysSent(peer)).size).toBe(6);
	});

	it('every try of one create carries the same key, and another item another one', async () => {
		peer.server.setFaults(onCreate({ kind: 'status', status: 503 }, [1, 3]));
		await run(peer, orders('create', { ...AUTO_MAP, ...oneByOne }), { input });
		const [first, again, second, secondAgain, third] = keysSent(peer);
		expect([again, secondAgain]).toEqual([first, second]);
		expect(new Set([first, second, third]).size).toBe(3);
		expect(first).toMatch(/^[0-9a-f]{32}$/);
	});
});
