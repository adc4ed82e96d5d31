import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { FaultRule } from '../../sandbox/server/server';
import {
	AUTO_MAP,
	OWN_COLUMNS,
	byKey,
	holdTime,
	jsonOf,
	numbers,
	orders,
	pairing,
	passUntil,
	renew,
	recordAt,
	run,
	shown,
	startPeer,
	stopPeers,
	type Peer,
} from './support';

// n8n's own loop runs the node again, with all its items, while its first item carries an error or it throws.
const FIVE = { retryOnFail: true, maxTries: 5 } as const;

const COUNT = 12;

afterEach(() => jest.useRealTimers());
afterAll(stopPeers);

describe('five tries, and items that fail in each of them', () => {
	let peer: Peer;

	beforeAll(async () => {
		peer = await startPeer();
	});

	beforeEach(() => {
		renew(peer);
	});

	/** The first and another item name a vendor, or a key, that there is not. */
	const BAD = [0, 7];

	const ofOperation: Record<string, (item: number) => IDataObject> = {
		create: (item) => ({
			orderNo: `N-${item}`,
			...(BAD.includes(item) ? { vendorKey: 'nobody' } : {}),
		}),
		upsert: (item) => ({
			orderNo: item % 2 ? `N-${item}` : recordAt(peer.server, 'purchase-orders', item).orderNo,
			title: `Changed ${item}`,
			...(BAD.includes(item) ? { vendorKey: 'nobody' } : {}),
		}),
		...Object.fromEntries(
			['update', 'delete', 'updateStatus'].map((operation) => [
				operation,
				(item: number) => ({
					key: BAD.includes(item) ? 'gone' : recordAt(peer.server, 'purchase-orders', item).key,
					title: `Changed ${item}`,
				}),
			]),
		),
	};

	it.each(Object.keys(ofOperation))('%s: the others are written once', async (operation) => {
		const input = numbers(COUNT).map((item) => ofOperation[operation]?.(item) ?? {});
		const status = {
			__rl: true,
			mode: 'id',
			value: recordAt(peer.server, 'statuses/purchase-orders', 1).key,
		};
		const parameters = orders(operation, {
			...OWN_COLUMNS,
			...byKey('={{ $json.key }}'),
			...(operation === 'updateStatus' ? { status } : {}),
		});
		const { outputs } = await run(peer, parameters, {
			...FIVE,
			input,
			onError: 'continueErrorOutput',
		});
		const good = numbers(COUNT).filter((item) => !BAD.includes(item));
		expect(pairing(outputs[0])).toEqual(good);
		expect(pairing(outputs[1])).toEqual(BAD);
		const { created, updated, deleted, statusChanges, byStatus, byMethod } = peer.server.counters();
		expect(created + updated + deleted + statusChanges).toBe(good.length);
		// What is done is answered from the journal: all readings are look-ups of Create or Update, or about what failed.
		// One to match, and one for a double after a creation.
		const lookUps = operation === 'upsert' ? 2 * good.length : 0;
		expect(byMethod.GET ?? 0).toBeLessThanOrEqual(lookUps + 5 * BAD.length);
		// Both of them in each of the five tries; a deletion of what is gone has been done.
		const refusals = (byStatus['422'] ?? 0) + (byStatus['404'] ?? 0);
		expect(refusals).toBeGreaterThanOrEqual(10);
	});
});

