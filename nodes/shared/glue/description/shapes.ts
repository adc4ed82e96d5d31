import { pick } from 'lodash';
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { inputError } from '../../client/errors/errors';
import { misfitOf } from '../../client/wire/values';

/**
 * What parameters may hold. The form gives one shape; expressions for a whole parameter, agents and
 * workflows made by hand give others. Each is taken as what it says, or refused: what is dropped in
 * silence reads or writes more than was meant.
 */

/** An object with values of any kind. */
export const named = z.record(z.unknown());

/** A whole number of an option, with a message that continues "it". */
export const whole = (least: number) => {
	const message = `needs to be a whole number of at least ${least}`;
	return z
		.union([z.number(), z.string().trim().min(1).transform(Number)], {
			errorMap: () => ({ message }),
		})
		.pipe(
			z.number({ invalid_type_error: message }).int(message).min(least, message).finite(message),
		);
};

/** A switch. Agents and expressions give it as a text as well. */
export const flag = z.union(
	[z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')],
	{
		errorMap: () => ({ message: 'needs to be true or false' }),
	},
);

export interface ParameterOfItem {
	/** Name of the parameter. */
	parameter: string;
	/** Its name in the editor. */
	label: string;
	itemIndex: number;
}

/**
 * n8n empties collections of another shape than the form's before a node sees them. A hidden twin
 * of the same name, which to n8n is a plain value, keeps what was given, expressions too.
 */
export const withTwin = (collection: INodeProperties): INodeProperties[] => [
	collection,
	{ ...pick(collection, ['displayName', 'name', 'default', 'displayOptions']), type: 'hidden' },
];

const isExpression = (raw: unknown): boolean => typeof raw === 'string' && raw.startsWith('=');

/** Whether a parameter has no value although an expression was to give one. Left empty by hand, it is meant so. */
export function cameOutEmpty(
	context: IExecuteFunctions,
	{ parameter, itemIndex }: Pick<ParameterOfItem, 'parameter' | 'itemIndex'>,
	value: unknown,
): boolean {
	const isEmpty = value === undefined || value === null || String(value).trim() === '';
	if (!isEmpty || Array.isArray(value)) return false;
	const raw: unknown = context.getNodeParameter(parameter, itemIndex, '', { rawExpressions: true });
	const locator = named.safeParse(raw);
	return isExpression(locator.success ? locator.data.value : raw);
}

export const emptyError = ({ parameter, label }: ParameterOfItem, hint: string): Error =>
	inputError(`"${label}" came out empty`, hint, parameter);

/**
 * The value of a parameter for which an expression must not give nothing.
 * @throws MakiniError (input)
 */
export function readGiven(
	context: IExecuteFunctions,
	place: ParameterOfItem,
	fallback: string | object,
): unknown {
	const value: unknown = context.getNodeParameter(place.parameter, place.itemIndex, fallback);
	if (!cameOutEmpty(context, place, value)) return value;
	throw emptyError(
		place,
		`The expression under "${place.label}" gives nothing. Correct it; remove it where nothing is meant.`,
	);
}

/**
 * A value as text; empty where there is none.
 * @param name what the value is, at the beginning of a sentence.
 * @throws MakiniError (input) for what is no single value.
 */
export function asText(value: unknown, name: string, parameter: string): string {
	const misfit = misfitOf(value);
	if (!misfit) return String(value ?? '');
	const shown = misfit.shown === undefined ? '' : `: ${misfit.shown}`;
	throw inputError(`${name} is ${misfit.is}${shown}`, misfit.hint, parameter);
}

/**
 * A parameter that is a switch.
 * @throws MakiniError (input) for anything else: taken for "off" it would cut a list short.
 */
export function readFlag(
	context: IExecuteFunctions,
	{ parameter, label, itemIndex }: ParameterOfItem,
): boolean {
	const parsed = flag.safeParse(context.getNodeParameter(parameter, itemIndex, false));
	if (parsed.success) return parsed.data;
	throw inputError(
		`"${label}" is neither true nor false`,
		'Turn it on or off, or let the expression give true or false.',
		parameter,
	);
}

/**
 * A parameter that is one of several words.
 * @throws MakiniError (input) for another one.
 */
export function readChoice<const T extends string>(
	context: IExecuteFunctions,
	{ parameter, label, itemIndex }: ParameterOfItem,
	choices: readonly [T, ...T[]],
	fallback: T,
): T {
	const value: unknown = context.getNodeParameter(parameter, itemIndex, fallback);
	const found = choices.find((choice) => choice === value);
	if (found !== undefined) return found;
	throw inputError(
		`"${label}" is not one of: ${choices.join(', ')}`,
		'Choose it from the list, or let the expression give one of these words.',
		parameter,
	);
}

const limit = whole(1);

/**
 * Return All and Limit: how many records are wanted, `undefined` for all.
 * @throws MakiniError (input)
 */
export function readLimit(context: IExecuteFunctions, itemIndex: number): number | undefined {
	const all = { parameter: 'returnAll', label: 'Return All', itemIndex };
	if (readFlag(context, all)) return undefined;
	const parsed = limit.safeParse(context.getNodeParameter('limit', itemIndex, 50));
	if (parsed.success) return parsed.data;
	throw inputError(
		'"Limit" needs to be a whole number of at least 1',
		'Correct the limit, or turn on "Return All".',
		'limit',
	);
}
