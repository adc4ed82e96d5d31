import type { FaultEffect } from '../../../../sandbox/faults';
import { parseFaultRules } from '../../../../sandbox/admin/parsing';
import { closePeers, speaking, type Stage } from './support';

beforeEach(() => jest.useFakeTimers());

afterEach(async () => {
	await closePeers();
	jest.useRealTimers();
});

const ORDER = { orderNo: 'NEW' };

function struckBy(effect: FaultEffect): Stage {
	return speaking({}, { orders: 0, faults: parseFaultRules([{ times: 1, effect }]) });
}

const written = ({ server }: Stage): number => server.records('purchase-orders').length;

test.each([500, 502, 503, 504, 520, 524, 598])(
	'a gateway answers %i with a page of its own while the system goes on',
	async (status) => {
		const stage = struckBy({ kind: 'gateway', status, workMs: 3000 });
		const answer = await stage.ask('POST', 'purchase-orders', ORDER);
		expect(answer).toMatchObject({ status, json: undefined });
		expect(answer.headers).not.toHaveProperty('retry-after');
		expect(answer.headers['content-type']).not.toContain('json');
		await jest.advanceTimersByTimeAsync(2999);
		expect([written(stage), stage.server.working]).toEqual([0, 1]);
		await jest.advanceTimersByTimeAsync(1);
		expect([written(stage), stage.server.working]).toEqual([1, 0]);
		expect(stage.server.counters()).toMatchObject({ created: 1, faults: { gateway: 1 } });
	},
);

test('a gateway may take its time, and the work may be done before', async () => {
	const stage = struckBy({ kind: 'gateway', status: 504, ms: 60_000, workMs: 1000 });
	const answer = stage.ask('POST', 'purchase-orders', ORDER);
	await jest.advanceTimersByTimeAsync(1000);
	expect(written(stage)).toBe(1);
	await jest.advanceTimersByTimeAsync(59_000);
	expect(await answer).toMatchObject({ status: 504 });
});

test('work goes on when the client is gone', async () => {
	const stage = struckBy({ kind: 'gateway', status: 504, ms: 60_000, workMs: 30_000 });
	const gone = new AbortController();
	const answer = stage.send('POST', 'purchase-orders', ORDER, gone.signal);
	gone.abort();
	await answer;
	await jest.advanceTimersByTimeAsync(30_000);
	expect(written(stage)).toBe(1);
});

test('a gateway says what it is told to say', async () => {
	const body = { message: 'later' };
	const json = struckBy({ kind: 'gateway', status: 500, workMs: 1, body });
	expect(await json.ask('POST', 'purchase-orders', ORDER)).toMatchObject({ json: body });
	const empty = struckBy({ kind: 'gateway', status: 502, workMs: 1, body: '' });
	expect(await empty.ask('POST', 'purchase-orders', ORDER)).toMatchObject({ text: '' });
});

test('dropWhileWorking closes the socket and goes on', async () => {
	const stage = struckBy({ kind: 'dropWhileWorking', workMs: 500 });
	expect(await stage.send('POST', 'purchase-orders', ORDER)).toEqual({ dropped: true });
	expect(written(stage)).toBe(0);
	await jest.advanceTimersByTimeAsync(500);
	expect(written(stage)).toBe(1);
});

test('processedStatus has written before it says that it failed', async () => {
	const headers = { 'retry-after': '2' };
	const stage = struckBy({ kind: 'processedStatus', status: 503, headers });
	const answer = stage.ask('POST', 'purchase-orders', ORDER);
	expect(written(stage)).toBe(1);
	expect(await answer).toMatchObject({
		status: 503,
		headers,
		json: { code: 'SERVICE_UNAVAILABLE' },
	});
	expect(stage.server.log()[0]).toMatchObject({
		itemKey: stage.server.records('purchase-orders')[0]?.key,
	});
});

test('what is still to be done is given up when everything is as new, or stops', async () => {
	const stage = struckBy({ kind: 'dropWhileWorking', workMs: 500 });
	await stage.send('POST', 'purchase-orders', ORDER);
	stage.server.reload();
	expect([stage.server.working, jest.getTimerCount()]).toEqual([0, 0]);
	stage.server.setFaults([{ effect: { kind: 'dropWhileWorking', workMs: 500 } }]);
	await stage.send('POST', 'purchase-orders', ORDER);
	await closePeers();
	expect(jest.getTimerCount()).toBe(0);
});

test('rules from outside need their numbers', () => {
	for (const effect of [
		{ kind: 'gateway', status: 502 },
		{ kind: 'gateway', workMs: 1 },
		{ kind: 'dropWhileWorking' },
		{ kind: 'processedStatus' },
	]) {
		expect(() => parseFaultRules([{ effect }])).toThrow('needs the number');
	}
});
