import dns from 'dns';
import nock from '../../support/nock';
import { runNode, testCredential } from '../../support/engine';
import { credentialsFor, holdTime, orders, passUntil, run, startPeer, stopPeers } from '../support';
import {
	listing,
	said,
	TOKEN,
	whileListing,
	whilePatientlyListing,
	withCredential,
	type Scenario,
} from './scenario';

const elsewhere = 'https://makini.test';

/** What listing orders says where the connection ends with such an error of the network. */
async function withNetworkError(code: string): Promise<string> {
	// A host of its own: what failed before is remembered for a while, in a time that was moved on.
	const host = `https://${code.toLowerCase().replaceAll('_', '-')}.test`;
	nock(host)
		.get(/.*/)
		.times(50)
		.replyWithError(Object.assign(new Error(code), { code }));
	holdTime();
	return said(await passUntil(run({ credentials: credentialsFor(host) }, listing), 5_000));
}

async function withUnknownHost(): Promise<string> {
	jest.spyOn(dns, 'lookup').mockImplementation(((
		host: string,
		_options: unknown,
		done: (error: Error) => void,
	) => {
		done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }));
	}) as typeof dns.lookup);
	holdTime();
	const credentials = credentialsFor('http://no-such-host.invalid');
	return said(await passUntil(run({ credentials }, listing), 5_000));
}

async function withoutListener(): Promise<string> {
	const { url } = await startPeer();
	await stopPeers();
	holdTime();
	return said(await passUntil(run({ credentials: credentialsFor(url) }, listing), 5_000));
}

async function byConsent(granted: Record<string, string> | undefined): Promise<string> {
	const { url } = await startPeer();
	const result = await runNode({
		node: 'MakiniPurchaseOrder',
		parameters: { authentication: 'oAuth2', ...listing },
		credentials: {
			makiniOAuth2Api: {
				clientId: 'sandbox-client',
				clientSecret: 'sandbox-secret',
				authUrl: `${url}/oauth/authorize`,
				accessTokenUrl: `${url}/link/token`,
				grantType: 'authorizationCode',
				authentication: 'body',
				baseUrl: url,
				systemType: 'erp',
				apiStyle: 'module',
				...(granted ? { oauthTokenData: granted } : {}),
			},
		},
	});
	return said(result);
}

async function asApplication(clientSecret: string): Promise<string> {
	const { url } = await startPeer();
	const result = await runNode({
		node: 'MakiniConnection',
		parameters: { resource: 'client', operation: 'get' },
		credentials: {
			makiniClientCredentialsApi: {
				accessToken: '',
				clientId: 'sandbox-client',
				clientSecret,
				baseUrl: url,
				tokenUrl: `${url}/link/token`,
			},
		},
	});
	return said(result);
}

async function requesting(path: string): Promise<string> {
	const { credentials } = await startPeer();
	const parameters = { resource: 'path', operation: 'send', method: 'GET', path };
	return said(await runNode({ node: 'MakiniApiRequest', parameters, credentials }));
}

async function whileTesting(): Promise<string> {
	const { credentials } = await startPeer({
		faults: [{ effect: { kind: 'status', status: 503 } }],
	});
	return (await testCredential({ ...credentials.makiniApi })).message;
}

/** What is wrong with a credential, or between n8n and Makini. */
export const accessScenarios: Scenario[] = [
	{
		message: 'Makini did not accept the API token',
		happen: async () => await withCredential({ apiToken: `${TOKEN}-old` }),
	},
	{
		message: 'This connection needs to be reauthorized',
		happen: async () => said(await run(await startPeer({ state: 'fail' }), listing)),
	},
	{
		message: 'The Makini credential has no API token',
		happen: async () => await withCredential({ apiToken: '' }),
	},
	{
		message: 'The API token in the Makini credential has characters that no token has',
		happen: async () => await withCredential({ apiToken: 'mk-live\n7f3a' }),
	},
	{
		message: 'The Makini credential is not connected',
		happen: async () => await byConsent(undefined),
	},
	{
		message: 'Makini did not accept the access that this credential has',
		happen: async () => await byConsent({ access_token: 'ended', refresh_token: 'ended as well' }),
	},
	{
		message: 'Makini did not accept the client ID and the client secret',
		happen: async () => await asApplication('another-secret'),
	},
	{
		message: 'The base URL in the Makini credential is not a web address',
		happen: async () => await withCredential({ baseUrl: 'api.makini.io' }),
	},
	{
		message: 'The base URL answered with a web page instead of data',
		happen: async () => await whileListing({ effect: { kind: 'html', status: 200 } }),
	},
	{
		message: 'The base URL redirects to another address',
		happen: async () =>
			await whileListing({
				effect: { kind: 'status', status: 302, headers: { location: elsewhere } },
			}),
	},
	{
		message: 'Makini has no <purchase orders> at this address',
		happen: async () => {
			const { url } = await startPeer();
			return said(await run({ credentials: credentialsFor(`${url}/nothing`) }, listing));
		},
	},
	{
		message: 'Makini has nothing at this address',
		happen: async () => await requesting('/api/erp/nothing'),
	},
	{
		message: '<Currencies> are not offered for connections of the type <EAM>',
		happen: async () => {
			const { credentials } = await startPeer({ systemType: 'eam' });
			const parameters = { resource: 'currency', operation: 'getAll' };
			return said(await runNode({ node: 'MakiniReferenceData', parameters, credentials }));
		},
	},
	{ message: 'The host name of the base URL is not known', happen: withUnknownHost },
	{ message: 'The host of the base URL refuses connections', happen: withoutListener },
	{
		message: 'The host of the base URL does not answer in time',
		happen: async () => await withNetworkError('ETIMEDOUT'),
	},
	{
		message: 'The host of the base URL closes the connection without an answer',
		happen: async () => await whilePatientlyListing({ effect: { kind: 'dropBefore' } }),
	},
	{
		message: 'The certificate of the base URL is not valid or not trusted',
		happen: async () => await withNetworkError('DEPTH_ZERO_SELF_SIGNED_CERT'),
	},
	{
		message: 'Makini is busy or unavailable at the moment (status <503>)<: reason>',
		happen: whileTesting,
	},
	{
		message: 'Makini does not allow <listing purchase orders><: reason>',
		happen: async () =>
			await whileListing({
				effect: { kind: 'status', status: 403, body: { message: 'Not for this user.' } },
			}),
	},
	{
		message: 'The path leads to another host (<host>)',
		happen: async () => await requesting('https://elsewhere.test/api'),
	},
	{
		message: 'The rate limit of this connection did not free up within <300> s',
		happen: async () => {
			const peer = await startPeer({
				rateLimit: { requests: 1, perSeconds: 120, retryAfter: 'seconds' },
			});
			await run(peer, orders('getAll', { limit: 1 }));
			return said(await run(peer, orders('getAll', { limit: 1, options: { maxWait: 60 } })));
		},
	},
	{
		message: 'Makini stayed unavailable for <300> s',
		happen: async () =>
			await whilePatientlyListing({
				effect: { kind: 'status', status: 503, headers: { 'retry-after': '600' } },
			}),
	},
	{
		message: 'Makini failed while <listing purchase orders><: reason>',
		happen: async () =>
			await whilePatientlyListing({
				effect: { kind: 'status', status: 500, body: { message: 'Out of order.' } },
			}),
	},
];
