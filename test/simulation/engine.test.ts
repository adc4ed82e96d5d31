import { omit } from 'lodash';
import { check } from './check';
import { playInEngine } from './inEngine';
import { storyOf } from './seeds';
import type { Story } from './story';

jest.setTimeout(300_000);

/** The first execution of a seed's story alone, without what the engine is not asked to do. */
function lonely(seed: number): Story {
	const drawn = storyOf(seed);
	const executions = drawn.executions
		.slice(0, 1)
		.map((each) => ({ ...omit(each, 'cancelAfter'), asTool: false }));
	return { ...drawn, executions, restarts: [] };
}

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

/**
 * n8n draws random numbers of its own and takes its turns otherwise, so the stories go another way,
 * and must end as well.
 */
test.each(SEEDS)('the execution of seed %d keeps its promises in n8n itself', async (seed) => {
	const history = await playInEngine(lonely(seed));
	expect(history.runs[0]?.isOver).toBe(true);
	expect(check(history)).toEqual([]);
});
