import { DateTime } from 'luxon';

/** Below it a number counts seconds, above it milliseconds: as seconds it is a time in the year 5138. */
const MOST_SECONDS = 1e11;

function ofNumber(value: number): number | undefined {
	if (!Number.isFinite(value) || value <= 0) return undefined;
	const time = DateTime.fromMillis(value < MOST_SECONDS ? value * 1000 : value);
	return time.isValid ? time.toMillis() : undefined;
}

/**
 * Milliseconds since 1970 of a time as senders write it: a Unix time in seconds or milliseconds,
 * ISO 8601, SQL (taken as UTC) or the form of HTTP headers.
 */
export function readTime(value: unknown): number | undefined {
	if (typeof value === 'number') return ofNumber(value);
	if (typeof value !== 'string' || value.length > 100) return undefined;
	const text = value.trim();
	if (/^\d+(\.\d+)?$/.test(text)) return ofNumber(Number(text));
	const zone = { zone: 'utc' };
	const time = [
		DateTime.fromISO(text, zone),
		DateTime.fromSQL(text, zone),
		DateTime.fromHTTP(text, zone),
		DateTime.fromRFC2822(text, zone),
	].find(({ isValid }) => isValid);
	return time?.toMillis();
}

/** The same time in ISO 8601 and UTC. */
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();
