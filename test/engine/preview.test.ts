import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { SYSTEM_TYPES, type SystemType } from '../../nodes/shared/catalogue';
import { isWriting } from '../../nodes/shared/glue/description/operations';
import { readFile } from '../support/engine';
import { allCalls, FILE, realParameters, systemTypeFor } from './realCalls';
import {
	asJson,
	AUTO_MAP,
	byKey,
	jsonOf,
	mapped,
	orders,
	ordersNumbered,
	OWN_COLUMNS,
	recordAt,
	renew,
	run,
	shown,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
} from './support';

afterAll(stopPeers);

/** Requests that may write, by their methods. */
const sent = ({ server }: Peer): Record<string, number> => {
	const { GET, ...writes } = server.counters().byMethod;
	expect(GET ?? 0).toBeGreaterThanOrEqual(0);
	return writes;
};

const PREVIEW: INodeParameters = { preview: true };

const PRETENDED = /makini-preview/;

const ndjson = (lines: object[]) => ({
	json: {},
	binary: {
		data: {
			data: Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')).toString('base64'),
			mimeType: 'application/x-ndjson',
			fileName: 'orders.ndjson',
		},
	},
});

describe.each(STYLES)('every operation that writes, in the %s style', (apiStyle) => {
	const peers = new Map<SystemType, Peer>();

	beforeAll(async () => {
		for (const systemType of SYSTEM_TYPES) {
			const options = { systemType, apiStyle, name: systemType, unpublished: 'support' } as const;
			peers.set(systemType, await startPeer(options));
		}
	});

	it.each([false, true])(
		'says what it would do and sends reads only (Retry On Fail: %s)',
		async (retryOnFail) => {
			const failures: string[] = [];
			const calls = (await allCalls()).filter(({ entity, operation }) =>
				isWriting(entity, operation),
			);
			expect(calls.length).toBeGreaterThan(40);
			for (const call of calls) {
				const { entity, operation, node } = call;
				const peer = peers.get(systemTypeFor(call));
				if (!peer) throw new Error('No sandbox');
				renew(peer);
				const parameters = { ...realParameters(peer, call), ...PREVIEW };
				const before = JSON.stringify(peer.server.records(entity.path));
				const { error, outputs, hints } = await run(peer, parameters, {
					node,
					input: [FILE],
					retryOnFail,
				});
				const [json] = jsonOf(outputs[0]);
				const name = `${node} ${entity.resource} ${operation}`;
				const would = {
					create: 'wouldCreate',
					add: 'wouldCreate',
					upload: 'wouldCreate',
					delete: 'wouldDelete',
				}[operation] ?? ['wouldUpdate', 'wouldCreate', 'unchanged'];
				if (error) failures.push(`${name}: ${error.message}`);
				else if (!would.includes(String(json?.writeResult)))
					failures.push(`${name}: ${JSON.stringify(json)}`);
				else if (Object.keys(json ?? {})[0] !== 'writeResult') failures.push(`${name}: order`);
				else if (!Array.isArray(json?.changes)) failures.push(`${name}: no changes`);
				else if (PRETENDED.test(JSON.stringify(json))) failures.push(`${name}: a made-up key`);
				else if (Object.keys(sent(peer)).length > 0)
					failures.push(`${name}: ${JSON.stringify(sent(peer))}`);
				else if (JSON.stringify(peer.server.records(entity.path)) !== before)
					failures.push(`${name}: changed`);
				else if (
					!hints.some(({ message }) => message.startsWith('Preview: nothing was written. 1'))
				)
					failures.push(`${name}: no hint`);
			}
			expect(failures).toEqual([]);
		},
	);
});

