import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { SPOKEN, spokenOrders } from '../support/spokenOrder';
import {
	jsonOf,
	mapped,
	orders,
	ordersNumbered,
	run,
	shown,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
} from './support';
import type { NodeResult } from '../support/engine';

afterAll(stopPeers);

type Line = Record<string, unknown>;

const fromAI = (key: string, type = 'string'): string =>
	`={{ $fromAI('${key}', \`\`, '${type}') }}`;

const BY_NUMBER: INodeParameters = {
	recordKey: { __rl: true, mode: 'number', value: fromAI('Order_No') },
};

const UPDATE = orders('update', {
	...BY_NUMBER,
	...mapped({ vendor: fromAI('Vendor'), lineItems: fromAI('Line_Items', 'json') }),
});

const GET = orders('get', { ...BY_NUMBER, references: 'names' });

/** Calls a node as n8n does as a tool: the words of the agent are its input. */
const call = async (peer: Peer, parameters: INodeParameters, words: IDataObject) =>
	await run(peer, parameters, { input: [{ json: words }] });

const outputOf = ({ outputs, error }: NodeResult): IDataObject => {
	expect(error).toBeUndefined();
	const [record] = jsonOf(outputs[0]);
	if (!record) throw new Error('The tool gave nothing');
	return record;
};

const keyOf = (peer: Peer, entity: string, field: string, value: string): string =>
	String(peer.server.records(entity).find((record) => record[field] === value)?.key);

const spoken = (peer: Peer) => ordersNumbered(peer.server, SPOKEN.orderNo)[0];

const linesOf = (peer: Peer): Line[] => (spoken(peer)?.lineItems ?? []) as Line[];

const WORDS = { Order_No: SPOKEN.orderNo, Vendor: SPOKEN.vendor };

/** A line as an agent says it. */
const ADDED = { material: SPOKEN.material, quantity: 5 };

const content = ({ materialKey, lineNo, quantity, price, uomKey, name }: Line) => ({
	materialKey,
	lineNo,
	quantity,
	price,
	uomKey,
	name,
});

describe.each(STYLES)('an agent changes an order by words alone (%s style)', (apiStyle) => {
	it('adds a line: it gets the order, and updates it with all lines and the new one', async () => {
		const peer = await startPeer({ apiStyle, ...spokenOrders });
		const before = linesOf(peer);
		const order = outputOf(await call(peer, GET, WORDS));
		const lines = order.lineItems as IDataObject[];

		const result = await call(peer, UPDATE, { ...WORDS, Line_Items: [...lines, ADDED] });

		outputOf(result);
		expect(spoken(peer)?.vendorKey).toBe(keyOf(peer, 'vendors', 'name', SPOKEN.vendor));
		const after = linesOf(peer);
		expect(after.slice(0, 3).map(content)).toEqual(before.map(content));
		expect(after.slice(3)).toMatchObject([
			{ materialKey: keyOf(peer, 'materials', 'code', SPOKEN.material), quantity: '5.00' },
		]);
	});

	it.each([
		['JSON', (lines: unknown) => JSON.stringify(lines)],
		['a list', (lines: unknown) => lines],
	])('gives the lines as %s, with no more than number, code and quantity', async (_, form) => {
		const peer = await startPeer({ apiStyle, ...spokenOrders });
		const lines = linesOf(peer).map(({ lineNo, code, quantity }) => ({
			lineNo,
			quantity,
			material: code,
		}));
		const words = { ...WORDS, Line_Items: form([...lines, ADDED]) } as IDataObject;
		outputOf(await call(peer, UPDATE, words));
		expect(linesOf(peer)).toHaveLength(4);
	});

	it('is told which lines would be lost, and nothing is written', async () => {
		const peer = await startPeer({ apiStyle, ...spokenOrders });
		const before = spoken(peer);
		const result = await call(peer, UPDATE, { ...WORDS, Line_Items: [ADDED] });
		expect(shown(result).message).toBe(
			'Line Items leaves out 3 of the 3 lines that the purchase order has [item 0]',
		);
		expect(spoken(peer)).toEqual(before);
	});

	it('removes lines where that is meant', async () => {
		const peer = await startPeer({ apiStyle, ...spokenOrders });
		const before = linesOf(peer);
		const order = outputOf(await call(peer, GET, WORDS));
		const lines = (order.lineItems as IDataObject[]).slice(1);
		const meant = { ...UPDATE, options: { removeLines: true } };
		outputOf(await call(peer, meant, { ...WORDS, Line_Items: lines }));
		expect(linesOf(peer).map(content)).toEqual(before.slice(1).map(content));
	});

	it('names the vendor alone, and the order is not read for that', async () => {
		const peer = await startPeer({ apiStyle, ...spokenOrders });
		const before = linesOf(peer);
		const vendor = orders('update', { ...BY_NUMBER, ...mapped({ vendor: fromAI('Vendor') }) });
		peer.server.reset();
		outputOf(await call(peer, vendor, WORDS));
		expect(linesOf(peer)).toEqual(before);
		// The number, and the vendor by its code and by its name.
		expect(peer.server.counters().byMethod.GET).toBe(3);
	});
});
