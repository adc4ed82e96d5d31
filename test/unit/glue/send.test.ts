import type { IDataObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { readRawPage } from '../../../nodes/shared/client/records/rawRecords';
import { classifyFailure, responseOf, sender } from '../../../nodes/shared/glue/session/send';

interface Thrown {
	httpCode?: unknown;
	message: string;
	messages?: string[];
	cause?: object;
	code?: string;
}

/** What is known of a failure: as it is thrown, and as a saved execution keeps it, without its cause. */
function bothForms(code: string, message: string, raw: string, syscallError = true): Thrown[] {
	const cause = {
		code,
		message: raw,
		isAxiosError: true,
		config: { headers: { Authorization: 'Bearer token-1' } },
		...(syscallError ? { cause: { code, message: raw } } : {}),
	};
	const stored = { httpCode: code, message, messages: [raw] };
	return [{ ...stored, cause }, stored];
}

const sending = {
	name: 'makiniApi',
	baseUrl: 'https://api.makini.io',
	secrets: [] as string[],
} as const;

test('a cancellation while a file is opened is one, and says nothing of the file', async () => {
	const upload = {
		name: 'manual',
		contentType: 'text/plain',
		length: 1,
		open: async () => await Promise.reject(new Error('The file cannot be read')),
	};
	const request = { method: 'POST', path: '/a', upload } as const;
	const context = {} as IExecuteFunctions;
	const sent = async (isCancelled: boolean) =>
		await sender(context, sending, () => isCancelled)(request);
	expect(await sent(true)).toEqual({ kind: 'cancelled' });
	await expect(sent(false)).rejects.toThrow('The file cannot be read');
});

describe('a failure of the network', () => {
	test.each<[string, string, string, 'notSent' | 'maybeSent', boolean]>([
		[
			'ECONNREFUSED',
			'The service refused the connection - perhaps it is offline',
			'connect ECONNREFUSED 127.0.0.1:42217',
			'notSent',
			false,
		],
		[
			'ENOTFOUND',
			'The connection cannot be established, this usually occurs due to an incorrect host (domain) value',
			'getaddrinfo ENOTFOUND no-such-host.invalid',
			'notSent',
			false,
		],
		[
			'EAI_AGAIN',
			'The DNS server returned an error, perhaps the server is offline',
			'getaddrinfo EAI_AGAIN x',
			'notSent',
			false,
		],
		['EADDRNOTAVAIL', 'connect EADDRNOTAVAIL', 'connect EADDRNOTAVAIL', 'notSent', false],
		['EHOSTUNREACH', 'connect EHOSTUNREACH', 'connect EHOSTUNREACH', 'notSent', false],
		['ENETUNREACH', 'connect ENETUNREACH', 'connect ENETUNREACH', 'notSent', false],
		['EPROTO', 'write EPROTO 1:SSL routines', 'write EPROTO 1:SSL routines', 'notSent', false],
		['CERT_HAS_EXPIRED', 'certificate has expired', 'certificate has expired', 'notSent', false],
		[
			'DEPTH_ZERO_SELF_SIGNED_CERT',
			'self-signed certificate',
			'self-signed certificate',
			'notSent',
			false,
		],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify', 'unable to verify', 'notSent', false],
		[
			'ERR_TLS_CERT_ALTNAME_INVALID',
			'Hostname does not match',
			'Hostname does not match',
			'notSent',
			false,
		],
		[
			'ECONNRESET',
			'The connection to the server was closed unexpectedly',
			'socket hang up',
			'maybeSent',
			false,
		],
		['EPIPE', 'write EPIPE', 'write EPIPE', 'maybeSent', false],
		[
			'ECONNABORTED',
			'The connection was aborted, perhaps the server is offline',
			'timeout of 200ms exceeded',
			'maybeSent',
			true,
		],
		[
			'ETIMEDOUT',
			"The connection timed out, consider setting the 'Retry on Fail' option in the node settings",
			'connect ETIMEDOUT',
			'maybeSent',
			true,
		],
		[
			'HPE_INVALID_CONSTANT',
			'Parse Error: Expected HTTP/, RTSP/ or ICE/',
			'Parse Error',
			'maybeSent',
			false,
		],
		['ERR_FR_TOO_MANY_REDIRECTS', 'Maximum number of redirects exceeded', 'x', 'maybeSent', false],
	])('%s', (code, message, raw, reach, timedOut) => {
		const expected = { kind: 'failure', reach, timedOut, code };
		for (const syscallError of [true, false]) {
			for (const error of bothForms(code, message, raw, syscallError)) {
				expect(classifyFailure(error)).toEqual(expected);
			}
		}
	});

	test('a body that was cut off was an answer, so the request arrived', () => {
		const error = {
			httpCode: '200',
			message: 'stream has been aborted',
			messages: ['stream has been aborted'],
			cause: { code: 'ERR_BAD_RESPONSE', response: { status: 200 } },
		};
		expect(classifyFailure(error)).toMatchObject({ reach: 'maybeSent', timedOut: false });
		expect(classifyFailure({ ...error, cause: undefined })).toMatchObject({ reach: 'maybeSent' });
	});

	test.each<[string, Thrown]>([
		['in its text', { message: 'connect ECONNREFUSED 127.0.0.1:1' }],
		['in its raw text', { message: 'The service refused', messages: ['connect ECONNREFUSED ::1'] }],
		["in its cause's text", { message: 'x', cause: { message: 'connect ECONNREFUSED ::1' } }],
		["in its cause's cause", { message: 'x', cause: { code: 7, cause: { code: 'ECONNREFUSED' } } }],
		['in its code', { message: 'x', code: 'ECONNREFUSED', httpCode: 500 }],
	])('is known by the code %s', (_, error) => {
		expect(classifyFailure(error)).toMatchObject({ code: 'ECONNREFUSED', reach: 'notSent' });
	});

	test('is known as a timeout by its text', () => {
		expect(classifyFailure({ message: 'timeout of 120000ms exceeded' })).toMatchObject({
			reach: 'maybeSent',
			timedOut: true,
		});
	});

	test.each([
		[undefined],
		[null],
		['boom'],
		[{}],
		[new Error('boom')],
		[{ message: 7, cause: 'x' }],
	])('that nobody knows (%p) counts as maybe sent', (error) => {
		expect(classifyFailure(error)).toEqual({
			kind: 'failure',
			reach: 'maybeSent',
			timedOut: false,
			code: '',
		});
	});
});

test("an answer's headers are in lower case, whatever their type", () => {
	const answer = { statusCode: 429, headers: { 'Retry-After': 7, 'X-A': ['b'] }, body: { a: 1 } };
	expect(responseOf(answer)).toEqual({
		kind: 'response',
		status: 429,
		headers: { 'retry-after': '7', 'x-a': 'b' },
		body: { a: 1 },
	});
});

describe('sending', () => {
	function contextThat(answer: () => unknown): {
		context: IExecuteFunctions;
		options: IHttpRequestOptions[];
		credentials: string[];
	} {
		const options: IHttpRequestOptions[] = [];
		const credentials: string[] = [];
		const helpers = {
			httpRequestWithAuthentication: async (name: string, given: IHttpRequestOptions) => {
				credentials.push(name);
				options.push(given);
				return await Promise.resolve().then(answer);
			},
		};
		return { context: { helpers } as unknown as IExecuteFunctions, options, credentials };
	}

	const ok = (): IDataObject => ({ statusCode: 200, headers: {}, body: {} });

	test('escapes the query and follows no redirect', async () => {
		const { context, options, credentials } = contextThat(ok);

		await sender(
			context,
			sending,
			() => false,
		)({
			method: 'GET',
			path: '/api/erp/vendors',
			query: [
				['filter[name:contains]', 'a&b=ü +'],
				['page', '2'],
			],
		});

		expect(credentials).toEqual(['makiniApi']);
		expect(options[0]).toMatchObject({
			method: 'GET',
			url: 'https://api.makini.io/api/erp/vendors?filter%5Bname%3Acontains%5D=a%26b%3D%C3%BC+%2B&page=2',
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		});
		expect(options[0]).not.toHaveProperty('body');
		expect(options[0]?.headers).toEqual({ Accept: 'application/json' });
	});

	test('carries body and idempotency key', async () => {
		const { context, options } = contextThat(ok);

		await sender(
			context,
			sending,
			() => false,
		)({
			method: 'POST',
			path: '/api/erp/vendors',
			body: { code: 'V1' },
			idempotencyKey: 'id-1',
		});

		expect(options[0]).toMatchObject({
			url: 'https://api.makini.io/api/erp/vendors',
			body: { code: 'V1' },
			headers: { 'Idempotency-Key': 'id-1' },
		});
	});

	test.each<[string, boolean, object]>([
		['a failure is an outcome', false, { kind: 'failure', code: 'ECONNRESET', reach: 'maybeSent' }],
		['a failure of a cancelled execution is its cancellation', true, { kind: 'cancelled' }],
	])('%s', async (_, cancelled, outcome) => {
		const { context } = contextThat(() => {
			throw Object.assign(new Error('x'), { httpCode: 'ECONNRESET' });
		});
		const send = sender(context, sending, () => cancelled);
		expect(await send({ method: 'GET', path: '/' })).toMatchObject(outcome);
	});
});

describe('the text of an answer', () => {
	const text = '{"data":[{"key":"1","title":"Öl für 5 €"}]}';
	const read = (body: Buffer, contentType: string): unknown =>
		responseOf({ statusCode: 200, headers: { 'Content-Type': contentType }, body });
	/** In windows-1252 the sign of the euro is 0x80. */
	const western = Buffer.from(text.replace('€', '\u0080'), 'latin1');
	const utf16 = Buffer.from(text, 'utf16le');

	test.each<[string, Buffer, string]>([
		['UTF-8', Buffer.from(text), 'application/json'],
		['UTF-8 that is named', Buffer.from(text), 'application/json; charset=UTF-8'],
		['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`), 'application/json'],
		['ISO 8859-1', western, 'application/json; charset=ISO-8859-1'],
		['Windows-1252', western, 'application/json;charset="windows-1252"'],
		['UTF-16', utf16, 'application/json; charset=utf-16le'],
		['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), 'application/json'],
		[
			'UTF-16 in the other order with a mark',
			Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]),
			'application/json',
		],
		['UTF-8 under a name that nobody knows', Buffer.from(text), 'application/json; charset=x'],
	])('in %s is read, as a whole and record by record', (_, body, contentType) => {
		const response = read(body, contentType) as ReturnType<typeof responseOf>;
		expect(response.body).toEqual(JSON.parse(text));
		expect(readRawPage(response.bytes ?? Buffer.from(''))?.records[0]?.toJSON()).toEqual({
			key: '1',
			title: 'Öl für 5 €',
		});
	});
});
