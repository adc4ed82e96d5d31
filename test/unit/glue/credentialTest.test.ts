import type { ICredentialsDecrypted, ICredentialTestFunctions } from 'n8n-workflow';
import { testConnection } from '../../../nodes/shared/glue/credentials/credentialTest';

const credential = {
	apiToken: 'token-4711',
	baseUrl: 'https://api.makini.io/',
	systemType: 'erp',
	apiStyle: 'module',
};

interface Answer {
	statusCode: number;
	body?: unknown;
}

/** Tests a credential against a server that answers like this; gives what was asked as well. */
async function tested(
	answer: Answer | Error,
	change: object = {},
): Promise<{ status: string; message: string; asked: unknown[] }> {
	const asked: unknown[] = [];
	const helpers = {
		request: async (options: unknown) => {
			asked.push(options);
			if (answer instanceof Error) throw answer;
			return await Promise.resolve({ headers: {}, body: {}, ...answer });
		},
	} as unknown as ICredentialTestFunctions['helpers'];
	const data = { ...credential, ...change };
	const result = await testConnection(helpers, { data } as unknown as ICredentialsDecrypted);
	return { ...result, asked };
}

const networkError = (code: string): Error => Object.assign(new Error('x'), { cause: { code } });

test.each<[string, object, Answer]>([
	['any state but one', {}, { statusCode: 200, body: { data: { sync_status: 'done' } } }],
	['a sync under way', {}, { statusCode: 200, body: { data: { sync_status: 'inprogress' } } }],
	['a failed sync', {}, { statusCode: 200, body: { data: { sync_status: 'error' } } }],
	['any data in the style v1', { apiStyle: 'v1' }, { statusCode: 200, body: { last_sync: 'x' } }],
])('%s is a success', async (_, change, answer) => {
	expect(await tested(answer, change)).toMatchObject({
		status: 'OK',
		message: 'Connection successful',
	});
});

test.each([
	['module', 'https://api.makini.io/api/integrations/current'],
	['v1', 'https://api.makini.io/api/v1/sync-status'],
])(
	'the style %s asks %s, with the token and without following redirects',
	async (apiStyle, uri) => {
		const { asked } = await tested({ statusCode: 200 }, { apiStyle });
		expect(asked).toEqual([
			expect.objectContaining({
				method: 'GET',
				uri,
				headers: { Accept: 'application/json', Authorization: 'Bearer token-4711' },
				followRedirect: false,
				simple: false,
			}),
		]);
	},
);

const WRONG_TOKEN =
	'Makini did not accept the API token. Check the API token in the Makini credential. A token ends when its connection is disconnected, and is replaced when it is connected anew: copy the current one from Makini.';
const REAUTHORIZE =
	'This connection needs to be reauthorized. The connected system no longer accepts the login that Makini holds for it, usually because a password or permission was changed. Reconnect the system in Makini, then put the new token into the Makini credential.';
const NOT_MAKINI =
	'The base URL is not the address of a Makini API of this style. Check base URL and API style. The base URL usually is https://api.makini.io.';
const CHECK_URL =
	'Check the base URL in the Makini credential, and that this n8n may reach that host.';

test.each<[string, Answer | Error, string]>([
	['a 401', { statusCode: 401 }, WRONG_TOKEN],
	['the state "fail"', { statusCode: 200, body: { data: { sync_status: 'fail' } } }, REAUTHORIZE],
	[
		'a 403',
		{ statusCode: 403 },
		'Makini does not allow this token to read the state of its connection. Use the token of a connection, not the one of an application.',
	],
	[
		'a 429',
		{ statusCode: 429 },
		'Makini is busy or unavailable at the moment (status 429). Test again in a minute.',
	],
	[
		'a 503 with a reason',
		{ statusCode: 503, body: { message: 'Maintenance' } },
		'Makini is busy or unavailable at the moment (status 503): Maintenance. Test again in a minute.',
	],
	['a 404', { statusCode: 404, body: {} }, NOT_MAKINI],
	['a redirect', { statusCode: 302, body: '' }, NOT_MAKINI],
	['other data', { statusCode: 200, body: { hello: 'world' } }, NOT_MAKINI],
	['text', { statusCode: 200, body: 'OK' }, NOT_MAKINI],
	[
		'a web page',
		{ statusCode: 200, body: '<!doctype html><html></html>' },
		'The base URL answered with a web page instead of data. Check base URL and API style. The base URL usually is https://api.makini.io.',
	],
	[
		'an unknown host',
		networkError('ENOTFOUND'),
		`The host name of the base URL is not known. ${CHECK_URL}`,
	],
	[
		'a refused connection',
		networkError('ECONNREFUSED'),
		`The host of the base URL refuses connections. ${CHECK_URL}`,
	],
	[
		'a timeout',
		networkError('ETIMEDOUT'),
		`The host of the base URL does not answer in time. ${CHECK_URL}`,
	],
	[
		'an expired certificate',
		networkError('CERT_HAS_EXPIRED'),
		`The certificate of the base URL is not valid or not trusted. ${CHECK_URL}`,
	],
])('%s is an error', async (_, answer, message) => {
	expect(await tested(answer)).toMatchObject({ status: 'Error', message });
});

test('a credential that cannot be used is not sent anywhere', async () => {
	expect(await tested({ statusCode: 200 }, { apiToken: '' })).toEqual({
		status: 'Error',
		message:
			"The Makini credential has no API token. Copy the connection's API token from Makini into the credential.",
		asked: [],
	});
});

test('an answer that nobody understands is an error without details', async () => {
	expect(await tested({ statusCode: 'x' } as unknown as Answer)).toMatchObject({
		status: 'Error',
		message: 'The connection could not be tested',
	});
});
