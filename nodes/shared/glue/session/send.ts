import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { z } from 'zod';
import { parseJson } from '../../client/wire/json';
import type {
	Send,
	WireFailure,
	WireOutcome,
	WireRequest,
	WireResponse,
} from '../../client/wire/transport';
import { renewing } from './tokenRenewal';
import type { RequestContext } from './types';
import type { CredentialName } from './settings';

/** Milliseconds without an answer after which a request counts as lost. */
export const REQUEST_TIMEOUT_MS = 120_000;

const responseShape = z.object({
	statusCode: z.number(),
	headers: z.record(z.unknown()).catch({}),
	body: z.unknown(),
});

const asHeaders = (headers: Record<string, unknown>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);

const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)/i;

/** The encoding that the first bytes tell, before what the header says. */
function charsetByBom([first, second]: Buffer): string | undefined {
	if (first === 0xff && second === 0xfe) return 'utf-16le';
	return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** What Windows-1252 has from 0x80 on, where ISO 8859-1 has nothing. Node.js 20 takes the one for the other. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

const decodeWestern = (body: Buffer): string =>
	body
		.toString('latin1')
		.replace(/[\u0080-\u009F]/g, (sign) => WINDOWS_1252[sign.charCodeAt(0) - 0x80] ?? sign);

/** The bytes of a body as UTF-8, whatever its encoding. One that is not known is taken for UTF-8, as JSON is. */
function asUtf8(body: Buffer, contentType: string | undefined): Buffer {
	const charset = (charsetByBom(body) ?? CHARSET.exec(contentType ?? '')?.[1] ?? '').toLowerCase();
	if (charset === '' || /^(utf-?8|us-ascii)$/.test(charset)) return body;
	try {
		// Other names of ISO 8859-1 stand for Windows-1252, as browsers have it.
		const decoder = new TextDecoder(charset);
		const isWestern = decoder.encoding === 'windows-1252' || decoder.encoding === 'iso-8859-1';
		return Buffer.from(isWestern ? decodeWestern(body) : decoder.decode(body));
	} catch {
		return body;
	}
}

/** What the bytes of a body say: parsed where they are JSON, else the text. */
function readBody(body: unknown): unknown {
	if (!Buffer.isBuffer(body)) return body;
	const text = body.toString('utf8').replace(/^\uFEFF/, '');
	try {
		return parseJson(text);
	} catch {
		return text;
	}
}

/** A full response of n8n's request helpers as the client knows it. */
export function responseOf(answer: unknown): WireResponse {
	const { statusCode, headers: given, body: raw } = responseShape.parse(answer);
	const headers = asHeaders(given);
	const body = Buffer.isBuffer(raw) ? asUtf8(raw, headers['content-type']) : raw;
	return {
		kind: 'response',
		status: statusCode,
		headers,
		bytes: Buffer.isBuffer(body) ? body : undefined,
		// Read each time it is asked for: pages that wait for their turn are kept as bytes, which take less memory.
		get body() {
			return readBody(body);
		},
	};
}

const word = z.string().optional().catch(undefined);

/** What n8n's versions leave of a network failure: the code stands in the cause, in `code` or in `httpCode`. */
const failureShape = z.object({
	code: word,
	httpCode: word,
	message: word,
	messages: z.array(z.string()).catch([]),
	cause: z
		.object({
			code: word,
			message: word,
			cause: z.object({ code: word }).optional().catch(undefined),
		})
		.optional()
		.catch(undefined),
});

/** Failures to reach the host or to agree on encryption: the request itself never left. */
const NOT_SENT =
	/^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EPROTO|ERR_INVALID_URL|ERR_TLS_.*|CERT_.*|.*SELF_SIGNED_CERT.*|UNABLE_TO_.*|MAKINI_TOKEN_.*)$/;

const TIMED_OUT = new Set(['ETIMEDOUT', 'ECONNABORTED']);

const isCode = (text: string | undefined): text is string =>
	/^[A-Z][A-Z0-9_]{3,}$/.test(text ?? '');

/** Classifies an error that n8n's request helper threw without a response. An unknown one counts as maybe sent. */
export function classifyFailure(error: unknown): WireFailure {
	const parsed = failureShape.safeParse(error);
	const known = parsed.success ? parsed.data : undefined;
	const texts = [known?.message, known?.cause?.message, ...(known?.messages ?? [])].join(' ');
	const code =
		[known?.cause?.code, known?.cause?.cause?.code, known?.code, known?.httpCode].find(isCode) ??
		/\b(E[A-Z_]{4,}|CERT_[A-Z_]+)\b/.exec(texts)?.[1] ??
		'';
	return {
		kind: 'failure',
		reach: NOT_SENT.test(code) ? 'notSent' : 'maybeSent',
		timedOut: TIMED_OUT.has(code) || /timeout of \d+ ?ms exceeded/.test(texts),
		code,
	};
}

async function bodyOf({ body, upload }: WireRequest): Promise<Pick<IHttpRequestOptions, 'body'>> {
	if (upload) return { body: (await upload.open()) as IDataObject };
	return isBody(body) ? { body } : {};
}

const isBody = (body: unknown): body is IDataObject => typeof body === 'object' && body !== null;

async function httpOptions(request: WireRequest, baseUrl: string): Promise<IHttpRequestOptions> {
	const query = new URLSearchParams();
	request.query?.forEach(([name, value]) => query.append(name, value));
	const search = query.size > 0 ? `?${query.toString()}` : '';
	return {
		method: request.method,
		url: `${baseUrl}${request.path}${search}`,
		headers: {
			Accept: 'application/json',
			...request.headers,
			...(request.idempotencyKey ? { 'Idempotency-Key': request.idempotencyKey } : {}),
			...(request.upload
				? { 'Content-Type': request.upload.contentType, 'Content-Length': request.upload.length }
				: {}),
		},
		...(await bodyOf(request)),
		// Bytes that nobody needs any more are collected sooner than the objects that n8n's helper would parse them to.
		encoding: 'arraybuffer',
		timeout: REQUEST_TIMEOUT_MS,
		// A redirect could carry the token to another host, or turn a POST into a GET.
		disableFollowRedirect: true,
		// Statuses are judged by the client, which needs the headers of refusals too.
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	};
}

/** A credential as sending needs it. */
export interface Sending {
	name: CredentialName;
	baseUrl: string;
	/** Texts that must not appear anywhere; renewed tokens are added. */
	secrets: string[];
}

/** Sends by n8n's own helper, which adds the credential, the proxy settings and the cancel signal. */
export function sender(
	context: RequestContext,
	{ name, baseUrl, secrets }: Sending,
	isCancelled: () => boolean,
): Send {
	const call = async (options: IHttpRequestOptions): Promise<unknown> =>
		(await context.helpers.httpRequestWithAuthentication.call(context, name, options)) as unknown;
	const send = async (request: WireRequest): Promise<WireOutcome> => {
		// Outside of the net below: where its file cannot be read, nothing was sent.
		const options = await httpOptions(request, baseUrl).catch((error: unknown) => {
			if (isCancelled()) return undefined;
			throw error;
		});
		if (!options) return { kind: 'cancelled' };
		try {
			return responseOf(await call(options));
		} catch (error) {
			return isCancelled() ? { kind: 'cancelled' } : classifyFailure(error);
		}
	};
	const probe = async (path: string): Promise<void> => {
		// Whatever comes of it: the request that follows tells whether the token is good now.
		const options = await httpOptions({ method: 'GET', path }, baseUrl);
		await call({ ...options, ignoreHttpStatusErrors: false }).catch(() => undefined);
	};
	return renewing(context, { name, secrets }, send, probe);
}
