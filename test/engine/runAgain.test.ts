import type { FaultRule } from '../../sandbox/server/server';
import { startNodeRun } from '../support/engine';
import {
	AUTO_MAP,
	jsonOf,
	numbers,
	orders,
	pairing,
	run,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
} from './support';

afterEach(() => jest.restoreAllMocks());
afterAll(stopPeers);

/** What was under way when a run was stopped is in doubt for a quarter of an hour. */
function waitAQuarterOfAnHour(): void {
	const now = Date.now;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + 15 * 60_000);
}

const COUNT = 250;

const input = numbers(COUNT).map((item) => ({ orderNo: `N-${item}`, title: `Order ${item}` }));

/** Of twenty-five creations one is done without an answer, and one is refused as unavailable. */
const LOSSES: FaultRule[] = [
	{ match: { method: 'POST' }, when: { share: 0.04 }, effect: { kind: 'dropAfter' } },
	{ match: { method: 'POST' }, when: { share: 0.04 }, effect: { kind: 'status', status: 503 } },
];

/** Runs until so many orders are there, and is stopped then, in the middle of what is under way. */
async function stopAt(peer: Peer, operation: string, count: number): Promise<void> {
	const { finished, cancel } = await startNodeRun({
		node: 'MakiniPurchaseOrder',
		credentials: peer.credentials,
		parameters: orders(operation, AUTO_MAP),
		input,
	});
	while (peer.server.counters().created < count) await new Promise((done) => setTimeout(done, 5));
	cancel();
	expect((await finished).run.status).toBe('canceled');
	expect(peer.server.counters().created).toBeLessThan(COUNT);
	// What was on its way is done all the same.
	for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setTimeout(done, 25));
}

/** How many orders there are of each number. */
function timesOf(peer: Peer): number[] {
	const counts = new Map<string, number>();
	for (const { orderNo } of peer.server.records('purchase-orders')) {
		counts.set(String(orderNo), (counts.get(String(orderNo)) ?? 0) + 1);
	}
	return input.map(({ orderNo }) => counts.get(orderNo) ?? 0);
}

describe.each(STYLES)('a run of 250 that was stopped, started again (%s style)', (apiStyle) => {
	it.each(['create', 'upsert'])('after %s, by Create or Update: each order once', async (first) => {
		const peer = await startPeer({ apiStyle, latencyMs: 2, orders: 10, faults: LOSSES });
		await stopAt(peer, first, 100);
		waitAQuarterOfAnHour();

		const { outputs, error } = await run(peer, orders('upsert', AUTO_MAP), { input });

		expect(error).toBeUndefined();
		expect(pairing(outputs[0])).toEqual(numbers(COUNT));
		expect(timesOf(peer)).toEqual(numbers(COUNT).map(() => 1));
		const results = jsonOf(outputs[0]).map(({ writeResult }) => writeResult);
		expect(new Set(results)).toEqual(new Set(['created', 'unchanged']));
	});

	it('at once: what may be under way still is not sent again, and is told', async () => {
		const peer = await startPeer({ apiStyle, latencyMs: 2, orders: 10 });
		await stopAt(peer, 'upsert', 100);

		const { outputs } = await run(peer, orders('upsert', AUTO_MAP), {
			input,
			onError: 'continueErrorOutput',
		});

		const uncertain = new Set(pairing(outputs[1]));
		expect(timesOf(peer)).toEqual(numbers(COUNT).map((item) => (uncertain.has(item) ? 0 : 1)));
	});
});

it('by Create, in a system that takes each number once: what is there is refused', async () => {
	const peer = await startPeer({ latencyMs: 2, orders: 10, faults: LOSSES, uniqueOrderNo: true });
	await stopAt(peer, 'create', 100);
	waitAQuarterOfAnHour();
	peer.server.setFaults([]);
	const before = new Set(peer.server.records('purchase-orders').map(({ orderNo }) => orderNo));

	const { outputs } = await run(peer, orders('create', AUTO_MAP), {
		input,
		onError: 'continueErrorOutput',
	});

	expect(timesOf(peer)).toEqual(numbers(COUNT).map(() => 1));
	const refused = pairing(outputs[1]).map((item) => input[Number(item)]?.orderNo);
	expect(new Set(refused)).toEqual(
		new Set([...before].filter((no) => String(no).startsWith('N-'))),
	);
});

it('by Create, in a system that takes a number again: what is there is there twice', async () => {
	const peer = await startPeer({ latencyMs: 2, orders: 10 });
	await stopAt(peer, 'create', 100);
	waitAQuarterOfAnHour();
	const before = timesOf(peer);
	await run(peer, orders('create', AUTO_MAP), { input });
	expect(timesOf(peer)).toEqual(before.map((times) => times + 1));
});
