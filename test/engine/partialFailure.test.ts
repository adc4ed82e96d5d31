import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { StoredRecord } from '../../sandbox/server/server';
import {
	OWN_COLUMNS,
	byKey,
	jsonOf,
	mapped,
	numbers,
	orders,
	pairing,
	renew,
	recordAt,
	run,
	shown,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
} from './support';

const COUNT = 100;

const REFUSAL =
	'Makini refused creating the purchase order: Vendor Key: The vendorKey field is invalid: vendors has no record nobody';

/** What the error of a stopped run says about its items. */
interface Report {
	written: Array<{ item: number; key: string }>;
	failed: number[];
	notTried: number[];
}

const reportOf = (error: unknown): Report =>
	(error as { context: { data: unknown } }).context.data as Report;

/** A hundred orders, some of which no server accepts. */
const input = (...bad: number[]): IDataObject[] =>
	numbers(COUNT).map((item) => ({
		orderNo: `N-${item}`,
		title: `Order ${item}`,
		...(bad.includes(item) ? { vendorKey: 'nobody' } : {}),
	}));

const without = (...bad: number[]): number[] => numbers(COUNT).filter((i) => !bad.includes(i));

const names = (items: number[]): string[] => items.map((item) => `N-${item}`);

const orderNos = (records: ReadonlyArray<IDataObject | StoredRecord>): unknown[] =>
	records.map(({ orderNo }) => orderNo);

let peer: Peer;

// Some latency, so that several creates are under way at once.
beforeAll(async () => {
	peer = await startPeer({ latencyMs: 2, orders: COUNT });
});

afterAll(stopPeers);

beforeEach(() => {
	renew(peer);
});

const written = (): StoredRecord[] =>
	peer.server.records('purchase-orders').filter(({ orderNo }) => String(orderNo).startsWith('N-'));

