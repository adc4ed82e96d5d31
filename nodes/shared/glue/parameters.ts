import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Entity, Field, OperationName } from '../catalogue/types';
import type { MakiniRecord } from '../client/envelopes';
import { inputError } from '../client/errors';
import { checkCondition, toIsoTime, type SortKey } from '../client/filters';
import type { ReadQuery } from '../client/lists';
import { titleCase } from './names';
import { readFields, readJson } from './input';
import { keyFrom } from './keys';
import { DEFAULTS } from './propertiesOfOptions';
import { withReferences } from './references';

/** A whole number of an option, with a message that continues "it". */
export const whole = (least: number) => {
	const message = `needs to be a whole number of at least ${least}`;
	return z.coerce.number({ invalid_type_error: message }).int(message).min(least, message);
};

const optionsShape = z.object({
	batchDelay: whole(0).optional(),
	batchSize: whole(1).optional(),
	concurrency: whole(1).optional(),
	escapeFormulas: z.boolean().optional(),
	fileName: z.string().optional(),
	maxWait: whole(0).optional(),
	nestedValues: z
		.enum(['json', 'columns'], {
			errorMap: () => ({ message: 'needs to be "json" or "columns"' }),
		})
		.optional(),
	onUncertainWrite: z
		.enum(['verify', 'fail'], { errorMap: () => ({ message: 'needs to be "verify" or "fail"' }) })
		.optional(),
	pageSize: whole(1).optional(),
	parallelPages: whole(1).optional(),
	systemType: z.string().optional(),
});

export type Options = z.infer<typeof optionsShape>;

/**
 * The values of an Options collection.
 * @throws MakiniError (input) naming the option that is out of range.
 */
export function checkOptions<T>(shape: z.ZodType<T, z.ZodTypeDef, unknown>, options: unknown): T {
	const parsed = shape.safeParse(options);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	const name = String(issue?.path[0] ?? 'options');
	throw inputError(
		`The option "${titleCase(name)}" cannot be used: it ${issue?.message ?? 'is not valid'}`,
		'Correct it under "Options", or remove it to use the default.',
		`options.${name}`,
	);
}

/**
 * The Options collection of the node.
 * @throws MakiniError (input) naming the option that is out of range.
 */
export const readOptions = (context: IExecuteFunctions): Options =>
	checkOptions(optionsShape, context.getNodeParameter('options', 0, {}));

/** The key that a resource locator was set to; empty where nothing was chosen. */
export function readOptionalKey(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
): string {
	const value = context.getNodeParameter(name, itemIndex, '', { extractValue: true });
	return typeof value === 'string' || typeof value === 'number' ? keyFrom(String(value)) : '';
}

/**
 * The key that a resource locator was set to.
 * @throws MakiniError (input) where nothing was chosen.
 */
export function readKey(
	context: IExecuteFunctions,
	name: string,
	label: string,
	itemIndex: number,
): string {
	const key = readOptionalKey(context, name, itemIndex);
	if (key !== '') return key;
	throw inputError(
		`No ${label} is chosen`,
		`Choose one from the list, or enter its key. An expression may have come out empty.`,
		name,
	);
}

/** Whether the data of an item comes as JSON. */
export const isJsonMode = (context: IExecuteFunctions, itemIndex: number): boolean =>
	context.getNodeParameter('inputMode', itemIndex, 'fields') === 'json';

/** The fields that an operation writes. Create or Update takes those of both writes; each gets its own. */
export function sentFields(entity: Entity, operation: OperationName): readonly Field[] {
	const action = entity.operations[operation]?.action;
	if (action?.kind === 'fields') return action.fields;
	const write = operation === 'add' ? 'create' : operation;
	return entity.fields.filter(
		({ writeOn }) => writeOn === undefined || write === 'upsert' || writeOn === write,
	);
}

function readForm(
	context: IExecuteFunctions,
	fields: readonly Field[],
	itemIndex: number,
	input: MakiniRecord,
): MakiniRecord {
	const mapped = readFields(fields, context.getNodeParameter('fields', itemIndex, {}), input);
	return withReferences(fields, mapped, context.getNodeParameter('references', itemIndex, {}));
}

/**
 * The data to write for an item: the mapped fields together with the chosen references, or the JSON.
 * @throws MakiniError (input) for malformed JSON, values that do not fit their field, a reference that is given twice
 * with different values, and nothing to write.
 */
