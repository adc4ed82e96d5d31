import {
	partFields,
	targetOf,
	type EntityDefinition,
	type FieldDefinition,
	type Fields,
} from '../contract/entities';
import type { JsonObject, JsonValue } from '../base';
import { ApiError, invalidFields } from '../replies';
import { formatDecimal, formatInstant, parseInstant } from '../values';

type Errors = Record<string, string[]>;

/** Says whether the key exists in the entity. */
export type ReferenceCheck = (entity: string, key: string) => boolean;

interface Scope {
	entity: EntityDefinition;
	errors: Errors;
	exists: ReferenceCheck;
}

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
	const values = validateFields(entity.fields, body, '', { entity, errors, exists });
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
	fields: Fields,
	body: JsonObject,
	prefix: string,
	scope: Scope,
): JsonObject {
	const values: JsonObject = {};
	for (const [field, definition] of Object.entries(fields)) {
		const value = body[field];
		if (value === undefined || definition.readOnly) continue;
		const path = prefix + field;
		if (definition.type === 'lines') {
			values[field] = validateLines(value, definition, path, scope);
			continue;
		}
		const result = validateValue(value, definition, scope);
		if ('problem' in result) addError(scope.errors, path, result.problem);
		else values[field] = result.value;
	}
	return values;
}

function validateLines(
	value: JsonValue,
	definition: FieldDefinition,
	path: string,
	scope: Scope,
): JsonObject[] {
	if (value === null && definition.part !== 'POLineItem') return [];
	// The contract shows some of these lists as single objects.
	const lines = isObject(value) && definition.part !== 'POLineItem' ? [value] : value;
	if (!Array.isArray(lines)) {
		addError(scope.errors, path, 'must be an array');
		return [];
	}
	return lines.map((line, index) => {
		if (isObject(line)) {
			return validateFields(partFields(definition), line, `${path}.${index}.`, scope);
		}
		addError(scope.errors, `${path}.${index}`, 'must be an object');
		return {};
	});
}

type Verdict = { value: JsonValue } | { problem: string };

function validateValue(value: JsonValue, definition: FieldDefinition, scope: Scope): Verdict {
	const { type, required } = definition;
	if (required && type === 'string' && (typeof value !== 'string' || value.trim() === '')) {
		return { problem: 'must be a non-empty string' };
	}
	if (value === null) return required ? { problem: 'is required' } : { value };
	switch (type) {
		case 'decimal': {
			const amount = formatDecimal(value);
			return amount === undefined ? { problem: 'must be a number' } : { value: amount };
		}
		case 'count':
			return /^\d+$/.test(String(value))
				? { value: String(value) }
				: { problem: 'must be a whole number' };
		case 'integer': {
			const number = typeof value === 'string' && value !== '' ? Number(value) : value;
			return Number.isInteger(number) ? { value: number } : { problem: 'must be an integer' };
		}
		case 'date': {
			const instant = typeof value === 'string' ? parseInstant(value) : undefined;
			if (instant === undefined) return { problem: 'is not a valid date' };
			return { value: formatInstant(instant) };
		}
		case 'object':
			return isObject(value) ? { value } : { problem: 'must be an object' };
		case 'boolean':
			return typeof value === 'boolean' ? { value } : { problem: 'must be true or false' };
		case 'list':
			return Array.isArray(value) ? { value } : { problem: 'must be an array' };
		case 'keys':
			return validateKeys(value, definition, scope);
		case 'lines':
			throw new Error('Lines are validated one by one');
		case 'string':
			return validateText(value, definition, scope);
	}
}

function validateKeys(value: JsonValue, definition: FieldDefinition, scope: Scope): Verdict {
	if (!Array.isArray(value)) return { problem: 'must be an array' };
	const problem = value.map((key) => unknownKey(key, definition, scope)).find((each) => each);
	return problem ? { problem } : { value };
}

function validateText(value: JsonValue, definition: FieldDefinition, scope: Scope): Verdict {
	if (typeof value !== 'string') return { problem: 'must be a string' };
	const keys = definition.many ? value.split(',').flatMap((key) => key.trim() || []) : [value];
	const problem = keys.map((key) => unknownKey(key, definition, scope)).find((each) => each);
	return problem ? { problem } : { value };
}

/** What is wrong with a key; undefined when nothing is or the field holds none. */
function unknownKey(
	key: JsonValue,
	definition: FieldDefinition,
	{ entity, exists }: Scope,
): string | undefined {
	if (typeof key !== 'string') return 'must hold strings';
	const target = targetOf(definition, entity);
	if (target === undefined || exists(target, key)) return undefined;
	return `is invalid: ${target} has no record ${key}`;
}

function addError(errors: Errors, path: string, problem: string): void {
	(errors[path] ??= []).push(`The ${path} field ${problem}.`);
}

/** Says whether the value is a JSON object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