describe('a creation that cannot be looked up', () => {
	const requests = (more: INodeParameters = {}): INodeParameters => ({
		resource: 'serviceRequest',
		operation: 'create',
		...AUTO_MAP,
		...more,
	});

	const eam = async (faults: FaultRule[]): Promise<Peer> =>
		await startPeer({ systemType: 'eam', faults });

	const titled = (peer: Peer, title: string): number =>
		peer.server.records('service-requests').filter((each) => each.title === title).length;

	it('is not tried again where its answer was lost', async () => {
		const peer = await eam([
			{ match: { method: 'POST' }, when: { nth: [2] }, effect: { kind: 'dropAfter' } },
		]);
		const input = numbers(3).map((item) => ({ title: `Request ${item}` }));
		const result = await run(peer, requests({ options: { concurrency: 1 } }), {
			...FIVE,
			node: 'MakiniServiceRequest',
			input,
		});
		expect(shown(result).message).toBe(
			'The service request may or may not have been created [item 1]',
		);
		expect(result.error).toMatchObject({ context: { data: { uncertain: [1], notTried: [2] } } });
		expect(input.map(({ title }) => titled(peer, title))).toEqual([1, 1, 0]);
	});

	it('is not done twice where a date in it is the present time', async () => {
		const peer = await eam([
			{
				match: { method: 'POST' },
				when: { nth: [3] },
				effect: { kind: 'status', status: 422, body: { message: 'Busy.' } },
			},
		]);
		const input = numbers(3).map((item) => ({ title: `Request ${item}` }));
		const { outputs, error } = await run(
			peer,
			requests({
				fields: {
					mappingMode: 'defineBelow',
					value: { title: '={{ $json.title }}', dueAt: '={{ $now.toISO() }}' },
				},
				options: { concurrency: 1 },
			}),
			{ ...FIVE, node: 'MakiniServiceRequest', input },
		);
		expect(error).toBeUndefined();
		expect(jsonOf(outputs[0]).map(({ title }) => title)).toEqual(input.map(({ title }) => title));
		expect(input.map(({ title }) => titled(peer, title))).toEqual([1, 1, 1]);
	});
});

it('an order that may still be under way is not sent again by another try', async () => {
	holdTime();
	const peer = await startPeer({
		faults: [{ match: { method: 'POST' }, effect: { kind: 'status', status: 504 } }],
	});
	const { error } = await passUntil(
		run(peer, orders('create', AUTO_MAP), { ...FIVE, input: [{ orderNo: 'N-1' }] }),
		500,
	);
	expect(error).toMatchObject({ context: { data: { kind: 'uncertain', mayBeWritten: true } } });
	expect(peer.server.counters().byMethod.POST).toBe(1);
});

it('what an earlier try has written is said to be written, where a later one stops before it', async () => {
	const peer = await startPeer({
		faults: [
			{ match: { method: 'POST' }, when: { nth: [2] }, effect: { kind: 'status', status: 524 } },
		],
	});
	const input = numbers(40).map((item) => ({ orderNo: `N-${item}` }));
	const { error } = await run(
		peer,
		orders('create', { ...AUTO_MAP, options: { onUncertainWrite: 'fail', concurrency: 4 } }),
		{ ...FIVE, input },
	);
	const { written, uncertain, notTried } = (
		error as unknown as {
			context: { data: { written: unknown[]; uncertain: number[]; notTried: number[] } };
		}
	).context.data;
	const { created } = peer.server.counters();
	expect(written).toHaveLength(created);
	expect(uncertain).toEqual([1]);
	expect(notTried).toHaveLength(39 - created);
});

it('what was written is given out without another request, even where nothing can be read', async () => {
	const peer = await startPeer({
		faults: [
			{ match: { method: 'GET' }, effect: { kind: 'status', status: 403 } },
			{
				match: { method: 'POST' },
				when: { nth: [3] },
				effect: { kind: 'status', status: 422, body: { message: 'Busy.' } },
			},
		],
	});
	const input = numbers(3).map((item) => ({ orderNo: `N-${item}`, title: `Order ${item}` }));
	const { outputs, error } = await run(
		peer,
		orders('create', { ...AUTO_MAP, options: { concurrency: 1 } }),
		{ ...FIVE, input },
	);
	expect(error).toBeUndefined();
	expect(jsonOf(outputs[0])).toMatchObject(input);
	expect(pairing(outputs[0])).toEqual([0, 1, 2]);
	const { created, byMethod } = peer.server.counters();
	expect({ created, byMethod }).toEqual({ created: 3, byMethod: { POST: 4 } });
});
