import type { Field } from '../catalogue/types';
import type { MakiniRecord } from '../client/wire/envelopes';

/** How values that have parts stand in CSV: as JSON, or objects with a column for each part. Lists are always JSON. */
export type NestedValues = 'json' | 'columns';

export interface Column {
	/** In the header: the field's name, or its path with dots. */
	name: string;
	path: readonly string[];
}

export const isPlainObject = (value: unknown): value is MakiniRecord =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const partsOf = (field: Field, nested: NestedValues): readonly Field[] =>
	nested === 'columns' && field.type === 'object' ? (field.fields ?? []) : [];

/** The columns of fields, in their order. They do not depend on the records, so that a header can be written first. */
export const columnsOf = (
	fields: readonly Field[],
	nested: NestedValues,
	above: readonly string[] = [],
): Column[] =>
	fields.flatMap((field) => {
		const path = [...above, field.name];
		const parts = partsOf(field, nested);
		return parts.length > 0 ? columnsOf(parts, nested, path) : [{ name: path.join('.'), path }];
	});

/** A value as the text of a cell; empty for one that is not there. */
export function cellOf(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function valueAt(record: MakiniRecord, path: readonly string[]): unknown {
	return path.reduce<unknown>(
		(value, name) => (isPlainObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
		record,
	);
}

/** What of a record has no column of its own: fields that the catalogue does not know, at any depth. */
export function beyondColumns(
	record: MakiniRecord,
	fields: readonly Field[],
	nested: NestedValues,
): MakiniRecord {
	const byName = new Map(fields.map((field) => [field.name, field]));
	const rest = Object.entries(record).flatMap(([name, value]): Array<[string, unknown]> => {
		const field = byName.get(name);
		if (!field) return [[name, value]];
		const parts = partsOf(field, nested);
		if (parts.length === 0 || value === null || value === undefined) return [];
		if (!isPlainObject(value)) return [[name, value]];
		const within = beyondColumns(value, parts, nested);
		return Object.keys(within).length > 0 ? [[name, within]] : [];
	});
	return Object.fromEntries(rest);
}

/** The cell of the column for everything that has none of its own. */
export function otherCell(
	record: MakiniRecord,
	fields: readonly Field[],
	nested: NestedValues,
): string {
	const rest = beyondColumns(record, fields, nested);
	return Object.keys(rest).length > 0 ? JSON.stringify(rest) : '';
}
