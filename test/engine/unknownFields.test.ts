import type { IDataObject } from 'n8n-workflow';
import { renew, asJson, mapped, orders, run, startPeer, stopPeers, type Peer } from './support';

let peer: Peer;

beforeAll(async () => {
	peer = await startPeer({ customFields: ['costCentre'] });
});

beforeEach(() => renew(peer));

afterAll(stopPeers);

const LINES = [
	{ lineNo: '10', quantity: 5 },
	{ lineNo: '20', qty: 5, unitPrice: '2.50' },
];

const hintsOf = async (parameters: IDataObject) => {
	const { error, hints } = await run(peer, parameters as Parameters<typeof run>[1]);
	expect(error).toBeUndefined();
	return hints;
};

test('fields of lines that may be slips are said, with those that are known', async () => {
	const order = mapped({ orderNo: 'NEW-1', lineItems: JSON.stringify(LINES) });
	const hints = await hintsOf(orders('create', order));
	expect(hints).toEqual([
		{
			location: 'outputPane',
			type: 'info',
			message: expect.stringMatching(
				/^Sent, but not in Makini's model \(Line Items\): "qty", "unitPrice"\. .* The model has: lineNo, code, .*quantity,/,
			) as string,
		},
	]);
});

test('so are fields of an order that was written as JSON, which are sent all the same', async () => {
	const order = asJson(JSON.stringify({ orderNo: 'NEW-2', titel: 'Bearings', costCentre: '7' }));
	const hints = await hintsOf(orders('upsert', { ...order, matchField: 'orderNo' }));
	expect(hints).toMatchObject([
		{ message: expect.stringMatching(/\(purchase order\): "titel", "costCentre"\./) as string },
	]);
	expect(peer.server.records('purchase-orders').at(-1)).toMatchObject({ costCentre: '7' });
});

test('custom fields that were mapped are meant', async () => {
	const order = mapped({
		orderNo: 'NEW-3',
		costCentre: '7',
		lineItems: JSON.stringify([LINES[0]]),
	});
	expect(await hintsOf(orders('create', order))).toEqual([]);
});
