import { createHash, randomBytes } from 'node:crypto';
import type { Connection } from '../system/connection';
import type { OAuthOptions } from '../options';

const DAY_SECONDS = 24 * 60 * 60;
const CODE_SECONDS = 10 * 60;

export const DEFAULT_CLIENT_ID = 'sandbox-client';
export const DEFAULT_CLIENT_SECRET = 'sandbox-secret';

interface Grant {
	/** Absent for a token of the application itself. */
	connection: Connection | undefined;
	/** Both as they were when the token was given out; the connection has newer ones when it ended its tokens. */
	session: number;
	tokenRound: number;
	/** In ms since 1970. */
	expiresAt: number;
}

interface AccessGrant extends Grant {
	refreshToken?: string;
}

interface RefreshGrant extends Grant {
	accessToken: string;
}

export interface CodeRequest {
	redirectUri: string;
	challenge?: { value: string; method: string };
}

interface CodeGrant extends Grant, CodeRequest {}

export interface Issued {
	accessToken: string;
	refreshToken?: string;
	/** In ms since 1970. */
	expiresAt: number;
}

export type Holder =
	| { kind: 'client'; expired: boolean }
	| { kind: 'connection'; connection: Connection; expired: boolean };

const secret = (): string => randomBytes(24).toString('base64url');

/** All that the authorization server has given out. */
export class Tokens {
	private readonly access = new Map<string, AccessGrant>();
	private readonly refresh = new Map<string, RefreshGrant>();
	private readonly codes = new Map<string, CodeGrant>();

	constructor(private readonly options: OAuthOptions) {}

	/** A code that can be exchanged once, within ten minutes, for tokens of the connection. */
	issueCode(connection: Connection, request: CodeRequest): string {
		const code = secret();
		this.codes.set(code, { ...grant(connection, CODE_SECONDS), ...request });
		return code;
	}

	/** The connection of a code, which ends with this call; undefined for a code that is not good, or not any more. */
	redeemCode(
		code: string,
		redirectUri: string,
		verifier: string | undefined,
	): Connection | undefined {
		const found = this.codes.get(code);
		this.codes.delete(code);
		if (!found || ended(found) || found.redirectUri !== redirectUri) return undefined;
		if (found.challenge && !proves(verifier, found.challenge)) return undefined;
		return found.connection;
	}

	/** New tokens: for a connection a pair, for the application (undefined) an access token alone. */
	issue(
		connection: Connection | undefined,
		accessSeconds = this.options.accessTokenSeconds ?? 30 * DAY_SECONDS,
	): Issued {
		const accessToken = secret();
		const given = grant(connection, accessSeconds);
		const { expiresAt } = given;
		if (!connection) {
			this.access.set(accessToken, given);
			return { accessToken, expiresAt };
		}
		const refreshToken = secret();
		const refreshSeconds = this.options.refreshTokenSeconds ?? 31 * DAY_SECONDS;
		this.access.set(accessToken, { ...given, refreshToken });
		this.refresh.set(refreshToken, { ...grant(connection, refreshSeconds), accessToken });
		return { accessToken, refreshToken, expiresAt };
	}

	/** New tokens for old ones, which end; undefined for a refresh token that is not good, or not any more. */
	renew(refreshToken: string): Issued | undefined {
		const found = this.refresh.get(refreshToken);
		if (!found?.connection || ended(found) || found.connection.state === 'fail') return undefined;
		this.refresh.delete(refreshToken);
		this.access.delete(found.accessToken);
		return this.issue(found.connection);
	}

	/** Ends the life of all tokens of the application itself. */
	expireApplication(): void {
		for (const given of this.access.values()) if (!given.connection) given.expiresAt = Date.now();
	}

	/** Whose access token it is; undefined for one that was never given out or that a refresh ended. */
	holder(accessToken: string): Holder | undefined {
		if (accessToken === this.options.clientToken) return { kind: 'client', expired: false };
		const found = this.access.get(accessToken);
		if (!found) return undefined;
		const { connection } = found;
		if (!connection) return { kind: 'client', expired: ended(found) };
		const expired = ended(found) || found.tokenRound < connection.tokenRound;
		return { kind: 'connection', connection, expired };
	}
}

function grant(connection: Connection | undefined, seconds: number): Grant {
	const { session = 0, tokenRound = 0 } = connection ?? {};
	return { connection, session, tokenRound, expiresAt: Date.now() + seconds * 1000 };
}

function ended({ connection, session, expiresAt }: Grant): boolean {
	return Date.now() >= expiresAt || session < (connection?.session ?? 0);
}

/** RFC 7636: whether the verifier belongs to the challenge. */
function proves(
	verifier: string | undefined,
	{ value, method }: { value: string; method: string },
) {
	if (verifier === undefined) return false;
	if (method !== 'S256') return verifier === value;
	return createHash('sha256').update(verifier).digest('base64url') === value;
}
