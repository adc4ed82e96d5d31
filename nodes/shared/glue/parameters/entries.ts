import { isPlainObject } from 'lodash';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Field } from '../../catalogue/types';
import { inputError } from '../../client/errors/errors';
import { checkCondition, type Condition, type SortKey } from '../../client/wire/filters';
import { named, readGiven } from '../description/shapes';

/** What the entries of a collection with several values are like. */
export interface EntriesShape {
	parameter: string;
	label: string;
	/** Where the form keeps the list. */
	entries: string;
	/** The parts of an entry, with the form's defaults, which n8n leaves out where it stores a workflow. */
	defaults: Readonly<Record<string, string>>;
}

type Entry = Record<string, unknown>;

/** The list of entries as the form keeps it, or given alone. */
function listIn(value: unknown, entries: string): unknown {
	if (!isPlainObject(value)) return value;
	const { [entries]: list, ...others } = value as Entry;
	if (Object.keys(others).length > 0) return undefined;
	return Object.hasOwn(value as Entry, entries) ? list : [];
}

/** The entries of a list, each with all of its parts. Throws MakiniError (input) for what is none. */
export function entriesIn(
	list: readonly unknown[],
	{ parameter, label, defaults }: EntriesShape,
): Entry[] {
	const parts = Object.keys(defaults);
	const form = `Each entry is an object such as {${parts.map((part) => `"${part}": "..."`).join(', ')}}.`;
	return list.map((given, index) => {
		const entry = named.safeParse(given);
		if (!entry.success) {
			throw inputError(`Entry ${index + 1} of "${label}" is not an object`, form, parameter);
		}
		const other = Object.keys(entry.data).find((name) => !parts.includes(name));
		if (other === undefined) return { ...defaults, ...entry.data };
		throw inputError(
			`Entry ${index + 1} of "${label}" has "${other}", which is not a part of it`,
			form,
			parameter,
		);
	});
}

/**
 * The entries of a collection with several values, empty where there are none.
 * @throws MakiniError (input) for another shape.
 */
export function entriesOf(value: unknown, shape: EntriesShape): Entry[] {
	const { parameter, label, entries } = shape;
	const list = listIn(value, entries);
	if (Array.isArray(list)) return entriesIn(list, shape);
	throw inputError(
		`"${label}" does not hold a list of entries`,
		'Remove the expression and add the entries one by one, or let the expression give a list of objects.',
		parameter,
	);
}

/**
 * The entries of a parameter of an item.
 * @throws MakiniError (input) for another shape, and for an expression that gives nothing.
 */
export const readEntries = (
	context: IExecuteFunctions,
	shape: EntriesShape,
	itemIndex: number,
): Entry[] => entriesOf(readGiven(context, { ...shape, itemIndex }, {}), shape);

const word = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** The conditions of a filter. Their values stay as they came: what they may be depends on the field. */
export const filterShape = (field: string): EntriesShape => ({
	parameter: 'filters',
	label: 'Filters',
	entries: 'conditions',
	defaults: { field, operator: 'eq', value: '' },
});

/**
 * Conditions, checked against the fields that are known.
 * @throws MakiniError (input) naming the condition.
 */
export const checkConditions = (
	entries: readonly Entry[],
	fields: readonly Field[],
): Condition[] => {
	const byName = new Map(fields.map((field) => [field.name, field]));
	return entries.map(({ field, operator, value }, index) =>
		checkCondition(byName, { field: word(field), operator: word(operator), value }, index + 1),
	);
};

const sortShape = (field: string): EntriesShape => ({
	parameter: 'sort',
	label: 'Sort',
	entries: 'by',
	defaults: { field, direction: 'asc' },
});

function checkSortKey(entry: Entry): SortKey {
	const [field, direction] = [word(entry.field), word(entry.direction)];
	if (field !== '' && (direction === 'asc' || direction === 'desc')) return { field, direction };
	throw inputError(
		field === ''
			? 'A sort rule names no field'
			: `The sort rule for ${field} has the unknown direction "${direction}"`,
		'Choose the field to sort by and "Ascending" (asc) or "Descending" (desc), or remove the rule.',
		'sort',
	);
}

/**
 * The sort order of an item.
 * @param field what a rule sorts by that names none, as in the form.
 * @throws MakiniError (input) for rules that cannot be used.
 */
export const readSort = (context: IExecuteFunctions, field: string, itemIndex: number): SortKey[] =>
	readEntries(context, sortShape(field), itemIndex).map(checkSortKey);
