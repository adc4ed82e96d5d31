import type { Field } from '../../catalogue/types';
import { inputError } from '../../client/errors/errors';
import { parseJson } from './input';
import { wordNames } from '../../client/references/split';
import type { MakiniRecord } from '../../client/wire/envelopes';

/** What the node adds to records that it gives out. */
const OWN_COLUMNS: ReadonlySet<string> = new Set(['writeResult', 'changes']);

/** The columns of records that nothing is known of, with where they stand. */
function unknownNames(
	fields: readonly Field[],
	value: MakiniRecord,
	others: ReadonlySet<string>,
	within = '',
): string[] {
	const known = new Set([...fields.map(({ name }) => name), ...wordNames(fields), ...others]);
	const names = Object.keys(value)
		.filter((name) => !known.has(name))
		.map((name) => `${within}${name}`);
	const parts = fields.flatMap(({ name, type, fields: parted = [] }) => {
		// As it is read later: lists may be JSON texts.
		const part = parseJson(value[name]);
		if (type !== 'array' || parted.length === 0 || !Array.isArray(part)) return [];
		return part.flatMap((each: unknown) =>
			typeof each === 'object' && each !== null && !Array.isArray(each)
				? unknownNames(parted, each as MakiniRecord, new Set(), `${within}${name}.`)
				: [],
		);
	});
	return [...new Set([...names, ...parts])];
}

/**
 * Refuses columns of the input that would be left out in silence.
 * @param custom names of the connection's own fields.
 * @throws MakiniError (input) naming them.
 */
export function assertKnownColumns(
	fields: readonly Field[],
	input: MakiniRecord,
	custom: readonly string[],
): void {
	const unknown = unknownNames(fields, input, new Set([...custom, ...OWN_COLUMNS]));
	if (unknown.length === 0) return;
	const writable = fields.filter(({ writable: by }) => by === 'user').map(({ name }) => name);
	throw inputError(
		`The input has columns that are no fields: ${unknown.map((name) => `"${name}"`).join(', ')}`,
		`They would not be written. Rename them to what they are, map the fields by hand, or set "Unknown Columns" to "Ignore" under "Options". Fields: ${writable.join(', ')}.`,
		'fields',
	);
}
