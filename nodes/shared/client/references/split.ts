import { startCase, intersection, xor } from 'lodash';
import { z } from 'zod';
import { referringOf, wordOf, wordOfOne, type Reference } from '../../catalogue/referring';
import type { Field } from '../../catalogue/types';
import { inputError } from '../errors/errors';
import { isObject, type MakiniRecord } from '../wire/envelopes';
import { parseExact } from '../wire/exact';
import { keysIn, keyText } from '../wire/keys';
import { misfitOf } from '../wire/values';

/** What a reference was given as, in words. A text alone may be a code or a name. */
export interface Given {
	text?: string;
	code?: string;
	name?: string;
}

/** A reference whose key is to be found. */
export interface Wanted {
	reference: Reference;
	given: Given;
	/** The record, or part of one, that gets the key. */
	holder: MakiniRecord;
	/** Where it stands, for people: "Line Items, entry 2, Material". */
	label: string;
}

/** A reference that was given by its key alone. */
export interface BareKey {
	reference: Reference;
	key: string;
	label: string;
	/** Name of the record's own field that it stands in or below. */
	top: string;
}

/** A list of keys in the making: each entry is the holder of one of them. */
export interface KeyList {
	field: Field;
	holder: MakiniRecord;
	entries: readonly MakiniRecord[];
}

/** Puts what the entries of lists hold so far into their records. What came out empty is left out. */
export function fillLists(lists: readonly KeyList[]): void {
	for (const { field, holder, entries } of lists) {
		const keys = entries.map((entry) => entry[field.name]).filter((key) => !isBlank(key));
		holder[field.name] = field.type === 'array' ? keys : keys.join(',');
	}
}

/** Data of a record, with what is to be found out before it can be written. */
export interface Split {
	/** Without words for references. */
	data: MakiniRecord;
	wanted: Wanted[];
	bare: BareKey[];
	/** Lists of keys that words were given for. */
	lists: KeyList[];
	/** Fields that were given as an empty text. */
	empty: Array<Pick<Wanted, 'reference' | 'label' | 'holder'>>;
}

const wordsShape = z.object({ key: z.unknown(), code: z.unknown(), name: z.unknown() }).partial();

const isBlank = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** "Vendor Key" is about a key; the vendor itself is called "Vendor". */
const labelOf = ({ field }: Reference): string => field.label.replace(/ Key$/, '');

/** @throws MakiniError (input) for what is no single text. */
function textOf(value: unknown, label: string, parameter: string): string | undefined {
	const misfit = misfitOf(value);
	if (misfit) {
		const shown = misfit.shown === undefined ? '' : `: ${misfit.shown}`;
		throw inputError(
			`${label} is ${misfit.is}${shown}`,
			`${misfit.hint} A reference is given as a code or a name, or as an object with "code" or "name".`,
			parameter,
		);
	}
	return isBlank(value) ? undefined : String(value).trim();
}

/** What says in words which records a list of keys refers to, taken out of their record. */
function wordsOfList(
	{ field, word }: Reference,
	fields: readonly Field[],
	holder: MakiniRecord,
): unknown[] | undefined {
	const given = listNames(field, word, fields).map((name) => {
		const value = holder[name];
		Reflect.deleteProperty(holder, name);
		return isBlank(value) ? undefined : wordsIn(value);
	});
	return given.find((words) => words !== undefined);
}

/** A list, one thing, or a text with commas between them. */
function wordsIn(value: unknown): unknown[] {
	if (typeof value !== 'string') return Array.isArray(value) ? value : [value];
	const list = value.trim().startsWith('[') ? parseList(value) : undefined;
	return list ?? value.split(',').filter((word) => !isBlank(word));
}

function parseList(text: string): unknown[] | undefined {
	try {
		const list = parseExact(text);
		return Array.isArray(list) ? list : undefined;
	} catch {
		return undefined;
	}
}

/** The keys that words came with. */
const originsOf = (words: readonly unknown[]): Array<string | undefined> =>
	words.map((each) => (isObject(each) ? keyText(each.key) : undefined));

/** Whether keys are set on purpose: not those that the words came with. */
function areOthers(own: readonly string[], words: readonly unknown[]): boolean {
	const origins = originsOf(words);
	const isWhole = origins.length > 0 && origins.every((key) => key !== undefined);
	return isWhole && xor(own, origins).length > 0;
}

/** Under these names words for a list of keys may stand, unless the model has fields of them. */
const listNames = (field: Field, word: string, fields: readonly Field[]): string[] =>
	[word, `${wordOfOne(field)}Codes`, `${wordOfOne(field)}Names`].filter(
		(name) => !fields.some((each) => each.name === name),
	);

class Splitting {
	readonly wanted: Wanted[] = [];

	readonly bare: BareKey[] = [];

	readonly lists: KeyList[] = [];

	readonly empty: Split['empty'] = [];

	/** A copy of a record without words, which are noted. */
	copy(fields: readonly Field[], record: MakiniRecord, within: string, top?: string): MakiniRecord {
		const { references, lists, parts } = referringOf(fields);
		const copy = { ...record };
		for (const { field, within: parted } of parts) {
			const value = copy[field.name];
			const at = top ?? field.name;
			const label = `${within}${field.label}, `;
			if (Array.isArray(value)) {
				copy[field.name] = value.map((each: unknown, index) =>
					isObject(each)
						? this.copy(field.fields ?? [], each, `${label}entry ${index + 1}, `, at)
						: each,
				);
			} else if (isObject(value) && parted) {
				copy[field.name] = this.copy(field.fields ?? [], value, label, at);
			}
		}
		for (const reference of references) {
			this.take(reference, fields, copy, `${within}${labelOf(reference)}`, top);
		}
		for (const reference of lists) this.takeList(reference, fields, copy, within, top);
		return copy;
	}

