import type { FaultEffect, FaultRule } from '../../../sandbox/faults';
import { limiterOf } from '../../../sandbox/dialects/limits';
import { startSandbox } from '../../../sandbox/server/server';
import type { JsonObject } from '../../../sandbox/base';
import { sandboxWith, stopSandboxes, type Client } from './support';

afterEach(stopSandboxes);

const create = (client: Client) => client.send('POST', 'purchase-orders', { orderNo: 'X' });
const once = (effect: FaultEffect): FaultRule[] => [{ times: 1, effect }];

describe('faults', () => {
	it.each([
		['dropBefore', 0],
		['dropAfter', 1],
	] as const)('%s closes the socket after %i writes', async (kind, written) => {
		const client = await sandboxWith({ faults: once({ kind }) });
		await expect(create(client)).rejects.toThrow('fetch failed');
		const connection = client.sandbox.connection('a');
		expect(connection.records('purchase-orders')).toHaveLength(50 + written);
		expect(connection.counters()).toMatchObject({ created: written, byStatus: { dropped: 1 } });
		const [entry] = connection.log();
		expect(entry).toMatchObject({ status: 'dropped', fault: kind });
		expect(entry?.itemKey !== undefined).toBe(written === 1);
		expect((await create(client)).status).toBe(200);
	});

	it('status answers in place of the API', async () => {
		const headers = { 'retry-after': '2' };
		const client = await sandboxWith({ faults: once({ kind: 'status', status: 503, headers }) });
		const answer = await create(client);
		expect(answer.status).toBe(503);
		expect(answer.headers.get('retry-after')).toBe('2');
		expect(answer.body.code).toBe('SERVICE_UNAVAILABLE');
		expect(client.sandbox.connection('a').counters().created).toBe(0);
	});

	it('slow writes at once and answers late', async () => {
		const client = await sandboxWith({ faults: once({ kind: 'slow', ms: 300 }) });
		let isAnswered = false;
		const answer = create(client).finally(() => (isAnswered = true));
		const created = (): number => client.sandbox.connection('a').counters().created;
		while (created() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		const writtenAt = Date.now();
		expect(isAnswered).toBe(false);
		expect((await answer).status).toBe(200);
		expect(Date.now() - writtenAt).toBeGreaterThanOrEqual(100);
	});

	it('garbage and html are no JSON', async () => {
		const client = await sandboxWith({ faults: once({ kind: 'garbage' }) });
		const garbage = await client.get('purchase-orders');
		expect(garbage.status).toBe(200);
		expect(() => JSON.parse(garbage.text) as unknown).toThrow();
		client.sandbox.connection('a').setFaults(once({ kind: 'html' }));
		const html = await client.get('purchase-orders');
		expect(html.status).toBe(502);
		expect(html.headers.get('content-type')).toContain('text/html');
	});

	it('silent processes nothing and answers nothing', async () => {
		const client = await sandboxWith({ faults: once({ kind: 'silent', ms: 20 }) });
		await expect(create(client)).rejects.toThrow('fetch failed');
		const { created, byStatus } = client.sandbox.connection('a').counters();
		expect({ created, byStatus }).toEqual({ created: 0, byStatus: { dropped: 1 } });
	});

	it('cutBody writes, and closes the socket within the answer', async () => {
		const client = await sandboxWith({ faults: once({ kind: 'cutBody' }) });
		await expect(create(client)).rejects.toThrow('terminated');
		const connection = client.sandbox.connection('a');
		expect(connection.counters()).toMatchObject({ created: 1, byStatus: { dropped: 1 } });
		expect(connection.log()[0]).toMatchObject({ fault: 'cutBody', itemKey: expect.any(String) });
	});

	it.each([
		['removal', 49],
		['insertion', 51],
	] as const)('movedList lets a list change by %s, before it answers', async (by, count) => {
		const client = await sandboxWith({ faults: [{ effect: { kind: 'movedList', by }, times: 2 }] });
		const [first] = client.sandbox.connection('a').records('purchase-orders');
		const { body } = await client.get('purchase-orders');
		expect(body.meta).toMatchObject({ total: count });
		const [listed] = body.data as JsonObject[];
		expect(listed?.key === first?.key).toBe(by === 'insertion');
		await client.get('sites');
		expect(client.sandbox.connection('a').records('purchase-orders')).toHaveLength(count);
	});

	it("strikes the application's own paths by rules of their own", async () => {
		const sandbox = await startSandbox({
			connections: [{ name: 'a', token: 'token-a', systemType: 'erp', apiStyle: 'module' }],
			oauth: { clientToken: 'token-of-the-application' },
		});
		sandbox.setSystemFaults(once({ kind: 'status', status: 503 }));
		const ask = async () =>
			await fetch(`${sandbox.url}/api/system/client`, {
				headers: { authorization: 'Bearer token-of-the-application' },
			});
		expect([(await ask()).status, (await ask()).status]).toEqual([503, 200]);
		expect(sandbox.systemLog()).toMatchObject([
			{ path: '/api/system/client', status: 503, fault: 'status' },
			{ path: '/api/system/client', status: 200 },
		]);
		await sandbox.stop();
	});

	it.each(['module', 'v1'] as const)(
		'repeatedPage answers the page before (%s)',
		async (apiStyle) => {
			const faults: FaultRule[] = [{ match: { page: 2 }, effect: { kind: 'repeatedPage' } }];
			const client = await sandboxWith({ apiStyle, faults });
			const first = (await client.get('purchase-orders')).body;
			const query = apiStyle === 'v1' ? `cursor=${String(first.next_cursor)}` : 'page=2';
			const second = (await client.get(`purchase-orders?${query}`)).body;
			expect(second.data).toEqual(first.data);
			expect(second.next_cursor).toEqual(first.next_cursor);
		},
	);

	it('reauthorization makes the connection fail until its state is set', async () => {
		const client = await sandboxWith({ faults: once({ kind: 'reauthorization' }) });
		expect((await client.get('purchase-orders')).body.code).toBe('AUTHENTICATION_FAILED');
		expect((await client.get('vendors')).status).toBe(401);
		const state = await client.get('/api/integrations/current');
		expect(state.body.data).toMatchObject({ sync_status: 'fail' });
		client.sandbox.connection('a').setState('done');
		expect((await client.get('vendors')).status).toBe(200);
	});

	it.each([404, 405, 422, 501] as const)('notSupported answers %i', async (status) => {
		const client = await sandboxWith({ faults: once({ kind: 'notSupported', status }) });
		expect((await create(client)).status).toBe(status);
	});

	it('strikes by count, by list and by share, where the rule matches', async () => {
		const client = await sandboxWith();
		const strikes = async (rule: Omit<FaultRule, 'effect'>, requests: number) => {
			const effect: FaultEffect = { kind: 'status', status: 500 };
			client.sandbox.connection('a').setFaults([{ ...rule, effect }]);
			const statuses: number[] = [];
			for (let index = 0; index < requests; index++) {
				statuses.push((await client.get('sites')).status);
			}
			return statuses.flatMap((status, index) => (status === 500 ? [index + 1] : []));
		};
		expect(await strikes({ when: { every: 3 } }, 7)).toEqual([3, 6]);
		expect(await strikes({ when: { nth: [2, 5] } }, 6)).toEqual([2, 5]);
		expect(await strikes({ match: { method: 'POST' } }, 2)).toEqual([]);
		expect(await strikes({ match: { path: '/sites$/' }, times: 2 }, 4)).toEqual([1, 2]);
		const shared = await strikes({ when: { share: 0.2 } }, 200);
		expect(shared.length).toBeGreaterThan(20);
		expect(shared.length).toBeLessThan(60);
		expect(await strikes({ when: { share: 0.2 } }, 200)).toEqual(shared);
	});
});

describe('rate limit', () => {
	it.each(['seconds', 'date'] as const)('tells when to come back in %s', async (retryAfter) => {
		const client = await sandboxWith({
			rateLimit: { requests: 2, perSeconds: 30, retryAfter, sendRateHeaders: true },
		});
		expect((await client.get('sites')).headers.get('x-ratelimit-remaining')).toBe('1');
		await client.get('sites');
		const refused = await create(client);
		expect(refused.status).toBe(429);
		expect(refused.body.code).toBe('RATE_LIMIT_EXCEEDED');
		const value = refused.headers.get('retry-after') ?? '';
		const waitMs = retryAfter === 'seconds' ? Number(value) * 1000 : Date.parse(value) - Date.now();
		expect(waitMs).toBeGreaterThan(28_000);
		expect(waitMs).toBeLessThanOrEqual(31_000);
		expect(client.sandbox.connection('a').counters()).toMatchObject({ rateLimited: 1, created: 0 });
	});

	it('opens again exactly after the time it gave', () => {
		for (const retryAfter of ['seconds', 'date'] as const) {
			const limiter = limiterOf({
				kind: 'fixed',
				requests: 1,
				perMs: 1000,
				retryAfter,
				sendsHeaders: false,
			});
			expect(limiter.take(1_000_300).allowed).toBe(true);
			const header = limiter.take(1_000_900).headers['retry-after'] ?? '';
			const again =
				retryAfter === 'seconds' ? 1_000_900 + Number(header) * 1000 : Date.parse(header);
			expect(limiter.take(1_001_299).allowed).toBe(false);
			expect(limiter.take(again).allowed).toBe(true);
		}
	});
});

describe('tokens', () => {
	it('refuses strangers and disconnected connections', async () => {
		const client = await sandboxWith();
		const headers = { authorization: 'Bearer wrong' };
		expect((await client.send('GET', 'sites', undefined, headers)).status).toBe(401);
		expect(client.sandbox.strangers()).toHaveLength(1);
		expect((await client.send('DELETE', '/api/integrations/current')).status).toBe(200);
		expect((await client.get('/api/integrations/current')).status).toBe(401);
		expect(JSON.stringify(client.sandbox.connection('a').log())).not.toContain('token-a');
	});

	it('answers the state in the v1 style', async () => {
		const client = await sandboxWith({ apiStyle: 'v1', state: 'fail', unsupported: ['GET sites'] });
		expect((await client.get('sync-status')).body).toMatchObject({ status: 'fail' } as JsonObject);
		expect((await client.get('sites')).status).toBe(401);
	});
});
