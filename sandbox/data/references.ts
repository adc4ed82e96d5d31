import {
	partFields,
	targetOf,
	type EntityDefinition,
	type FieldDefinition,
	type Fields,
} from '../contract/entities';
import type { JsonObject, JsonValue, StoredRecord } from '../base';

/** What a system calls that which the generated data name by a key or code. */
export interface OwnNames {
	/** The key of the record that a reference names; undefined where the system lacks it. */
	referenced(entity: string, key: string): string | undefined;
	/** The key of a record or part that the system certainly has. */
	own(space: string, key: string): string;
	/** The code of the record that usually has that one. */
	code(entity: string, usual: string): JsonValue;
	/** The name of the status with that key. */
	statusName(statuses: string, key: string): JsonValue;
}

/** Parts that are records of an entity, shown within another record. */
const SHOWN: Readonly<Record<string, string>> = { Document: 'documents', Inventory: 'inventories' };

/** The name under which the parts of an entity's records count their keys, unless they are records themselves. */
export function partSpace({ name }: EntityDefinition): string {
	return `${name}.line-items`;
}

/** The record with its key, those of its parts and references, and what it repeats of others, as in the system. */
export function renamed(
	record: StoredRecord,
	entity: EntityDefinition,
	names: OwnNames,
): StoredRecord {
	const named = withNames(entity.fields, record, entity.name, { entity, names }) as StoredRecord;
	const { statuses, fields } = entity;
	if (statuses && fields.status && typeof record.statusKey === 'string') {
		named.status = names.statusName(statuses, record.statusKey);
	}
	return named;
}

/** The keys of the parts that count theirs with the entity. */
export function partKeys(record: StoredRecord, { fields }: EntityDefinition): string[] {
	return Object.entries(fields).flatMap(([field, { type, part = '' }]) => {
		const parts = type === 'lines' && !SHOWN[part] ? (record[field] as JsonObject[]) : [];
		return (parts ?? []).flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
	});
}

interface Scope {
	entity: EntityDefinition;
	names: OwnNames;
}

function withNames(fields: Fields, values: JsonObject, space: string, scope: Scope): JsonObject {
	const named = { ...values };
	for (const [field, definition] of Object.entries(fields)) {
		const value = values[field];
		if (value === undefined || value === null) continue;
		if (definition.part !== undefined) named[field] = partsNamed(value, definition, scope);
		else if (field === 'key') named.key = scope.names.own(space, String(value));
		else {
			const target = targetOf(definition, scope.entity);
			if (target !== undefined) named[field] = keysNamed(value, definition, target, scope);
		}
	}
	// A line repeats the code of its material.
	if (typeof values.materialKey === 'string' && typeof values.code === 'string') {
		named.code = scope.names.code('materials', values.code);
	}
	return named;
}

function partsNamed(value: JsonValue, definition: FieldDefinition, scope: Scope): JsonValue {
	const fields = partFields(definition);
	const space = SHOWN[definition.part ?? ''] ?? partSpace(scope.entity);
	const one = (part: JsonValue): JsonValue =>
		typeof part === 'object' && part !== null && !Array.isArray(part)
			? withNames(fields, part, space, scope)
			: part;
	return Array.isArray(value) ? value.map(one) : one(value);
}

function keysNamed(
	value: JsonValue,
	{ many }: FieldDefinition,
	target: string,
	{ names }: Scope,
): JsonValue {
	const known = (keys: readonly JsonValue[]): string[] =>
		keys.flatMap((key) => names.referenced(target, String(key)) ?? []);
	if (Array.isArray(value)) return known(value);
	if (many) return known(String(value).split(',')).join(',');
	return names.referenced(target, String(value)) ?? null;
}
