import type { INodeParameters } from 'n8n-workflow';
import nock from '../support/nock';
import { loadMethod, type NodeResult, type NodeRun } from '../support/engine';
import {
	credentialsFor,
	everythingIn,
	holdTime,
	jsonOf,
	pairing,
	passUntil,
	run,
	shown,
	startPeer,
	stopPeers,
	type Peer,
} from './support';

const host = 'https://makini.test';
const credentials = credentialsFor(host);

afterEach(async () => {
	jest.useRealTimers();
	nock.cleanAll();
	await stopPeers();
});

const request = async (
	peer: Pick<Peer, 'credentials'>,
	parameters: INodeParameters,
	more: Partial<NodeRun> = {},
): Promise<NodeResult> => await run(peer, parameters, { node: 'MakiniApiRequest', ...more });

const toPath = (path: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'path',
	operation: 'send',
	path,
	...more,
});

const through = (more: INodeParameters): INodeParameters => ({
	resource: 'passthrough',
	operation: 'send',
	...more,
});

const entries = (...pairs: Array<[string, string]>): INodeParameters => ({
	entries: pairs.map(([name, value]) => ({ name, value })),
});

/** Answers a POST and keeps what was sent. */
function catchPost(
	path: string,
	status = 200,
	body: object = { data: { done: true } },
	method = 'POST',
) {
	const sent: unknown[] = [];
	nock(host)
		.persist()
		.intercept(path, method)
		.reply((_uri, received) => {
			sent.push(received);
			return [status, body];
		});
	return sent;
}

