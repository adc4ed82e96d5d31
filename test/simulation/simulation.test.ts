import { storyOf, tell } from './seeds';
import type { Execution, Story } from './story';
import { traceOf } from './trace';
import { holdTime, pass, START } from './virtualTime';

const quiet: Execution = {
	at: 0,
	operation: 'upsert',
	from: 'fields',
	items: [{ no: 'NEW-1', title: 'A title' }],
	perFile: 1,
	options: {},
	onError: 'stopWorkflow',
	asTool: false,
};

/** A story in which nothing happens but what is given. */
const tale = (executions: Execution[], world: Partial<Story['world']> = {}): Story => ({
	chance: 1,
	world: {
		style: 'module',
		orders: 5,
		maxPageSize: 500,
		latency: { least: 20, most: 20 },
		dialect: {},
		honoursIdempotencyKey: false,
		uniqueOrderNo: false,
		faults: [],
		outages: [],
		...world,
	},
	executions,
	writers: [],
	restarts: [],
});

// For machines that have other work to do as well.
jest.setTimeout(180_000);

describe('a story', () => {
	test('goes the same way each time, to the last millisecond', async () => {
		for (let seed = 1; seed <= 12; seed += 1) {
			const [one, other] = [await tell(storyOf(seed)), await tell(storyOf(seed))];
			expect(traceOf(other.history, other.violations)).toBe(traceOf(one.history, one.violations));
		}
	});

	test('in which nothing disturbs ends well', async () => {
		const { history, violations } = await tell(tale([quiet, { ...quiet, at: 5 }]));
		expect(violations).toEqual([]);
		expect(history.changes.map(({ what }) => what)).toEqual(['created']);
		expect(history.runs.map(({ seen }) => seen?.output?.[0]?.[0]?.json.writeResult)).toEqual([
			'created',
			'unchanged',
		]);
	});

	test('takes no time but virtual time', async () => {
		const started = performance.now();
		const { history } = await tell(
			tale([quiet], { outages: [{ from: 0, to: 20_000, code: 'ECONNREFUSED' }] }),
		);
		expect(history.runs[0]?.tries[0]?.endedAt).toBeGreaterThan(START + 20_000);
		expect(performance.now() - started).toBeLessThan(30_000);
	});
});

describe('virtual time', () => {
	test('tells what will never be over', async () => {
		const time = holdTime('seed');
		try {
			expect(await time.until(() => false, Infinity)).toBe('hung');
		} finally {
			time.release();
		}
	});

	test('tells what takes too long, and what gets nowhere', async () => {
		const time = holdTime('seed');
		try {
			void pass(2_000);
			void pass(3_000);
			expect(await time.until(() => false, START + 1_000)).toBe('late');
			const spin = (): void => void setTimeout(spin, 0);
			spin();
			expect(await time.until(() => false, Infinity)).toBe('spins');
		} finally {
			time.release();
		}
	});
});
