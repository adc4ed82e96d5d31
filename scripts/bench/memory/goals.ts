import type { Goal } from '../model';
import type { MemoryRun, MemorySubject } from './scenario';

type MemoryGoal = Goal<readonly MemoryRun[]>;

type Of = (figures: MemoryRun['figures']) => number;

/** Which runs are meant. */
type Chosen = Partial<Pick<MemorySubject, 'job' | 'orders'>>;

/** Megabytes that the process took beyond those before it ran. */
const aboveIdle: Of = ({ idle, peak }) => (peak - idle) / 1e6;

const chosenOf = (runs: readonly MemoryRun[], { job, orders }: Chosen): MemoryRun[] =>
	runs.filter(
		({ subject }) =>
			subject.job === (job ?? subject.job) && subject.orders === (orders ?? subject.orders),
	);

/** The largest of all runs; NaN of none. */
const largest = (runs: readonly MemoryRun[], of: Of, chosen: Chosen = {}): number => {
	const values = chosenOf(runs, chosen).map(({ figures }) => of(figures));
	return values.length > 0 ? Math.max(...values) : NaN;
};

/** All records come, each once. */
export const givesAll = (): MemoryGoal[] => {
	const different = (what: string, of: (run: MemoryRun) => number): MemoryGoal => ({
		what,
		kind: 'count',
		measure: (runs) => (runs.length > 0 ? Math.max(...runs.map(of)) : NaN),
		least: 0,
		most: 0,
	});
	return [
		different('records too many or too few', ({ subject, figures }) =>
			Math.abs(figures.records - subject.orders),
		),
		different('records doubled', ({ figures }) => figures.records - figures.keys),
		different('failed executions', ({ figures }) => (figures.error === undefined ? 0 : 1)),
	];
};

/** In every run and on every Node.js. */
export const memoryAtMost = (most: number, what: string, chosen: Chosen): MemoryGoal => ({
	what: `MB of memory above idle, ${what}`,
	kind: 'memory',
	measure: (runs) => largest(runs, aboveIdle, chosen),
	most,
});

/** The largest memory of a job divided by the largest one of another. */
export const memoryOf = (most: number, what: string, job: Chosen, other: Chosen): MemoryGoal => ({
	what,
	kind: 'time',
	measure: (runs) => largest(runs, aboveIdle, job) / largest(runs, aboveIdle, other),
	most,
});