describe('a path', () => {
	it('gives the answer as it is', async () => {
		const peer = await startPeer();
		const { outputs } = await request(peer, toPath('/api/integrations/current'));
		expect(jsonOf(outputs[0])).toEqual([
			{ data: expect.objectContaining({ sync_status: expect.any(String) }) },
		]);
	});

	it('gives the records of a list, all of them, page by page, or up to a limit', async () => {
		const peer = await startPeer({ maxPageSize: 20 });
		const list = toPath('api/erp/purchase-orders', { answer: 'records', returnAll: true });
		const { outputs } = await request(peer, list);
		expect(new Set(jsonOf(outputs[0]).map(({ key }) => key)).size).toBe(50);
		const few = await request(peer, { ...list, returnAll: false, limit: 3 });
		expect(few.outputs[0]).toHaveLength(3);
	});

	it('sends query parameters, headers and the query of a pasted address', async () => {
		const scope = nock(host, { reqheaders: { 'x-trace': 'a b', accept: 'application/json' } })
			.get('/api/erp/vendors')
			.query({ page: '2', 'filter[name:contains]': 'a&b', sort: 'ü' })
			.reply(200, []);
		await request(
			{ credentials },
			toPath(`${host}/api/erp/vendors?page=2`, {
				queryParameters: entries(['filter[name:contains]', 'a&b'], ['sort', 'ü']),
				headers: entries(['X-Trace', 'a b']),
			}),
		);
		expect(scope.isDone()).toBe(true);
	});

	it.each(['POST', 'PUT', 'PATCH'])(
		'sends the body of a %s, and pairs what comes with the item',
		async (method) => {
			const sent = catchPost('/api/erp/vendors', 200, undefined, method);
			const { outputs } = await request(
				{ credentials },
				toPath('/api/erp/vendors', { method, body: '={{ $json }}' }),
				{ input: [{ code: 'V1' }, { code: 'V2' }] },
			);
			expect(sent).toEqual([{ code: 'V1' }, { code: 'V2' }]);
			expect(jsonOf(outputs[0])).toEqual([{ data: { done: true } }, { data: { done: true } }]);
			expect(pairing(outputs[0])).toEqual([0, 1]);
		},
	);

	it('keeps an answer with an error at its top away from where n8n takes it for a failure', async () => {
		const sent = catchPost('/api/x', 200, { error: 'none' });
		const parameters = toPath('/api/x', { method: 'POST' });
		const { outputs } = await request({ credentials }, parameters, { retryOnFail: true });
		expect(jsonOf(outputs[0])).toEqual([{ data: { error: 'none' } }]);
		expect(sent).toHaveLength(1);
	});

	it.each([
		['https://evil.example/api', 'The path leads to another host (evil.example) [item 0]'],
		['//evil.example/api', 'The path leads to another host (evil.example) [item 0]'],
		['\\\\evil.example/api', 'The path leads to another host (evil.example) [item 0]'],
		['/\\evil.example/api', 'The path leads to another host (evil.example) [item 0]'],
		['http://makini.test/api', 'The path leads to another host (makini.test) [item 0]'],
		['https://me:pw@makini.test/api', 'The path leads to another host (makini.test) [item 0]'],
		['https://makini.test:444/api', 'The path leads to another host (makini.test:444) [item 0]'],
		['file:///etc/hosts', 'The path leads to another host (file:) [item 0]'],
	])('refuses %s before any request', async (path, message) => {
		const scope = nock(/.*/).get(/.*/).reply(200, {});
		expect(shown(await request({ credentials }, toPath(path)))).toEqual({
			message,
			description:
				"The token is sent to the credential's base URL only. Enter a path such as /api/erp/vendors, or use the HTTP Request node for other hosts.",
		});
		expect(scope.isDone()).toBe(false);
	});

	it('refuses what leads out of the base URL', async () => {
		const below = { credentials: credentialsFor(`${host}/makini`) };
		expect(shown(await request(below, toPath('/../admin'))).message).toBe(
			'The path leads out of the base URL [item 0]',
		);
		const scope = nock(host).get('/makini/api/x').reply(200, { a: 1 });
		const { outputs } = await request(below, toPath('/api/y/../x'));
		expect(jsonOf(outputs[0])).toEqual([{ a: 1 }]);
		expect(scope.isDone()).toBe(true);
	});

	it.each([
		['Authorization', 'Bearer x', 'The header "Authorization" cannot be set here [item 0]'],
		['host', 'evil.example', 'The header "host" cannot be set here [item 0]'],
		['X-A', 'a\r\nb', 'The header "X-A" has characters that no header may have [item 0]'],
	])('refuses the header %s', async (name, value, message) => {
		const parameters = toPath('/api/x', { headers: entries([name, value]) });
		expect(shown(await request({ credentials }, parameters)).message).toBe(message);
	});

	it.each([
		[{ path: ' ' }, '"Path" is empty [item 0]'],
		[{ path: '/x', method: 'POST', body: '{a}' }, '"Body" is not valid JSON [item 0]'],
		[
			{ path: '/x', method: 'POST', body: '"a"' },
			'"Body" is neither a JSON object nor an array [item 0]',
		],
		[{ path: '/x', method: 'TRACE' }, 'The method "TRACE" is not known [item 0]'],
	])('refuses %j', async (parameters, message) => {
		const result = await request({ credentials }, toPath('/x', parameters));
		expect(shown(result).message).toBe(message);
	});

	it('waits for the rate limit, and repeats a GET that failed', async () => {
		nock(host).get('/api/x').reply(503).get('/api/x').reply(429, {}, { 'retry-after': '1' });
		nock(host).get('/api/x').reply(200, { ok: true });
		const { outputs } = await request({ credentials }, toPath('/api/x'));
		expect(jsonOf(outputs[0])).toEqual([{ ok: true }]);
	});

	const notRepeated = (why: string, facts = '') => ({
		message: 'The request may or may not have been carried out [item 0]',
		description: `${why} It was not sent again, so that nothing is done twice. Look in Makini or the connected system before you send it again.${facts}`,
	});

	it.each(['POST', 'PATCH'])('never repeats a %s after an answer of 500', async (method) => {
		const sent = catchPost('/api/x', 500, { message: 'Boom.' }, method);
		const result = await request({ credentials }, toPath('/api/x', { method }));
		expect(shown(result)).toEqual(
			notRepeated('Makini answered with status 500: Boom.', ' HTTP status: 500'),
		);
		expect(result.error).toMatchObject({ context: { data: { kind: 'uncertain' } } });
		expect(sent).toHaveLength(1);
	});

	it.each(['dropAfter', 'dropBefore'] as const)(
		'never repeats a POST whose answer is lost (%s)',
		async (kind) => {
			const peer = await startPeer({ faults: [{ match: { method: 'POST' }, effect: { kind } }] });
			const body = '{"orderNo": "N-1"}';
			const parameters = toPath('/api/erp/purchase-orders', { method: 'POST', body });
			expect(shown(await request(peer, parameters))).toEqual(
				notRepeated('The host of the base URL closes the connection without an answer.'),
			);
			expect(peer.server.counters().byMethod.POST).toBe(1);
		},
	);

	it.each([
		[404, {}, 'Makini has nothing at this address [item 0]'],
		[403, { message: 'No.' }, 'Makini does not allow GET /api/x: No [item 0]'],
		[405, {}, 'GET /api/x is not supported for this credential [item 0]'],
		[
			422,
			{ message: 'Invalid.', errors: { page: ['Too large.'] } },
			'Makini refused GET /api/x: page: Too large [item 0]',
		],
		[302, {}, 'The base URL redirects to another address [item 0]'],
		[401, {}, 'Makini did not accept the API token [item 0]'],
	])('status %i in words', async (status, body, message) => {
		nock(host).persist().get(/.*/).reply(status, body);
		expect(shown(await request({ credentials }, toPath('/api/x'))).message).toBe(message);
	});

	it('tells a connection that needs to be reauthorized', async () => {
		nock(host).get('/api/x').reply(401);
		nock(host)
			.get('/api/integrations/current')
			.reply(200, { data: { sync_status: 'fail' } });
		expect(shown(await request({ credentials }, toPath('/api/x'))).message).toBe(
			'This connection needs to be reauthorized [item 0]',
		);
	});

	it('a web page is no answer, and neither is half of one', async () => {
		nock(host).get('/api/x').reply(200, '<!DOCTYPE html><html></html>');
		const half = ['{"data": [', { 'content-type': 'application/json' }] as const;
		nock(host)
			.persist()
			.get('/api/y')
			.reply(200, ...half);
		nock(host)
			.post('/api/y')
			.reply(200, ...half);
		expect(shown(await request({ credentials }, toPath('/api/x'))).message).toBe(
			'The base URL answered with a web page instead of data [item 0]',
		);
		const post = toPath('/api/y', { method: 'POST', body: '{}' });
		expect(shown(await request({ credentials }, post)).message).toBe(
			'The request may or may not have been carried out [item 0]',
		);
		holdTime();
		const result = await passUntil(request({ credentials }, toPath('/api/y')), 1_000);
		expect(shown(result).message).toBe(
			"Makini's answer could not be read while GET /api/y [item 0]",
		);
	});

	it('half of an answer to a GET is asked for again', async () => {
		nock(host).get('/api/y').reply(200, '{"data": [', { 'content-type': 'application/json' });
		nock(host).get('/api/y').reply(200, { ok: true });
		const { outputs } = await request({ credentials }, toPath('/api/y'));
		expect(jsonOf(outputs[0])).toEqual([{ ok: true }]);
	});

	it('stops with what was done and what was not tried', async () => {
		nock(host).put('/api/x/1').reply(200, {}).put('/api/x/2').reply(422, { message: 'No.' });
		const result = await request(
			{ credentials },
			toPath('={{ "/api/x/" + $json.n }}', { method: 'PUT' }),
			{ input: [{ n: 1 }, { n: 2 }, { n: 3 }] },
		);
		expect(shown(result)).toEqual({
			message: 'Makini refused PUT /api/x/2: No [item 1]',
			description:
				'Check the values that were sent. HTTP status: 422 Already done: items 0. Failed: 1. Not tried: 2.',
		});
	});

	it('goes on where told to, the failed item on the error output', async () => {
		nock(host).get('/api/x/1').reply(404).get('/api/x/2').reply(200, { n: 2 });
		const { outputs } = await request({ credentials }, toPath('={{ "/api/x/" + $json.n }}'), {
			input: [{ n: 1 }, { n: 2 }],
			onError: 'continueErrorOutput',
		});
		expect(jsonOf(outputs[0])).toEqual([{ n: 2 }]);
		expect(jsonOf(outputs[1])).toMatchObject([{ error: { kind: 'notFound', httpCode: 404 } }]);
	});
});

