import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { binaryData, readFile, storeFile } from '../support/engine';
import {
	AUTO_MAP,
	jsonOf,
	orders,
	ordersNumbered,
	recordAt,
	run,
	shown,
	startPeer,
	stopPeers,
	type Peer,
} from './support';

beforeAll(binaryData);
afterAll(stopPeers);

const upsert = (options: INodeParameters = {}, more: INodeParameters = {}): INodeParameters =>
	orders('upsert', { ...AUTO_MAP, ...more, options });

const sent = ({ server }: Peer): number => {
	const { byMethod } = server.counters();
	return (byMethod.POST ?? 0) + (byMethod.PUT ?? 0);
};

const results = (items: IDataObject[]): unknown[] => items.map(({ writeResult }) => writeResult);

describe('matching by number and vendor', () => {
	const both = { matchField: 'orderNo', alsoMatchBy: ['vendorKey'] };
	const inputOf = ({ server }: Peer) =>
		[0, 1].map((vendor) => ({
			orderNo: 'N-1',
			vendorKey: String(recordAt(server, 'vendors', vendor).key),
			title: `Of ${vendor}`,
		}));

	it('writes an order for each vendor, and again nothing', async () => {
		const peer = await startPeer();
		const input = inputOf(peer);

		const first = await run(peer, upsert({}, both), { input });
		const second = await run(peer, upsert({}, both), { input });

		expect(results(jsonOf(first.outputs[0]))).toEqual(['created', 'created']);
		expect(results(jsonOf(second.outputs[0]))).toEqual(['unchanged', 'unchanged']);
		expect(ordersNumbered(peer.server, 'N-1')).toMatchObject(input);
	});

	it.each<[unknown, string]>([
		[['vendorKey', 'title', 'code'], '"Also Match By" has 3 fields [item 0]'],
		[[{ a: 1 }], '"Also Match By" is not a list of field names [item 0]'],
		[['key'], 'Records cannot be matched by their key: a new record has none yet [item 0]'],
		['statusKey', 'The field to match by (statusKey) has no value [item 0]'],
	])('refuses %j before any request', async (alsoMatchBy, message) => {
		const peer = await startPeer();
		const value = `={{ ${JSON.stringify(alsoMatchBy)} }}`;

		const result = await run(peer, upsert({}, { ...both, alsoMatchBy: value }), {
			input: inputOf(peer),
		});

		expect(shown(result).message).toBe(message);
		expect(peer.server.counters().requests).toBe(0);
	});
});

describe('what exists, and what does not', () => {
	const input = (peer: Peer) => [
		{ orderNo: String(recordAt(peer.server, 'purchase-orders', 3).orderNo), title: 'Mine' },
		{ orderNo: 'N-1', title: 'New' },
	];

	it('is skipped where that is wanted, and a hint says how many', async () => {
		const peer = await startPeer();
		const before = recordAt(peer.server, 'purchase-orders', 3);
		const options = { ifExists: 'skip', ifMissing: 'skip' };

		const { outputs, hints } = await run(peer, upsert(options), { input: input(peer) });

		expect(jsonOf(outputs[0])).toEqual([
			{ writeResult: 'skipped', ...before },
			{ writeResult: 'skipped', orderNo: 'N-1', title: 'New' },
		]);
		expect(hints.map(({ message }) => message)).toEqual([
			'1 item was skipped: it exists already. 1 item was skipped: it does not exist.',
		]);
		expect(sent(peer)).toBe(0);
	});

	it('fails where that is wanted, item by item', async () => {
		const peer = await startPeer();
		const options = { ifExists: 'fail', ifMissing: 'fail' };
		const items = input(peer);

		const { outputs } = await run(peer, upsert(options), {
			input: items,
			onError: 'continueRegularOutput',
		});

		expect(jsonOf(outputs[0]).map(({ error }) => (error as IDataObject).message)).toEqual([
			`A purchase order with the order number ${items[0]?.orderNo} already exists [item 0]`,
			'There is no purchase order with the order number N-1 [item 1]',
		]);
		expect(sent(peer)).toBe(0);
	});

	it('is counted for a file', async () => {
		const peer = await startPeer();
		const lines = input(peer).map((order) => `${JSON.stringify(order)}\n`);
		const data = await storeFile(lines, {
			mimeType: 'application/x-ndjson',
			fileName: 'orders.ndjson',
		});

		const { outputs, hints } = await run(
			peer,
			orders('upsert', { inputMode: 'file', options: { ifExists: 'skip' } }),
			{ input: [{ json: {}, binary: { data } }] },
		);

		expect(jsonOf(outputs[0])).toMatchObject([{ records: 2, created: 1, skipped: 1 }]);
		expect(hints.map(({ message }) => message)).toEqual([
			'1 record was skipped: it exists already.',
		]);
	});

	it('refuses another word for the option by its name', async () => {
		const peer = await startPeer();

		const result = await run(peer, upsert({ ifMissing: 'no' }), { input: [{ orderNo: 'N-1' }] });

		expect(shown(result).message).toMatch(
			/^The option "If It Does Not Exist" cannot be used: it needs to be "create" or "skip" or "fail"/,
		);
	});
});

