import type { IDataObject, INodeParameters } from 'n8n-workflow';
import nock from '../support/nock';
import {
	startSandbox,
	type ConnectionControl,
	type RunningSandbox,
} from '../../sandbox/server/server';
import {
	AUTO_MAP,
	asJson,
	credentialsFor,
	jsonOf,
	mapped,
	numbers,
	orders,
	ordersNumbered,
	pairing,
	renew,
	recordAt,
	run,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
} from './support';

afterAll(stopPeers);

const results = (items: IDataObject[]): unknown[] => items.map(({ writeResult }) => writeResult);

const writes = (server: ConnectionControl): unknown => {
	const { created, updated, byMethod } = server.counters();
	return { created, updated, sent: (byMethod.POST ?? 0) + (byMethod.PUT ?? 0) };
};

describe.each(STYLES)('in the %s style', (apiStyle) => {
	let peer: Peer;

	beforeAll(async () => {
		peer = await startPeer({ apiStyle, customFields: ['costCentre'] });
	});

	beforeEach(() => {
		renew(peer);
	});

	const upsert = async (input: IDataObject[], parameters: INodeParameters = OWN_KEYS) => {
		const { outputs, error } = await run(peer, orders('upsert', parameters), { input });
		expect(error).toBeUndefined();
		expect(pairing(outputs[0])).toEqual(numbers(input.length));
		return jsonOf(outputs[0]);
	};

	const orderAt = (index: number) => recordAt(peer.server, 'purchase-orders', index);

	it('says of each item what it did, and a second run writes nothing', async () => {
		const input = [
			{ orderNo: 'N-1', title: 'New' },
			{ orderNo: orderAt(1).orderNo, title: 'Changed' },
			{ orderNo: orderAt(2).orderNo, title: orderAt(2).title },
		] as IDataObject[];
		const written = await upsert(input);
		expect(results(written)).toEqual(['created', 'updated', 'unchanged']);
		expect(writes(peer.server)).toEqual({ created: 1, updated: 1, sent: 2 });
		expect(orderAt(1)).toMatchObject({ title: 'Changed' });
		expect(written).toEqual([
			{ ...ordersNumbered(peer.server, 'N-1')[0], writeResult: 'created' },
			{ ...orderAt(1), writeResult: 'updated' },
			{ ...orderAt(2), writeResult: 'unchanged' },
		]);

		peer.server.reset();
		expect(results(await upsert(input))).toEqual(['unchanged', 'unchanged', 'unchanged']);
		expect(writes(peer.server)).toEqual({ created: 0, updated: 0, sent: 0 });
	});

	it('an order as it was read is unchanged, all fields of it', async () => {
		const { outputs } = await run(peer, orders('getAll', { returnAll: true }));
		const written = await upsert(jsonOf(outputs[0]));
		expect(new Set(results(written))).toEqual(new Set(['unchanged']));
		expect(writes(peer.server)).toEqual({ created: 0, updated: 0, sent: 0 });
	});

	it('other spellings of the same values are no change', async () => {
		const { orderNo, totalNetValue, dueAt, lineItems } = orderAt(3);
		const spelled = {
			orderNo,
			totalNetValue: Number(totalNetValue),
			dueAt: String(dueAt).replace('Z', '.000+00:00'),
			lineItems: JSON.stringify(lineItems),
		};
		expect(results(await upsert([spelled as IDataObject]))).toEqual(['unchanged']);
	});

	it.each([
		[
			'a changed line',
			(lines: IDataObject[]) => [{ ...lines[0], quantity: '777.00' }, ...lines.slice(1)],
		],
		['a further line', (lines: IDataObject[]) => [...lines, { lineNo: '990', name: 'More' }]],
		['a line less', (lines: IDataObject[]) => lines.slice(1)],
	])('%s is a change', async (_what, change) => {
		const { orderNo, lineItems } = orderAt(3);
		const lines = change(lineItems as IDataObject[]);
		expect(results(await upsert([{ orderNo, lineItems: lines } as IDataObject]))).toEqual([
			'updated',
		]);
		expect(orderAt(3).lineItems).toMatchObject(lines.map(({ lineNo, name }) => ({ lineNo, name })));
	});

	it('an order that comes twice in the input is created once, where the last one is to win', async () => {
		const input = [
			{ orderNo: 'N-1', title: 'First' },
			{ orderNo: 'N-2', title: 'Other' },
			{ orderNo: 'N-1', title: 'Second' },
			{ orderNo: 'N-1', title: 'Second' },
		];
		const inOrder = { ...AUTO_MAP, options: { duplicateRows: 'last' } };
		const written = await upsert(input, inOrder);
		expect(results(written)).toEqual(['created', 'created', 'updated', 'unchanged']);
		expect(ordersNumbered(peer.server, 'N-1')).toMatchObject([{ title: 'Second' }]);
		expect(ordersNumbered(peer.server, 'N-2')).toHaveLength(1);
	});

	it('blanks around the number are no part of it', async () => {
		expect(results(await upsert([{ orderNo: ' N-1 ' }]))).toEqual(['created']);
		expect(results(await upsert([{ orderNo: 'N-1' }]))).toEqual(['unchanged']);
		expect(ordersNumbered(peer.server, 'N-1')).toHaveLength(1);
	});

	it('JSON gives the values as they stand', async () => {
		const json = asJson('={{ JSON.stringify($json) }}');
		const input = [{ orderNo: 'N-1', costCentre: 'CC 7' }];
		expect(results(await upsert(input, json))).toEqual(['created']);
		expect(results(await upsert(input, json))).toEqual(['unchanged']);
		expect(ordersNumbered(peer.server, 'N-1')).toMatchObject([{ costCentre: 'CC 7' }]);
		const cleared = [{ orderNo: 'N-1', costCentre: null }];
		expect(results(await upsert(cleared, json))).toEqual(['updated']);
		expect(ordersNumbered(peer.server, 'N-1')[0]?.costCentre).toBeNull();
	});

	it('another field can be the one to match by', async () => {
		const { key, title } = orderAt(7);
		const twins = peer.server.records('purchase-orders').filter((order) => order.title === title);
		const unique = `${title} at ${apiStyle}`;
		await upsert([{ orderNo: orderAt(7).orderNo, title: unique } as IDataObject]);
		expect(twins.length).toBeGreaterThan(0);
		const written = await upsert([{ title: unique, notes: 'Found by title' }], {
			matchField: 'title',
			...AUTO_MAP,
		});
		expect(written).toMatchObject([{ key, notes: 'Found by title', writeResult: 'updated' }]);
	});

	it('fields mapped by hand leave the others as they are', async () => {
		const before = orderAt(9);
		const [written] = await upsert(
			[{}],
			mapped({ orderNo: before.orderNo, title: 'Mapped', notes: '' }),
		);
		expect(written).toEqual({ ...orderAt(9), writeResult: 'updated' });
		expect(orderAt(9)).toEqual({ ...before, title: 'Mapped', updatedAt: expect.any(String) });
	});

	it('vendors are matched by their code', async () => {
		const { code, name } = recordAt(peer.server, 'vendors', 2);
		const { outputs } = await run(
			peer,
			{
				...{ resource: 'vendor', operation: 'upsert' },
				...AUTO_MAP,
				options: { duplicateRows: 'last' },
			},
			{
				node: 'MakiniVendor',
				input: [
					{ code, name },
					{ code, name: 'Other' },
					{ code: 'V-9', name: 'Neu' },
				] as IDataObject[],
			},
		);
		expect(results(jsonOf(outputs[0]))).toEqual(['unchanged', 'updated', 'created']);
	});
});

