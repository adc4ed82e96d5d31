import { mapValues } from 'lodash';
import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Entity, Field, OperationName } from '../../catalogue/types';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { inputError } from '../../client/errors/errors';
import type { ReadQuery } from '../../client/records/lists';
import { checkConditions, filterShape, readEntries, readSort } from './entries';
import { titleCase } from '../description/labels';
import { readFields, readJson } from './input';
import { everyField } from '../description/operations';
import { optionLabel } from '../description/optionProperties';
import { DEFAULTS } from '../session/defaults';
import { filterField, sortField } from '../description/listProperties';
import { withReferences } from './chosenReferences';
import { timeIn } from './times';
import { assertKnownColumns } from './unknownColumns';
import {
	cameOutEmpty,
	emptyError,
	flag,
	named,
	readChoice,
	readGiven,
	readLimit,
	whole,
} from '../description/shapes';

/** One of several words, with a message that continues "it". */
const choice = <const T extends string>(words: readonly [T, T, ...T[]]) =>
	z.enum(words, {
		errorMap: () => ({
			message: `needs to be ${words
				.map((word) => `"${word}"`)
				.join(', ')
				.replace(/, ([^,]*)$/, ' or $1')}`,
		}),
	});

const optionsShape = z.object({
	batchDelay: whole(0).optional(),
	batchSize: whole(1).optional(),
	concurrency: whole(1).optional(),
	duplicateRows: choice(['fail', 'last']).optional(),
	emptyUpdatedAfter: flag.optional(),
	escapeFormulas: flag.optional(),
	fileName: z.string().optional(),
	includeChanges: flag.optional(),
	includeDeleted: flag.optional(),
	ifChangedSince: z.unknown(),
	ifExists: choice(['update', 'skip', 'fail']).optional(),
	ifMissing: choice(['create', 'skip', 'fail']).optional(),
	keysOfThisConnection: flag.optional(),
	maxWait: whole(0).optional(),
	missingReference: choice(['fail', 'empty', 'create']).optional(),
	nestedValues: choice(['json', 'columns']).optional(),
	onConflict: choice(['overwrite', 'skip', 'fail']).optional(),
	onUncertainWrite: choice(['verify', 'fail']).optional(),
	overlap: whole(0).optional(),
	pageSize: whole(1).optional(),
	parallelPages: whole(1).optional(),
	removeLines: flag.optional(),
	systemType: z.string().optional(),
	unknownColumns: choice(['fail', 'ignore']).optional(),
});

export type Options = z.infer<typeof optionsShape>;

const OPTIONS = { parameter: 'options', label: 'Options' };

function optionProblem(options: unknown, issue: z.ZodIssue | undefined): Error {
	const hint = 'Correct it under "Options", or remove it to use the default.';
	const name = issue?.path[0];
	if (issue?.code === 'unrecognized_keys') {
		return inputError(`There is no option "${issue.keys.join('", "')}"`, hint, 'options');
	}
	if (name === undefined) {
		return inputError(
			'"Options" does not hold named options',
			'Remove the expression and add the options one by one.',
			'options',
		);
	}
	const given = named.safeParse(options);
	const isEmpty = given.success && (given.data[name] ?? undefined) === undefined;
	return inputError(
		`The option "${optionLabel(String(name)) ?? titleCase(String(name))}" cannot be used: it ${isEmpty ? 'has no value' : issue?.message}`,
		isEmpty ? `${hint} An expression may have come out empty.` : hint,
		`options.${name}`,
	);
}

/**
 * The values of an Options collection.
 * @throws MakiniError (input) naming the option that is out of range.
 */
export function checkOptions<T extends z.ZodRawShape>(
	shape: z.ZodObject<T>,
	options: unknown,
): z.output<z.ZodObject<T>> {
	const empty = named.safeParse(options);
	// An option that is there without a value is one that an expression was to give.
	const given = empty.success ? mapValues(empty.data, (value) => value ?? null) : options;
	const parsed = shape.strict().safeParse(given);
	if (parsed.success) return parsed.data as z.output<z.ZodObject<T>>;
	throw optionProblem(options, parsed.error.issues[0]);
}

/**
 * The Options collection of the node.
 * @throws MakiniError (input) naming the option that is out of range.
 */
export const readOptions = (context: IExecuteFunctions, itemIndex = 0): Options =>
	checkOptions(optionsShape, readGiven(context, { ...OPTIONS, itemIndex }, {}));

/** Whether the data of an item comes as JSON. */
export const isJsonMode = (context: IExecuteFunctions, itemIndex: number): boolean =>
	readChoice(
		context,
		{ parameter: 'inputMode', label: 'Input Mode', itemIndex },
		['fields', 'json', 'file'],
		'fields',
	) === 'json';

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
	entity: Entity,
	operation: OperationName,
	itemIndex: number,
	input: MakiniRecord,
	{ unknownColumns }: Options,
): MakiniRecord {
	const fields = sentFields(entity, operation);
	const mapper = context.getNodeParameter('fields', itemIndex, {});
	const mapped = readFields(fields, mapper, input, (custom) => {
		if (unknownColumns !== 'ignore') assertKnownColumns(everyField(entity), input, custom);
	});
	const place = { parameter: 'chosenReferences', label: 'References', itemIndex };
	return withReferences(fields, mapped, readGiven(context, place, {}), everyField(entity));
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
	options: Options = {},
): MakiniRecord {
	const data = isJsonMode(context, itemIndex)
		? readJson(entity, context.getNodeParameter('jsonData', itemIndex, '{}'))
		: readForm(context, entity, operation, itemIndex, input, options);
	if (Object.keys(data).length > 0) return data;
	throw inputError(
		operation.startsWith('update')
			? 'There is nothing to update'
			: `The ${entity.singular} has no values`,
		'Give at least one field a value. Expressions may have come out empty.',
		'fields',
	);
}

const UPDATED_AFTER = { parameter: 'updatedAfter', label: 'Updated After' };

function readUpdatedAfter(
	context: IExecuteFunctions,
	itemIndex: number,
	{ emptyUpdatedAfter }: Options,
): string | undefined {
	const place = { ...UPDATED_AFTER, itemIndex };
	const time = timeIn(context, place);
	if (time !== undefined) return time;
	if (emptyUpdatedAfter || !cameOutEmpty(context, place, '')) return undefined;
	throw emptyError(
		place,
		'Without a time everything would be read. Correct the expression or, where that is meant, turn on "Read Everything if Updated After Is Empty" under "Options".',
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
	const filters = readEntries(context, filterShape(filterField(entity)), itemIndex);
	return {
		conditions: checkConditions(filters, entity.fields),
		filterMatch: readChoice(
			context,
			{ parameter: 'filterMatch', label: 'Filter Match', itemIndex },
			['all', 'any'],
			'all',
		),
		updatedAfter: readUpdatedAfter(context, itemIndex, options),
		sort: readSort(context, sortField(entity), itemIndex),
		pageSize: options.pageSize ?? DEFAULTS.pageSize,
		parallelPages: options.parallelPages ?? 'automatic',
		limit: readLimit(context, itemIndex),
		withoutDeleted: !options.includeDeleted,
	};
}
