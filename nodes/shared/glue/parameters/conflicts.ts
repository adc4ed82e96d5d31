import { upperFirst } from 'lodash';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Entity } from '../../catalogue/types';
import { inputError } from '../../client/errors/errors';
import type { ConflictRule } from '../../client/records/conflicts';
import { toIsoTime } from '../../client/wire/filters';
import { misfitOf, timeAsText } from '../../client/wire/values';
import { hintAtOutput } from '../session/progressHints';
import { readOptions, type Options } from './parameters';
import { NO_TIME } from './times';

const PARAMETER = 'options.ifChangedSince';

/** The options of an item, where it may have other ones than the run. */
function optionsOf(context: IExecuteFunctions, itemIndex: number, options: Options): Options {
	const raw: unknown = context.getNodeParameter('options', 0, {}, { rawExpressions: true });
	const isSet = options.ifChangedSince !== undefined || options.onConflict !== undefined;
	const mayDiffer = itemIndex > 0 && (typeof raw === 'string' || isSet);
	return mayDiffer ? readOptions(context, itemIndex) : options;
}

function sinceOf(given: unknown, zone: string, otherwise: string): ConflictRule['since'] {
	const value = timeAsText(given);
	const text = misfitOf(value) === undefined ? String(value ?? '').trim() : '';
	const isEmpty = value === undefined || value === null || value === '' || value === NO_TIME;
	if (isEmpty || (typeof value === 'string' && text === '')) {
		throw inputError(
			`"On Conflict" is set to ${otherwise}, and there is no time under "If Changed Since"`,
			'Without a time it cannot be told what was changed meanwhile, so nothing was written. Give the time at which the record was read, such as its "updatedAt". An expression may have come out empty.',
			PARAMETER,
		);
	}
	const iso = typeof value === 'string' ? toIsoTime(text, zone) : undefined;
	if (iso !== undefined) return { at: Date.parse(iso), text };
	throw inputError(
		`"If Changed Since" is not a time: ${JSON.stringify(value)}`,
		'Use a time such as 2026-05-01T08:00:00Z. For a number, let the expression give a time: {{ DateTime.fromMillis($json.time) }}.',
		PARAMETER,
	);
}

/**
 * What is done about a record that somebody changed meanwhile; `undefined` where it is written all the same.
 * @throws MakiniError (input) where there is no time to go by, and for records that do not tell when they were changed.
 */
export function readConflict(
	{ context, entity, itemIndex }: { context: IExecuteFunctions; entity: Entity; itemIndex: number },
	runOptions: Options,
): ConflictRule | undefined {
	const { ifChangedSince, onConflict } = optionsOf(context, itemIndex, runOptions);
	if (onConflict === undefined || onConflict === 'overwrite') return undefined;
	const { operations, updatedField, plural } = entity;
	if (!operations.get || updatedField === undefined) {
		throw inputError(
			`"On Conflict" cannot be used for ${plural}`,
			`${upperFirst(plural)} do not tell when they were changed, or cannot be read one by one. Remove the option.`,
			'options.onConflict',
		);
	}
	return {
		since: sinceOf(ifChangedSince, context.getTimezone(), onConflict),
		otherwise: onConflict,
	};
}

/** A time alone does nothing, and whoever sets it may believe that it does. */
export function hintAboutOverwriting(
	context: IExecuteFunctions,
	{ ifChangedSince, onConflict = 'overwrite' }: Options,
): void {
	if (ifChangedSince === undefined || onConflict !== 'overwrite') return;
	hintAtOutput(
		context,
		'info',
		'"If Changed Since" has no effect while "On Conflict" is set to Overwrite: records were written whoever has changed them.',
	);
}
