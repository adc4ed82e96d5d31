import type { IBinaryData, INodeParameters } from 'n8n-workflow';
import { binaryData, readFile, storeFile } from '../support/engine';
import {
	jsonOf,
	orders,
	ordersNumbered,
	run,
	shown,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
} from './support';

beforeAll(binaryData);
afterAll(stopPeers);

const fromFile = (operation: string, more: INodeParameters = {}): INodeParameters =>
	orders(operation, { inputMode: 'file', ...more });

const ndjson = async (lines: Iterable<string>): Promise<IBinaryData> =>
	await storeFile(lines, { mimeType: 'application/x-ndjson', fileName: 'orders.ndjson' });

const csv = async (lines: Iterable<string>): Promise<IBinaryData> =>
	await storeFile(lines, { mimeType: 'text/csv', fileName: 'orders.csv' });

const line = (order: object): string => `${JSON.stringify(order)}\n`;

const numbered = (count: number, more: object = {}): string[] =>
	Array.from({ length: count }, (_, index) =>
		line({ orderNo: `N-${index}`, title: 'New', ...more }),
	);

async function write(
	peer: Peer,
	parameters: INodeParameters,
	data: IBinaryData | undefined,
	onError?: 'continueRegularOutput',
) {
	const result = await run(peer, parameters, {
		input: [{ json: {}, ...(data ? { binary: { data } } : {}) }],
		onError,
	});
	const [item] = result.outputs[0] ?? [];
	return { result, report: item?.json, failed: item?.binary?.failed };
}

const isOnce = (peer: Peer, count: number): boolean =>
	Array.from({ length: count }, (_, index) => `N-${index}`).every(
		(orderNo) => ordersNumbered(peer.server, orderNo).length === 1,
	);

const NONE = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0, uncertain: 0 };

describe.each(STYLES)('records out of a file, %s style', (apiStyle) => {
	test('are created in groups, each once, whatever happens on the way', async () => {
		const peer = await startPeer({ apiStyle, orders: 0 });
		peer.server.setFaults([
			{ match: { method: 'POST' }, when: { every: 50 }, effect: { kind: 'dropAfter' } },
			{ match: { method: 'POST' }, when: { every: 77 }, effect: { kind: 'status', status: 503 } },
		]);
		const { report, failed } = await write(peer, fromFile('create'), await ndjson(numbered(2_300)));

		expect(report).toEqual({ ...NONE, fileName: 'orders.ndjson', records: 2_300, created: 2_300 });
		expect(failed).toBeUndefined();
		expect(peer.server.records('purchase-orders')).toHaveLength(2_300);
		expect(isOnce(peer, 2_300)).toBe(true);
	});

	test('what was written by Get Many is brought into another system, and again nothing is changed', async () => {
		const source = await startPeer({ apiStyle, orders: 300, customFields: ['costCentre'] });
		const target = await startPeer({ apiStyle, orders: 0, customFields: ['costCentre'] });
		for (const format of ['ndjson', 'csv']) {
			const listed = await run(
				source,
				orders('getAll', { returnAll: true, outputAs: format, references: 'names' }),
			);
			const data = listed.outputs[0]?.[0]?.binary?.data;

			const first = await write(target, fromFile('upsert'), data);
			const second = await write(target, fromFile('upsert'), data);

			const fresh = format === 'ndjson' ? { created: 300 } : { unchanged: 300 };
			expect(first.report).toMatchObject({ ...NONE, records: 300, ...fresh });
			expect(second.report).toMatchObject({ ...NONE, records: 300, unchanged: 300 });
		}
		const [original] = source.server.records('purchase-orders');
		const [copy] = ordersNumbered(target.server, String(original?.orderNo));
		expect(copy).toMatchObject({ title: original?.title, costCentre: original?.costCentre });
		expect(copy?.lineItems).toHaveLength((original?.lineItems as unknown[]).length);
	});

	test('an update takes the keys from the file', async () => {
		const peer = await startPeer({ apiStyle, orders: 5 });
		const keys = peer.server.records('purchase-orders').map(({ key }) => key);
		const table = ['key,title,createdAt\r\n', ...keys.map((key) => `${key},"T, ${key}",\r\n`)];

		const { report } = await write(peer, fromFile('update'), await csv(table));

		expect(report).toMatchObject({ ...NONE, records: 5, updated: 5 });
		expect(peer.server.records('purchase-orders').map(({ title }) => title)).toEqual(
			keys.map((key) => `T, ${key}`),
		);
	});

	test.each(['ndjson', 'csv'] as const)(
		'failures in %s are fed in again as they are, and each record is there once in the end',
		async (format) => {
			const peer = await startPeer({ apiStyle, orders: 0 });
			const lines =
				format === 'csv'
					? ['orderNo,title\n', ...Array.from({ length: 40 }, (_, index) => `N-${index},New\n`)]
					: numbered(40);
			peer.server.setFaults([
				{
					match: { method: 'POST' },
					when: { every: 4 },
					effect: { kind: 'status', status: 403 },
				},
				{ match: { method: 'POST' }, when: { nth: [3, 9] }, effect: { kind: 'dropAfter' } },
				// A page of a proxy in place of the answer.
				{
					match: { method: 'POST' },
					when: { nth: [5] },
					effect: { kind: 'processedStatus', status: 200, body: '<html></html>' },
				},
			]);
			const parameters = fromFile('create', {
				options: { onUncertainWrite: 'fail', concurrency: 1 },
			});
			const file = format === 'csv' ? await csv(lines) : await ndjson(lines);
			const first = await write(peer, parameters, file, 'continueRegularOutput');

			expect(first.report).toMatchObject({ records: 40, created: 27, failed: 10, uncertain: 3 });
			expect(first.failed?.fileName).toBe(`orders-failed.${format}`);
			const text = await readFile(first.failed);
			expect(text.trimEnd().split('\n').length).toBe(format === 'csv' ? 14 : 13);
			expect(text).toContain('_error');
			expect(text.match(/"_uncertain":true|,true$/gm)).toHaveLength(3);

			peer.server.setFaults([]);
			const second = await write(peer, parameters, first.failed, 'continueRegularOutput');

			expect(second.report).toMatchObject({ records: 13, created: 10, unchanged: 3, failed: 0 });
			expect(second.failed).toBeUndefined();
			expect(peer.server.records('purchase-orders')).toHaveLength(40);
			expect(isOnce(peer, 40)).toBe(true);
		},
	);
});

