import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { NodeResult } from '../support/engine';
import {
	holdTime,
	jsonOf,
	mapped,
	numbers,
	orders,
	ordersNumbered,
	pairing,
	passUntil,
	recordAt,
	run,
	shown,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
} from './support';

afterEach(() => jest.useRealTimers());
afterAll(stopPeers);

const numbered = (value: unknown): INodeParameters =>
	({ __rl: true, mode: 'number', value }) as INodeParameters;

const byNumber = (value: unknown): INodeParameters => ({ recordKey: numbered(value) });

const TITLE = mapped({ title: 'Bearings' });

const writesOf = ({ server }: Peer): number => {
	const { byMethod } = server.counters();
	return (byMethod.PUT ?? 0) + (byMethod.POST ?? 0) + (byMethod.DELETE ?? 0);
};

const orderAt = (peer: Peer, index: number) => recordAt(peer.server, 'purchase-orders', index);

const orderOf = (peer: Peer, key: string) =>
	peer.server.records('purchase-orders').find((order) => order.key === key);

const outputOf = ({ outputs, error }: NodeResult): IDataObject[] => {
	expect(error).toBeUndefined();
	return jsonOf(outputs[0]);
};

/** Every operation that is done to one order. */
const OPERATIONS: Array<[string, INodeParameters]> = [
	['get', {}],
	['update', TITLE],
	['delete', {}],
	['updateStatus', { status: numbered('Closed') }],
];

describe.each(STYLES)('a purchase order is taken by its number (%s style)', (apiStyle) => {
	it('to get it', async () => {
		const peer = await startPeer({ apiStyle });
		const order = orderAt(peer, 7);
		expect(outputOf(await run(peer, orders('get', byNumber(order.orderNo))))).toEqual([order]);
	});

	it('to update it, blanks around the number left out', async () => {
		const peer = await startPeer({ apiStyle });
		const { key, orderNo } = orderAt(peer, 7);
		const parameters = orders('update', { ...byNumber(` ${String(orderNo)}\n`), ...TITLE });
		expect(outputOf(await run(peer, parameters))).toMatchObject([{ key, title: 'Bearings' }]);
		expect(orderOf(peer, key)).toMatchObject({ orderNo, title: 'Bearings' });
	});

	it('to delete it', async () => {
		const peer = await startPeer({ apiStyle });
		const { key, orderNo } = orderAt(peer, 7);
		const output = outputOf(await run(peer, orders('delete', byNumber(orderNo))));
		expect(output).toEqual([{ deleted: true }]);
		expect(orderOf(peer, key)).toBeUndefined();
		expect(peer.server.records('purchase-orders')).toHaveLength(49);
	});

	it.each(['code', 'name'])('to set its status, which is taken by its %s', async (field) => {
		const peer = await startPeer({ apiStyle });
		const { key, orderNo, statusKey } = orderAt(peer, 7);
		const status = peer.server
			.records('statuses/purchase-orders')
			.find((each) => each.key !== statusKey);
		const parameters = orders('updateStatus', {
			...byNumber(orderNo),
			status: numbered(status?.[field]),
		});
		outputOf(await run(peer, parameters));
		expect(orderOf(peer, key)?.statusKey).toBe(status?.key);
	});

	describe.each(OPERATIONS)('%s', (operation, more) => {
		const attempt = async (peer: Peer, number: unknown): Promise<string> => {
			const result = await run(peer, orders(operation, { ...more, ...byNumber(number) }));
			expect(writesOf(peer)).toBe(0);
			return shown(result).message;
		};

		it('does nothing where no order has the number', async () => {
			const peer = await startPeer({ apiStyle });
			expect(await attempt(peer, 'PO-NONE')).toBe(
				'There is no purchase order with the order number "PO-NONE" [item 0]',
			);
		});

		it('does nothing where two have it, and names their keys', async () => {
			const peer = await startPeer({ apiStyle });
			for (const title of ['One', 'Two']) {
				await run(peer, orders('create', mapped({ orderNo: 'PO-TWICE', title })));
			}
			peer.server.reset();
			const result = await run(peer, orders(operation, { ...more, ...byNumber('PO-TWICE') }));
			const { message, description } = shown(result);
			expect(message).toBe('More than one purchase order has the order number "PO-TWICE" [item 0]');
			for (const { key } of ordersNumbered(peer.server, 'PO-TWICE')) {
				expect(description).toContain(key);
			}
			expect(writesOf(peer)).toBe(0);
		});

		it('does nothing to one that was deleted, though it is still listed', async () => {
			const peer = await startPeer({ apiStyle });
			const { key, orderNo } = orderAt(peer, 7);
			peer.server.change({ entity: 'purchase-orders', deleteKeys: [key], marksDeleted: true });
			expect(await attempt(peer, orderNo)).toBe(
				`There is no purchase order with the order number "${String(orderNo)}" [item 0]`,
			);
		});

		it('does not take one in another case, where the filter ignores case', async () => {
			const peer = await startPeer({ apiStyle, dialect: { filters: 'ignoresCase' } });
			const number = String(orderAt(peer, 7).orderNo).toLowerCase();
			expect(await attempt(peer, number)).toBe(
				`There is no purchase order with the order number "${number}" [item 0]`,
			);
		});
	});

	it('is taken by a number of JSON as well', async () => {
		const peer = await startPeer({ apiStyle });
		await run(peer, orders('create', mapped({ orderNo: '4500012345', title: 'One' })));
		await run(peer, orders('create', mapped({ orderNo: '04500012345', title: 'Two' })));
		const { outputs } = await run(peer, orders('get', byNumber('={{ $json.no }}')), {
			input: [{ no: 4500012345 }],
		});
		expect(jsonOf(outputs[0])).toMatchObject([{ orderNo: '4500012345', title: 'One' }]);
	});

	it('is found where it was created a moment ago and no list shows it yet', async () => {
		const peer = await startPeer({ apiStyle, dialect: { lateListsMs: 600_000 } });
		await run(peer, orders('create', mapped({ orderNo: 'PO-NEW', title: 'One' })));
		const updated = await run(peer, orders('update', { ...byNumber('PO-NEW'), ...TITLE }));
		expect(outputOf(updated)).toMatchObject([{ orderNo: 'PO-NEW', title: 'Bearings' }]);
		expect(ordersNumbered(peer.server, 'PO-NEW')).toMatchObject([{ title: 'Bearings' }]);
	});

	it('fails for its item only, where the run goes on', async () => {
		const peer = await startPeer({ apiStyle });
		const input = [orderAt(peer, 1).orderNo, 'PO-NONE', orderAt(peer, 2).orderNo];
		const { outputs } = await run(
			peer,
			orders('update', { ...byNumber('={{ $json.no }}'), ...TITLE }),
			{ input: input.map((no) => ({ no }) as IDataObject), onError: 'continueErrorOutput' },
		);
		expect(pairing(outputs[0])).toEqual([0, 2]);
		expect(pairing(outputs[1])).toEqual([1]);
	});
});

