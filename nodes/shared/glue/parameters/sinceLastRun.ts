import type { IExecuteFunctions } from 'n8n-workflow';
import { inputError } from '../../client/errors/errors';
import type { ReadQuery } from '../../client/records/lists';
import { cameOutEmpty, emptyError, readFlag } from '../description/shapes';
import { DEFAULTS } from '../session/defaults';
import type { Options } from './parameters';
import { timeIn } from './times';

/** Which changes are read, and how. */
export interface Since {
	/** ISO 8601; the first run gives what changed from then on, and everything without it. */
	startFrom?: string;
	/** Milliseconds that a run reads back behind the one before. */
	overlapMs: number;
}

const ONLY_CHANGED = { parameter: 'onlyChanged', label: 'Only Changed Since Last Run' };
const START_FROM = { parameter: 'startFrom', label: 'Start From' };

function readStart(context: IExecuteFunctions, itemIndex: number): string | undefined {
	const place = { ...START_FROM, itemIndex };
	const given = timeIn(context, place);
	if (given !== undefined) return given;
	if (!cameOutEmpty(context, place, '')) return undefined;
	throw emptyError(
		place,
		'Without a time everything would be read. Correct the expression, or leave the field empty for all records.',
	);
}

const refused = (what: string, hint: string): Error =>
	inputError(
		`"${ONLY_CHANGED.label}" cannot be used together with ${what}`,
		hint,
		ONLY_CHANGED.parameter,
	);

/**
 * Whether only what changed since the last run is read; `undefined` where it is not.
 * @throws MakiniError (input) for what it cannot be used together with, and for a start that is no time.
 */
export function readSince(
	context: IExecuteFunctions,
	itemIndex: number,
	{ conditions = [], filterMatch }: ReadQuery,
	{ overlap }: Options,
): Since | undefined {
	if (!readFlag(context, { ...ONLY_CHANGED, itemIndex })) return undefined;
	if (context.getInputData().length > 1) {
		throw refused(
			'more than one input item',
			'Each item would read the same changes. Turn on "Execute Once" in the Settings of the node, or let one item come in.',
		);
	}
	if (filterMatch === 'any' && conditions.length > 0) {
		throw refused(
			'filters of which any may match',
			'Makini would treat the time as one more alternative. Set "Filter Match" to "All", or leave one of them out.',
		);
	}
	if (context.getNodeParameter('outputAs', itemIndex, 'items') !== 'items') {
		throw refused(
			'a file as output',
			'Set "Output As" to "Items", and make the file with the node Convert to File of n8n.',
		);
	}
	const startFrom = readStart(context, itemIndex);
	return { startFrom, overlapMs: (overlap ?? DEFAULTS.overlap) * 1000 };
}
