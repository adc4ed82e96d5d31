import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Entity } from '../../catalogue/types';
import { inputError } from '../../client/errors/errors';
import type { UpsertRules } from '../../client/records/upserts';
import type { Options } from './parameters';

/** By which fields records are matched, and what is done then. */
export interface Matching {
	/** The field by which records are looked up. */
	matchField: string;
	rules: UpsertRules;
	/** All fields that have to be equal, the first one included. */
	fields: readonly string[];
	/** What is done with two that are equal in these and differ otherwise. */
	duplicateRows: 'fail' | 'last';
}

/** Most further fields: more of them would hardly tell records apart any better. */
const MOST_FURTHER = 2;

/** An expression for the whole parameter may give one name, or nothing. */
const names = z.union([
	z.array(z.string().trim().min(1)),
	z
		.string()
		.trim()
		.transform((name) => (name === '' ? [] : [name])),
]);

function readAlso(context: IExecuteFunctions, itemIndex: number): string[] {
	const parsed = names.safeParse(context.getNodeParameter('alsoMatchBy', itemIndex, []) ?? []);
	const parameter = 'alsoMatchBy';
	if (!parsed.success) {
		throw inputError(
			'"Also Match By" is not a list of field names',
			'Choose the fields from the list, or let the expression give a list such as ["vendorKey"].',
			parameter,
		);
	}
	if (parsed.data.length <= MOST_FURTHER) return parsed.data;
	throw inputError(
		`"Also Match By" has ${parsed.data.length} fields`,
		`Choose ${MOST_FURTHER} at the most.`,
		parameter,
	);
}

function refuseKey(field: string, parameter: string): void {
	if (field !== 'key') return;
	throw inputError(
		'Records cannot be matched by their key: a new record has none yet',
		'Choose a field under "Match By", or use Update with the key.',
		parameter,
	);
}

/**
 * The fields that tell whether a record exists, and what is done then.
 * @throws MakiniError (input) where none is chosen, or one that cannot tell.
 */
export function readMatching(
	{ context, entity, itemIndex }: { context: IExecuteFunctions; entity: Entity; itemIndex: number },
	{ ifExists, ifMissing, duplicateRows = 'fail' }: Options,
): Matching {
	const matchField = context.getNodeParameter('matchField', itemIndex, entity.naturalKey ?? '');
	if (typeof matchField !== 'string' || matchField === '') {
		throw inputError(
			'No field to match by is chosen',
			'Choose a field under "Match By", or use Update with the key.',
			'matchField',
		);
	}
	refuseKey(matchField, 'matchField');
	const alsoMatchBy = readAlso(context, itemIndex).filter((field) => field !== matchField);
	alsoMatchBy.forEach((field) => refuseKey(field, 'alsoMatchBy'));
	return {
		matchField,
		rules: { alsoMatchBy, ifExists, ifMissing },
		fields: [matchField, ...alsoMatchBy],
		duplicateRows,
	};
}
