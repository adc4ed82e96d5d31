import { startNodeRun } from '../support/engine';
import {
	AUTO_MAP,
	holdTime,
	jsonOf,
	mapped,
	numbers,
	orders,
	ordersNumbered,
	pairing,
	passUntil,
	run,
	settle,
	shown,
	startPeer,
	stopPeers,
} from './support';

afterEach(async () => {
	jest.useRealTimers();
	jest.restoreAllMocks();
	await stopPeers();
});

describe.each(['seconds', 'date'] as const)('a rate limit with Retry-After in %s', (retryAfter) => {
	it('of 12 s: nothing is sent before it is over, and nothing is lost', async () => {
		holdTime();
		const peer = await startPeer({ rateLimit: { requests: 10, perSeconds: 12, retryAfter } });
		const begin = Date.now();
		const input = numbers(18).map((item) => ({ orderNo: `N-${item}` }));
		const { finished } = await startNodeRun({
			node: 'MakiniPurchaseOrder',
			credentials: peer.credentials,
			parameters: orders('create', AUTO_MAP),
			input,
		});
		while (peer.server.counters().rateLimited === 0) await settle(10);
		// What is on its way arrives, however busy the machine is.
		for (let known = 0; known < peer.server.counters().requests; await settle(300)) {
			known = peer.server.counters().requests;
		}
		const early = peer.server.counters().requests;
		await jest.advanceTimersByTimeAsync(11_900);
		await settle();
		expect(peer.server.counters()).toMatchObject({ requests: early, created: 10 });

		const { outputs, error } = await passUntil(finished, 200);
		expect(error).toBeUndefined();
		expect(pairing(outputs[0])).toEqual(numbers(18));
		for (const { orderNo, key } of jsonOf(outputs[0])) {
			expect(ordersNumbered(peer.server, String(orderNo))).toMatchObject([{ key }]);
		}
		expect(peer.server.counters().created).toBe(18);
		const after = peer.server.log().map(({ at }) => at - begin);
		expect(after.filter((ms) => ms > 0 && ms < 12_000)).toEqual([]);
	});
});

it('one node that is told to wait holds the others of the same connection back', async () => {
	holdTime();
	const peer = await startPeer({
		rateLimit: { requests: 1, perSeconds: 12, retryAfter: 'seconds' },
	});
	const begin = Date.now();
	const start = async () =>
		await startNodeRun({
			node: 'MakiniPurchaseOrder',
			credentials: peer.credentials,
			parameters: orders('getAll', { limit: 1, references: 'keys' }),
		});
	const first = await start();
	await passUntil(first.finished, 1);
	const second = await start();
	while (peer.server.counters().rateLimited === 0) await settle(10);
	const third = await start();
	await settle();
	expect(peer.server.counters()).toMatchObject({ requests: 2, rateLimited: 1 });
	await passUntil(second.finished, 1_000);
	await passUntil(third.finished, 1_000);
	const later = peer.server.log().filter(({ at }) => at - begin >= 12_000);
	expect(later.filter(({ status }) => status === 200)).toHaveLength(2);
});

describe('patience', () => {
	it('ends at Max Wait', async () => {
		const peer = await startPeer({
			rateLimit: { requests: 1, perSeconds: 120, retryAfter: 'seconds' },
		});
		await run(peer, orders('getAll', { limit: 1 }));
		const result = await run(peer, orders('getAll', { limit: 1, options: { maxWait: 60 } }));
		expect(shown(result)).toEqual({
			message: 'The rate limit of this connection did not free up within 60 s [item 0]',
			description: expect.stringMatching(
				/^Makini asks to wait 1(19|20) s more\. Run the workflow later, or raise "Max Wait" in the options\. Makini says: Too many requests for this connection\. HTTP status: 429/,
			),
		});
		expect(peer.server.counters()).toMatchObject({ requests: 2, rateLimited: 1 });
	});

	it('lasts while the connection makes progress', async () => {
		holdTime();
		const peer = await startPeer({
			rateLimit: { requests: 5, perSeconds: 12, retryAfter: 'seconds' },
		});
		const { finished } = await startNodeRun({
			node: 'MakiniPurchaseOrder',
			credentials: peer.credentials,
			parameters: orders('create', { ...AUTO_MAP, options: { maxWait: 15, concurrency: 2 } }),
			input: numbers(20).map((item) => ({ orderNo: `N-${item}` })),
		});
		const { error, outputs } = await passUntil(finished, 500);
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(20);
		expect(peer.server.counters().created).toBe(20);
	});
});

describe('cancelling the execution', () => {
	it.each([
		['creating', orders('create', AUTO_MAP), numbers(20).map((item) => ({ orderNo: `N-${item}` }))],
		['listing', orders('getAll', { returnAll: true, options: { pageSize: 2 } }), [{}]],
		[
			'creating or updating',
			orders('upsert', mapped({ orderNo: '={{ $json.orderNo }}' })),
			numbers(20).map((item) => ({ orderNo: `N-${item}` })),
		],
	])('ends a long wait within a second, while %s', async (_what, parameters, input) => {
		holdTime();
		const peer = await startPeer({
			rateLimit: { requests: 3, perSeconds: 60, retryAfter: 'seconds' },
		});
		const { finished, cancel } = await startNodeRun({
			node: 'MakiniPurchaseOrder',
			credentials: peer.credentials,
			parameters,
			input,
		});
		while (peer.server.counters().rateLimited === 0) await settle(10);
		await settle(50);
		const { requests } = peer.server.counters();
		const cancelled = Date.now();
		cancel();
		const { run: ended } = await passUntil(finished, 10);
		expect(Date.now() - cancelled).toBeLessThan(1_000);
		expect(ended.status).toBe('canceled');
		await jest.advanceTimersByTimeAsync(120_000);
		await settle();
		expect(peer.server.counters().requests).toBe(requests);
	});
});
