import type { EntityDefinition, Fields } from '../contract/entities';
import { partFields } from '../contract/entities';
import type { JsonObject, JsonValue } from '../base';
import type { Dialect } from './types';

type Numbers = NonNullable<Dialect['numbers']>;

/** Stands before a text that is to be a number in JSON, with all its digits. Nothing that is stored contains it. */
const MARK = '\u0001';
const MARKED = /"\\u0001([^"]*)"/g;

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

const KEY = /^0([1-9])000(\d{9})$/;
const KEY_SPACE = 1_000_000_000n;
/** The distance between the numbers of two keys that follow one another (data/keys.ts), and what undoes it. */
const STRIDE = 7_654_321n;
const UNDO = inverse(STRIDE, KEY_SPACE);
/** From here on JavaScript's numbers miss every second integer. */
const FIRST = 2n ** 53n;
const LAST = FIRST + 9n * KEY_SPACE;

function inverse(value: bigint, modulus: bigint): bigint {
	let [before, last] = [0n, 1n];
	let [divisor, rest] = [modulus, value];
	while (rest > 0n) {
		const times = divisor / rest;
		[before, last] = [last, before - times * last];
		[divisor, rest] = [rest, divisor - times * rest];
	}
	return ((before % modulus) + modulus) % modulus;
}

/**
 * The key as a number beyond 2^53, in digits; what is no key stays. Keys of records that were made one after the other
 * give numbers that follow one another, so that one that is rounded is the key of its neighbour.
 */
export function keyAsNumber(key: string): string {
	const [, family, number] = KEY.exec(key) ?? [];
	if (family === undefined || number === undefined) return key;
	const place = (BigInt(number) * UNDO) % KEY_SPACE;
	return String(FIRST + (BigInt(family) - 1n) * KEY_SPACE + place);
}

/** The key that a number stands for; what is none stays. */
export function keyOfNumber(digits: string): string {
	if (!/^\d{16}$/.test(digits)) return digits;
	const number = BigInt(digits);
	if (number < FIRST || number >= LAST) return digits;
	const family = (number - FIRST) / KEY_SPACE + 1n;
	const place = (((number - FIRST) % KEY_SPACE) * STRIDE) % KEY_SPACE;
	return `0${family}000${String(place).padStart(9, '0')}`;
}

/** An address whose keys are numbers, with the keys themselves. */
function withKeysInUrl(url: URL): URL {
	const plain = new URL(url);
	plain.pathname = url.pathname.split('/').map(keyOfNumber).join('/');
	for (const [name, value] of [...url.searchParams]) {
		const key = keyOfNumber(value);
		if (key !== value) plain.searchParams.set(name, key);
	}
	return plain;
}

/** A JSON text whose keys are numbers or texts of their digits, with the keys themselves. Other digits stay exact. */
export function withKeysInJson(text: string): string {
	return text
		.replace(/"(\d{16}(?:,\d{16})*)"/g, (_, keys: string) => {
			return `"${keys.split(',').map(keyOfNumber).join(',')}"`;
		})
		.replace(/(?<=[:,[]\s*)\d{16}(?=\s*[,}\]])/g, (digits) => {
			const key = keyOfNumber(digits);
			return key === digits ? digits : `"${key}"`;
		});
}

const KEY_FIELD = /^(?:key|\w+Keys?)$/;
/** A number that is written as JSON writes it, and that JavaScript holds. */
const SHORT = /^[1-9]\d{0,14}$/;

/** A JSON text with running keys that came as numbers as texts: one key, or a list of them. */
function withRunningKeysInJson(text: string): string {
	return text
		.replace(/("(?:key|\w+Key|status)"\s*:\s*)(\d{1,15})(?=\s*[,}])/g, '$1"$2"')
		.replace(/("\w+Keys"\s*:\s*\[)([\d,\s]+)(?=\])/g, (_, start: string, keys: string) => {
			return start + keys.replace(/\d+/g, '"$&"');
		});
}

/** A JSON text with codes that came as numbers as texts. */
function withCodesInJson(text: string): string {
	return text.replace(/("code"\s*:\s*)(\d+)(?=\s*[,}])/g, '$1"$2"');
}

/** A request whose numbers stand for keys or codes, as the sandbox understands it. */
export function withoutNumbers<T extends { url: URL; text: string }>(
	numbers: Numbers | undefined,
	request: T,
): T {
	const { url, text } = request;
	if (numbers === 'numericCodes') return { ...request, text: withCodesInJson(text) };
	if (numbers !== 'numericKeys') return request;
	const named = withRunningKeysInJson(withKeysInJson(text));
	return { ...request, url: withKeysInUrl(url), text: named };
}

/** The value as JSON, with numbers where texts are marked. */
export function toJson(value: JsonValue): string {
	const text = JSON.stringify(value);
	return text.includes('"\\u0001') ? text.replace(MARKED, '$1') : text;
}

/** Names of the fields whose texts are amounts, here and in the parts. */
function amountsOf(fields: Fields): ReadonlySet<string> {
	const found = Object.entries(fields).flatMap(([name, definition]): string[] => {
		const { type, part } = definition;
		if (type === 'decimal' || type === 'count') return [name];
		return part === undefined ? [] : [...amountsOf(partFields(definition))];
	});
	return new Set(found);
}

type Rewrite = (value: JsonValue, name: string) => JsonValue;

function rewritten(value: JsonValue, name: string, rewrite: Rewrite): JsonValue {
	if (Array.isArray(value)) return value.map((each) => rewritten(each, name, rewrite));
	if (typeof value !== 'object' || value === null) return rewrite(value, name);
	const entries = Object.entries(value).map(([field, each]) => [
		field,
		rewritten(each, field, rewrite),
	]);
	return Object.fromEntries(entries) as JsonObject;
}

const REWRITES: Readonly<Record<Numbers, ((entity: EntityDefinition) => Rewrite) | undefined>> = {
	asKept: undefined,
	texts: () => (value) => (typeof value === 'number' ? String(value) : value),
	jsonNumbers({ fields }) {
		const amounts = amountsOf(fields);
		return (value, name) =>
			typeof value === 'string' && amounts.has(name) && NUMBER.test(value) ? MARK + value : value;
	},
	numericKeys: () => (value, name) => {
		if (typeof value !== 'string') return value;
		if (KEY.test(value)) return MARK + keyAsNumber(value);
		return KEY_FIELD.test(name) && SHORT.test(value) ? MARK + value : value;
	},
	numericCodes: () => (value, name) =>
		typeof value === 'string' && name === 'code' && SHORT.test(value) ? MARK + value : value,
};

export const NUMBER_DIALECTS = Object.keys(REWRITES) as Numbers[];

/** The records of an entity's answer as the dialect writes their numbers. */
export function numbersIn(
	dialect: Numbers | undefined,
	body: JsonObject | JsonObject[],
	entity: EntityDefinition,
): JsonObject | JsonObject[] {
	const rewrite = REWRITES[dialect ?? 'asKept']?.(entity);
	if (!rewrite) return body;
	if (Array.isArray(body)) return rewritten(body, '', rewrite) as JsonObject[];
	return { ...body, data: rewritten(body.data ?? null, 'data', rewrite) };
}