describe('what cannot be written', () => {
	let peer: Peer;
	beforeEach(async () => {
		peer = await startPeer({ orders: 0 });
	});

	test.each(['create', 'upsert'])(
		'a table with a row for each line is refused by %s, and nothing is sent',
		async (operation) => {
			const peer = await startPeer({ orders: 0 });
			const head = 'orderNo,vendor,lineNo,material,quantity\n';
			const rows = ['N-1,V-0001,10,40063813,5\n', 'N-2,V-0001,10,40063813,7\n'];
			const { result } = await write(peer, fromFile(operation), await csv([head, ...rows]));
			expect(shown(result)).toMatchObject({
				message: expect.stringContaining(
					'The file has columns of line items: "lineNo", "material", "quantity"',
				) as string,
				description: expect.stringContaining('in the column "lineItems"') as string,
			});
			expect(peer.server.counters().requests).toBe(0);
		},
	);

	test('a bad line stops the run before the first request, and is named by its number', async () => {
		const lines = [...numbered(3), '{"orderNo": oops}\n', line({ orderNo: 'X', dueAt: 'soon' })];
		const { result } = await write(peer, fromFile('create'), await ndjson(lines));

		expect(shown(result).message).toMatch(/^Line 4: The line is not JSON: .* \[item 0\]$/);
		expect(shown(result).description).toContain('1 more lines cannot be written either.');
		expect(peer.server.counters().requests).toBe(0);
	});

	test('with Continue the others are written, and bad lines come out as they were', async () => {
		const lines = [...numbered(3), '{"orderNo": oops}\n', line({ orderNo: 'X', dueAt: 'soon' })];
		const { report, failed } = await write(
			peer,
			fromFile('create'),
			await ndjson(lines),
			'continueRegularOutput',
		);

		expect(report).toMatchObject({ records: 5, created: 3, failed: 2 });
		expect(report?.errors).toMatchObject([{ line: 4 }, { line: 5 }]);
		const texts = (await readFile(failed)).trimEnd().split('\n');
		expect(texts.map((text) => JSON.parse(text) as unknown)).toMatchObject([
			{ _text: '{"orderNo": oops}' },
			{ orderNo: 'X', dueAt: 'soon' },
		]);
		expect(peer.server.counters().created).toBe(3);
	});

	test.each([
		['a list', '[\n{"orderNo":"1"}\n]\n', 'ndjson'],
		['a table', 'orderNo\n1\n', 'ndjson'],
		['NDJSON', '{"orderNo":"1"}\n', 'csv'],
	])('%s is not read as %s', async (_what, text, format) => {
		const { result } = await write(
			peer,
			fromFile('create', { fileFormat: format }),
			await ndjson([text]),
		);
		if (format === 'ndjson' && text.startsWith('[')) {
			expect(shown(result).message).toContain('Line 1: ');
		} else {
			expect(shown(result).message).toContain(`is not ${format === 'csv' ? 'CSV' : 'NDJSON'}`);
		}
		expect(peer.server.counters().requests).toBe(0);
	});

	test('a file whose name says nothing asks for its format', async () => {
		const file = await storeFile(['x'], { mimeType: 'text/plain', fileName: 'orders.txt' });
		const { result } = await write(peer, fromFile('create'), file);
		expect(shown(result).message).toBe(
			'It cannot be told whether the file orders.txt is CSV or NDJSON [item 0]',
		);
	});

	test('a missing file is refused', async () => {
		const { result } = await write(peer, fromFile('create'), undefined);
		expect(result.error).toBeDefined();
		expect(peer.server.counters().requests).toBe(0);
	});

	test('a failure stops the run, and the error says what became of the file', async () => {
		peer.server.setFaults([
			{ match: { method: 'POST' }, when: { nth: [3] }, effect: { kind: 'status', status: 403 } },
		]);
		const { result } = await write(
			peer,
			fromFile('create', { options: { concurrency: 1 } }),
			await ndjson(numbered(10)),
		);
		expect(shown(result).message).toMatch(/^Line 3: /);
		expect(shown(result).description).toContain(
			'Of the file, 2 records were created, 0 updated, 0 were as given already, 1 failed, 0 may or may not have been written, and no line after 3 was tried.',
		);
		expect(peer.server.records('purchase-orders')).toHaveLength(2);
	});

	test('Retry On Fail goes on where the run failed', async () => {
		peer.server.setFaults([
			{ match: { method: 'POST' }, when: { nth: [3] }, effect: { kind: 'status', status: 403 } },
		]);
		const { outputs } = await run(peer, fromFile('create', { options: { concurrency: 1 } }), {
			input: [{ json: {}, binary: { data: await ndjson(numbered(10)) } }],
			retryOnFail: true,
		});
		expect(jsonOf(outputs[0])).toMatchObject([{ records: 10, created: 10, failed: 0 }]);
		expect(peer.server.records('purchase-orders')).toHaveLength(10);
		expect(isOnce(peer, 10)).toBe(true);
	});
});

