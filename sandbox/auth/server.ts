import type { Reply } from '../replies';
import type { Registry } from '../system/registry';
import type { JsonObject } from '../base';
import type { OAuthOptions } from '../options';
import { connectPage, messagePage } from './pages';
import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, type Issued, type Tokens } from './tokens';

const AUTHORIZE_PATHS = ['/oauth/authorize', '/link/auth'];
const TOKEN_PATH = '/link/token';

export interface AuthScope {
	options: OAuthOptions;
	registry: Registry;
	tokens: Tokens;
}

export interface AuthRequest {
	method: string;
	url: URL;
	text: string;
	contentType: string | undefined;
	authorization: string | undefined;
}

/** Says whether a path belongs to the authorization server. */
export function isAuthPath(path: string): boolean {
	return path === TOKEN_PATH || AUTHORIZE_PATHS.includes(path);
}

/** Answers a request to the authorization server. */
export function answerAuth(scope: AuthScope, request: AuthRequest): Reply {
	const { method, url, text } = request;
	if (url.pathname === TOKEN_PATH) {
		return method === 'POST' ? answerToken(scope, request) : notAllowed();
	}
	if (method === 'GET') return authorize(scope, url.pathname, url.searchParams);
	return method === 'POST'
		? authorize(scope, url.pathname, new URLSearchParams(text))
		: notAllowed();
}

const notAllowed = (): Reply => refusal('invalid_request', 'The method is not allowed here.', 405);

function html(status: number, page: string): Reply {
	return { status, raw: page, headers: { 'content-type': 'text/html; charset=utf-8' } };
}

function redirect(target: string, values: Record<string, string | null>): Reply {
	const location = new URL(target);
	for (const [name, value] of Object.entries(values)) {
		if (value !== null) location.searchParams.set(name, value);
	}
	return { status: 302, raw: '', headers: { location: location.toString() } };
}

function authorize(
	{ options, registry, tokens }: AuthScope,
	path: string,
	query: URLSearchParams,
): Reply {
	const redirectUri = query.get('redirect_uri') ?? '';
	const state = query.get('state');
	if (query.get('client_id') !== (options.clientId ?? DEFAULT_CLIENT_ID)) {
		return html(400, messagePage('Unknown application', 'The client_id is not known.'));
	}
	const allowed = options.redirectUris?.includes(redirectUri) ?? true;
	if (!URL.canParse(redirectUri) || !allowed) {
		return html(
			400,
			messagePage('Wrong address', 'The redirect_uri is missing or not registered.'),
		);
	}
	if ((query.get('response_type') ?? 'code') !== 'code') {
		return redirect(redirectUri, { error: 'unsupported_response_type', state });
	}
	const decision = query.get('decision');
	if (decision === 'cancel') return redirect(redirectUri, { error: 'access_denied', state });
	const name = query.get('connection') ?? options.connection;
	const connection = name === undefined ? registry.all()[0] : registry.named(name);
	if (!connection) {
		return html(400, messagePage('Unknown connection', 'The sandbox has no such connection.'));
	}
	const approved =
		decision === 'connect' || options.autoApprove || query.get('auto_approve') === '1';
	if (!approved) return html(200, connectPage(path, query, registry.all(), connection.name));
	connection.consent();
	const challenge = query.get('code_challenge');
	const code = tokens.issueCode(connection, {
		redirectUri,
		...(challenge === null
			? {}
			: {
					challenge: { value: challenge, method: query.get('code_challenge_method') ?? 'plain' },
				}),
	});
	return redirect(redirectUri, { code, state });
}

function refusal(error: string, description: string, status = 400): Reply {
	return { status, body: { error, error_description: description } };
}

/** The parameters of a form or of a JSON object; undefined for anything else. */
function parametersOf({ contentType = '', text }: AuthRequest): URLSearchParams | undefined {
	if (contentType.includes('application/x-www-form-urlencoded')) return new URLSearchParams(text);
	if (!contentType.includes('json')) return undefined;
	try {
		const body: unknown = JSON.parse(text);
		if (typeof body !== 'object' || body === null) return undefined;
		return new URLSearchParams(
			Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]),
		);
	} catch {
		return undefined;
	}
}

function isClient(options: OAuthOptions, request: AuthRequest, given: URLSearchParams): boolean {
	const basic = /^Basic\s+(\S+)$/i.exec(request.authorization ?? '')?.[1];
	const [id, ...secret] = basic
		? Buffer.from(basic, 'base64').toString('utf8').split(':').map(formDecoded)
		: [given.get('client_id'), given.get('client_secret')];
	return (
		id === (options.clientId ?? DEFAULT_CLIENT_ID) &&
		secret.join(':') === (options.clientSecret ?? DEFAULT_CLIENT_SECRET)
	);
}

function formDecoded(text: string): string {
	try {
		return decodeURIComponent(text.replace(/\+/g, ' '));
	} catch {
		return text;
	}
}

function answerToken({ options, tokens }: AuthScope, request: AuthRequest): Reply {
	const given = parametersOf(request);
	if (!given) return refusal('invalid_request', 'The body is neither a form nor a JSON object.');
	if (!isClient(options, request, given)) {
		return refusal('invalid_client', 'The client id or secret is wrong.', 401);
	}
	switch (given.get('grant_type')) {
		case 'client_credentials':
			return tokenReply(tokens.issue(undefined), options);
		case 'authorization_code': {
			const connection = tokens.redeemCode(
				given.get('code') ?? '',
				given.get('redirect_uri') ?? '',
				given.get('code_verifier') ?? undefined,
			);
			if (connection) return tokenReply(tokens.issue(connection), options);
			return refusal('invalid_grant', 'The code is not valid, not for this address, or was used.');
		}
		case 'refresh_token': {
			const renewed = tokens.renew(given.get('refresh_token') ?? '');
			if (renewed) return tokenReply(renewed, options);
			return refusal('invalid_grant', 'The refresh token is not valid. Connect again.');
		}
		default:
			return refusal('unsupported_grant_type', 'The grant type is not supported.');
	}
}

/** The tokens as they are handed out, with the end of their life in the form that the options ask for. */
export function tokenValues(issued: Issued, { expiresIn = 'timestamp' }: OAuthOptions): JsonObject {
	const timestamp = Math.floor(issued.expiresAt / 1000);
	const seconds = Math.round((issued.expiresAt - Date.now()) / 1000);
	return {
		access_token: issued.accessToken,
		...(issued.refreshToken === undefined ? {} : { refresh_token: issued.refreshToken }),
		expires_in: { timestamp, text: String(timestamp), seconds }[expiresIn],
	};
}

function tokenReply(issued: Issued, options: OAuthOptions): Reply {
	return {
		status: 200,
		body: { token_type: 'Bearer', ...tokenValues(issued, options) },
		headers: { 'cache-control': 'no-store' },
	};
}