export function readData(
	context: IExecuteFunctions,
	entity: Entity,
	operation: OperationName,
	itemIndex: number,
	input: MakiniRecord,
): MakiniRecord {
	const data = isJsonMode(context, itemIndex)
		? readJson(entity, context.getNodeParameter('jsonData', itemIndex, '{}'))
		: readForm(context, sentFields(entity, operation), itemIndex, input);
	if (Object.keys(data).length > 0) return data;
	throw inputError(
		operation.startsWith('update')
			? 'There is nothing to update'
			: `The ${entity.singular} has no values`,
		'Give at least one field a value. Expressions may have come out empty.',
		'fields',
	);
}

// An expression that came out empty must not become a search for "null".
const plainText = z.unknown().transform((value) => String(value ?? ''));

/** The conditions of the filters, their values still as they were entered. */
export const conditionsShape = z.array(
	z.object({ field: plainText, operator: plainText, value: plainText }),
);

const sortShape = z.array(z.object({ field: plainText, direction: plainText }));

const collectionShape = z.record(z.unknown()).nullish();

/**
 * The entries of a collection with several values, empty where there are none.
 * @throws MakiniError (input) for another shape, as an expression may give it: dropped, it would read everything.
 */
function readEntries<T>(
	context: IExecuteFunctions,
	[parameter, entries]: readonly [string, string],
	shape: z.ZodType<T[], z.ZodTypeDef, unknown>,
	itemIndex: number,
): T[] {
	const collection = collectionShape.safeParse(context.getNodeParameter(parameter, itemIndex, {}));
	const parsed = collection.success ? shape.safeParse(collection.data?.[entries] ?? []) : undefined;
	if (parsed?.success) return parsed.data;
	throw inputError(
		`"${titleCase(parameter)}" does not hold a list of entries`,
		'Remove the expression and add the entries one by one, or let the expression give a list of objects.',
		parameter,
	);
}

function checkSortKey({ field, direction }: { field: string; direction: string }): SortKey {
	if (field !== '' && (direction === 'asc' || direction === 'desc')) return { field, direction };
	throw inputError(
		field === ''
			? 'A sort rule names no field'
			: `The sort rule for ${field} has the unknown direction "${direction}"`,
		'Choose the field to sort by and "Ascending" (asc) or "Descending" (desc), or remove the rule.',
		'sort',
	);
}

function readUpdatedAfter(context: IExecuteFunctions, itemIndex: number): string | undefined {
	const value = context.getNodeParameter('updatedAfter', itemIndex, '');
	const text = typeof value === 'string' ? value : String(value ?? '');
	if (text.trim() === '') return undefined;
	const time = toIsoTime(text);
	if (time !== undefined) return time;
	throw inputError(
		`"Updated After" is not a date: "${text}"`,
		'Use a date such as 2026-05-01 or a time such as 2026-05-01T08:00:00Z.',
		'updatedAfter',
	);
}

function readLimit(context: IExecuteFunctions, itemIndex: number): number | undefined {
	if (context.getNodeParameter('returnAll', itemIndex, false) === true) return undefined;
	const limit = Number(context.getNodeParameter('limit', itemIndex, 50));
	if (Number.isInteger(limit) && limit >= 1) return limit;
	throw inputError(
		'"Limit" needs to be a whole number of at least 1',
		'Correct the limit, or turn on "Return All".',
		'limit',
	);
}

/**
 * What a get many reads.
 * @throws MakiniError (input) for conditions, dates and limits that cannot be used.
 */
export function readQuery(
	context: IExecuteFunctions,
	entity: Entity,
	itemIndex: number,
	options: Options,
): ReadQuery {
	const fields = new Map(entity.fields.map((field) => [field.name, field]));
	const filters = readEntries(context, ['filters', 'conditions'], conditionsShape, itemIndex);
	const sort = readEntries(context, ['sort', 'by'], sortShape, itemIndex);
	return {
		conditions: filters.map((condition, index) => checkCondition(fields, condition, index + 1)),
		filterMatch:
			context.getNodeParameter('filterMatch', itemIndex, 'all') === 'any' ? 'any' : 'all',
		updatedAfter: readUpdatedAfter(context, itemIndex),
		sort: sort.map(checkSortKey),
		pageSize: options.pageSize ?? DEFAULTS.pageSize,
		parallelPages: options.parallelPages ?? 'automatic',
		limit: readLimit(context, itemIndex),
	};
}