test('more records than are looked up one by one are matched by reading the list', async () => {
	const peer = await startPeer({ orders: 1_000 });
	const known = peer.server.records('purchase-orders').slice(0, 400);
	const lines = [
		...known.map(({ orderNo }) => line({ orderNo, title: 'Changed' })),
		...numbered(100),
	];

	const { report } = await write(peer, fromFile('upsert'), await ndjson(lines));

	expect(report).toMatchObject({ records: 500, created: 100, updated: 400 });
	expect(peer.server.counters().byMethod.GET).toBeLessThan(10);
});

test('a file that n8n keeps in memory is read as well', async () => {
	const peer = await startPeer({ orders: 0 });
	const data = Buffer.from(numbered(3).join('')).toString('base64');
	const { report } = await write(peer, fromFile('create'), {
		data,
		mimeType: 'application/x-ndjson',
	});
	expect(report).toMatchObject({ records: 3, created: 3 });
});

describe('numbers with more digits than JavaScript holds are sent with all of them', () => {
	const [amount, quantity, id] = [
		'12345678901234567890.12',
		'0.12345678901234567891',
		'9007199254740993',
	];

	test.each<[string, () => Promise<IBinaryData>]>([
		[
			'NDJSON',
			async () =>
				await ndjson([
					`{"orderNo": "N-0", "title": "New", "totalNetValue": ${amount}, "costCentre": ${id}, "lineItems": [{"lineNo": "1", "quantity": ${quantity}}]}\n`,
				]),
		],
		[
			'CSV',
			async () =>
				await csv([
					'orderNo,title,totalNetValue,lineItems,_other\n',
					`N-0,New,${amount},"[{""lineNo"": ""1"", ""quantity"": ${quantity}}]","{""costCentre"": ${id}}"\n`,
				]),
		],
	])('out of %s', async (_, file) => {
		const peer = await startPeer({ orders: 0, customFields: ['costCentre'] });
		const { result, report } = await write(peer, fromFile('create'), await file());
		expect(result.error).toBeUndefined();
		expect(report).toMatchObject({ created: 1 });
		expect(ordersNumbered(peer.server, 'N-0')).toMatchObject([
			{ totalNetValue: amount, costCentre: id, lineItems: [{ quantity }] },
		]);
	});

	test('also the number of a record that is updated', async () => {
		const peer = await startPeer();
		const file = await ndjson([`{"key": ${id}, "title": "Changed"}\n`]);
		const { result } = await write(peer, fromFile('update'), file);
		expect(shown(result).message).toContain(`There is no purchase order with the key "${id}"`);
	});

	test('also out of JSON', async () => {
		const peer = await startPeer({ orders: 0, customFields: ['costCentre'] });
		const json = `{"orderNo": "N-0", "title": "New", "totalNetValue": ${amount}, "costCentre": ${id}}`;
		await run(peer, orders('create', { inputMode: 'json', jsonData: json }));
		expect(ordersNumbered(peer.server, 'N-0')).toMatchObject([
			{ totalNetValue: amount, costCentre: id },
		]);
	});
});

