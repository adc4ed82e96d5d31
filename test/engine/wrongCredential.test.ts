import dns from 'dns';
import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import type { Entity } from '../../nodes/shared/catalogue';
import type * as Glue from '../../nodes/shared/glue';
import { packageRoot } from '../support/engine';
import { builtCredentials } from '../support/engine/builtPackage';
import {
	credentialsFor,
	holdTime,
	orders,
	passUntil,
	run,
	shown,
	startPeer,
	stopPeers,
	STYLES,
	TOKEN,
} from './support';

afterEach(async () => {
	jest.restoreAllMocks();
	jest.useRealTimers();
	await stopPeers();
});

const listing = orders('getAll');

describe('a credential that cannot be used is refused before anything is sent', () => {
	it.each([
		[
			'no token',
			{ apiToken: '' },
			'The Makini credential has no API token',
			"Copy the connection's API token from Makini into the credential.",
		],
		[
			'a token with a line break',
			{ apiToken: 'mk-live\n7f3a' },
			'The API token in the Makini credential has characters that no token has',
			'It may have been copied with a line break, a blank or quotation marks. Copy it again from Makini.',
		],
		[
			'a base URL that is not a URL',
			{ baseUrl: 'api.makini.io' },
			'The base URL in the Makini credential is not a web address',
			'It looks like https://api.makini.io, without user name, question mark or path of an entity.',
		],
		[
			'a base URL with a password',
			{ baseUrl: 'https://me:secret@api.makini.io' },
			'The base URL in the Makini credential is not a web address',
			'It looks like https://api.makini.io, without user name, question mark or path of an entity.',
		],
		[
			'an unknown system type',
			{ systemType: 'crm' },
			'The system type "crm" is not known',
			'Choose ERP, EAM or WMS.',
		],
		[
			'an unknown API style',
			{ apiStyle: 'v2' },
			'The API style "v2" is not known',
			'Open the Makini credential of this node and correct it.',
		],
	])('%s', async (_what, values, message, description) => {
		const peer = await startPeer();
		const credentials = credentialsFor(peer.url, values);
		const result = await run({ credentials }, listing);
		expect(shown(result)).toEqual({ message, description });
		expect(peer.server.counters().requests).toBe(0);
	});
});

describe.each(STYLES)('what Makini does not let in (%s style)', (apiStyle) => {
	it('a wrong token', async () => {
		const { url } = await startPeer({ apiStyle });
		const credentials = credentialsFor(url, { apiToken: `${TOKEN}-old`, apiStyle });
		const result = await run({ credentials }, listing);
		expect(shown(result)).toEqual({
			message: 'Makini did not accept the API token [item 0]',
			description: expect.stringMatching(
				/^Check the API token in the Makini credential\. A token ends when its connection is disconnected, and is replaced when it is connected anew: copy the current one from Makini\. Makini says: The token is missing or not valid\. HTTP status: 401, Makini code: AUTHENTICATION_FAILED, Request ID: \S+$/,
			),
		});
	});

	it('a connection whose login in the connected system has expired', async () => {
		const peer = await startPeer({ apiStyle, state: 'fail' });
		const result = await run(peer, listing);
		expect(shown(result)).toEqual({
			message: 'This connection needs to be reauthorized [item 0]',
			description: expect.stringMatching(
				/^The connected system no longer accepts the login that Makini holds for it, usually because a password or permission was changed\. Reconnect the system in Makini, then put the new token into the Makini credential\. Makini says: The connected system rejected its credentials\. Reauthorize the connection\. HTTP status: 401, Makini code: AUTHENTICATION_FAILED, Request ID: \S+$/,
			),
		});
		expect(result.error).toMatchObject({ context: { data: { kind: 'reauthorization' } } });
	});

	it('a login that expires in the middle of a hundred creates asks for the state once', async () => {
		const peer = await startPeer({
			apiStyle,
			faults: [
				{ match: { method: 'POST' }, when: { nth: [50] }, effect: { kind: 'reauthorization' } },
			],
		});
		const input = Array.from({ length: 100 }, (_, item) => ({ orderNo: `N-${item}` }));
		const result = await run(
			peer,
			orders('create', { fields: { mappingMode: 'autoMapInputData', value: null } }),
			{ input },
		);
		expect(shown(result).message).toMatch(
			/^This connection needs to be reauthorized \[item \d+\]$/,
		);
		const { created, byMethod } = peer.server.counters();
		expect(created).toBeGreaterThanOrEqual(49);
		expect(byMethod.GET).toBe(1);
	});
});

