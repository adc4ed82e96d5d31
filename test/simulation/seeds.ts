import fc from 'fast-check';
import { check, type Violation } from './check';
import { story } from './drawing';
import { play, type History } from './play';
import type { Story } from './story';
import { START } from './virtualTime';

/** What came of a seed. */
export interface Verdict {
	seed: number;
	violations: Violation[];
	executions: number;
	requests: number;
	virtualMs: number;
}

/** The story that a seed tells. */
export function storyOf(seed: number): Story {
	const [drawn] = fc.sample(story, { seed, numRuns: 1 });
	if (!drawn) throw new Error('Nothing was drawn');
	return drawn;
}

/** A story as it went, and which promises were not kept. */
export async function tell(told: Story): Promise<{ history: History; violations: Violation[] }> {
	const history = await play(told);
	return { history, violations: check(history) };
}

export async function judge(seed: number): Promise<Verdict> {
	const { history, violations } = await tell(storyOf(seed));
	const { runs, requests, endedAt } = history;
	return {
		seed,
		violations,
		executions: runs.length + 1,
		requests: requests.length,
		virtualMs: endedAt - START,
	};
}

/**
 * The smallest story found, within so many milliseconds, that breaks a promise as the seed's story does. fast-check
 * draws and shrinks.
 */
export async function shrink(seed: number, { check: name }: Violation, ms: number): Promise<Story> {
	const until = performance.now() + ms;
	const isKept = async (told: Story): Promise<boolean> => {
		// Out of time, nothing smaller is taken.
		if (performance.now() > until) return true;
		const { violations } = await tell(told);
		return violations.every((each) => each.check !== name);
	};
	// As `fc.sample` draws: without a bias.
	const options = { seed, numRuns: 1, unbiased: true };
	const { counterexample } = await fc.check(fc.asyncProperty(story, isKept), options);
	return counterexample?.[0] ?? storyOf(seed);
}