describe('a number that comes twice in one run', () => {
	const input = [
		{ orderNo: 'N-1', title: 'First' },
		{ orderNo: 'N-2', title: 'Other' },
		{ orderNo: 'N-1', title: 'Second' },
	];
	const message = 'Items 0 and 2 have the same order number N-1 and differ in title';

	it('stops the run before anything is written', async () => {
		const peer = await startPeer();

		const result = await run(peer, upsert(), { input });

		expect(shown(result).message).toBe(`${message} [item 0]`);
		expect(shown(result).description).toContain('"If a Value Comes Twice"');
		expect(peer.server.counters().requests).toBe(0);
	});

	it('fails both where errors do not stop the run, and the others are written', async () => {
		const peer = await startPeer();

		const { outputs } = await run(peer, upsert(), { input, onError: 'continueRegularOutput' });

		const [first, other, second] = jsonOf(outputs[0]);
		expect([first, second]).toMatchObject(
			[0, 2].map((item) => ({
				error: { message: `${message} [item ${item}]`, kind: 'input' },
			})),
		);
		expect(other).toMatchObject({ writeResult: 'created' });
		expect(ordersNumbered(peer.server, 'N-1')).toEqual([]);
	});

	it('is written once where both say the same', async () => {
		const peer = await startPeer();
		const same = [input[0], { ...input[0] }] as IDataObject[];

		const { outputs } = await run(peer, upsert(), { input: same });

		expect(results(jsonOf(outputs[0]))).toEqual(['created', 'unchanged']);
	});

	it('is written in order where the last one is to win', async () => {
		const peer = await startPeer();

		const { outputs } = await run(peer, upsert({ duplicateRows: 'last' }), { input });

		expect(results(jsonOf(outputs[0]))).toEqual(['created', 'created', 'updated']);
		expect(ordersNumbered(peer.server, 'N-1')).toMatchObject([{ title: 'Second' }]);
	});
});

describe('a number that comes twice in a file', () => {
	const fromFile = (options: INodeParameters = {}) =>
		orders('upsert', { inputMode: 'file', options });
	// Further apart than the records that are written together.
	const rows = ['N-0,First', ...Array.from({ length: 2_100 }, (_, index) => `M-${index},Same`)];
	const table = ['orderNo,title', ...rows, 'N-0,Second', 'M-7,Same'].map((line) => `${line}\n`);
	const csv = async () => await storeFile(table, { mimeType: 'text/csv', fileName: 'orders.csv' });
	const message = 'Lines 2 and 2103 have the same order number N-0 and differ in title';

	it('stops the run before anything is written', async () => {
		const peer = await startPeer({ orders: 0 });

		const result = await run(peer, fromFile(), {
			input: [{ json: {}, binary: { data: await csv() } }],
		});

		expect(shown(result).message).toBe(`Line 2: ${message} [item 0]`);
		expect(shown(result).description).toContain('1 more lines cannot be written either');
		expect(peer.server.counters().requests).toBe(0);
	});

	it('fails both lines where errors do not stop the run, which come out as a file', async () => {
		const peer = await startPeer({ orders: 0 });

		const { outputs } = await run(peer, fromFile(), {
			input: [{ json: {}, binary: { data: await csv() } }],
			onError: 'continueRegularOutput',
		});

		const [item] = outputs[0] ?? [];
		expect(item?.json).toMatchObject({ created: 2_100, unchanged: 1, failed: 2 });
		expect(item?.json.errors).toMatchObject([
			{ line: 2, message: expect.stringContaining(message) },
			{ line: 2103, message: expect.stringContaining(message) },
		]);
		const failed = item?.binary?.failed;
		expect(failed && (await readFile(failed))).toMatch(/N-0,First,[^]*N-0,Second/);
		expect(ordersNumbered(peer.server, 'N-0')).toEqual([]);
	});

	it('is written in order where the last one is to win', async () => {
		const peer = await startPeer({ orders: 0 });

		const { outputs } = await run(peer, fromFile({ duplicateRows: 'last' }), {
			input: [{ json: {}, binary: { data: await csv() } }],
		});

		expect(jsonOf(outputs[0])).toMatchObject([{ created: 2_101, updated: 1, unchanged: 1 }]);
		expect(ordersNumbered(peer.server, 'N-0')).toMatchObject([{ title: 'Second' }]);
	});
});
