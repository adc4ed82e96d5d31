import { DateTime } from 'luxon';
import type { Field } from '../../catalogue/types';
import { inputError } from '../errors/errors';
import { misfitOf, timeAsText } from './values';

/** Operators of the published contract, spelled as Makini spells them. Source: description of the list operations. */
export const OPERATORS = {
	eq: '',
	contains: ':contains',
	startsWith: ':startsWith',
	endsWith: ':endsWith',
	gt: ':gt',
	gteq: ':gteq',
	lt: ':lt',
	lteq: ':lted',
} as const;

export type Operator = keyof typeof OPERATORS;

export interface Condition {
	field: string;
	operator: Operator;
	value: string;
}

export type FilterMatch = 'all' | 'any';

export interface SortKey {
	field: string;
	direction: 'asc' | 'desc';
}

const isOperator = (operator: string): operator is Operator => Object.hasOwn(OPERATORS, operator);

/** How times begin that have a year. Of the others, such as "20", luxon makes a time of today. */
const WITH_YEAR = /^(\d{4}-(\d\d(-\d\d)?|\d{3}|W\d\d(-\d)?)|\d{8})([T ]|$)/i;

/**
 * ISO 8601 in UTC for anything with a year that luxon reads as an ISO or SQL time; `undefined` for the rest.
 * @param zone where a time is meant that names none.
 */
export function toIsoTime(value: string, zone = 'utc'): string | undefined {
	const text = value.trim();
	if (!WITH_YEAR.test(text)) return undefined;
	for (const read of [DateTime.fromISO, DateTime.fromSQL]) {
		const time = read(text, { zone });
		if (time.isValid) return time.toUTC().toISO({ suppressMilliseconds: true });
	}
	return undefined;
}

/** Filters compare with one value at a time, and Makini takes each field and operator once in a request. */
const SEVERAL =
	"A condition compares with one value. To read the records of several, give the node an item for each (n8n's Split Out does that): it reads once for each item.";

/**
 * The text that a condition compares with, empty where there is none.
 * @throws MakiniError (input) for what is no single value.
 */
function comparedWith(value: unknown, field: Field | undefined, place: string): string {
	const given = timeAsText(value);
	const misfit = misfitOf(given);
	if (misfit) {
		const shown = misfit.shown === undefined ? '' : `: ${misfit.shown}`;
		throw inputError(
			`${place} has ${misfit.is} as its value${shown}`,
			Array.isArray(given) ? SEVERAL : misfit.hint,
			'filters',
		);
	}
	if (typeof given === 'boolean' && field && field.type !== 'boolean') {
		throw inputError(
			`${place} has ${String(given)} as its value`,
			'The field takes no switch. Enter a text, a number or a date; an expression may be a comparison by mistake.',
			'filters',
		);
	}
	return String(given ?? '').trim();
}

/**
 * Checks a condition as it stands in the node's parameters.
 * @throws MakiniError (input) naming the condition, by its position from 1.
 */
export function checkCondition(
	fields: ReadonlyMap<string, Field>,
	condition: { field: string; operator: string; value: unknown },
	position: number,
): Condition {
	const { field, operator } = condition;
	if (!field) {
		throw inputError(
			`Filter condition ${position} names no field`,
			'Choose the field to filter by, or remove the condition.',
			'filters',
		);
	}
	if (!isOperator(operator)) {
		throw inputError(
			`Filter condition ${position} has the unknown operator "${operator}"`,
			`Use one of: ${Object.keys(OPERATORS).join(', ')}.`,
			'filters',
		);
	}
	const value = comparedWith(
		condition.value,
		fields.get(field),
		`Filter condition ${position} (${field})`,
	);
	if (value === '') {
		throw inputError(
			`Filter condition ${position} (${field}) has no value`,
			'Enter a value, or remove the condition. An expression may have come out empty.',
			'filters',
		);
	}
	if (fields.get(field)?.type !== 'dateTime') return { field, operator, value };
	const time = toIsoTime(value);
	if (time === undefined) {
		throw inputError(
			`Filter condition ${position} (${field}) needs a date, but has "${value}"`,
			'Use a date such as 2026-05-01 or a time such as 2026-05-01T08:00:00Z.',
			'filters',
		);
	}
	return { field, operator, value: time };
}

/**
 * Query parameters of filter conditions.
 * @param kind what a condition looks at: a field of a record, or a column of a table.
 * @param hint what to do about two conditions that cannot be sent together.
 * @throws MakiniError (input) where two conditions would overwrite each other: the server reads the query into a map.
 */
export function filterQuery(
	conditions: readonly Condition[],
	kind: 'field' | 'column',
	hint: string,
): Array<readonly [string, string]> {
	const query = new Map<string, string>();
	conditions.forEach(({ field, operator, value }) => {
		const name = `filter[${field}${OPERATORS[operator]}]`;
		if (query.has(name)) {
			throw inputError(
				`Two filter conditions use the same ${kind} and operator (${field}, ${operator})`,
				hint,
				'filters',
			);
		}
		query.set(name, value);
	});
	return [...query];
}

/** Query parameters of a sort order. Makini's numbers are the other way round than one would think: 1 is descending. */
export const sortQuery = (sort: readonly SortKey[]): Array<readonly [string, string]> =>
	sort.map(({ field, direction }) => [`sort[${field}]`, direction === 'desc' ? '1' : '0']);
