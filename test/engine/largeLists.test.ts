import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import { loadMethod } from '../support/engine';
import { startPeer, stopPeers, type Peer } from './support';

afterAll(stopPeers);

const VENDORS = 10_000;

const VENDOR = {
	node: 'MakiniVendor',
	parameters: { resource: 'vendor', operation: 'get' } as INodeParameters,
};

async function search(
	peer: Peer,
	args: [string?, string?] = [],
	form: typeof VENDOR = VENDOR,
): Promise<INodeListSearchResult> {
	return await loadMethod({
		...form,
		kind: 'listSearch',
		name: 'searchVendor',
		args,
		credentials: peer.credentials,
	});
}

describe('choosing a vendor from 10,000, over a connection with 50 ms latency', () => {
	let peer: Peer;

	beforeAll(async () => {
		peer = await startPeer({ vendors: VENDORS, latencyMs: 50 });
		await search(peer);
	});

	test('the first ones are there at once, with one request', async () => {
		peer.server.reset();
		const start = Date.now();

		const { results, paginationToken } = await search(peer);

		console.log(`list search: first ${results.length} of ${VENDORS} in ${Date.now() - start} ms`);
		expect(results).toHaveLength(50);
		expect(paginationToken).toBeDefined();
		expect(peer.server.counters().requests).toBe(1);
	});

	test('the first ones are there at once for the reference of an order too', async () => {
		const form = {
			node: 'MakiniPurchaseOrder',
			parameters: { resource: 'purchaseOrder', operation: 'create', chosenReferences: {} },
		};
		await search(peer, [], form);
		peer.server.reset();
		const start = Date.now();

		const { results, paginationToken } = await search(peer, [], form);

		console.log(
			`reference search: first ${results.length} of ${VENDORS} in ${Date.now() - start} ms`,
		);
		expect(results).toHaveLength(50);
		expect(paginationToken).toBeDefined();
		expect(peer.server.counters().requests).toBe(1);
	});

	test('scrolling reaches the last one, each once', async () => {
		const quick = await startPeer({ vendors: VENDORS, name: 'quick' });
		const names = new Set<unknown>();
		let token: string | undefined;
		do {
			const { results, paginationToken } = await search(quick, [undefined, token]);
			for (const { value } of results) names.add(value);
			token = paginationToken as string | undefined;
		} while (token !== undefined);
		expect(names.size).toBe(VENDORS);
	});

	test('typing a code finds it with one request', async () => {
		peer.server.reset();
		const vendor = peer.server.records('vendors')[VENDORS - 1];

		const { results } = await search(peer, [String(vendor?.code)]);

		expect(results.map(({ value }) => value)).toContain(vendor?.key);
		expect(peer.server.counters().requests).toBe(1);
	});
});
