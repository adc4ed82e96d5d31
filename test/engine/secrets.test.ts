import nock from '../support/nock';
import { loadMethod } from '../support/engine';
import {
	byKey,
	credentialsFor,
	everythingIn,
	mapped,
	orders,
	run,
	shown,
	startPeer,
	stopPeers,
	STYLES,
	TOKEN,
} from './support';

const host = 'https://makini.test';

afterEach(() => nock.cleanAll());
afterAll(stopPeers);

// Tokens may hold any visible character, and some of them are written differently in JSON.
const TOKENS = [TOKEN, 'mk"live\\7f3a9c51', 'mk$&live$1.*7f3a'];

// A server that repeats the token in all that it says; the sandbox has better manners.
const echo = (token: string) => ({
	message: `The token ${token} may not do that (Authorization: Bearer ${token}).`,
	code: `BAD_${token}`,
	request_id: `r-${token}`,
	errors: { title: [`Not with ${token}`], [`field-${token}`]: ['No.'] },
});

describe.each(TOKENS)('a server that repeats the token %s', (token) => {
	const peer = { credentials: credentialsFor(host, { apiToken: token }) };
	const create = orders('create', mapped({ orderNo: 'N-1' }));
	const serve = (status: number): void => {
		nock(host)
			.persist()
			.intercept(/.*/, 'GET')
			.reply(status, echo(token), { 'x-request-id': token });
		nock(host)
			.persist()
			.intercept(/.*/, 'POST')
			.reply(status, echo(token), { 'x-request-id': token });
	};

	// The runs themselves refuse any result that holds the token.
	it.each([400, 401, 403, 404, 409, 422])('status %i: it is not shown', async (status) => {
		serve(status);
		for (const parameters of [create, orders('get', byKey('1')), orders('getAll')]) {
			const result = await run(peer, parameters);
			expect(shown(result).message).toMatch(/\[item 0\]$/);
			expect(JSON.stringify(result.error)).not.toContain(JSON.stringify(token).slice(1, -1));
		}
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'%s: the item does not hold it',
		async (onError) => {
			serve(422);
			const { outputs } = await run(peer, create, { onError });
			const items = outputs.flat();
			expect(items).toHaveLength(1);
			expect(items[0]?.json.error).toMatchObject({
				message: expect.stringContaining('Title: Not with ***'),
			});
			expect(JSON.stringify(items)).not.toContain(JSON.stringify(token).slice(1, -1));
		},
	);

	it('the list in the editor does not show it', async () => {
		serve(403);
		const failure: unknown = await loadMethod({
			node: 'MakiniPurchaseOrder',
			kind: 'listSearch',
			name: 'searchPurchaseOrder',
			credentials: peer.credentials,
			parameters: orders('get'),
		}).catch((error: unknown) => error);
		expect(failure).toMatchObject({ message: expect.stringContaining('does not allow') });
		expect(everythingIn(failure)).not.toContain(token);
	});
});

it.each(STYLES)('the token stands in no address (%s style)', async (apiStyle) => {
	const peer = await startPeer({ apiStyle });
	await run(peer, orders('getAll', { returnAll: true, options: { pageSize: 10 } }));
	await run(peer, orders('upsert', mapped({ orderNo: 'N-1' })));
	// Page numbers end with a full page here, and so with another one that is empty.
	expect(peer.server.counters().requests).toBe(apiStyle === 'module' ? 9 : 8);
	expect(JSON.stringify(peer.server.log())).not.toContain(TOKEN);
});