describe.each(OPERATIONS)('%s, before any request,', (operation, more) => {
	const refusal = async (peer: Peer, number: string): Promise<string> =>
		shown(await run(peer, orders(operation, { ...more, ...byNumber(number) }))).message;

	it('refuses a number that has lost digits', async () => {
		const peer = await startPeer();
		expect(await refusal(peer, '={{ 9007199254740993 }}')).toMatch(
			/^The order number of the purchase order is a number that has lost digits: /,
		);
		expect(peer.server.counters().requests).toBe(0);
	});

	it('refuses a number that came out empty', async () => {
		const peer = await startPeer();
		expect(await refusal(peer, '={{ $json.missing }}')).toBe(
			'No purchase order is chosen [item 0]',
		);
		expect(peer.server.counters().requests).toBe(0);
	});
});

it('1,000 updates by number take one reading of the list, and one of the statuses', async () => {
	const peer = await startPeer({ orders: 2_000, maxPageSize: 100 });
	const chosen = numbers(1_000).map((index) => orderAt(peer, 2 * index));
	const input = chosen.map(({ orderNo }) => ({ orderNo })) as IDataObject[];
	const { name, key } = recordAt(peer.server, 'statuses/purchase-orders', 1);
	const parameters = orders('updateStatus', {
		...byNumber('={{ $json.orderNo }}'),
		status: numbered(name),
	});
	const { outputs, error } = await run(peer, parameters, { input });
	expect(error).toBeUndefined();
	expect(pairing(outputs[0])).toEqual(numbers(1_000));
	for (const order of chosen) expect(orderOf(peer, order.key)?.statusKey).toBe(key);
	const { byMethod } = peer.server.counters();
	expect(byMethod.PUT).toBe(1_000);
	// 20 pages of 100, and a look for the status by code and by name.
	expect(byMethod.GET).toBeLessThanOrEqual(25);
});

