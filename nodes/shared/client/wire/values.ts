import { DateTime } from 'luxon';
import { isExact } from './exact';

/** Whether there is no value; a text of blanks is one. */
export const isBlank = (value: unknown): boolean =>
	value === undefined || value === null || value === '';

/** Why a value is no text, and what to do about it. */
export interface Misfit {
	/** Continues "it is". */
	is: string;
	hint: string;
	/** The value itself, where it helps to see it and can be no secret. */
	shown?: string;
}

export const LOST_DIGITS =
	'JavaScript holds whole numbers up to 9007199254740991 exactly; what was meant is lost. Give it as a text, in quotation marks, where it comes from.';

/**
 * What is wrong with a value where one text belongs; `undefined` for texts, and for what has one
 * spelling as such: numbers that are whole, true, false and nothing.
 */
export function misfitOf(value: unknown): Misfit | undefined {
	if (Array.isArray(value)) {
		return {
			is: 'a list',
			hint: 'Only one value fits here. An expression may take one of the list: {{ $json.values[0] }}.',
		};
	}
	if (typeof value === 'number' && !isExact(value)) {
		return Number.isFinite(value)
			? { is: 'a number that has lost digits', hint: LOST_DIGITS, shown: String(value) }
			: { is: 'no number', hint: 'Correct the expression that gives it.' };
	}
	if (typeof value === 'object' && value !== null) {
		return {
			is: 'an object',
			hint: 'Only one value fits here. An expression may take a part of the object: {{ $json.vendor.name }}.',
		};
	}
	return undefined;
}

/** A time of JavaScript or luxon as ISO 8601 in UTC; an invalid one, and everything else, as it came. */
export function timeAsText(value: unknown): unknown {
	if (DateTime.isDateTime(value)) return value.isValid ? value.toUTC().toISO() : value.toString();
	if (value instanceof Date) {
		return Number.isNaN(value.getTime()) ? 'Invalid DateTime' : value.toISOString();
	}
	return value;
}
