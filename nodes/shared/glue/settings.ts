import { z } from 'zod';
import { SYSTEM_TYPES, type SystemType } from '../catalogue/types';
import { inputError, type MakiniError } from '../client/errors';
import type { ApiStyle } from '../client/transport';

/** Name of the credential type. */
export const CREDENTIAL = 'makiniApi';

const CREDENTIAL_HINT = 'Open the Makini credential of this node and correct it.';

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

/**
 * Reads a credential, and the system type that a node may set in its place.
 * @throws MakiniError (input) naming the field that cannot be used.
 */
export function readSettings(credential: unknown, systemTypeOverride = ''): Settings {
	const fields = credentialFields.parse(credential);
	const problem = (message: string, hint = CREDENTIAL_HINT): MakiniError =>
		inputError(message, hint);
	if (!fields.apiToken) {
		throw problem(
			'The Makini credential has no API token',
			"Copy the connection's API token from Makini into the credential.",
		);
	}
	if (/[^\x21-\x7e]/.test(fields.apiToken)) {
		throw problem(
			'The API token in the Makini credential has characters that no token has',
			'It may have been copied with a line break, a blank or quotation marks. Copy it again from Makini.',
		);
	}
	const baseUrl = readBaseUrl(fields.baseUrl);
	if (baseUrl === undefined) {
		throw problem(
			'The base URL in the Makini credential is not a web address',
			'It looks like https://api.makini.io, without user name, question mark or path of an entity.',
		);
	}
	const systemType = systemTypeOverride || fields.systemType;
	if (!isSystemType(systemType)) {
		throw problem(`The system type "${systemType}" is not known`, 'Choose ERP, EAM or WMS.');
	}
	if (!isApiStyle(fields.apiStyle)) {
		throw problem(`The API style "${fields.apiStyle}" is not known`);
	}
	return { apiToken: fields.apiToken, baseUrl, systemType, apiStyle: fields.apiStyle };
}
