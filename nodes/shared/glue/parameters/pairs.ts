import { isPlainObject } from 'lodash';
import { inputError } from '../../client/errors/errors';
import { parseExact } from '../../client/wire/exact';
import { entriesIn, type EntriesShape } from './entries';
import type { Item } from '../description/resources';
import { asText, readGiven } from '../description/shapes';

type Pair = readonly [string, string];

const shapeOf = (parameter: string, label: string): EntriesShape => ({
	parameter,
	label,
	entries: 'entries',
	defaults: { name: '', value: '' },
});

const FORMS =
	'Give an object such as {"page": "2"}, or a list such as [{"name": "page", "value": "2"}].';

/**
 * A text as the JSON that it is. Throws MakiniError (input) for another one, without a word of it:
 * it may be a secret.
 */
function fromText(value: unknown, { parameter, label }: EntriesShape): unknown {
	if (typeof value !== 'string') return value;
	try {
		return parseExact(value);
	} catch {
		throw inputError(`"${label}" is a text that is not JSON`, FORMS, parameter);
	}
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value);

/** An object that says what an entry of a list would, and could be meant as an entry or as two. */
const isEntryAlone = (names: readonly string[]): boolean =>
	names.length === 2 && names.includes('name') && names.includes('value');

/** The entries of all forms: as n8n's form has them, a list, or an object of names and values. */
function entriesFrom(given: unknown, shape: EntriesShape): unknown[] {
	const { parameter, label } = shape;
	if (isList(given)) return given;
	if (!isPlainObject(given)) {
		throw inputError(`"${label}" is neither an object nor a list`, FORMS, parameter);
	}
	const object = given as Record<string, unknown>;
	const names = Object.keys(object);
	if (names.length === 1 && isList(object.entries)) return object.entries;
	if (isEntryAlone(names)) {
		throw inputError(
			`"${label}" is a single entry outside of a list`,
			'Put it into square brackets.',
			parameter,
		);
	}
	return names.map((name) => ({ name, value: object[name] }));
}

/**
 * Names and values of a collection, in order.
 * @throws MakiniError (input) for what has no name or no single value. Values are not repeated: they may be secrets.
 */
export function pairsOf({ context, itemIndex }: Item, parameter: string, label: string): Pair[] {
	const shape = shapeOf(parameter, label);
	const given = fromText(readGiven(context, { parameter, label, itemIndex }, {}), shape);
	return entriesIn(entriesFrom(given, shape), shape).map(({ name, value }, index): Pair => {
		const text = asText(name, `The name of entry ${index + 1} of "${label}"`, parameter).trim();
		if (text === '') {
			throw inputError(
				`An entry of "${label}" has no name`,
				'Give it a name, or remove it.',
				parameter,
			);
		}
		const place = `"${text}" under "${label}"`;
		if (value !== undefined && value !== null) return [text, asText(value, place, parameter)];
		throw inputError(
			`${place} has no value`,
			'Enter a value, or remove the entry. An expression may have come out empty.',
			parameter,
		);
	});
}
