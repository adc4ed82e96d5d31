import { claimsOf, fileClaimsOf } from './claims';
import { playInEngine } from './inEngine';
import { play, type History, type Run } from './play';
import { storyOf } from './seeds';
import type { Story } from './story';

jest.setTimeout(300_000);

/** The first execution of a seed's story alone, without what the engine is not asked to do. */
function lonely(seed: number): Story {
	const drawn = storyOf(seed);
	const executions = drawn.executions.slice(0, 1).map(({ cancelAfter, ...each }) => ({
		...each,
		asTool: false,
	}));
	return { ...drawn, executions, restarts: [] };
}

/** What was sent, what became of it, and what was said of it. */
function essence({
	story,
	runs,
	requests,
	changes,
}: Pick<History, 'story' | 'runs' | 'requests' | 'changes'>) {
	const [execution] = story.executions;
	const [run] = runs as [Run];
	if (!execution) return undefined;
	const said = execution.operation === 'getAll' ? [] : claimsOf(execution, run);
	return {
		requests: requests.map(({ method, target, body, outcome }) => ({
			method,
			target,
			body,
			outcome,
		})),
		changes: changes.map(({ what, key, order }) => ({ what, key, title: order.title })),
		said: execution.from === 'files' ? fileClaimsOf(execution, run) : said,
		message: (run.seen?.error as Error | undefined)?.message,
		items: run.seen?.output?.flat().map(({ json }) => json.key ?? json.error),
		hints: run.seen?.hints,
	};
}

const SEEDS = [2, 5, 8, 9, 12, 14, 17, 21, 26, 30];

test.each(SEEDS)('seed %d goes the same way in n8n itself', async (seed) => {
	const story = lonely(seed);
	expect(essence(await playInEngine(story))).toEqual(essence(await play(story)));
});