/** What is written was read from the same connection, custom fields included. */
const OWN_KEYS: INodeParameters = {
	...AUTO_MAP,
	options: { keysOfThisConnection: true, unknownColumns: 'ignore' },
};

describe('from one connection into another', () => {
	let sandbox: RunningSandbox;

	beforeAll(async () => {
		sandbox = await startSandbox({
			connections: [
				{ name: 'a', token: 'token-of-a-7f3a', systemType: 'erp', apiStyle: 'module', orders: 40 },
				{ name: 'b', token: 'token-of-b-9c51', systemType: 'erp', apiStyle: 'v1', orders: 0 },
			],
		});
	});

	afterAll(async () => await sandbox.stop());

	const peerOf = (name: 'a' | 'b'): Peer => {
		const token = { a: 'token-of-a-7f3a', b: 'token-of-b-9c51' }[name];
		const apiStyle = { a: 'module', b: 'v1' }[name];
		return {
			url: sandbox.url,
			server: sandbox.connection(name),
			credentials: credentialsFor(sandbox.url, { apiToken: token, apiStyle }),
		};
	};

	it('copies what people set, and neither keys nor times of the system', async () => {
		const [a, b] = [peerOf('a'), peerOf('b')];
		const { outputs } = await run(a, orders('getAll', { returnAll: true, references: 'names' }));
		const read = jsonOf(outputs[0]);
		const first = await run(b, orders('upsert', AUTO_MAP), { input: read });
		expect(new Set(results(jsonOf(first.outputs[0])))).toEqual(new Set(['created']));

		const known = new Set(a.server.records('purchase-orders.line-items').map(({ key }) => key));
		for (const [index, copy] of b.server.records('purchase-orders').entries()) {
			const source = read.find(({ orderNo }) => orderNo === copy.orderNo) ?? {};
			expect(index).toBeLessThan(40);
			for (const field of ['title', 'vendorKey', 'dueAt', 'totalGrossValue', 'notes']) {
				expect(copy[field]).toEqual(source[field]);
			}
			expect(copy.key).not.toBe(source.key);
			expect(copy.createdAt).not.toBe(source.createdAt);
			const lines = copy.lineItems as IDataObject[];
			expect(lines).toHaveLength((source.lineItems as IDataObject[]).length);
			for (const { key } of lines) expect(known.has(String(key))).toBe(false);
		}

		b.server.reset();
		const second = await run(b, orders('upsert', AUTO_MAP), { input: read });
		expect(new Set(results(jsonOf(second.outputs[0])))).toEqual(new Set(['unchanged']));
		expect(writes(b.server)).toEqual({ created: 0, updated: 0, sent: 0 });
	});

	it('sends nothing but what can be written', async () => {
		const { outputs } = await run(peerOf('a'), orders('getAll', { limit: 1 }));
		const read = jsonOf(outputs[0]);
		const host = 'https://makini.test';
		let sent: IDataObject = {};
		// Acted out, because the sandbox keeps no bodies.
		nock(host)
			.get('/api/erp/purchase-orders')
			.query(true)
			.twice()
			.reply(200, { data: [], meta: { total: 0 } });
		nock(host)
			.post('/api/erp/purchase-orders', (body: IDataObject) => {
				sent = body;
				return true;
			})
			.reply(200, { data: { key: '1' } });
		await run({ credentials: credentialsFor(host) }, orders('upsert', OWN_KEYS), { input: read });
		expect(nock.isDone()).toBe(true);
		const { key, createdAt, updatedAt, lineItems, ...written } = read[0] ?? {};
		expect([key, createdAt, updatedAt]).not.toContain(undefined);
		expect(sent).toEqual({
			...written,
			lineItems: (lineItems as IDataObject[]).map((line) => {
				const { key: lineKey, createdAt: begun, updatedAt: changed, ...rest } = line;
				expect([lineKey, begun, changed]).not.toContain(undefined);
				return rest;
			}),
		});
	});
});
