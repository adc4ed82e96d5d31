import { DateTime } from 'luxon';

/** The form in which most servers write times, which can be read at once. */
const USUAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function millisOf(text: string): number {
	if (USUAL.test(text)) return Date.parse(text);
	const iso = DateTime.fromISO(text, { zone: 'utc' });
	return (iso.isValid ? iso : DateTime.fromSQL(text, { zone: 'utc' })).toMillis();
}

/**
 * Milliseconds since the epoch of a time as servers write it, ISO 8601 or SQL; without a zone it is UTC. Smaller parts
 * than milliseconds are cut off. `undefined` for anything else.
 */
export function instantOf(value: unknown): number | undefined {
	if (typeof value !== 'string') return undefined;
	const millis = millisOf(value.trim());
	return millis >= 0 ? millis : undefined;
}

/** The time as filters take it. */
export const isoOf = (instant: number): string => new Date(instant).toISOString();
