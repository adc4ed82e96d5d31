import type { IDataObject, INodeParameters } from 'n8n-workflow';
import {
	asJson,
	byKey,
	jsonOf,
	mapped,
	orders,
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

const LONG_AGO = '2000-01-01T00:00:00Z';
const LATER = '2100-01-01T00:00:00Z';

describe.each(STYLES)('records that were changed meanwhile, in the %s style', (apiStyle) => {
	let peer: Peer;

	beforeAll(async () => {
		peer = await startPeer({ apiStyle, unpublished: 'support' });
	});

	beforeEach(() => renew(peer));

	const orderAt = (index: number) => recordAt(peer.server, 'purchase-orders', index);

	const statusFor = ({ statusKey }: IDataObject): INodeParameters => {
		const other = peer.server
			.records('statuses/purchase-orders')
			.find(({ key }) => key !== statusKey);
		return { status: { __rl: true, mode: 'id', value: String(other?.key) } };
	};

	/** The writes to an order that is there. */
	const writes = (order: IDataObject): Array<[string, INodeParameters]> => [
		['upsert', asJson(JSON.stringify({ orderNo: order.orderNo, title: 'Mine' }))],
		['update', { ...byKey(String(order.key)), ...mapped({ title: 'Mine' }) }],
		['updateStatus', { ...byKey(String(order.key)), ...statusFor(order) }],
		['delete', byKey(String(order.key))],
	];

	const sent = (): number => {
		const { GET, ...others } = peer.server.counters().byMethod;
		expect(GET ?? 0).toBeGreaterThanOrEqual(0);
		return Object.values(others).reduce((sum, count) => sum + count, 0);
	};

	const write = async (
		operation: string,
		parameters: INodeParameters,
		options: INodeParameters,
		more: object = {},
	) => await run(peer, orders(operation, { ...parameters, options }), more);

	it('are left alone or fail, whatever writes to them, and are written where they were not changed', async () => {
		for (const [operation, parameters] of writes(orderAt(0))) {
			const before = orderAt(0);
			const skipped = await write(operation, parameters, {
				ifChangedSince: LONG_AGO,
				onConflict: 'skip',
			});
			expect(jsonOf(skipped.outputs[0])).toEqual([{ ...before, writeResult: 'skipped' }]);
			expect(skipped.hints.map(({ message }) => message)).toContain(
				'1 item was skipped: it changed after the time under "If Changed Since".',
			);
			const failed = await write(operation, parameters, {
				ifChangedSince: LONG_AGO,
				onConflict: 'fail',
			});
			expect(shown(failed).message).toMatch(
				/^The purchase order .+ was changed after 2000-01-01T00:00:00Z/,
			);
			expect(sent()).toBe(0);
			expect(orderAt(0)).toEqual(before);
		}
		for (const [operation, parameters] of writes(orderAt(0))) {
			const written = await write(operation, parameters, {
				ifChangedSince: LATER,
				onConflict: 'fail',
			});
			expect(written.error).toBeUndefined();
		}
		expect(sent()).toBe(4);
	});

	it('are written with Overwrite, and a hint says that the time has no effect', async () => {
		const [, parameters] = writes(orderAt(0))[1] ?? [];
		for (const options of [
			{ ifChangedSince: LONG_AGO },
			{ ifChangedSince: LONG_AGO, onConflict: 'overwrite' },
		]) {
			const { error, hints } = await write('update', parameters ?? {}, options);
			expect(error).toBeUndefined();
			expect(hints.map(({ message }) => message).join()).toContain(
				'"If Changed Since" has no effect',
			);
		}
		expect(sent()).toBe(2);
	});

	it('are no conflict where they are as given already', async () => {
		const { orderNo, title } = orderAt(0);
		const options = { ifChangedSince: LONG_AGO, onConflict: 'fail' };
		const same = asJson(JSON.stringify({ orderNo, title }));
		const { outputs } = await write('upsert', same, options);
		expect(jsonOf(outputs[0])).toMatchObject([{ writeResult: 'unchanged' }]);
		expect(sent()).toBe(0);
	});

	it('are compared with the time of each item', async () => {
		const [first, second] = [orderAt(0), orderAt(1)];
		const input = [
			{ json: { key: first.key, since: first.updatedAt } },
			{ json: { key: second.key, since: LONG_AGO } },
		] as Array<{ json: IDataObject }>;
		const parameters = { ...byKey('={{ $json.key }}'), ...mapped({ title: 'Mine' }) };
		const options = { ifChangedSince: '={{ $json.since }}', onConflict: 'skip' };
		const { outputs, error } = await write('update', parameters, options, { input });
		expect(error).toBeUndefined();
		expect(jsonOf(outputs[0])).toMatchObject([
			{ writeResult: 'updated', title: 'Mine' },
			{ writeResult: 'skipped', title: second.title },
		]);
		// An item without a time stops the run before it writes.
		peer.server.reset();
		const untold = [...input, { json: { key: second.key } }] as Array<{ json: IDataObject }>;
		const stopped = await write('update', parameters, options, { input: untold });
		expect(shown(stopped).message).toMatch(
			/^"On Conflict" is set to skip, and there is no time .* \[item 2\]$/,
		);
		expect(peer.server.counters().requests).toBe(0);
	});

	it("a time without a zone is in the workflow's", async () => {
		const { key, updatedAt } = orderAt(0);
		const time = new Date(Date.parse(String(updatedAt)) + 60_000).toISOString().slice(0, 19);
		const parameters = { ...byKey(String(key)), ...mapped({ title: 'Mine' }) };
		const options = { ifChangedSince: time, onConflict: 'skip' };
		const results = [];
		// An hour ahead of UTC, that time was an hour earlier, before the change; behind it, it is after.
		for (const timezone of ['Africa/Lagos', 'America/New_York']) {
			const { outputs } = await write('update', parameters, options, { settings: { timezone } });
			results.push(jsonOf(outputs[0])[0]?.writeResult);
		}
		expect(results).toEqual(['skipped', 'updated']);
	});

	it('what the run itself has written is no conflict, also when n8n tries again', async () => {
		const { key, updatedAt } = orderAt(0);
		const input = ['One', 'Two', 'Three'].map((title) => ({ json: { title } }));
		const parameters = { ...byKey(String(key)), ...mapped({ title: '={{ $json.title }}' }) };
		const options = { ifChangedSince: String(updatedAt), onConflict: 'fail', concurrency: 1 };
		peer.server.setFaults([
			{ match: { method: 'PUT' }, when: { nth: [2] }, effect: { kind: 'status', status: 422 } },
		]);
		const { outputs, error } = await write('update', parameters, options, {
			input,
			retryOnFail: true,
		});
		peer.server.setFaults([]);
		expect(error).toBeUndefined();
		expect(jsonOf(outputs[0]).map(({ writeResult }) => writeResult)).toEqual([
			'updated',
			'updated',
			'updated',
		]);
		expect(orderAt(0).title).toBe('Three');

		// Another run has written it since.
		const again = await write('update', parameters, options, { input });
		expect(shown(again).message).toMatch(/was changed after/);
	});

	it('of a file are counted as skipped', async () => {
		const lines = [
			{ orderNo: orderAt(0).orderNo, title: 'Mine' },
			{ orderNo: 'N-1', title: 'New' },
		];
		const text = lines.map((line) => JSON.stringify(line)).join('\n');
		const data = {
			data: Buffer.from(text).toString('base64'),
			mimeType: 'application/x-ndjson',
			fileName: 'a.ndjson',
		};
		const parameters = { inputMode: 'file', binaryPropertyName: 'data', fileFormat: 'auto' };
		const options = { ifChangedSince: LONG_AGO, onConflict: 'skip' };
		const { outputs, hints } = await write('upsert', parameters, options, {
			input: [{ json: {}, binary: { data } }],
		});
		expect(jsonOf(outputs[0])).toMatchObject([{ created: 1, updated: 0, skipped: 1 }]);
		expect(hints.map(({ message }) => message)).toContain(
			'1 record was skipped: it changed after the time under "If Changed Since".',
		);
	});

	it('are seen by a preview as well', async () => {
		const { orderNo } = orderAt(0);
		const parameters = { ...asJson(JSON.stringify({ orderNo, title: 'Mine' })), preview: true };
		const skipped = await write('upsert', parameters, {
			ifChangedSince: LONG_AGO,
			onConflict: 'skip',
		});
		expect(jsonOf(skipped.outputs[0])).toMatchObject([{ writeResult: 'skipped', changes: [] }]);
		const failing = await write('upsert', parameters, {
			ifChangedSince: LONG_AGO,
			onConflict: 'fail',
		});
		expect(jsonOf(failing.outputs[0])).toMatchObject([{ writeResult: 'wouldFail' }]);
		expect(sent()).toBe(0);
	});
});
