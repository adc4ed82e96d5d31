/** 1e+21 and 1e-7, as numbers become text, written out. */
function withoutExponent(text: string): string {
	const parts = /^([+-]?)(\d+)\.?(\d*)e([+-]?\d{1,3})$/i.exec(text);
	if (!parts) return text;
	const [, sign = '', whole = '', fraction = '', exponent = ''] = parts;
	const digits = whole + fraction;
	const point = whole.length + Number(exponent);
	const padded = digits.padStart(digits.length - Math.min(point, 0), '0').padEnd(point, '0');
	return `${sign}${padded.slice(0, Math.max(point, 0))}.${padded.slice(Math.max(point, 0))}`;
}

/** "12.50", 12.5 and " 12.5" are one amount. Compared as text, so that no digit is lost to floating point. */
export function canonicalDecimal(value: unknown): string {
	const text = withoutExponent(String(value).trim());
	const parts = /^([+-]?)0*(\d*)(?:\.(\d*))?$/.exec(text);
	if (!parts || !/\d/.test(text)) return text;
	const [, sign = '', whole = '', fraction = ''] = parts;
	const decimals = fraction.replace(/0+$/, '');
	const digits = `${whole || '0'}${decimals ? `.${decimals}` : ''}`;
	return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

/**
 * Whether a number can be what was meant. A whole number beyond 2^53 stands for its neighbours as
 * well: which of them was meant is lost.
 */
export const isExact = (value: number): boolean =>
	Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value));

/** Whether a number as it is written is still the same one after it was read. */
const survives = (written: string): boolean =>
	canonicalDecimal(Number(written)) === canonicalDecimal(written);

/** A written number as a number where that loses nothing, else as the text that it is. */
export const exactNumber = (written: string): number | string =>
	survives(written) ? Number(written) : written;

/** A string or a number of a JSON text. Numbers within strings are thereby not taken for numbers. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/** Numbers of fewer digits always survive, so that most texts need no second look. */
const MAY_BE_LONG = /[\d.]{16}|\d[eE]/;

const changes = (token: string): boolean => !token.startsWith('"') && !survives(token);

/** The first number of a JSON text that would change by being parsed, and so by being sent. */
export const changedNumber = (json: string): string | undefined =>
	MAY_BE_LONG.test(json) ? json.match(TOKENS)?.find(changes) : undefined;

/**
 * Parses JSON without losing a digit: numbers that JavaScript cannot hold become texts, written out in full.
 * @throws SyntaxError for what is not JSON.
 */
export function parseExact(json: string): unknown {
	const parsed = JSON.parse(json) as unknown;
	if (changedNumber(json) === undefined) return parsed;
	return JSON.parse(
		json.replace(TOKENS, (token) => (changes(token) ? `"${canonicalDecimal(token)}"` : token)),
	) as unknown;
}

/** The first number within a value that has lost digits before it came here. */
export function lostNumber(value: unknown): number | undefined {
	if (typeof value === 'number') {
		return isExact(value) || !Number.isFinite(value) ? undefined : value;
	}
	if (typeof value !== 'object' || value === null) return undefined;
	for (const part of Object.values(value)) {
		const lost = lostNumber(part);
		if (lost !== undefined) return lost;
	}
	return undefined;
}
