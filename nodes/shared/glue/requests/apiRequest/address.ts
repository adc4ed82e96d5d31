import { inputError } from '../../../client/errors/errors';

export interface Address {
	/** Begins with a slash, below the base URL. */
	path: string;
	/** What stood behind the question mark. */
	query: Array<readonly [string, string]>;
}

const elsewhere = (host: string): Error =>
	inputError(
		`The path leads to another host (${host})`,
		"The token is sent to the credential's base URL only. Enter a path such as /api/erp/vendors, or use the HTTP Request node for other hosts.",
		'path',
	);

/**
 * Reads a path on the host of the base URL. An address that was copied in full is taken where it
 * lies below the base URL.
 * @throws MakiniError (input) for everything that leads elsewhere.
 */
export function readAddress(text: string, baseUrl: string): Address {
	const base = new URL(`${baseUrl}/`);
	const given = text.trim().replaceAll('\\', '/');
	const isAbsolute = /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(given);
	const relative = isAbsolute ? given : `./${given.replace(/^\/+/, '')}`;
	if (!URL.canParse(relative, base.href)) {
		throw inputError('The path cannot be read', 'It looks like /api/erp/vendors.', 'path');
	}
	const url = new URL(relative, base);
	if (url.origin !== base.origin) throw elsewhere(url.host || url.protocol);
	if (url.username || url.password) throw elsewhere(url.host);
	if (!url.pathname.startsWith(base.pathname)) {
		throw inputError(
			'The path leads out of the base URL',
			`The base URL ends in ${base.pathname}; enter a path below it.`,
			'path',
		);
	}
	return {
		path: url.pathname.slice(base.pathname.length - 1),
		query: [...url.searchParams.entries()],
	};
}