describe('Retry On Fail', () => {
	it('does each once, whatever answer was lost', async () => {
		const peer = await startPeer({
			faults: [
				{
					match: { method: 'DELETE' },
					when: { nth: [1] },
					effect: { kind: 'processedStatus', status: 500 },
				},
			],
		});
		const input = numbers(5).map((index) => ({ no: orderAt(peer, index).orderNo }));
		holdTime();
		// n8n looks at the first item alone to tell whether to try again.
		const parameters = orders('delete', {
			...byNumber('={{ $json.no }}'),
			options: { maxWait: 0, concurrency: 1 },
		});
		const running = run(peer, parameters, {
			input: input as IDataObject[],
			onError: 'continueErrorOutput',
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 5_000,
		});
		const { outputs } = await passUntil(running, 1_000);
		expect(jsonOf(outputs[1])).toEqual([]);
		expect(pairing(outputs[0])).toEqual(numbers(5));
		expect(peer.server.records('purchase-orders')).toHaveLength(45);
	});
});

describe('other records', () => {
	it('a shipment is marked as delivered by its number, once', async () => {
		const peer = await startPeer({ systemType: 'wms' });
		const shipment = recordAt(peer.server, 'shipment-orders', 3);
		const parameters = {
			resource: 'shipmentOrder',
			operation: 'markDelivered',
			...byNumber(shipment.shipmentNumber),
		};
		outputOf(await run(peer, parameters, { node: 'MakiniShipmentOrder' }));
		const posts = peer.server.log().filter(({ method }) => method === 'POST');
		expect(posts.map(({ path }) => path)).toEqual([
			expect.stringMatching(new RegExp(`/shipment-orders/${shipment.key}/delivered$`)),
		]);
		const none = await run(
			peer,
			{ ...parameters, ...byNumber('SH-NONE') },
			{ node: 'MakiniShipmentOrder' },
		);
		expect(shown(none).message).toBe(
			'There is no shipment order with the shipment number "SH-NONE" [item 0]',
		);
		expect(peer.server.log().filter(({ method }) => method === 'POST')).toHaveLength(1);
	});

	describe('the work order that materials belong to', () => {
		const node = 'MakiniWorkOrder';
		const materials = (operation: string, parent: unknown, more: INodeParameters = {}) => ({
			...{ resource: 'material', operation, parentKey: numbered(parent) },
			...more,
		});

		it('is taken by its code to list them', async () => {
			const peer = await startPeer({ systemType: 'eam' });
			const { key, code } = recordAt(peer.server, 'work-orders', 2);
			outputOf(await run(peer, materials('getAll', code), { node }));
			expect(peer.server.log().at(-1)?.path).toMatch(new RegExp(`/work-orders/${key}/materials$`));
			const none = await run(peer, materials('getAll', 'WO-NONE'), { node });
			expect(shown(none).message).toBe('There is no work order with the code "WO-NONE" [item 0]');
			const empty = await run(peer, materials('getAll', '={{ $json.missing }}'), { node });
			expect(shown(empty).message).toBe('"Work Order" came out empty [item 0]');
		});

		it('is taken by its code to add one', async () => {
			const peer = await startPeer({ systemType: 'eam' });
			const { key, code } = recordAt(peer.server, 'work-orders', 2);
			const material = recordAt(peer.server, 'materials', 0);
			const fields = mapped({
				materialKey: material.key,
				requiredQuantity: 2,
				usedQuantity: 1,
			});
			outputOf(await run(peer, materials('add', code, fields), { node }));
			const [post] = peer.server.log().filter(({ method }) => method === 'POST');
			expect(post?.path).toMatch(new RegExp(`/work-orders/${key}/materials$`));
		});
	});

	it('the parts of an asset are listed by its name', async () => {
		const peer = await startPeer({ systemType: 'eam' });
		const { key, name } = recordAt(peer.server, 'assets', 1);
		const parameters = { resource: 'asset', operation: 'getMaterials', ...byNumber(name) };
		outputOf(await run(peer, parameters, { node: 'MakiniAsset' }));
		expect(peer.server.log().at(-1)?.path).toMatch(new RegExp(`/assets/${key}/materials$`));
	});

	it('what has no number is not taken by one', async () => {
		const peer = await startPeer({ systemType: 'eam' });
		const parameters = { resource: 'meter', operation: 'get', ...byNumber('7') };
		const { message, description } = shown(await run(peer, parameters, { node: 'MakiniMeter' }));
		expect(message).toBe('A meter is chosen by its key, not by a number [item 0]');
		expect(description).toBe('Choose it from the list, or enter its key.');
		expect(peer.server.counters().requests).toBe(0);
	});
});