describe('passthrough', () => {
	it('sends method, path, query, headers and body', async () => {
		const sent = catchPost('/api/passthrough');
		await request(
			{ credentials },
			through({
				method: 'post',
				path: 'dataservice',
				query: '{"a": 1}',
				headers: '{"Content-Type": "application/json"}',
				bodyFormat: 'json',
				bodyJson: '{"targetName": "F4801"}',
			}),
		);
		expect(sent).toEqual([
			{
				method: 'post',
				path: 'dataservice',
				query: { a: 1 },
				headers: { 'Content-Type': 'application/json' },
				body: { targetName: 'F4801' },
			},
		]);
	});

	it('sends text in Base64, and nothing that was left empty', async () => {
		const sent = catchPost('/api/passthrough');
		const text = { bodyFormat: 'text', bodyText: 'PGE+', base64encoded: true };
		await request({ credentials }, through({ method: 'put', path: 'files/1', ...text }));
		await request({ credentials }, through({ path: 'files' }));
		await request({ credentials }, through({ method: 'patch', path: 'files/1' }));
		expect(sent).toEqual([
			{ method: 'put', path: 'files/1', body: 'PGE+', base64encoded: true },
			{ method: 'get', path: 'files' },
			{ method: 'patch', path: 'files/1' },
		]);
	});

	it('sends SQL with parameters', async () => {
		const sent = catchPost('/api/passthrough');
		const sql = { kind: 'sql', sql: 'SELECT * FROM F4801 WHERE WADOCO = ?' };
		await request({ credentials }, through({ ...sql, sqlParameters: '[42]' }));
		expect(sent).toEqual([{ method: 'get', sql: sql.sql, parameters: [42] }]);
	});

	it('is answered by the sandbox', async () => {
		const peer = await startPeer();
		const { outputs } = await request(peer, through({ path: 'orders', query: '{"a": "b"}' }));
		expect(jsonOf(outputs[0])).toMatchObject([
			{ data: { body: { received: { method: 'get', path: 'orders', query: { a: 'b' } } } } },
		]);
	});

	it('is never repeated when uncertain, and its secrets stand in no error', async () => {
		const secret = 'key-of-the-system-1234';
		const sent = catchPost('/api/passthrough', 502, { message: `Bad ${secret}` });
		const result = await request(
			{ credentials },
			through({ path: 'orders', headers: JSON.stringify({ 'X-Api-Key': secret }) }),
		);
		expect(sent).toHaveLength(1);
		expect(shown(result).description).toMatch(/^Makini answered with status 502: Bad \*\*\*\./);
		expect(everythingIn(result.error?.description)).not.toContain(secret);
	});

	it.each([
		[{ path: '={{ "" }}' }, '"Path" is empty [item 0]'],
		[{ path: 'x', headers: '[]' }, '"Headers" is not a JSON object [item 0]'],
		[{ kind: 'sql', sql: ' ' }, '"SQL" is empty [item 0]'],
		[
			{ kind: 'sql', sql: 'x', sqlParameters: '1' },
			'"SQL Parameters" is neither a JSON array nor an object [item 0]',
		],
	])('refuses %j', async (parameters, message) => {
		expect(shown(await request({ credentials }, through(parameters))).message).toBe(message);
	});
});

