import { isPlainObject } from 'lodash';

/** A name however it is spelled: "invalid-params", "invalidParams". */
export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9#]/g, '');

/** Names under which an error says which field it is about. */
const FIELD_NAMES: ReadonlySet<string> = new Set([
	'attribute',
	'datapath',
	'field',
	'fieldname',
	'instancepath',
	'jsonpath',
	'loc',
	'param',
	'parameter',
	'path',
	'pointer',
	'property',
	'propertyname',
	'propertypath',
	'propertyref',
	'source',
	'target',
]);

/** Whether a property says which field an error is about. */
export const isFieldName = (name: string): boolean => FIELD_NAMES.has(name);

/** Parts that tell where in a request a field stands, rather than which. */
const PLACES: ReadonlySet<string> = new Set([
	'$',
	'attributes',
	'body',
	'data',
	'payload',
	'query',
	'request',
]);

/**
 * "/lineItems/0/quantity", "lineItems[0].quantity", "#/data/attributes/title": parts joined by
 * dots. Query parameters keep their brackets.
 */
export function fieldPath(path: string): string {
	const parts = path
		.replace(/\[["']?(\d+)["']?\]/g, '.$1.')
		.split(/[./#]+/)
		.filter(Boolean);
	const start = parts.findIndex((part) => !PLACES.has(part));
	return start < 0 ? '' : parts.slice(start).join('.');
}

/** Which field an error names by its properties; nothing where they hold something else, such as an address. */
export function namedField(error: Readonly<Record<string, unknown>>): string | undefined {
	for (const [name, value] of Object.entries(error)) {
		// A problem's invalid-params call the field "name", which elsewhere is the name of the error.
		const isName = name === 'name' && typeof error.reason === 'string';
		if (!isName && !isFieldName(plainName(name))) continue;
		const field = fieldOf(value);
		if (field) return field;
	}
	return undefined;
}

function fieldOf(value: unknown): string | undefined {
	if (Array.isArray(value)) {
		return fieldPath(value.filter((part) => /^(string|number)$/.test(typeof part)).join('.'));
	}
	if (isPlainObject(value)) {
		const { pointer, parameter } = value as { pointer?: unknown; parameter?: unknown };
		return fieldOf(pointer ?? parameter);
	}
	const isPath =
		typeof value === 'string' && /^[\w$#./[\]"' -]{1,100}$/.test(value) && !/^\/api\//.test(value);
	return isPath ? fieldPath(value) : undefined;
}
