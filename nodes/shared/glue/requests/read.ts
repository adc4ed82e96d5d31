import { isPlainObject } from 'lodash';
import type { IExecuteFunctions } from 'n8n-workflow';
import { inputError } from '../../client/errors';
import type { RequestItem } from './types';

export const textOf = (
	{ context, itemIndex }: RequestItem,
	parameter: string,
	fallback = '',
): string => String(context.getNodeParameter(parameter, itemIndex, fallback) ?? '');

/**
 * A text that must not be empty.
 * @throws MakiniError (input)
 */
export function requiredText(item: RequestItem, parameter: string, label: string): string {
	const text = textOf(item, parameter).trim();
	if (text !== '') return text;
	throw inputError(
		`"${label}" is empty`,
		`Fill in "${label}". An expression may have come out empty.`,
		parameter,
	);
}

/**
 * A JSON parameter, which expressions may also give as an object; `undefined` where it is empty.
 * @throws MakiniError (input) for malformed JSON.
 */
export function jsonOf(item: RequestItem, parameter: string, label: string): unknown {
	const value: unknown = item.context.getNodeParameter(parameter, item.itemIndex, '');
	if (typeof value !== 'string') return value ?? undefined;
	if (value.trim() === '') return undefined;
	try {
		return JSON.parse(value) as unknown;
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
	item: RequestItem,
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

/**
 * Names and values of a collection, in order.
 * @throws MakiniError (input) for a value without a name.
 */
export function pairsOf(
	{ context, itemIndex }: { context: IExecuteFunctions; itemIndex: number },
	parameter: string,
	label: string,
): Array<readonly [string, string]> {
	const collection = context.getNodeParameter(parameter, itemIndex, {}) as { entries?: unknown };
	const entries = Array.isArray(collection?.entries) ? (collection.entries as unknown[]) : [];
	return entries.map((entry) => {
		const { name, value } = entry as { name?: unknown; value?: unknown };
		const text = String(name ?? '').trim();
		if (text !== '') return [text, String(value ?? '')] as const;
		throw inputError(
			`An entry of "${label}" has no name`,
			'Give it a name, or remove it.',
			parameter,
		);
	});
}
