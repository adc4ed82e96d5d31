/** What a server tells of its rate limit with an answer. */
export interface RateHeaders {
	limit?: number;
	/** Requests that still pass. */
	remaining: number;
	/** Milliseconds until it is more; whole seconds as a rule, rounded up. `undefined` where it does not go by time. */
	resetMs?: number;
}

/** Numbers above are moments (seconds since the epoch), others are seconds from now. */
const FIRST_MOMENT = 1_000_000_000;

function untilReset(reset: number, headers: Readonly<Record<string, string>>, now: number): number {
	if (reset < FIRST_MOMENT) return reset * 1000;
	const moment = reset < FIRST_MOMENT * 1000 ? reset * 1000 : reset;
	const serverNow = Date.parse(headers.date ?? '');
	// The server's own clock tells whole seconds only, so it is used only where the two differ by more.
	const differs = Math.abs(serverNow - now) > 2000;
	return Math.max(0, moment - (differs ? serverNow : now));
}

/**
 * Reads `X-RateLimit-Limit/-Remaining/-Reset`, `RateLimit-Limit/-Remaining/-Reset` and the first policy of `RateLimit`,
 * as the drafts of draft-ietf-httpapi-ratelimit-headers have them: `limit=..., remaining=..., reset=...` or
 * `"name";r=...;t=...`. `undefined` where they do not tell how many requests remain.
 * @param now milliseconds since the epoch.
 */
export function readRateHeaders(
	headers: Readonly<Record<string, string>>,
	now: number,
): RateHeaders | undefined {
	const read = (name: string, short: string): number | undefined => {
		const alone = headers[`x-ratelimit-${name}`] ?? headers[`ratelimit-${name}`];
		const parameter = new RegExp(`(?:^|[;,\\s])(?:${name}|${short})=([\\d.]+)`);
		const text = alone ?? parameter.exec(headers.ratelimit ?? '')?.[1] ?? '';
		// A number alone or before further policies: of a date or `500ms` the digits would be something else.
		const found = /^\s*(\d+(?:\.\d+)?)\s*(?:$|[,;])/.exec(text)?.[1];
		return found === undefined ? undefined : Number(found);
	};
	const remaining = read('remaining', 'r');
	if (remaining === undefined) return undefined;
	const reset = read('reset', 't');
	const resetMs = reset === undefined ? undefined : untilReset(reset, headers, now);
	return { limit: read('limit', 'q'), remaining, resetMs };
}