describe.each(STYLES)('orders in the %s style', (apiStyle) => {
	let peer: Peer;

	beforeAll(async () => {
		peer = await startPeer({ apiStyle });
	});

	beforeEach(() => {
		renew(peer);
	});

	const orderAt = (index: number) => recordAt(peer.server, 'purchase-orders', index);

	const preview = async (
		operation: string,
		input: object[],
		parameters: INodeParameters = OWN_COLUMNS,
		more: object = {},
	) => {
		const items = input.map((json) => ('json' in json ? json : { json: json as IDataObject }));
		const result = await run(peer, orders(operation, { ...parameters, ...PREVIEW }), {
			input: items as IDataObject[],
			...more,
		});
		expect(sent(peer)).toEqual({});
		return { ...result, json: jsonOf(result.outputs[0]) };
	};

	it('shows what would change, with names, and counts it', async () => {
		const [first, second] = [orderAt(0), orderAt(1)];
		const vendors = peer.server.records('vendors');
		const from = vendors.find(({ key }) => key === first.vendorKey);
		const to = vendors.find(({ key }) => key !== first.vendorKey);
		const { json, hints } = await preview('upsert', [
			{ orderNo: 'N-1', title: 'New', vendor: to?.code },
			{ orderNo: first.orderNo, title: 'Other', vendor: to?.code },
			{ orderNo: second.orderNo, title: second.title },
			{ orderNo: 'N-2', vendor: 'Nobody' },
		]);
		const named = (vendor: IDataObject | undefined) => `${vendor?.code} ${vendor?.name}`;
		expect(json).toEqual([
			{
				writeResult: 'wouldCreate',
				changes: [
					{ field: 'orderNo', from: null, to: 'N-1' },
					{ field: 'title', from: null, to: 'New' },
					{ field: 'vendor', from: null, to: named(to) },
				],
				orderNo: 'N-1',
				title: 'New',
				vendorKey: to?.key,
			},
			{
				...first,
				writeResult: 'wouldUpdate',
				changes: [
					{ field: 'title', from: first.title, to: 'Other' },
					{ field: 'vendor', from: named(from), to: named(to) },
				],
				title: 'Other',
				vendorKey: to?.key,
			},
			{ ...second, writeResult: 'unchanged', changes: [] },
			{
				writeResult: 'wouldFail',
				reason: 'Vendor: there is no vendor "Nobody"',
				changes: [],
			},
		]);
		expect(hints.map(({ message }) => message)).toContain(
			'Preview: nothing was written. 1 would be created, 1 updated, 1 unchanged, 1 would fail.',
		);
	});

	it('names the line and the field of it', async () => {
		const order = orderAt(0);
		const lines = order.lineItems as IDataObject[];
		const lineItems = lines.map((line, index) =>
			index === 1 ? { ...line, quantity: '777.00' } : line,
		);
		const { json } = await preview('upsert', [{ orderNo: order.orderNo, lineItems }]);
		expect(json[0]?.changes).toEqual([
			{ field: 'lineItems.2.quantity', from: lines[1]?.quantity, to: '777.00' },
		]);
	});

	it('lets later items see what earlier ones would do', async () => {
		const { orderNo } = orderAt(0);
		const last = {
			...OWN_COLUMNS,
			options: { keysOfThisConnection: true, unknownColumns: 'ignore', duplicateRows: 'last' },
		};
		const { json } = await preview(
			'upsert',
			[
				{ orderNo: 'N-1', title: 'One' },
				{ orderNo: 'N-1', title: 'Two' },
				{ orderNo: 'N-1', title: 'Two' },
				{ orderNo, title: 'Three' },
				{ orderNo, title: 'Three' },
			],
			last,
		);
		expect(json.map(({ writeResult }) => writeResult)).toEqual([
			'wouldCreate',
			'wouldUpdate',
			'unchanged',
			'wouldUpdate',
			'unchanged',
		]);
		expect(json[1]).toEqual({
			writeResult: 'wouldUpdate',
			changes: [{ field: 'title', from: 'One', to: 'Two' }],
			orderNo: 'N-1',
			title: 'Two',
		});

		const key = String(orderAt(1).key);
		const updates = await preview('update', [{ title: 'A' }, { title: 'B' }], {
			...AUTO_MAP,
			...byKey(key),
		});
		expect(updates.json.map(({ changes }) => changes)).toEqual([
			[{ field: 'title', from: orderAt(1).title, to: 'A' }],
			[{ field: 'title', from: 'A', to: 'B' }],
		]);
		const deletions = await preview('delete', [{}, {}], byKey(key));
		expect(deletions.json.map(({ writeResult }) => writeResult)).toEqual([
			'wouldDelete',
			'wouldFail',
		]);
	});

	it('shows a vendor once that would be created, and by no key', async () => {
		const { json } = await preview(
			'upsert',
			[
				{ orderNo: 'N-1', vendor: 'Newcomer' },
				{ orderNo: 'N-2', vendor: 'Newcomer' },
			],
			{ ...AUTO_MAP, options: { missingReference: 'create' } },
		);
		for (const item of json) {
			expect(item).toMatchObject({ writeResult: 'wouldCreate' });
			expect(item.changes).toContainEqual({ field: 'vendor', from: null, to: 'Newcomer' });
			expect(JSON.stringify(item)).not.toMatch(PRETENDED);
		}
		expect(peer.server.records('vendors')).toHaveLength(30);
	});

	it('leaves nothing behind for the real write', async () => {
		const input = [
			{ orderNo: 'N-1', title: 'One', vendor: 'Newcomer' },
			{ orderNo: orderAt(0).orderNo, title: 'Other' },
		];
		const parameters = { ...AUTO_MAP, options: { missingReference: 'create' } };
		await preview('upsert', input, parameters, { retryOnFail: true });
		const { outputs, error } = await run(peer, orders('upsert', parameters), {
			input: input.map((json) => ({ json })),
			retryOnFail: true,
		});
		expect(error).toBeUndefined();
		expect(jsonOf(outputs[0]).map(({ writeResult }) => writeResult)).toEqual([
			'created',
			'updated',
		]);
		expect(peer.server.counters().byMethod).toMatchObject({ POST: 2, PUT: 1 });
		const [created] = ordersNumbered(peer.server, 'N-1');
		expect(JSON.stringify(created)).not.toMatch(PRETENDED);
		const vendor = peer.server.records('vendors').find(({ name }) => name === 'Newcomer');
		expect(created?.vendorKey).toBe(vendor?.key);
	});

	it('counts the records of a file', async () => {
		const lines = [
			{ orderNo: 'N-1', title: 'One' },
			{ orderNo: orderAt(0).orderNo, title: 'Other' },
			{ orderNo: 'N-2', vendor: 'Nobody' },
			{ title: 'Without a number' },
		];
		const parameters = { inputMode: 'file', binaryPropertyName: 'data', fileFormat: 'auto' };
		for (const operation of ['upsert', 'create', 'update']) {
			const { json, outputs, hints, error } = await preview(
				operation,
				[ndjson(lines)],
				parameters,
				{ retryOnFail: true },
			);
			expect(error).toBeUndefined();
			const counts = {
				upsert: { wouldCreate: 1, wouldUpdate: 1, wouldFail: 2 },
				create: { wouldCreate: 3, wouldUpdate: 0, wouldFail: 1 },
				update: { wouldCreate: 0, wouldUpdate: 1, wouldFail: 3 },
			}[operation];
			expect(json).toEqual([
				expect.objectContaining({
					fileName: 'orders.ndjson',
					records: 4,
					unchanged: 0,
					skipped: 0,
					...counts,
				}),
			]);
			expect(json[0]).not.toHaveProperty('created');
			const failed = outputs[0]?.[0]?.binary?.failed;
			expect(String(failed && (await readFile(failed)))).toContain('Nobody');
			expect(hints.map(({ message }) => message).join()).toContain(
				'Preview: nothing was written. ',
			);
		}
		const { outputs } = await run(peer, orders('upsert', parameters), {
			input: [ndjson(lines.slice(0, 2))],
		});
		expect(jsonOf(outputs[0])).toMatchObject([{ created: 1, updated: 1, failed: 0 }]);
	});

	it('takes nothing but a clear yes or no', async () => {
		const input = [{ json: { a: true } }, { json: { a: false } }];
		const values = [
			'={{ $json.nothing }}',
			'={{ null }}',
			'={{ "" }}',
			'={{ "no" }}',
			'={{ 0 }}',
			'',
			'yes',
		];
		for (const preview of values) {
			const result = await run(peer, orders('create', { ...mapped({ orderNo: 'N-1' }), preview }), {
				input,
			});
			expect(shown(result).message).toMatch(/^"Preview" is neither true nor false/);
		}
		const mixed = { ...mapped({ orderNo: 'N-1' }), preview: '={{ $json.a }}' };
		const result = await run(peer, orders('create', mixed), { input });
		expect(shown(result).message).toMatch(/^"Preview" is true for item 0 and false for item 1/);
		expect(peer.server.counters().requests).toBe(0);

		const text = { ...mapped({ orderNo: 'N-1' }), preview: '={{ "true" }}' };
		expect((await run(peer, orders('create', text), { input })).error).toBeUndefined();
		expect(sent(peer)).toEqual({});
	});

	it('reports each item that would fail, and succeeds', async () => {
		const { json, error } = await preview('upsert', [
			{ orderNo: 'N-1', title: 'One' },
			{ orderNo: 'N-1', title: 'Two' },
			{ title: 'Three' },
			{ orderNo: 'N-4', totalNetValue: 'many' },
		]);
		expect(error).toBeUndefined();
		expect(json.map(({ reason }) => reason)).toEqual([
			'Items 0 and 1 have the same order number N-1 and differ in title',
			'Items 0 and 1 have the same order number N-1 and differ in title',
			'The field to match by (orderNo) has no value',
			'Total Net Value is not a number: "many"',
		]);
	});

	it('fails where it is the preview that cannot be made', async () => {
		peer.server.setFaults([{ effect: { kind: 'status', status: 401 } }]);
		const result = await run(
			peer,
			orders('upsert', { ...asJson('{"orderNo": "N-1"}'), ...PREVIEW }),
		);
		expect(shown(result).message).toMatch(/^Makini did not accept the API token/);
	});
});
