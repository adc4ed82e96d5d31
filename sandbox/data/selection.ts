import type { FieldDefinition, Fields } from '../contract/entities';
import type { JsonValue } from '../base';
import { ApiError, invalidFields } from '../replies';
import { parseInstant } from '../values';

export const OPERATORS = [
	'contains',
	'startsWith',
	'endsWith',
	'gt',
	'gteq',
	'lt',
	'lted',
] as const;
/** `eq` is the filter that names no operator; `sameText` is one that ignores case, which no filter can name. */
export type Operator = (typeof OPERATORS)[number] | 'eq' | 'sameText';

export interface Condition {
	field: string;
	operator: Operator;
	value: string;
}

/** Which records a list holds and in which order. Plain data, so that a cursor can carry it. */
export interface Selection {
	conditions: Condition[];
	match: 'all' | 'any';
	sort: Array<{ field: string; descending: boolean }>;
	/** Only records changed after this time; combined with the conditions by "and". */
	modifiedAfter?: string;
}

const UNCOMPARABLE = new Set<FieldDefinition['type']>(['object', 'lines', 'keys', 'list']);
const NUMERIC = new Set<FieldDefinition['type']>(['decimal', 'count', 'integer']);

const FILTER_NAME = /^filter\[([^\]:]*)(?::([^\]]*))?\]$/;
const SORT_NAME = /^sort\[([^\]]*)\]$/;

/** Reads filter, filterMatch, sort and, if wanted, modified_after; throws a 422 for what it does not know. */
export function readSelection(
	query: URLSearchParams,
	fields: Fields,
	withModifiedAfter: boolean,
): Selection {
	const errors: Record<string, string[]> = {};
	const conditions: Condition[] = [];
	const sort: Selection['sort'] = [];
	// Only the last of several values of one name counts, as in PHP.
	for (const [name, value] of new Map(query)) {
		const filter = FILTER_NAME.exec(name);
		if (filter) {
			const condition = readCondition(filter[1] ?? '', filter[2], value, fields);
			if (typeof condition === 'string') errors[name] = [condition];
			else conditions.push(condition);
			continue;
		}
		const field = SORT_NAME.exec(name)?.[1];
		if (field === undefined) continue;
		if (!comparableField(fields, field)) errors[name] = [`The field ${field} cannot be sorted by.`];
		else if (value !== '0' && value !== '1') errors[name] = ['The direction must be 0 or 1.'];
		else sort.push({ field, descending: value === '1' });
	}
	const match = query.get('filterMatch') ?? 'all';
	if (match !== 'all' && match !== 'any') errors.filterMatch = ['The match must be all or any.'];
	const modifiedAfter = withModifiedAfter ? query.get('modified_after') : null;
	if (modifiedAfter !== null && parseInstant(modifiedAfter) === undefined) {
		errors.modified_after = ['The modified_after is not a valid date.'];
	}
	if (Object.keys(errors).length > 0) throw new ApiError(invalidFields(errors));
	const selection: Selection = { conditions, match: match === 'any' ? 'any' : 'all', sort };
	return modifiedAfter === null ? selection : { ...selection, modifiedAfter };
}

/** The definition of a field that can be filtered and sorted by. */
function comparableField(fields: Fields, name: string): FieldDefinition | undefined {
	const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
	return field && UNCOMPARABLE.has(field.type) ? undefined : field;
}

/** The condition, or what is wrong with it. */
function readCondition(
	field: string,
	operatorName: string | undefined,
	value: string,
	fields: Fields,
): Condition | string {
	const definition = comparableField(fields, field);
	if (!definition) return `The field ${field} cannot be filtered.`;
	const operator =
		operatorName === undefined ? 'eq' : OPERATORS.find((known) => known === operatorName);
	if (!operator) return `The operator ${operatorName} is not known.`;
	const isText = operator === 'contains' || operator === 'startsWith' || operator === 'endsWith';
	if (isText || value === '') return { field, operator, value };
	if (definition.type === 'date' && parseInstant(value) === undefined) {
		return `The filter value for ${field} is not a valid date.`;
	}
	if (NUMERIC.has(definition.type) && Number.isNaN(Number(value))) {
		return `The filter value for ${field} must be a number.`;
	}
	return { field, operator, value };
}

/** The value in the form in which values of that type are compared: instants and amounts as numbers. */
export function comparable(
	value: JsonValue | undefined,
	type: FieldDefinition['type'],
): string | number | undefined {
	if (value === null || value === undefined || value === '') return undefined;
	if (type === 'date') return parseInstant(String(value));
	if (NUMERIC.has(type)) return Number(value);
	return String(value);
}