describe.each([0, 57, 99])('item %i of a hundred creates is refused', (bad) => {
	it('Stop Workflow: what was started is finished, and the error accounts for every item', async () => {
		const result = await run(peer, orders('create', OWN_COLUMNS), { input: input(bad) });
		expect(result.outputs.flat()).toEqual([]);
		expect(shown(result).message).toBe(`${REFUSAL} [item ${bad}]`);
		const report = reportOf(result.error);
		expect(report.failed).toEqual([bad]);
		const items = [...report.written.map(({ item }) => item), ...report.failed, ...report.notTried];
		expect([...items].sort((a, b) => a - b)).toEqual(numbers(COUNT));
		// Item by item what the server has, no more and no less.
		const stored = new Map(written().map(({ orderNo, key }) => [orderNo, key]));
		expect(stored).toEqual(new Map(report.written.map(({ item, key }) => [`N-${item}`, key])));
		expect(stored.size).toBe(written().length);
		expect(peer.server.counters().requests).toBe(report.written.length + 1);
		// Everything before it was written, and not much after it was begun.
		expect(report.written.map(({ item }) => item).slice(0, bad)).toEqual(numbers(bad));
		expect(report.written.length).toBeLessThan(bad + 32);
	});

	it('Continue: the item stands at its place as an error', async () => {
		const { outputs, error } = await run(peer, orders('create', OWN_COLUMNS), {
			input: input(bad),
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		expect(pairing(outputs[0])).toEqual(numbers(COUNT));
		const items = jsonOf(outputs[0]);
		expect(Object.keys(items[bad] ?? {})).toEqual(['error']);
		expect(items[bad]?.error).toMatchObject({
			message: `${REFUSAL} [item ${bad}]`,
			kind: 'validation',
			httpCode: 422,
			code: 'VALIDATION_FAILED',
			fieldErrors: { vendorKey: [expect.stringContaining('nobody')] },
		});
		items.splice(bad, 1);
		expect(orderNos(items)).toEqual(names(without(bad)));
		expect(new Set(items.map(({ key }) => key))).toEqual(new Set(written().map(({ key }) => key)));
		expect(written()).toHaveLength(COUNT - 1);
	});

	it('Continue (using error output): the item leaves by the error output, the others by the first', async () => {
		const { outputs, error } = await run(peer, orders('create', OWN_COLUMNS), {
			input: input(bad),
			onError: 'continueErrorOutput',
		});
		expect(error).toBeUndefined();
		expect(orderNos(jsonOf(outputs[0]))).toEqual(names(without(bad)));
		expect(pairing(outputs[0])).toEqual(without(bad));
		expect(pairing(outputs[1])).toEqual([bad]);
		expect(outputs[1]?.[0]?.json.error).toMatchObject({ message: `${REFUSAL} [item ${bad}]` });
		expect(written()).toHaveLength(COUNT - 1);
	});
});

it('the error of a stopped run tells people what was written, failed and not tried', async () => {
	const result = await run(
		peer,
		orders('create', {
			...OWN_COLUMNS,
			options: { keysOfThisConnection: true, concurrency: 1, batchSize: 10 },
		}),
		{ input: input(3) },
	);
	const keys = written().map(({ key }) => key);
	expect(shown(result).description).toMatch(
		`Already written: items 0-2 (keys ${keys.join(', ')}). Failed: 3. Not tried: 4-99.`,
	);
});

it('several failures, each at its place', async () => {
	const bad = [0, 1, 49, 50, 98, 99];
	const { outputs } = await run(peer, orders('create', OWN_COLUMNS), {
		input: input(...bad),
		onError: 'continueErrorOutput',
	});
	expect(pairing(outputs[0])).toEqual(without(...bad));
	expect(pairing(outputs[1])).toEqual(bad);
	expect(written()).toHaveLength(COUNT - bad.length);
});

it('a hundred creates go out several at a time, at most 32', async () => {
	await run(peer, orders('create', OWN_COLUMNS), { input: input() });
	const { created, maxInFlight } = peer.server.counters();
	expect(created).toBe(COUNT);
	expect(maxInFlight).toBeGreaterThan(1);
	expect(maxInFlight).toBeLessThanOrEqual(32);
});

it.each(STYLES)(
	'update, in the %s style: the other 99 are changed and reported',
	async (apiStyle) => {
		const own = await startPeer({ apiStyle, orders: COUNT });
		const bad = 57;
		const items = numbers(COUNT).map((item) => ({
			recordKey: recordAt(own.server, 'purchase-orders', item).key,
			title: `Changed ${item}`,
			vendorKey: item === bad ? 'nobody' : recordAt(own.server, 'vendors').key,
		}));
		const { outputs, error } = await run(
			own,
			orders('update', { ...byKey('={{ $json.recordKey }}'), ...OWN_COLUMNS }),
			{ input: items, onError: 'continueErrorOutput' },
		);
		expect(error).toBeUndefined();
		expect(pairing(outputs[0])).toEqual(without(bad));
		expect(jsonOf(outputs[0]).map(({ key, title }) => [key, title])).toEqual(
			without(bad).map((item) => [items[item]?.recordKey, `Changed ${item}`]),
		);
		expect(pairing(outputs[1])).toEqual([bad]);
		expect(outputs[1]?.[0]?.json.error).toMatchObject({
			message: expect.stringMatching(/^Makini refused updating the purchase order: Vendor Key: /),
		});
		const titles = own.server.records('purchase-orders').map(({ title }) => String(title));
		expect(titles.filter((title) => title.startsWith('Changed '))).toHaveLength(COUNT - 1);
		expect(own.server.counters().updated).toBe(COUNT - 1);
	},
);

it('create or update: the other 99 are written and reported', async () => {
	const bad = 57;
	// Every second one exists already, and is changed.
	const items = input(bad).map((item, index) =>
		index % 2 === 0
			? { ...item, orderNo: recordAt(peer.server, 'purchase-orders', index).orderNo }
			: item,
	);
	const { outputs, error } = await run(peer, orders('upsert', OWN_COLUMNS), {
		input: items as IDataObject[],
		onError: 'continueErrorOutput',
	});
	expect(error).toBeUndefined();
	expect(pairing(outputs[0])).toEqual(without(bad));
	expect(jsonOf(outputs[0]).map(({ orderNo, writeResult }) => [orderNo, writeResult])).toEqual(
		without(bad).map((item) => [items[item]?.orderNo, item % 2 === 0 ? 'updated' : 'created']),
	);
	expect(pairing(outputs[1])).toEqual([bad]);
	expect(peer.server.counters()).toMatchObject({ created: 49, updated: 50 });
});

it('reading: one key that does not exist leaves the others', async () => {
	const keys = numbers(10).map((index) => recordAt(peer.server, 'purchase-orders', index).key);
	keys[4] = 'gone';
	const { outputs } = await run(peer, orders('get', byKey('={{ $json.key }}')), {
		input: keys.map((key) => ({ key })),
		onError: 'continueErrorOutput',
	});
	expect(pairing(outputs[0])).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
	expect(pairing(outputs[1])).toEqual([4]);
});

it('listing: one bad condition leaves the lists of the other items', async () => {
	const filters = {
		conditions: [{ field: 'orderNo', operator: 'eq', value: '={{ $json.orderNo }}' }],
	};
	const { outputs } = await run(peer, orders('getAll', { filters }), {
		input: [0, 1, 2].map((index) => ({
			orderNo: index === 1 ? '' : recordAt(peer.server, 'purchase-orders', index).orderNo,
		})) as IDataObject[],
		onError: 'continueErrorOutput',
	});
	expect(pairing(outputs[0])).toEqual([0, 2]);
	expect(pairing(outputs[1])).toEqual([1]);
});

describe('a mistake in the parameters of item 57', () => {
	const bad = 57;
	const parameters: Record<string, INodeParameters> = {
		'in a date': orders('create', {
			...mapped({ orderNo: '={{ $json.orderNo }}', dueAt: '={{ $json.dueAt }}' }),
		}),
		'in JSON': orders('create', {
			inputMode: 'json',
			jsonData: `={{ $itemIndex === ${bad} ? '{"orderNo": ' : JSON.stringify($json) }}`,
		}),
	};
	const items = input().map((item, index) => (index === bad ? { ...item, dueAt: 'soon' } : item));
	parameters['in the value to match by'] = orders('upsert', {
		inputMode: 'json',
		jsonData: `={{ $itemIndex === ${bad} ? '{"title": "x"}' : JSON.stringify($json) }}`,
	});

	it.each(Object.entries(parameters))(
		'%s: stops the run before anything is sent',
		async (_where, given) => {
			const result = await run(peer, given, { input: items });
			expect(shown(result).message).toMatch(/\[item 57\]$/);
			expect(shown(result).description).toMatch(
				/Nothing was written\. Failed: 57\. Not tried: 0-56, 58-99\.$/,
			);
			expect(reportOf(result.error)).toMatchObject({ written: [], failed: [bad] });
			expect(peer.server.counters().requests).toBe(0);
		},
	);

	it.each(Object.entries(parameters))(
		'%s: is reported, and the others are written',
		async (_where, given) => {
			const { outputs } = await run(peer, given, { input: items, onError: 'continueErrorOutput' });
			expect(pairing(outputs[0])).toEqual(without(bad));
			expect(pairing(outputs[1])).toEqual([bad]);
			expect(orderNos(written())).toHaveLength(COUNT - 1);
		},
	);
});

test('of a node that fails as a whole, every item comes out as failed, and none as done', async () => {
	const peer = await startPeer({ systemType: 'erp', apiStyle: 'module' });
	const { error, outputs } = await run(
		peer,
		{ resource: 'purchaseOrder', operation: 'invent' },
		{ input: [{ orderNo: 'W-1' }, { orderNo: 'W-2' }], onError: 'continueErrorOutput' },
	);
	expect(error).toBeUndefined();
	expect(outputs[0] ?? []).toEqual([]);
	expect(jsonOf(outputs[1]).map((json) => String(JSON.stringify(json)))).toEqual([
		expect.stringContaining('have no operation \\"invent\\" [item 0]'),
		expect.stringContaining('have no operation \\"invent\\" [item 1]'),
	]);
});
