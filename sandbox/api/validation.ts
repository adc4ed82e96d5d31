import { LINE_FIELDS, type EntityDefinition, type FieldDefinition } from '../entities';
import type { JsonObject, JsonValue } from '../types';
import { ApiError, invalidFields } from './replies';
import { formatDecimal, formatInstant, parseInstant } from './values';

type Errors = Record<string, string[]>;

/** Says whether the key exists in the entity. */
export type ReferenceCheck = (entity: string, key: string) => boolean;

/**
 * The fields of a body as they will be stored; unknown and read-only ones are dropped. Throws a 422 that names every
 * field in error. A create needs the required fields, an update at least one field.
 */
export function validateRecord(
	entity: EntityDefinition,
	body: JsonObject,
	mode: 'create' | 'update',
	customFields: readonly string[],
	exists: ReferenceCheck,
): JsonObject {
	const errors: Errors = {};
	const values = validateFields(entity.fields, body, '', errors, exists);
	for (const field of customFields) {
		const value = body[field];
		if (value !== undefined) values[field] = value;
	}
	if (mode === 'create') {
		for (const [field, { required }] of Object.entries(entity.fields)) {
			if (required && body[field] === undefined) addError(errors, field, 'is required');
		}
	} else if (Object.keys(values).length === 0 && Object.keys(errors).length === 0) {
		errors.body = ['The body names no field that can be updated.'];
	}
	if (Object.keys(errors).length > 0) throw new ApiError(invalidFields(errors));
	return values;
}

function validateFields(
	fields: Readonly<Record<string, FieldDefinition>>,
	body: JsonObject,
	prefix: string,
	errors: Errors,
	exists: ReferenceCheck,
): JsonObject {
	const values: JsonObject = {};
	for (const [field, definition] of Object.entries(fields)) {
		const value = body[field];
		if (value === undefined || definition.readOnly) continue;
		const path = prefix + field;
		if (definition.type === 'lines') {
			values[field] = validateLines(value, path, errors, exists);
			continue;
		}
		const result = validateValue(value, definition, exists);
		if ('problem' in result) addError(errors, path, result.problem);
		else values[field] = result.value;
	}
	return values;
}

function validateLines(
	value: JsonValue,
	path: string,
	errors: Errors,
	exists: ReferenceCheck,
): JsonObject[] {
	if (!Array.isArray(value)) {
		addError(errors, path, 'must be an array');
		return [];
	}
	return value.map((line, index) => {
		if (isObject(line)) {
			return validateFields(LINE_FIELDS, line, `${path}.${index}.`, errors, exists);
		}
		addError(errors, `${path}.${index}`, 'must be an object');
		return {};
	});
}

function validateValue(
	value: JsonValue,
	{ type, references, required }: FieldDefinition,
	exists: ReferenceCheck,
): { value: JsonValue } | { problem: string } {
	if (required && (typeof value !== 'string' || value.trim() === '')) {
		return { problem: 'must be a non-empty string' };
	}
	if (value === null) return { value };
	if (type === 'decimal') {
		const amount = formatDecimal(value);
		return amount === undefined ? { problem: 'must be a number' } : { value: amount };
	}
	if (type === 'date') {
		const instant = typeof value === 'string' ? parseInstant(value) : undefined;
		if (instant === undefined) return { problem: 'is not a valid date' };
		return { value: formatInstant(instant) };
	}
	if (type === 'object') return isObject(value) ? { value } : { problem: 'must be an object' };
	if (type === 'boolean') {
		return typeof value === 'boolean' ? { value } : { problem: 'must be true or false' };
	}
	if (typeof value !== 'string') return { problem: 'must be a string' };
	if (references && !exists(references, value)) {
		return { problem: `is invalid: ${references} has no record ${value}` };
	}
	return { value };
}

function addError(errors: Errors, path: string, problem: string): void {
	(errors[path] ??= []).push(`The ${path} field ${problem}.`);
}

/** Says whether the value is a JSON object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
