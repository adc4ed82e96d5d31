import { isObject } from 'lodash';
import { isHtml, MOST_SAID, readable, sentences, shortened, titleOf } from '../errors/readableText';
import { saidTexts } from './saidTexts';
import { xmlTree } from './xmlTree';
import { plainName } from './fieldPaths';

/** What a refusal says about itself, as people can read it: bounded, without markup and secrets. */
export interface ErrorBody {
	code?: string;
	/** What is said of the whole. */
	message?: string;
	requestId?: string;
	/** A problem's own address or name (RFC 9457), where there is no ID. */
	instance?: string;
	/** What is said of fields, by paths such as `lineItems.0.quantity`. */
	fieldErrors?: Record<string, string[]>;
}

const CODES = ['code', 'errorcode', 'errcode', 'faultcode'];
const REQUEST_IDS = ['requestid', 'traceid', 'correlationid'];

/** Where facts stand: at the top, below an error, or in the first of several. */
function levelsOf(body: unknown, left = 5): Array<Readonly<Record<string, unknown>>> {
	if (!isObject(body) || left === 0) return [];
	if (Array.isArray(body)) return levelsOf(body[0], left - 1);
	const level = body as Readonly<Record<string, unknown>>;
	// An object of errors has fields for names, so that its code is what is wrong with the field of that name.
	const below = Object.entries(level).filter(
		([name, value]) =>
			/^(?:error|fault|envelope|body)$/i.test(name) || (name === 'errors' && Array.isArray(value)),
	);
	return [level, ...below.flatMap(([, value]) => levelsOf(value, left - 1))];
}

function factOf(
	levels: ReadonlyArray<Readonly<Record<string, unknown>>>,
	names: readonly string[],
): string | undefined {
	for (const level of levels) {
		for (const [name, value] of Object.entries(level)) {
			const isFact = typeof value === 'string' && names.includes(plainName(name));
			const text = isFact ? readable(value, 200) : '';
			if (text !== '') return text;
		}
	}
	return undefined;
}

/** A problem's type is its code, unless it says that it is none (RFC 9457, section 4.2.1). */
function problemOf(body: unknown): Pick<ErrorBody, 'code' | 'instance'> {
	const { type, title, detail, instance } = (isObject(body) ? body : {}) as Record<string, unknown>;
	if (typeof title !== 'string' && typeof detail !== 'string') return {};
	return {
		code: typeof type === 'string' && type !== 'about:blank' ? readable(type, 200) : undefined,
		instance: typeof instance === 'string' ? readable(instance, 200) : undefined,
	};
}

/** What stands in a body: its JSON or XML as values, its title where it is a page, else its text. */
function contentOf(body: unknown): unknown {
	if (typeof body !== 'string') return body;
	if (isHtml(body)) return titleOf(body);
	return /^\s*<[\w?!]/.test(body) ? xmlTree(body) : body;
}

/**
 * Reads what a refusal says, in whatever shape: the connected systems, their adapters, Makini and the gateways between
 * them each have their own. For people: nothing may be decided by it about what was done (see isOwnError).
 */
export function readErrorBody(body: unknown): ErrorBody {
	const content = contentOf(body);
	const said = saidTexts(content);
	const fieldErrors = new Map<string, string[]>();
	for (const { field, text } of said) {
		if (field) fieldErrors.set(field, [...(fieldErrors.get(field) ?? []), text]);
	}
	const texts = said.flatMap(({ field, text }) => (field ? [] : [text]));
	const levels = levelsOf(content);
	const { code, instance } = problemOf(content);
	return {
		code: factOf(levels, CODES) ?? code,
		message: shortened(sentences(texts), MOST_SAID) || undefined,
		requestId: factOf(levels, REQUEST_IDS),
		instance,
		fieldErrors: fieldErrors.size > 0 ? Object.fromEntries(fieldErrors) : undefined,
	};
}
