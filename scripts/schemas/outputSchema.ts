import type { Entity, Field, OperationName } from '../../nodes/shared/catalogue';
import { referringOf, type Referring } from '../../nodes/shared/catalogue/referring';
import { listedBy } from '../../nodes/shared/glue/description/operations';

/** A JSON schema, as far as n8n reads it. */
export interface Schema {
	type: 'object' | 'array' | 'string' | 'number' | 'boolean';
	properties?: Readonly<Record<string, Schema>>;
	items?: Schema;
}

const TEXT: Schema = { type: 'string' };

/** A schema of an object with texts of these names. */
export const textsSchema = (names: readonly string[]): Schema => ({
	type: 'object',
	properties: Object.fromEntries(names.map((name) => [name, TEXT])),
});

/** What stands beside a key, as far as the record that it refers to has both. */
const NAMED = textsSchema(['key', 'code', 'name']);

/** Amounts come as texts, so that no digit is lost; times as ISO texts. */
const TYPES: Readonly<Record<Exclude<Field['type'], 'object' | 'array'>, Schema>> = {
	boolean: { type: 'boolean' },
	dateTime: TEXT,
	decimal: TEXT,
	number: { type: 'number' },
	string: TEXT,
};

function fieldSchema(field: Field, within: Referring | undefined): Schema {
	if (field.type !== 'array' && field.type !== 'object') return TYPES[field.type];
	const one = field.fields ? fieldsSchema(field.fields, within) : undefined;
	if (field.type === 'object') return one ?? { type: 'object' };
	return { type: 'array', items: one ?? TEXT };
}

/** @param referring what has names beside its keys; none without it. */
function fieldsSchema(fields: readonly Field[], referring: Referring | undefined): Schema {
	const words = new Map(referring?.references.map(({ field, word }) => [field.name, word]));
	const parts = new Map(referring?.parts.map(({ field, within }) => [field.name, within]));
	const shown = fields.filter(({ writeOnly }) => writeOnly !== true);
	const properties = shown.flatMap((field): Array<[string, Schema]> => {
		const schema = fieldSchema(field, parts.get(field.name));
		const word = words.get(field.name);
		const own: [string, Schema] = [field.readAs ?? field.name, schema];
		return word === undefined ? [own] : [own, [word, NAMED]];
	});
	return { type: 'object', properties: Object.fromEntries(properties) };
}

/** A record as it is read, with names, or as the answer to a write. */
const recordSchema = ({ fields }: Entity, isRead: boolean): Schema =>
	fieldsSchema(fields, isRead ? referringOf(fields) : undefined);

/** What a write comes to, before the record. */
const WITH_RESULT: ReadonlySet<OperationName> = new Set(['upsert']);

/** The JSON of an item that an operation of an entity gives out, with no setting touched. */
export function outputSchema(entity: Entity, operation: OperationName): Schema {
	const listed = listedBy(entity, operation);
	if (listed) return recordSchema(listed, true);
	if (operation === 'delete') return { type: 'object', properties: { deleted: TYPES.boolean } };
	const record = recordSchema(entity, operation === 'get');
	if (!WITH_RESULT.has(operation)) return record;
	return { type: 'object', properties: { writeResult: TEXT, ...record.properties } };
}
