import { createPeer, type Peer } from '../../../sandbox/server/inProcess';
import type { ConnectionOptions, FaultRule } from '../../../sandbox/server/server';
import type { JsonObject } from '../../../sandbox/base';
import type { Answer } from '../../../sandbox/server/wire';

const BASE = 'https://makini.example/api/erp';
const headers = { Authorization: 'Bearer token-a' };

let peer: Peer;

function open(options: Partial<ConnectionOptions> = {}): Peer {
	peer = createPeer({
		connections: [
			{ name: 'a', token: 'token-a', systemType: 'erp', apiStyle: 'module', orders: 3, ...options },
		],
	});
	return peer;
}

const send = async (method: string, path: string, body?: unknown, signal?: AbortSignal) =>
	await peer.request(
		{ method, url: `${BASE}/${path}`, headers, text: body ? JSON.stringify(body) : '' },
		signal,
	);

const parsed = (answer: unknown): JsonObject =>
	JSON.parse((answer as Answer).bytes.toString()) as JsonObject;

beforeEach(() => jest.useFakeTimers());

afterEach(async () => {
	await peer.stop();
	jest.useRealTimers();
});

test('answers as the server does, without a socket', async () => {
	open();
	const answer = await send('GET', 'purchase-orders?per_page=2');
	expect(answer).toMatchObject({
		status: 200,
		headers: { 'content-type': 'application/json; charset=utf-8', 'x-request-id': 'request-1' },
	});
	expect(parsed(answer)).toMatchObject({
		links: { next: `${BASE}/purchase-orders?per_page=2&page=2` },
		meta: { total: 3 },
	});
	const refused = await send('POST', 'purchase-orders', {});
	expect(refused).toMatchObject({ status: 422 });
	expect(parsed(refused)).toMatchObject({ request_id: 'request-2' });
	const stranger = await peer.request({ method: 'GET', url: `${BASE}/sites` });
	expect(stranger).toMatchObject({ status: 401 });
});

test('has written when the call returns, before anybody waits for it', () => {
	open();
	void send('POST', 'purchase-orders', { orderNo: 'X' });
	expect(peer.connection('a').records('purchase-orders')).toHaveLength(4);
});

test('waits by the clock that the test holds', async () => {
	open({ latencyMs: 3_600_000 });
	let answered = false;
	const answer = send('POST', 'purchase-orders', { orderNo: 'X' }).finally(() => (answered = true));
	await jest.advanceTimersByTimeAsync(3_599_999);
	expect(answered).toBe(false);
	await jest.advanceTimersByTimeAsync(1);
	expect(await answer).toMatchObject({ status: 200 });
	expect(jest.getTimerCount()).toBe(0);
});

test('an abort ends the waits, and a request that is aborted before is never sent', async () => {
	const faults: FaultRule[] = [{ effect: { kind: 'silent' } }];
	open({ faults });
	const gone = new AbortController();
	const answer = send('POST', 'purchase-orders', { orderNo: 'X' }, gone.signal);
	gone.abort();
	expect(await answer).toEqual({ dropped: true });
	expect(jest.getTimerCount()).toBe(0);
	peer.connection('a').reset();
	peer.connection('a').setFaults([]);
	expect(await send('POST', 'purchase-orders', { orderNo: 'X' }, gone.signal)).toEqual({
		dropped: true,
	});
	expect(peer.connection('a').counters().requests).toBe(0);
});

test('ends all waits when it stops', async () => {
	open({ faults: [{ effect: { kind: 'silent' } }] });
	const answer = send('GET', 'sites');
	await peer.stop();
	expect(await answer).toEqual({ dropped: true });
	expect(jest.getTimerCount()).toBe(0);
});

test('gives half of an answer that breaks off', async () => {
	open({ faults: [{ effect: { kind: 'cutBody' } }] });
	const answer = await send('GET', 'sites');
	expect(answer).toMatchObject({ dropped: true, half: { status: 200 } });
	const { half } = answer as { half: Answer };
	expect(half.bytes.length).toBe(Math.floor(Number(half.headers['content-length']) / 2));
});

test('reads forms', async () => {
	open({ systemType: 'eam' });
	const documents = 'https://makini.example/api/eam/documents';
	const form = new FormData();
	form.set('name', 'plan');
	form.set('file', new Blob(['content']), 'plan.txt');
	const { headers: made, body } = new Request('http://x', { method: 'POST', body: form });
	const chunks: Uint8Array[] = [];
	for await (const chunk of body ?? []) chunks.push(chunk as Uint8Array);
	const answer = await peer.request({
		method: 'POST',
		url: documents,
		headers: { ...headers, 'content-type': made.get('content-type') ?? '' },
		text: Buffer.concat(chunks),
	});
	expect(parsed(answer).data).toMatchObject({ name: 'plan', size: 7 });
	const broken = await peer.request({
		method: 'POST',
		url: documents,
		headers: { ...headers, 'content-type': 'multipart/form-data; boundary=x' },
		text: 'nothing',
	});
	expect(broken).toMatchObject({ status: 400 });
});