describe('addresses that are not Makini', () => {
	// The name server is played as well: what a real one answers, and how fast, depends on where the test runs.
	it.each([
		['ENOTFOUND', 'The host name of the base URL is not known [item 0]'],
		['EAI_AGAIN', 'The host name of the base URL could not be looked up [item 0]'],
	])('an unknown host (%s)', async (code, message) => {
		const looked = jest.spyOn(dns, 'lookup').mockImplementation(((
			host: string,
			_options: unknown,
			done: (error: Error) => void,
		) => {
			done(Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code }));
		}) as typeof dns.lookup);
		holdTime();
		const peer = { credentials: credentialsFor('http://no-such-host.invalid') };
		const result = await passUntil(run(peer, listing), 5_000);
		expect(shown(result)).toEqual({
			message,
			description:
				'Check the base URL in the Makini credential, and that this n8n may reach that host.',
		});
		expect(looked).toHaveBeenCalled();
	});

	it('a port that nobody listens on', async () => {
		const { url } = await startPeer();
		await stopPeers();
		holdTime();
		const result = await passUntil(run({ credentials: credentialsFor(url) }, listing), 5_000);
		expect(shown(result)).toEqual({
			message: 'The host of the base URL refuses connections [item 0]',
			description:
				'Check the base URL in the Makini credential, and that this n8n may reach that host.',
		});
	});

	const webPage = {
		message: 'The base URL answered with a web page instead of data [item 0]',
		hint: 'Check the base URL in the Makini credential: it may be the address of a website, a login page or a proxy. It usually is https://api.makini.io.',
	};

	it.each([200, 404])('a website that answers with a page (%i)', async (status) => {
		const peer = await startPeer({ faults: [{ effect: { kind: 'html', status } }] });
		const result = await run(peer, listing);
		expect(shown(result).message).toBe(webPage.message);
		expect(shown(result).description).toContain(`${webPage.hint} HTTP status: ${status}`);
		expect(peer.server.counters().requests).toBe(1);
	});

	it.each([
		['listing purchase orders', 'Makini failed while listing purchase orders', listing],
		[
			'creating the purchase order',
			'The purchase order N-1 may or may not have been created',
			orders('create', { inputMode: 'json', jsonData: '{"orderNo": "N-1"}' }),
		],
	])("a proxy's error page that stays, while %s", async (_what, message, parameters) => {
		const peer = await startPeer({
			faults: [
				{ match: { method: parameters === listing ? 'GET' : 'POST' }, effect: { kind: 'html' } },
			],
		});
		holdTime();
		const result = await passUntil(run(peer, parameters), 5_000);
		expect(shown(result).message).toBe(`${message} [item 0]`);
		if (parameters === listing) {
			expect(shown(result).description).toMatch(
				/ The answer was a web page, as proxies and gateways give it\. HTTP status: 502/,
			);
		}
		expect(peer.server.counters().created).toBe(0);
	});

	it('an address that redirects', async () => {
		const headers = { location: 'https://elsewhere.test/' };
		const peer = await startPeer({
			faults: [{ effect: { kind: 'status', status: 302, headers } }],
		});
		const result = await run(peer, listing);
		expect(shown(result)).toEqual({
			message: 'The base URL redirects to another address [item 0]',
			description: expect.stringMatching(
				/^Put the final address into the Makini credential\. Redirects are not followed, so that the token goes nowhere else\. Makini says: The sandbox was told to answer 302\. HTTP status: 302/,
			),
		});
	});

	it('a path below which there is nothing', async () => {
		const { url, server } = await startPeer();
		const result = await run({ credentials: credentialsFor(`${url}/nothing`) }, listing);
		expect(shown(result)).toEqual({
			message: 'Makini has no purchase orders at this address [item 0]',
			description: expect.stringMatching(
				/^Check base URL, system type and API style in the Makini credential, and whether the connected system has such records\. Makini says: The route GET \S+ could not be found\. HTTP status: 404/,
			),
		});
		expect(server.counters().requests).toBe(1);
	});

	it('a slash at the end of the address does no harm', async () => {
		const peer = await startPeer();
		const { outputs } = await run({ credentials: credentialsFor(`${peer.url}/`) }, listing);
		expect(outputs[0]).toHaveLength(50);
	});
});

describe('an entity that the connected system does not have', () => {
	// The nodes so far offer only what every system type has, so that this one is made for the test.
	async function currencyNode(): Promise<INodeType> {
		const { currency } = (await import(`${packageRoot}/dist/nodes/shared/catalogue`)) as {
			currency: Entity;
		};
		const { nodeProperties, executeNode, nodeMethods } = (await import(
			`${packageRoot}/dist/nodes/shared/glue`
		)) as typeof Glue;
		return {
			description: {
				displayName: 'Currency',
				name: 'currency',
				group: ['transform'],
				version: 1,
				description: 'Reads currencies',
				defaults: { name: 'Currency' },
				inputs: ['main'],
				outputs: ['main'],
				credentials: [{ name: 'makiniApi', required: true }],
				properties: nodeProperties([currency]),
				usableAsTool: true,
			},
			methods: nodeMethods([currency]),
			async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
				return await executeNode(this, [currency]);
			},
		};
	}

	const withCredentialTypes = async () => ({
		node: await currencyNode(),
		extraCredentialTypes: await builtCredentials(),
	});

	it.each([
		['listing', { resource: 'currency', operation: 'getAll' }],
		[
			'reading',
			{ resource: 'currency', operation: 'get', recordKey: { __rl: true, mode: 'id', value: '1' } },
		],
	])('is refused with the list of types that have it, while %s', async (_what, parameters) => {
		const peer = await startPeer({ systemType: 'eam' });
		const result = await run(peer, parameters, await withCredentialTypes());
		expect(shown(result)).toEqual({
			message: 'Currencies are not offered for connections of the type EAM',
			description:
				'Offered for: ERP, WMS. If the connected system is of one of these types, choose it as System Type in the Makini credential or in the options.',
		});
		expect(peer.server.counters().requests).toBe(0);
	});

	it.each(['erp', 'wms'] as const)('is read where the type has it (%s)', async (systemType) => {
		const peer = await startPeer({ systemType });
		const { outputs } = await run(
			peer,
			{ resource: 'currency', operation: 'getAll' },
			await withCredentialTypes(),
		);
		expect(outputs[0]).toHaveLength(peer.server.records('currencies').length);
	});

	it('the system type in the options takes the place of the one in the credential', async () => {
		const peer = await startPeer({ systemType: 'wms' });
		const credentials = credentialsFor(peer.url, { systemType: 'eam' });
		const { outputs } = await run(
			{ credentials },
			{ resource: 'currency', operation: 'getAll', options: { systemType: 'wms' } },
			await withCredentialTypes(),
		);
		expect(outputs[0]).toHaveLength(peer.server.records('currencies').length);
	});
});
