import { isPlainObject } from 'lodash';
import { inputError } from '../../client/errors/errors';
import { changedNumber } from '../../client/wire/exact';
import { assertKept } from './input';
import type { Item } from '../description/resources';
import { asText, readGiven } from '../description/shapes';

/**
 * A text; empty where there is none.
 * @throws MakiniError (input) for what is no single value.
 */
export const textOf = (
	{ context, itemIndex }: Item,
	parameter: string,
	label: string,
	fallback = '',
): string =>
	asText(context.getNodeParameter(parameter, itemIndex, fallback), `"${label}"`, parameter);

/**
 * A text that must not be empty.
 * @throws MakiniError (input)
 */
export function requiredText(item: Item, parameter: string, label: string): string {
	const text = textOf(item, parameter, label).trim();
	if (text !== '') return text;
	throw inputError(
		`"${label}" is empty`,
		`Fill in "${label}". An expression may have come out empty.`,
		parameter,
	);
}

/**
 * A JSON parameter, which expressions may also give as an object; `undefined` where it is empty.
 * @throws MakiniError (input) for malformed JSON, numbers that would change, and an expression that gives nothing.
 */
export function jsonOf(item: Item, parameter: string, label: string): unknown {
	const { context, itemIndex } = item;
	const value = readGiven(context, { parameter, label, itemIndex }, '');
	if (typeof value !== 'string') {
		assertKept(value, `"${label}"`, parameter);
		return value ?? undefined;
	}
	if (value.trim() === '') return undefined;
	const parsed = parsedText(value, parameter, label);
	const changed = changedNumber(value);
	if (changed === undefined) return parsed;
	throw inputError(
		`"${label}" has a number that would lose digits: ${changed}`,
		'Give it as a text, in quotation marks: JavaScript holds about 16 digits of a number.',
		parameter,
	);
}

function parsedText(text: string, parameter: string, label: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		// What JSON.parse says repeats parts of the text, which may hold secrets.
		throw inputError(
			`"${label}" is not valid JSON`,
			'Check quotation marks, commas and brackets. Expressions within JSON need JSON.stringify() for texts.',
			parameter,
		);
	}
}

/**
 * A JSON parameter that has to be an object; `undefined` where it is empty or has no entries.
 * @throws MakiniError (input)
 */
export function objectOf(
	item: Item,
	parameter: string,
	label: string,
): Record<string, unknown> | undefined {
	const value = jsonOf(item, parameter, label);
	if (value === undefined) return undefined;
	if (!isPlainObject(value)) {
		throw inputError(
			`"${label}" is not a JSON object`,
			'It begins with { and ends with }.',
			parameter,
		);
	}
	const object = value as Record<string, unknown>;
	return Object.keys(object).length > 0 ? object : undefined;
}
