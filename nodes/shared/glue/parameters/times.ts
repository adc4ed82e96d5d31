import type { IExecuteFunctions } from 'n8n-workflow';
import { inputError } from '../../client/errors/errors';
import { toIsoTime } from '../../client/wire/filters';
import { timeAsText } from '../../client/wire/values';
import { asText, type ParameterOfItem } from '../description/shapes';

const DATES = 'Use a date such as 2026-05-01 or a time such as 2026-05-01T08:00:00Z.';

const SECONDS =
	'A number may be seconds, milliseconds or a year. Let the expression give a time: {{ DateTime.fromSeconds($json.time) }} or {{ DateTime.fromMillis($json.time) }}.';

/** Luxon's word for what it could not read, such as a time that was missing. */
export const NO_TIME = 'Invalid DateTime';

/**
 * The time that a parameter holds, as ISO 8601; `undefined` where it is empty. One without a zone is in the time zone
 * of the workflow.
 * @throws MakiniError (input) for anything else.
 */
export function timeIn(
	context: IExecuteFunctions,
	{ parameter, label, itemIndex }: ParameterOfItem,
): string | undefined {
	const value = timeAsText(context.getNodeParameter(parameter, itemIndex, ''));
	const given = value === NO_TIME ? '' : (value ?? '');
	if (String(given).trim() === '') return undefined;
	if (typeof given === 'number') {
		throw inputError(`"${label}" is a number: ${given}`, SECONDS, parameter);
	}
	const text = asText(given, `"${label}"`, parameter);
	const time = toIsoTime(text, context.getTimezone());
	if (time !== undefined) return time;
	throw inputError(`"${label}" is not a date: "${text}"`, DATES, parameter);
}
