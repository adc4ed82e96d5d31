import type { ICredentialsDecrypted, ICredentialTestFunctions } from 'n8n-workflow';
import { testApplication } from '../../../nodes/shared/glue/credentials/applicationTest';

const credential = {
	clientId: ' client-17 ',
	clientSecret: 'secret-4711',
	baseUrl: 'https://api.makini.test/',
	tokenUrl: 'https://link.makini.test/token',
	// Of no concern: the test asks for a token of its own.
	accessToken: 'kept-token',
};

interface Answer {
	statusCode: number;
	body?: unknown;
}

const GRANTED: Answer = { statusCode: 200, body: { access_token: 'given-token' } };
const KNOWN: Answer = { statusCode: 200, body: { data: { id: 'client-17' } } };

/** Tests a credential against servers that answer like this, one after the other; gives what was asked as well. */
async function tested(
	answers: ReadonlyArray<Answer | Error>,
	change: object = {},
): Promise<{ status: string; message: string; asked: unknown[] }> {
	const asked: unknown[] = [];
	const helpers = {
		request: async (options: unknown) => {
			const answer = answers[asked.push(options) - 1];
			if (answer === undefined) throw new Error('Nobody expected this request');
			if (answer instanceof Error) throw answer;
			return await Promise.resolve({ headers: {}, body: {}, ...answer });
		},
	} as unknown as ICredentialTestFunctions['helpers'];
	const data = { ...credential, ...change };
	const result = await testApplication(helpers, { data } as unknown as ICredentialsDecrypted);
	return { ...result, asked };
}

const networkError = (code: string): Error => Object.assign(new Error('x'), { cause: { code } });

test('a token is fetched, and used for the description of the application', async () => {
	expect(await tested([GRANTED, KNOWN])).toEqual({
		status: 'OK',
		message: 'Connection successful',
		asked: [
			expect.objectContaining({
				method: 'POST',
				uri: 'https://link.makini.test/token',
				body: {
					grant_type: 'client_credentials',
					client_id: 'client-17',
					client_secret: 'secret-4711',
				},
				headers: { Accept: 'application/json' },
				followRedirect: false,
				simple: false,
			}),
			expect.objectContaining({
				method: 'GET',
				uri: 'https://api.makini.test/api/system/client',
				headers: { Accept: 'application/json', Authorization: 'Bearer given-token' },
				followRedirect: false,
				simple: false,
			}),
		],
	});
});

const WRONG_CLIENT =
	'Makini did not accept the client ID and the client secret. Check client ID, client secret and token URL in the Makini credential. They are those of your application, not the token of a connection.';
const CHECK_TOKEN_URL = 'Check the token URL. It usually is https://api.makini.io/link/token.';
const CHECK_BASE_URL = 'Check the base URL. It usually is https://api.makini.io.';
const PAGE = '<!doctype html><html></html>';

test.each<[string, Answer | Error, string]>([
	['a 400', { statusCode: 400 }, WRONG_CLIENT],
	['a 401', { statusCode: 401 }, WRONG_CLIENT],
	['a 403', { statusCode: 403 }, WRONG_CLIENT],
	[
		'a 429',
		{ statusCode: 429 },
		'Makini is busy or unavailable at the moment (status 429). Test again in a minute.',
	],
	['a 404', { statusCode: 404 }, `The token URL gives no token. ${CHECK_TOKEN_URL}`],
	['a redirect', { statusCode: 302 }, `The token URL gives no token. ${CHECK_TOKEN_URL}`],
	['other data', { statusCode: 200, body: {} }, `The token URL gives no token. ${CHECK_TOKEN_URL}`],
	[
		'a web page',
		{ statusCode: 200, body: PAGE },
		`The token URL answered with a web page instead of data. ${CHECK_TOKEN_URL}`,
	],
	[
		'an unknown host',
		networkError('ENOTFOUND'),
		'The host name of the token URL is not known. Check the token URL in the Makini credential, and that this n8n may reach that host.',
	],
	[
		'an expired certificate',
		networkError('CERT_HAS_EXPIRED'),
		'The certificate of the token URL is not valid or not trusted. Check the token URL in the Makini credential, and that this n8n may reach that host.',
	],
])('%s of the token URL is an error', async (_, answer, message) => {
	const { asked, ...result } = await tested([answer]);
	expect(result).toEqual({ status: 'Error', message });
	expect(asked).toHaveLength(1);
});

test.each<[string, Answer | Error, string]>([
	[
		'a 401',
		{ statusCode: 401 },
		'The base URL does not accept the token that the token URL gave. Check that base URL and token URL belong to the same Makini.',
	],
	[
		'a 403',
		{ statusCode: 403 },
		"Makini does not allow this application to look after connections. Ask Makini's support whether it can be enabled for your application.",
	],
	[
		'a 503 with a reason',
		{ statusCode: 503, body: { message: 'Maintenance' } },
		'Makini is busy or unavailable at the moment (status 503): Maintenance. Test again in a minute.',
	],
	[
		'a 404',
		{ statusCode: 404 },
		`The base URL is not the address of a Makini API. ${CHECK_BASE_URL}`,
	],
	[
		'text',
		{ statusCode: 200, body: 'OK' },
		`The base URL is not the address of a Makini API. ${CHECK_BASE_URL}`,
	],
	[
		'a web page',
		{ statusCode: 200, body: PAGE },
		`The base URL answered with a web page instead of data. ${CHECK_BASE_URL}`,
	],
	[
		'a refused connection',
		networkError('ECONNREFUSED'),
		'The host of the base URL refuses connections. Check the base URL in the Makini credential, and that this n8n may reach that host.',
	],
])('%s of the base URL is an error', async (_, answer, message) => {
	expect(await tested([GRANTED, answer])).toMatchObject({ status: 'Error', message });
});

test.each([
	[{ clientSecret: '' }, /^The Makini credential has no client ID or no client secret\. /],
	[{ tokenUrl: 'makini' }, /^The token URL in the Makini credential is not a web address\. /],
	[{ baseUrl: 'makini' }, /^The base URL in the Makini credential is not a web address\. /],
])('a credential that cannot be used is not sent anywhere (%j)', async (change, message) => {
	expect(await tested([], change)).toEqual({
		status: 'Error',
		message: expect.stringMatching(message) as unknown,
		asked: [],
	});
});
