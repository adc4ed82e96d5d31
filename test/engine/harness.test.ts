import dns from 'dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import nock from '../support/nock';
import { loadMethod, runNode, startNodeRun } from '../support/engine';
import { ProbeNode, probeCredential } from '../support/engine/probeNode';

const api = 'https://makini.test';

const base = {
	credentials: { probeApi: { apiToken: 'token-for-tests' } },
	extraCredentialTypes: { probeApi: probeCredential },
};

afterEach(() => nock.cleanAll());

describe('one node in the engine', () => {
	it('authenticates with the credential type and pairs its items', async () => {
		nock(api, { reqheaders: { authorization: 'Bearer token-for-tests' } })
			.get('/a')
			.reply(200, { ok: 1 });
		const { outputs, error } = await runNode({
			...base,
			node: new ProbeNode(),
			input: [{ url: `${api}/a`, json: true }],
		});
		expect(error).toBeUndefined();
		expect(outputs[0]?.[0]).toMatchObject({
			json: { statusCode: 200, body: { ok: 1 } },
			pairedItem: { item: 0 },
		});
	});

	it('passes the status and headers of a refusal through', async () => {
		nock(api).get('/b').reply(429, { message: 'slow down' }, { 'retry-after': '7' });
		const { outputs } = await runNode({
			...base,
			node: new ProbeNode(),
			input: [{ url: `${api}/b`, json: true }],
		});
		expect(outputs[0]?.[0]?.json).toMatchObject({
			statusCode: 429,
			headers: { 'retry-after': '7' },
		});
	});

	it('follows the On Error setting', async () => {
		const { outputs, error } = await runNode({
			...base,
			node: new ProbeNode(),
			onError: 'continueRegularOutput',
			input: [{ url: 'http://no-such-host.invalid/', json: true }],
		});
		expect(error?.message).toContain('connection cannot be established');
		expect(outputs[0]).toHaveLength(1);
	});

	it('says which method a node lacks', async () => {
		const call = loadMethod({
			...base,
			node: new ProbeNode(),
			kind: 'listSearch',
			name: 'records',
		});
		await expect(call).rejects.toThrow('no listSearch method "records"');
	});
});

describe('network failures', () => {
	let server: Server;
	let address: string;

	beforeAll(async () => {
		server = createServer((request, response) => {
			if (request.url === '/destroy') request.socket.destroy();
			if (request.url === '/cut') {
				response.writeHead(200, { 'content-length': '100' });
				response.write('{', () => response.destroy());
			}
		});
		await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
		address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});

	afterAll(async () => {
		server.closeAllConnections();
		await new Promise((closed) => server.close(closed));
	});

	// The client tells these apart by httpCode: here it is shown that n8n keeps it there.
	it.each([
		['connection closed', '/destroy', {}, 'ECONNRESET'],
		['answer cut off', '/cut', {}, '200'],
		['no answer in time', '/hang', { timeout: 100 }, 'ECONNABORTED'],
	])('%s', async (_name, path, options, httpCode) => {
		const { error } = await runNode({
			...base,
			node: new ProbeNode(),
			input: [{ url: address + path, json: true, ...options }],
		});
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode });
	});

	it('no such host', async () => {
		// Played, because what a name server answers, and how fast, depends on where the test runs.
		const failed = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
		const looked = jest
			.spyOn(dns, 'lookup')
			.mockImplementation(((_host: string, _options: unknown, done: (error: Error) => void) =>
				done(failed)) as typeof dns.lookup);
		const { error } = await runNode({
			...base,
			node: new ProbeNode(),
			input: [{ url: 'http://no-such-host.invalid/', json: true }],
		});
		looked.mockRestore();
		expect(error).toHaveProperty('httpCode', 'ENOTFOUND');
	});

	it('cancelling ends a request that is waiting for its answer', async () => {
		const started = await startNodeRun({
			...base,
			node: new ProbeNode(),
			input: [{ url: `${address}/hang`, json: true }],
		});
		await new Promise<void>((arrived) => server.once('request', () => arrived()));
		started.cancel();
		const { run } = await started.finished;
		expect(run.status).toBe('canceled');
	});
});