describe('raw tables', () => {
	const rows = (more: INodeParameters): INodeParameters => ({
		resource: 'rawRow',
		operation: 'getAll',
		table: { __rl: true, mode: 'id', value: 'VENDORS' },
		...more,
	});

	it('are listed, and offered to choose from', async () => {
		const peer = await startPeer();
		const { outputs } = await request(peer, {
			resource: 'rawTable',
			operation: 'getAll',
			returnAll: true,
		});
		expect(jsonOf(outputs[0])).toContainEqual({ name: 'VENDORS' });
		const found = await loadMethod({
			node: 'MakiniApiRequest',
			kind: 'listSearch',
			name: 'searchRawTable',
			credentials: peer.credentials,
			parameters: rows({}),
			args: ['vend'],
		});
		expect(found.results).toContainEqual({ name: 'VENDORS', value: 'VENDORS' });
		expect(found.results.every(({ name }) => name.includes('VEND'))).toBe(true);
	});

	it('are listed where they are plain names', async () => {
		nock(host)
			.persist()
			.get(/raw\/tables/)
			.reply(200, ['A', 'B']);
		const parameters = { resource: 'rawTable', operation: 'getAll', returnAll: true };
		const { outputs } = await request({ credentials }, parameters);
		expect(jsonOf(outputs[0])).toEqual([{ name: 'A' }, { name: 'B' }]);
	});

	it('have rows, page by page', async () => {
		const peer = await startPeer({ vendors: 40, defaultPageSize: 15 });
		const { outputs } = await request(peer, rows({ returnAll: true }));
		expect(outputs[0]).toHaveLength(40);
		const few = await request(peer, rows({ returnAll: false, limit: 20 }));
		expect(few.outputs[0]).toHaveLength(20);
	});

	it('have rows without a key, none of which is taken for another', async () => {
		nock(host)
			.get('/api/raw/tables/A%2FB/data')
			.query(true)
			.reply(200, { data: [{ key: 'x' }, { key: 'x' }], meta: { current_page: 1, last_page: 1 } });
		const table = { __rl: true, mode: 'id', value: 'A/B' };
		const { outputs } = await request({ credentials }, rows({ table, returnAll: true }));
		expect(jsonOf(outputs[0])).toEqual([{ key: 'x' }, { key: 'x' }]);
	});

	it('are filtered and sorted as the contract spells it', async () => {
		const scope = nock(host)
			.get('/api/raw/tables/VENDORS/data')
			.query({ 'filter[NAME:startsWith]': 'A', 'sort[CODE]': '1' })
			.reply(200, { data: [{ NAME: 'A' }], meta: { current_page: 1, last_page: 1 } });
		await request(
			{ credentials },
			rows({
				filters: { conditions: [{ field: 'NAME', operator: 'startsWith', value: 'A' }] },
				sort: { by: [{ field: 'CODE', direction: 'desc' }] },
			}),
		);
		expect(scope.isDone()).toBe(true);
	});

	it.each([
		[{ table: { __rl: true, mode: 'id', value: '={{ "" }}' } }, 'No table is chosen [item 0]'],
		[{ table: { __rl: true, mode: 'id', value: '..' } }, '".." is not a table [item 0]'],
		[
			{ filters: { conditions: '={{ "all" }}' } },
			'"Filters" does not hold a list of entries [item 0]',
		],
		[{ limit: 0 }, '"Limit" needs to be a whole number of at least 1 [item 0]'],
	])('refuses %j', async (parameters, message) => {
		expect(shown(await request({ credentials }, rows(parameters))).message).toBe(message);
	});

	it('an unknown one is named', async () => {
		const peer = await startPeer();
		const table = { __rl: true, mode: 'id', value: 'NOTHING' };
		expect(shown(await request(peer, rows({ table }))).message).toBe(
			'There is no raw table "NOTHING" [item 0]',
		);
	});
});