describe('updates out of a file without keys', () => {
	test('go by the order number, which is not written, by one reading of the list', async () => {
		const peer = await startPeer({ orders: 100 });
		const numbers = peer.server.records('purchase-orders').map(({ orderNo }) => String(orderNo));
		const data = await ndjson(
			numbers.map((orderNo) => line({ orderNo: ` ${orderNo}`, title: 'Mine' })),
		);

		const { report } = await write(peer, fromFile('update'), data);

		expect(report).toMatchObject({ ...NONE, records: 100, updated: 100 });
		const after = peer.server.records('purchase-orders');
		expect(after.map(({ orderNo }) => orderNo)).toEqual(numbers);
		expect(after.every(({ title }) => title === 'Mine')).toBe(true);
		expect(peer.server.counters().byMethod.GET).toBeLessThanOrEqual(2);
	});

	test('write nothing for a number that no order has, and go by the key where there is one', async () => {
		const peer = await startPeer({ orders: 5 });
		const { key } = peer.server.records('purchase-orders')[0] ?? {};
		const data = await ndjson([
			line({ orderNo: 'PO-NONE', title: 'Mine' }),
			line({ key, orderNo: 'PO-OTHER', title: 'Mine' }),
		]);

		const parameters = fromFile('update', { options: { keysOfThisConnection: true } });
		const { report } = await write(peer, parameters, data, 'continueRegularOutput');

		expect(report).toMatchObject({ updated: 1, failed: 1 });
		expect(JSON.stringify(report?.errors)).toContain(
			'There is no purchase order with the order number',
		);
		expect(ordersNumbered(peer.server, 'PO-OTHER')).toMatchObject([{ key, title: 'Mine' }]);
	});

	test('need the one or the other, before anything is sent', async () => {
		const peer = await startPeer({ orders: 5 });
		const { result } = await write(
			peer,
			fromFile('update'),
			await ndjson([line({ title: 'Mine' })]),
		);
		expect(shown(result).message).toContain('The record has neither a key nor an order number');
		expect(peer.server.counters().requests).toBe(0);
	});
});
