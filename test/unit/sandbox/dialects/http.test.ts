import { unlike } from '../../../../sandbox/scenarios';
import { startSandbox } from '../../../../sandbox/server/server';
import { sandboxWith, stopSandboxes } from '../support';

afterEach(stopSandboxes);

test('dialects go over the wire', async () => {
	const dialect = { record: 'noContent', charset: 'latin1', errors: 'text' } as const;
	const { send, get } = await sandboxWith({ dialect });
	const created = await send('POST', 'purchase-orders', { orderNo: 'X', title: 'Größe' });
	expect([created.status, created.text]).toEqual([204, '']);
	const { text, headers } = await get('purchase-orders/none');
	expect([headers.get('content-type'), text]).toEqual([
		'text/plain; charset=iso-8859-1',
		'There is no record none in purchase-orders.',
	]);
});

test('rules about gateways may come through the administration', async () => {
	const { send, sandbox } = await sandboxWith();
	const effect = { kind: 'gateway', status: 502, workMs: 20 };
	const set = await send('POST', '/_sandbox/connections/a/faults', [{ effect, times: 1 }]);
	expect(set.status).toBe(200);
	expect((await send('POST', 'purchase-orders', { orderNo: 'X' })).status).toBe(502);
	const server = sandbox.connection('a');
	for (let tries = 0; server.working > 0 && tries < 200; tries++) {
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	expect(server.counters().created).toBe(1);
	const wrong = await send('POST', '/_sandbox/connections/a/faults', [
		{ effect: { kind: 'gateway' } },
	]);
	expect(wrong.status).toBe(400);
});

test('the scenario of unlike connections answers in each of their ways', async () => {
	const sandbox = await startSandbox({ connections: unlike({ faults: true }) });
	const bodies = await Promise.all(
		unlike().map(async ({ token, apiStyle }) => {
			const path = apiStyle === 'v1' ? 'v1' : 'erp';
			const response = await fetch(`${sandbox.url}/api/${path}/purchase-orders?per_page=2`, {
				headers: { authorization: `Bearer ${token}` },
			});
			return Object.keys((await response.json()) as object);
		}),
	);
	await sandbox.stop();
	expect(bodies).toEqual([
		['data', 'links'],
		['data', 'pagination'],
		['data', 'links', 'meta'],
	]);
});
