import { isPlainObject } from 'lodash';
import { fieldPath, isFieldName, namedField, plainName } from './fieldPaths';
import { isHtml, readable, titleOf } from '../errors/readableText';

/** A text for people, and the field that it is about. */
export interface Said {
	field?: string;
	text: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Names of properties that hold words for people. */
const MESSAGE = /(?:message|msg|details?|description|title|reason|faultstring|explanation|text)s?$/;

/** Names of properties that hold errors. */
const ERRORS =
	/(?:errors?|faults?|exceptions?|causes?|violations|issues|problems|invalidparams|errordetails|envelope)$/;

/** Names of properties that hold anything, errors as well as the record that was sent. */
const ANYTHING: ReadonlySet<string> = new Set(['body', 'data', 'payload', 'response', 'result']);

/** Names of objects with fields as names and what is wrong with them as values. */
const BY_FIELD = /(?:errors|violations|modelstate)$/;

/** Names beside those of fields for what is wrong with the whole. */
const WHOLE: ReadonlySet<string> = new Set([
	'',
	'all',
	'base',
	'error',
	'errors',
	'general',
	'message',
	'messages',
	'nonfielderrors',
]);

/** Names of texts that are not for people. */
const NO_WORDS =
	/^(?:code|host|id|instance|lang|language|locale|method|severity|stack|status|timestamp|trace|type|ur[il]|version)$|id$|auth|code$|key$|passw|pwd|secret|stack|time$|token|trace/;

const MOST_TEXTS = 50;
const MOST_PARTS = 2_000;
const MOST_LEVELS = 12;

const isObject = (value: unknown): value is Fields => isPlainObject(value);

/** Where words are looked for, from what is certainly an error to anything that is text. */
type Scope = 'errors' | 'messages' | 'texts';

/** Collects what a body says. */
class Collector {
	readonly said: Said[] = [];

	private parts = 0;

	constructor(private readonly scope: Scope) {}

	/** @param speaks whether a text that stands here is meant for people. */
	visit(value: unknown, level: number, speaks: boolean, field?: string): void {
		this.parts += 1;
		if (this.parts > MOST_PARTS || level > MOST_LEVELS) return;
		if (typeof value === 'string') {
			if (speaks) this.add(value, level, field);
		} else if (Array.isArray(value)) {
			for (const each of value) this.visit(each, level + 1, speaks, field);
		} else if (isObject(value)) {
			this.visitObject(value, level, speaks, namedField(value) ?? field);
		}
	}

	private add(text: string, level: number, field?: string): void {
		const parsed = /^\s*[[{]/.test(text) ? parsedJson(text) : undefined;
		if (parsed !== undefined) return this.visit(parsed, level + 1, true, field);
		const words = isHtml(text) ? titleOf(text) : readable(text);
		if (words === '' || this.said.length >= MOST_TEXTS) return;
		this.said.push({ field: field ? readable(field, 200) : undefined, text: words });
	}

	private visitObject(fields: Fields, level: number, speaks: boolean, field?: string): void {
		const before = this.said.length;
		const entries = Object.entries(fields);
		for (const [name, value] of entries) this.visitProperty(name, value, level + 1, speaks, field);
		if (this.said.length > before) return;
		// What is called an error may be no more than its name, so it counts where nothing else is said.
		for (const [name, value] of entries) {
			const isLast = ERRORS.test(plainName(name)) || (speaks && /^(?:value|#text)$/.test(name));
			if (typeof value === 'string' && isLast) this.add(value, level, field);
		}
	}

	private visitProperty(
		name: string,
		value: unknown,
		level: number,
		speaks: boolean,
		field?: string,
	): void {
		const plain = plainName(name);
		if (isFieldName(plain) && typeof value === 'string') return;
		const isMessage = MESSAGE.test(plain);
		const isError = ERRORS.test(plain);
		const isWordy = this.scope === 'texts' && !NO_WORDS.test(plain);
		if (typeof value === 'string') {
			if ((isMessage && speaks) || isWordy) this.add(value, level, field);
		} else if (BY_FIELD.test(plain) && isObject(value) && !hasMessage(value)) {
			this.visitByField(value, level, field);
		} else if (isError || isMessage) {
			this.visit(value, level, true, field);
		} else if (isTexts(value)) {
			if (isWordy) this.visitByField({ [name]: value }, level, field);
		} else if (this.scope !== 'errors') {
			this.visit(value, level, true, field);
		} else if (ANYTHING.has(plain)) {
			this.visit(value, level, false, field);
		}
	}

	private visitByField(fields: Fields, level: number, above?: string): void {
		this.parts += 1;
		if (this.parts > MOST_PARTS || level > MOST_LEVELS) return;
		for (const [name, value] of Object.entries(fields)) {
			const own = WHOLE.has(plainName(name)) ? '' : fieldPath(name);
			const field = [above, own].filter(Boolean).join('.') || undefined;
			const each = Array.isArray(value) ? value : [value];
			each.forEach((part: unknown, index) => {
				const place = Array.isArray(value) ? `${field ?? ''}.${index}` : field;
				if (isObject(part) && !hasMessage(part)) this.visitByField(part, level + 1, place);
				else this.visit(part, level + 1, true, field);
			});
		}
	}
}

const hasMessage = (fields: Fields): boolean =>
	Object.entries(fields).some(
		([name, value]) =>
			(typeof value === 'string' && /^(?:\w*message|msg|detail|reason|error)$/i.test(name)) ||
			(name === 'error' && typeof value === 'object'),
	);

const isTexts = (value: unknown): boolean =>
	Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');

function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** Leaves out what another text of the same field says as well. */
const withoutRepetitions = (all: readonly Said[]): Said[] =>
	all.filter(
		({ field, text }, index) =>
			!all.some(
				(other, at) =>
					at !== index &&
					other.field === field &&
					other.text.includes(text) &&
					(other.text.length > text.length || at < index),
			),
	);

/** The words for people in a refusal of any shape, bounded, in the order in which they came. */
export function saidTexts(body: unknown): Said[] {
	for (const scope of ['errors', 'messages', 'texts'] as const) {
		const collector = new Collector(scope);
		collector.visit(body, 0, true);
		if (collector.said.length > 0) return withoutRepetitions(collector.said);
	}
	return [];
}
