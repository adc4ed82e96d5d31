import type { INodeParameters } from 'n8n-workflow';
import { purchaseOrder } from '../../nodes/shared/catalogue';
import { CsvReader } from '../../nodes/shared/files/csv';
import { binaryData, readFile } from '../support/engine';
import { orders, run, shown, startPeer, stopPeers, STYLES, type Peer } from './support';

beforeAll(binaryData);
afterAll(stopPeers);

const ORDERS = 1234;

const toFile = (outputAs: string, more: INodeParameters = {}): INodeParameters =>
	orders('getAll', { returnAll: true, outputAs, ...more });

const recordsOf = (ndjson: string): unknown[] =>
	ndjson
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line) as unknown);

async function fileOf(peer: Peer, parameters: INodeParameters) {
	const { outputs, error, hints } = await run(peer, parameters);
	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(1);
	const [item] = outputs[0] ?? [];
	return { item, hints, text: await readFile(item?.binary?.data) };
}

function tableOf(csv: string): Array<Record<string, string>> {
	const reader = new CsvReader(',');
	const [header, ...rows] = [...reader.push(csv), ...reader.end()].map(({ cells }) => cells);
	return rows.map((cells) =>
		Object.fromEntries((header ?? []).map((name, index) => [name, cells[index] ?? ''])),
	);
}

describe.each(STYLES)('a list as a file, %s style', (apiStyle) => {
	let peer: Peer;

	beforeAll(async () => {
		peer = await startPeer({ apiStyle, orders: ORDERS, customFields: ['costCentre'] });
	});

	afterEach(() => peer.server.setFaults([]));

	test('NDJSON holds every record as it is, in order, outside of memory', async () => {
		const { item, text } = await fileOf(peer, toFile('ndjson', { options: { pageSize: 100 } }));

		expect(recordsOf(text)).toEqual(peer.server.records('purchase-orders'));
		expect(item).toMatchObject({
			json: { fileName: 'purchase-orders.ndjson', records: ORDERS, pages: 13 },
			binary: { data: { mimeType: 'application/x-ndjson', fileName: 'purchase-orders.ndjson' } },
			pairedItem: { item: 0 },
		});
		expect(item?.binary?.data?.id).toMatch(/^filesystem/);
	});

	test('CSV has a column for every field of the catalogue, and one for all others', async () => {
		const { item, text } = await fileOf(peer, toFile('csv'));

		const table = tableOf(text);
		expect(item?.json).toMatchObject({ fileName: 'purchase-orders.csv', records: ORDERS });
		expect(Object.keys(table[0] ?? {})).toEqual([
			...purchaseOrder.fields.map(({ name }) => name),
			'_other',
		]);
		const records = peer.server.records('purchase-orders');
		expect(table.map(({ key }) => key)).toEqual(records.map(({ key }) => key));
		expect(table.map(({ lineItems }) => JSON.parse(lineItems ?? '') as unknown)).toEqual(
			records.map(({ lineItems }) => lineItems),
		);
		expect(table.map(({ _other }) => JSON.parse(_other ?? '') as unknown)).toEqual(
			records.map(({ costCentre }) => ({ costCentre })),
		);
	});

	test('chosen fields are the columns, also those that the catalogue does not know', async () => {
		const { text } = await fileOf(
			peer,
			toFile('csv', { output: 'selected', outputFields: ['orderNo', 'costCentre'] }),
		);

		const records = peer.server.records('purchase-orders');
		expect(tableOf(text)).toEqual(
			records.map(({ orderNo, costCentre }) => ({ orderNo, costCentre })),
		);
	});

	test('a limit ends the file, and the field and the name of the file can be chosen', async () => {
		const parameters = orders('getAll', {
			limit: 7,
			outputAs: 'ndjson',
			binaryPropertyName: 'orders',
			options: { fileName: 'seven.jsonl' },
		});
		const { outputs } = await run(peer, parameters);

		const [item] = outputs[0] ?? [];
		expect(item?.json).toEqual({ fileName: 'seven.jsonl', records: 7, pages: 1 });
		expect(recordsOf(await readFile(item?.binary?.orders))).toHaveLength(7);
	});

	test('rate limits, outages and lost connections leave no gap', async () => {
		peer.server.setFaults([
			{ when: { nth: [2] }, effect: { kind: 'status', status: 503 } },
			{
				when: { nth: [4] },
				effect: { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
			},
			{ when: { nth: [6] }, effect: { kind: 'dropBefore' } },
		]);
		const { text } = await fileOf(peer, toFile('ndjson', { options: { pageSize: 100 } }));
		expect(recordsOf(text)).toEqual(peer.server.records('purchase-orders'));
	});

	test('an error on the way is shown as it is, and no part of a file comes out', async () => {
		peer.server.setFaults([{ match: { page: 3 }, effect: { kind: 'status', status: 403 } }]);
		const result = await run(peer, toFile('ndjson', { options: { pageSize: 100 } }));

		expect(result.outputs).toEqual([]);
		expect(shown(result).description).toContain('HTTP status: 403');
	});
});

test('every item of the input has its own file, and a failed one its error', async () => {
	const peer = await startPeer({ orders: 20 });
	const { outputs } = await run(
		peer,
		orders('getAll', { limit: '={{ $json.limit }}', outputAs: 'ndjson' }),
		{ input: [{ limit: 3 }, { limit: 0 }, { limit: 5 }], onError: 'continueRegularOutput' },
	);
	expect(outputs[0]?.map(({ json }) => json.records)).toEqual([3, undefined, 5]);
	expect(outputs[0]?.[1]?.json.error).toBeDefined();
});

test('no request is sent for a kind of output that is not known', async () => {
	const peer = await startPeer();
	const result = await run(peer, toFile('xlsx'));
	expect(shown(result).message).toBe('The kind of output "xlsx" is not known [item 0]');
	expect(peer.server.counters().requests).toBe(0);
});

test('20,000 records become a file in which each is once', async () => {
	const peer = await startPeer({ orders: 20_000, linesPerOrder: 1 });
	const { item, text } = await fileOf(peer, toFile('ndjson'));

	// The last page is full, so that one more is asked for.
	expect(item?.json).toMatchObject({ records: 20_000, pages: 41 });
	const keys = recordsOf(text).map((record) => (record as { key: string }).key);
	expect(new Set(keys).size).toBe(20_000);
	expect(peer.server.counters().requests).toBe(41);
});
