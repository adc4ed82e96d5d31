const ISO_TIME =
	/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const HAS_ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/;
const HAS_TIME = /[T ]\d{2}:\d{2}/;

/** The instant in ms since 1970, or undefined for what is not an ISO date or time. Without a zone it is UTC. */
export function parseInstant(text: string): number | undefined {
	if (!ISO_TIME.test(text)) return undefined;
	const zoned = HAS_TIME.test(text) && !HAS_ZONE.test(text) ? `${text}Z` : text;
	const instant = Date.parse(zoned);
	return Number.isNaN(instant) ? undefined : instant;
}

/** The instant as it is stored: UTC, without milliseconds when there are none. */
export function formatInstant(instant: number): string {
	return new Date(instant).toISOString().replace('.000Z', 'Z');
}

const DECIMAL = /^-?\d+(?:\.(\d+))?$/;

/** The amount as it is stored: a decimal string with at least two places, or undefined for what is not a number. */
export function formatDecimal(value: unknown): string | undefined {
	if (typeof value !== 'number' && typeof value !== 'string') return undefined;
	const text = String(value).trim();
	const parts = DECIMAL.exec(text);
	if (!parts) return undefined;
	const places = parts[1]?.length ?? 0;
	if (places >= 2) return text;
	return `${text}${places === 0 ? '.' : ''}${'0'.repeat(2 - places)}`;
}
