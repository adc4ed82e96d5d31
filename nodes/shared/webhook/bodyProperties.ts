import { z } from 'zod';

const object = z.record(z.unknown());

/**
 * An object's properties by their names without case and punctuation: `eventType`, `event_type` and
 * `Event-Type` are one.
 */
export type Properties = ReadonlyMap<string, unknown>;

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

export function propertiesOf(value: unknown): Properties {
	const parsed = object.safeParse(value);
	const properties = new Map<string, unknown>();
	for (const [name, each] of Object.entries(parsed.success ? parsed.data : {})) {
		const key = plain(name);
		if (!properties.has(key)) properties.set(key, each);
	}
	return properties;
}

/** The names of an object's properties that are among these, most telling first, as they are spelled in it. */
export const propertyNames = (
	value: Readonly<Record<string, unknown>>,
	names: readonly string[],
): string[] => names.flatMap((name) => Object.keys(value).find((own) => plain(own) === name) ?? []);

export const isObject = (value: unknown): value is Record<string, unknown> =>
	object.safeParse(value).success;

/** Values under the first of these names, place after place. */
export const valuesOf = (places: readonly Properties[], names: readonly string[]): unknown[] =>
	places.flatMap((place) => names.flatMap((name) => place.get(name) ?? []));

/** A short text or a whole number as text; `undefined` for anything else. */
export function identifier(value: unknown): string | undefined {
	const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
	return typeof text === 'string' && text.trim() !== '' && text.length <= 500
		? text.trim()
		: undefined;
}

/** The first value under one of the names that identifies something, itself or by its own `id` or `key`. */
export function identifierIn(
	places: readonly Properties[],
	names: readonly string[],
): string | undefined {
	for (const value of valuesOf(places, names)) {
		const inner = isObject(value) ? valuesOf([propertiesOf(value)], ['id', 'key']) : [value];
		const found = inner.map(identifier).find((each) => each !== undefined);
		if (found !== undefined) return found;
	}
	return undefined;
}
