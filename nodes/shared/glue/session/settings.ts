import { z } from 'zod';
import { SYSTEM_TYPES, type SystemType } from '../../catalogue/types';
import { inputError } from '../../client/errors/errors';
import { applicationOf } from '../../client/requests/tokenGrant';
import type { TokenSource } from '../../client/requests/unauthorized';
import type { ApiStyle } from '../../client/wire/transport';

/** Name of the credential type of a connection. */
export const CREDENTIAL = 'makiniApi';

const text = z.string().trim().catch('');

const credentialFields = z.object({
	apiToken: text,
	baseUrl: text,
	systemType: text,
	apiStyle: text,
});

export interface Settings {
	apiToken: string;
	baseUrl: string;
	systemType: SystemType;
	apiStyle: ApiStyle;
}

const isSystemType = (value: string): value is SystemType =>
	(SYSTEM_TYPES as readonly string[]).includes(value);

const isApiStyle = (value: string): value is ApiStyle => value === 'module' || value === 'v1';

function readBaseUrl(value: string): string | undefined {
	if (!URL.canParse(value)) return undefined;
	const url = new URL(value);
	const isPlain = /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search;
	return isPlain ? `${url.origin}${url.pathname.replace(/\/+$/, '')}` : undefined;
}

function requireBaseUrl(value: string): string {
	const baseUrl = readBaseUrl(value);
	if (baseUrl !== undefined) return baseUrl;
	throw inputError(
		'The base URL in the Makini credential is not a web address',
		'It looks like https://api.makini.io, without user name, question mark or path of an entity.',
	);
}

type Address = Omit<Settings, 'apiToken'>;

/** Where a connection is and what it is. */
function readPlace(
	fields: { baseUrl: string; systemType: string; apiStyle: string },
	systemTypeOverride: string,
): Address {
	const baseUrl = requireBaseUrl(fields.baseUrl);
	const systemType = systemTypeOverride || fields.systemType;
	const { apiStyle } = fields;
	if (!isSystemType(systemType)) {
		throw inputError(`The system type "${systemType}" is not known`, 'Choose ERP, EAM or WMS.');
	}
	if (!isApiStyle(apiStyle)) {
		throw inputError(
			`The API style "${apiStyle}" is not known`,
			'Open the Makini credential of this node and correct it.',
		);
	}
	return { baseUrl, systemType, apiStyle };
}

/**
 * Reads a credential, and the system type that a node may set in its place.
 * @throws MakiniError (input) naming the field that cannot be used.
 */
export function readSettings(credential: unknown, systemTypeOverride = ''): Settings {
	const fields = credentialFields.parse(credential);
	if (!fields.apiToken) {
		throw inputError(
			'The Makini credential has no API token',
			"Copy the connection's API token from Makini into the credential.",
		);
	}
	if (/[^\x21-\x7e]/.test(fields.apiToken)) {
		throw inputError(
			'The API token in the Makini credential has characters that no token has',
			'It may have been copied with a line break, a blank or quotation marks. Copy it again from Makini.',
		);
	}
	return { apiToken: fields.apiToken, ...readPlace(fields, systemTypeOverride) };
}

/** What is needed to send with a credential of any type. */
export interface Access {
	baseUrl: string;
	systemType: SystemType;
	apiStyle: ApiStyle;
	/** Tells credentials of one host apart. A secret as a rule. */
	identity: string;
	/** Texts that must not appear anywhere. */
	secrets: string[];
}

const place = z.object({ baseUrl: text });

/**
 * Reads the credential of an application.
 * @throws MakiniError (input) naming the field that cannot be used.
 */
export function readApplication(credential: unknown): Access {
	const { clientId, clientSecret, tokenUrl } = applicationOf(credential);
	if (!clientId || !clientSecret) {
		throw inputError(
			'The Makini credential has no client ID or no client secret',
			"Copy both from your application's page in Makini into the credential.",
		);
	}
	if (readBaseUrl(tokenUrl) === undefined) {
		throw inputError(
			'The token URL in the Makini credential is not a web address',
			'It looks like https://api.makini.io/link/token.',
		);
	}
	return {
		baseUrl: requireBaseUrl(place.parse(credential).baseUrl),
		// Neither matters: what an application may ask for lies outside of the system types.
		systemType: 'erp',
		apiStyle: 'module',
		identity: `${clientId}\n${clientSecret}`,
		secrets: [clientSecret],
	};
}

const grant = z
	.object({ access_token: text, refresh_token: text })
	.catch({ access_token: '', refresh_token: '' });

const consent = credentialFields.extend({ clientSecret: text, oauthTokenData: grant });

/**
 * Reads a credential that a customer's consent has filled.
 * @param id n8n's identification of the credential: unlike its tokens it stays the same.
 * @throws MakiniError (input) naming the field that cannot be used.
 */
function readConsent(credential: unknown, systemType = '', id = ''): Access {
	const { clientSecret, oauthTokenData, ...fields } = consent.parse(credential);
	const place = readPlace(fields, systemType);
	const { access_token: accessToken, refresh_token: refreshToken } = oauthTokenData;
	if (!accessToken) {
		throw inputError(
			'The Makini credential is not connected',
			'Open it and choose Connect. The owner of the system then logs in and agrees.',
		);
	}
	return {
		...place,
		identity: id || accessToken,
		secrets: [clientSecret, accessToken, refreshToken].filter(Boolean),
	};
}

export interface CredentialType {
	read: (credential: unknown, systemType?: string, id?: string) => Access;
	/** Where the token comes from: it is typed in unless told. */
	tokenSource?: TokenSource;
	/**
	 * For credentials whose token n8n renews: what can be asked for without harm to make n8n find out
	 * that it is time, and where the credential keeps the token.
	 */
	renewal?: { probe: string; token: string };
}

export const CREDENTIALS = {
	[CREDENTIAL]: {
		read: (credential, systemType) => {
			const { apiToken, ...place } = readSettings(credential, systemType);
			return { ...place, identity: apiToken, secrets: [apiToken] };
		},
	},
	makiniClientCredentialsApi: {
		read: readApplication,
		tokenSource: 'application',
		renewal: { probe: '/api/system/client', token: 'accessToken' },
	},
	makiniOAuth2Api: {
		read: readConsent,
		tokenSource: 'consent',
		renewal: { probe: '/api/integrations/current', token: 'oauthTokenData.access_token' },
	},
} as const satisfies Record<string, CredentialType>;

export type CredentialName = keyof typeof CREDENTIALS;
