/** How many requests may be under way at once, and what tells that the connected system cannot keep up. */
export interface Pace {
	/** May be a fraction; at least one request may always be under way. */
	allowed: number;
	/** The first refusal was met: from then on it grows slowly. */
	isCareful: boolean;
	/** Shortest time of an answer in milliseconds, by kind of request. */
	best: ReadonlyMap<string, number>;
}

/** Requests under way at once to begin with. */
export const START_IN_FLIGHT = 8;

/** Most requests of one connection that are under way at once, over all nodes and executions of the process. */
export const MAX_IN_FLIGHT = 32;

export const FIRST_PACE: Pace = { allowed: START_IN_FLIGHT, isCareful: false, best: new Map() };

const bounded = (allowed: number): number => Math.min(MAX_IN_FLIGHT, Math.max(1, allowed));

/** An answer is slow that takes this much longer than the fastest one of its kind. */
const isSlow = (ms: number, best: number): boolean => ms > 4 * best + 1000;

/** Grows with a good answer: by one as long as nothing was refused, else by one for each round; shrinks with a slow one. */
export function onAnswer(pace: Pace, kind: string, ms: number): Pace {
	const best = pace.best.get(kind) ?? ms;
	const times = ms <= best ? new Map(pace.best).set(kind, ms) : pace.best;
	if (isSlow(ms, best)) {
		return { allowed: bounded(pace.allowed * 0.9), isCareful: true, best: times };
	}
	const growth = pace.isCareful ? 1 / pace.allowed : 1;
	return { ...pace, allowed: bounded(pace.allowed + growth), best: times };
}

/** Halves with a refusal. */
export const onOverload = (pace: Pace): Pace => ({
	...pace,
	allowed: bounded(pace.allowed / 2),
	isCareful: true,
});