	/** Takes the words for the records of a list of keys; each of them is a reference of its own. */
	private takeList(
		reference: Reference,
		fields: readonly Field[],
		holder: MakiniRecord,
		within: string,
		top = reference.field.name,
	): void {
		const { field, word } = reference;
		const label = `${within}${startCase(word)}`;
		const words = wordsOfList(reference, fields, holder);
		const own = keysIn(holder[field.name]);
		const others = words && own.length > 0 && areOthers(own, words);
		// Keys that came with the words are of wherever those were read, whatever was added to them.
		if (others && intersection(own, originsOf(words)).length === 0) return;
		if (others || (!words?.length && own.length > 0)) {
			this.bare.push(...own.map((key) => ({ reference, key, label, top })));
			return;
		}
		if (!words) return;
		const entries = words.map((each): MakiniRecord => ({ [word]: each }));
		for (const [index, entry] of entries.entries()) {
			this.take(reference, [field], entry, `${label}, entry ${index + 1}`, top);
		}
		this.lists.push({ field, holder, entries });
	}

	/** Takes the words for a reference out of its holder. */
	private take(
		reference: Reference,
		fields: readonly Field[],
		holder: MakiniRecord,
		label: string,
		top = reference.field.name,
	): void {
		const { field, word } = reference;
		const parameter = `fields.${top}`;
		const key = holder[field.name];
		const isGiven = word in holder;
		const value = holder[word];
		Reflect.deleteProperty(holder, word);
		const flat = this.takeFlat(word, fields, holder, label, parameter);
		const words = isObject(value) ? wordsShape.parse(value) : undefined;
		const given: Given = words
			? {
					code: textOf(words.code, `${label}, code`, parameter) ?? flat.code,
					name: textOf(words.name, `${label}, name`, parameter) ?? flat.name,
				}
			: { code: flat.code, name: flat.name, text: textOf(value, label, parameter) };
		const { text, code, name } = given;
		if (text !== undefined && (code ?? name) !== undefined && text !== code && text !== name) {
			throw inputError(
				`${label} has two values: "${text}" and "${code ?? name ?? ''}"`,
				`Give ${word} or ${word}Code and ${word}Name, not both.`,
				parameter,
			);
		}
		const isTold = Object.values(given).some((each) => each !== undefined);
		const own = keyText(key);
		if (own === undefined && !isBlank(key)) {
			throw inputError(
				`${label} Key is not a key: ${JSON.stringify(key)}`,
				`Give one key as a text, or a code or name under "${word}".`,
				parameter,
			);
		}
		const origin = keyText(words?.key);
		if (own !== undefined && origin !== undefined && own !== origin) return;
		if (isTold) {
			this.wanted.push({ reference, given, holder, label });
			return;
		}
		if (own !== undefined || origin !== undefined) {
			this.bare.push({ reference, key: own ?? origin ?? '', label, top });
			holder[field.name] = own ?? origin;
			return;
		}
		// What says nothing must not clear what is there: an expression may have come out empty.
		const isNothing = words !== undefined || [value, key].some((each) => typeof each === 'string');
		if (isNothing || flat.isEmpty) {
			this.empty.push({ reference, label, holder });
			return;
		}
		if (isGiven && !(field.name in holder)) holder[field.name] = null;
	}

	/** `vendorCode` and `vendorName`, as tables have them, unless the model has fields of these names. */
	private takeFlat(
		word: string,
		fields: readonly Field[],
		holder: MakiniRecord,
		label: string,
		parameter: string,
	): Given & { isEmpty: boolean } {
		const take = (part: 'Code' | 'Name'): { text?: string; isEmpty: boolean } => {
			const name = `${word}${part}`;
			if (!(name in holder) || fields.some((field) => field.name === name)) {
				return { isEmpty: false };
			}
			const value = holder[name];
			Reflect.deleteProperty(holder, name);
			const text = textOf(value, `${label} ${part}`, parameter);
			return { text, isEmpty: typeof value === 'string' && text === undefined };
		};
		const [code, name] = [take('Code'), take('Name')];
		return { code: code.text, name: name.text, isEmpty: code.isEmpty || name.isEmpty };
	}
}

/**
 * Splits what is known of a record's references from the rest of its data. Words for one are `vendor`, a text (a code,
 * else a name) or an object with `code` or `name`, and the flat texts `vendorCode` and `vendorName`. Where words and a
 * key are given, the words decide, since the key may be another connection's. The key decides only where it differs
 * from the one within the words: then it was set on purpose.
 * @throws MakiniError (input) for words that are none.
 */
export function splitReferences(fields: readonly Field[], record: MakiniRecord): Split {
	const splitting = new Splitting();
	const data = splitting.copy(fields, record, '');
	const { wanted, bare, lists, empty } = splitting;
	return { data, wanted, bare, lists, empty };
}

/**
 * The names under which words for references may stand in a record.
 * @param of the references in question.
 * @param fields all fields of the record.
 */
export const wordNames = (of: readonly Field[], fields: readonly Field[] = of): string[] => [
	...referringOf(of).references.flatMap(({ field }) => {
		const word = wordOf(field, fields);
		return [word, `${word}Code`, `${word}Name`].filter(
			(name) => !fields.some((each) => each.name === name),
		);
	}),
	...referringOf(of).lists.flatMap(({ field, word }) => listNames(field, word, fields)),
];
