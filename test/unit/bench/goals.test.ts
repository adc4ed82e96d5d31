import {
	cpuOf,
	MAKINI,
	readsAll,
	refusals,
	timeOfBest,
	timeOfFloor,
} from '../../../scripts/bench/goals';
import { judge, median, type Figures, type Goal, type Results } from '../../../scripts/bench/model';
import { goalsTable, missed, sectionOf } from '../../../scripts/bench/report';

const counters: Figures['counters'] = {
	requests: 100,
	byMethod: {},
	byStatus: {},
	byRoute: {},
	created: 0,
	updated: 0,
	deleted: 0,
	statusChanges: 0,
	rateLimited: 0,
	faults: {},
	maxInFlight: 8,
};

interface Given extends Partial<Omit<Figures, 'counters'>> {
	counters?: Partial<Figures['counters']>;
}

const run = ({ counters: counted, ...given }: Given): Figures => ({
	...{ seconds: 1, cpuSeconds: 1, errors: [], records: 100, failed: 0, keys: 100, doubles: 0 },
	...given,
	counters: { ...counters, ...counted },
});

const results = (runs: Record<string, Given[]>, again: Given[] = []): Results => ({
	runs: new Map(Object.entries(runs).map(([name, given]) => [name, given.map(run)])),
	again: new Map(again.length > 0 ? [[MAKINI, again.map(run)]] : []),
});

test.each([
	[[3, 1, 2], 2],
	[[4, 1, 3, 2], 2],
	[[5], 5],
	[[], NaN],
])('the median of %j is %d', (values, middle) => {
	expect(median(values)).toBe(middle);
});

describe('counts', () => {
	const [records] = readsAll(100) as [Goal];

	test('hold in every run, and show the one that is farthest away', () => {
		const mixed = results({ [MAKINI]: [{}, { records: 99 }, { records: 103 }, {}] });
		expect(judge(records, mixed)).toEqual({ value: 103, isMet: false });
		expect(judge(records, results({ [MAKINI]: [{}, {}] }))).toEqual({ value: 100, isMet: true });
	});

	test('hold in second runs too', () => {
		const again = results({ [MAKINI]: [{}] }, [{ counters: { rateLimited: 11 } }]);
		expect(judge(refusals(10), again)).toEqual({ value: 11, isMet: false });
	});

	test('that were not measured hold for nothing', () => {
		expect(judge(records, results({})).isMet).toBe(false);
		expect(judge(refusals(10), results({})).isMet).toBe(false);
	});
});

describe('times', () => {
	test('are held against the fastest other that keeps within its bounds in all runs', () => {
		const measured = results({
			[MAKINI]: [{ seconds: 2 }],
			hasty: [{ seconds: 1 }, { seconds: 1, counters: { maxInFlight: 62 } }],
			steady: [{ seconds: 2.5 }, { seconds: 2.5 }],
			slow: [{ seconds: 5 }],
		});
		expect(judge(timeOfBest(1, 31), measured)).toEqual({ value: 0.8, isMet: true });
	});

	test('under a limit are those of the slower of first and second runs', () => {
		const measured = results({ [MAKINI]: [{ seconds: 5 }] }, [{ seconds: 6 }]);
		expect(judge(timeOfFloor(1.1, 5), measured)).toEqual({ value: 1.2, isMet: false });
	});

	test('of the processor count for each record', () => {
		const measured = results({
			[MAKINI]: [{ cpuSeconds: 2, records: 200 }],
			other: [{ cpuSeconds: 1, records: 100 }],
		});
		expect(judge(cpuOf(1.2, 'other'), measured).value).toBe(1);
	});
});

test('the document tells met goals from missed ones', () => {
	const scenario = {
		...{ name: 'read', title: 'Reading', what: '', connection: {}, subjects: [] },
		goals: [refusals(10), timeOfFloor(1.1, 5)],
	};
	const section = sectionOf(scenario, results({ [MAKINI]: [{ seconds: 6 }] }));
	expect(missed([section])).toBe(1);
	expect(goalsTable(section)).toContain('| answers with 429 | at most 10 | 0 | yes |');
	expect(goalsTable(section)).toContain('| at most 1.10 | 1.20 | **no** |');
});
