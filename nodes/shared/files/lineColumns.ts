import type { Field } from '../catalogue/types';
import { wordNames } from '../client/references/split';

/** One such column may be a custom field. So many are a table with a row for each line. */
const LEAST = 2;

/** However a column is spelt: "Line Number", "lineNumber" and "line_number" are one. */
const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const namesOf = (fields: readonly Field[]): Set<string> =>
	new Set([...fields.flatMap(({ name, label }) => [name, label]), ...wordNames(fields)].map(plain));

/**
 * The columns of a table that are none of the record's fields and belong to its lines. A table with
 * a row for each line has them: read as a row for each record, it would lose the lines.
 */
export function lineColumns(
	fields: readonly Field[],
	header: readonly string[],
): { list: Field; columns: string[] } | undefined {
	const own = namesOf(fields);
	for (const list of fields) {
		if (list.type !== 'array' || !list.fields || header.includes(list.name)) continue;
		const within = namesOf(list.fields);
		const columns = header.filter((name) => within.has(plain(name)) && !own.has(plain(name)));
		if (columns.length >= LEAST) return { list, columns };
	}
	return undefined;
}
