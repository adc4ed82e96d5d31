import { createHmac, timingSafeEqual } from 'crypto';

/** Headers as Node.js gives them: names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Length of an HMAC-SHA256. */
const DIGEST_BYTES = 32;

const HEX = /^[0-9a-f]{64}$/i;

/** Base64 in either alphabet, with or without the padding. */
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

/**
 * The value of a header that was sent exactly once. Node.js joins repeated headers or drops all but the first, so the
 * names as they came (`rawHeaders`: name, value, name, value...) are counted where they are known.
 */
export function singleHeader(
	headers: Headers,
	name: string,
	rawHeaders: readonly string[] = [],
): string | undefined {
	const wanted = name.trim().toLowerCase();
	const sent = rawHeaders.filter(
		(each, index) => index % 2 === 0 && each.toLowerCase() === wanted,
	).length;
	const value = Object.hasOwn(headers, wanted) ? headers[wanted] : undefined;
	return sent <= 1 && typeof value === 'string' ? value : undefined;
}

/** The 32 bytes that a signature header stands for; `undefined` for anything that is no HMAC-SHA256. */
export function readSignature(header: string | undefined): Buffer | undefined {
	const text = header?.replace(/^sha256=/i, '');
	if (text === undefined) return undefined;
	if (HEX.test(text)) return Buffer.from(text, 'hex');
	if (!BASE64.test(text)) return undefined;
	const bytes = Buffer.from(text, 'base64');
	// The last character has bits to spare: only one spelling of them is right.
	const spelling = text.replace(/=$/, '').replace(/-/g, '+').replace(/_/g, '/');
	const isCanonical = bytes.toString('base64').replace(/=$/, '') === spelling;
	return bytes.length === DIGEST_BYTES && isCanonical ? bytes : undefined;
}

function isSigned(content: Buffer | string, signature: Buffer, secrets: readonly string[]) {
	return secrets.some((secret) =>
		timingSafeEqual(createHmac('sha256', secret).update(content).digest(), signature),
	);
}

function rewritten(text: string): string | undefined {
	try {
		return JSON.stringify(JSON.parse(text));
	} catch {
		return undefined;
	}
}

/**
 * The text that was signed with one of the secrets: the body itself, or the body as
 * `JSON.stringify` writes it, which is what Makini's published sample signs. A sender in PHP
 * escapes more, so the two differ. Only the returned text may be used: a body can hold what the
 * second form does not show, such as a key that is there twice.
 */
export function signedText(
	body: Buffer,
	signature: Buffer,
	secrets: readonly string[],
): string | undefined {
	const usable = secrets.filter(Boolean);
	const text = body.toString('utf8');
	if (isSigned(body, signature, usable)) return text;
	const json = rewritten(text);
	return json !== undefined && isSigned(json, signature, usable) ? json : undefined;
}
