import type { ConnectionOptions, Counters } from '../../sandbox/server/server';
import type { CredentialValues, TestWorkflow } from '../../test/support/engine';

/** What a workflow of a scenario works with. */
export interface Surroundings {
	/** Address of the sandbox, without a slash at its end. */
	url: string;
	credentials: CredentialValues;
	/** Numbers of the purchase orders on the server. */
	orderNumbers: readonly string[];
}

/** One way to do the work of a scenario. */
export interface Subject {
	name: string;
	/** Workflows that are started at the same time; each has one node beside its start. */
	workflows: (surroundings: Surroundings) => TestWorkflow[];
	/** Times it is run at most; as often as asked for unless told. */
	mostRuns?: number;
}

/** What one run of a subject gave. */
export interface Figures {
	seconds: number;
	/** Seconds of processor time of the process that runs the engine; the sandbox has its own. */
	cpuSeconds: number;
	/** Messages of executions that failed. */
	errors: string[];
	/** Records in the output. */
	records: number;
	/** Items in the output that are an error in place of a record. */
	failed: number;
	/** Different keys among the records. */
	keys: number;
	counters: Counters;
	/** Purchase orders on the server afterwards whose number an earlier one has. */
	doubles: number;
}

/** What all runs of a scenario gave, by subject and in order. */
export interface Results {
	runs: ReadonlyMap<string, readonly Figures[]>;
	/** Second runs, in which the node knows what it has learned from the first. */
	again: ReadonlyMap<string, readonly Figures[]>;
}

/** Something that has to hold. What cannot be measured is NaN, and holds nothing. */
export interface Goal<R = Results> {
	what: string;
	/** Counts hold on any machine; times and what is made of them say something on a quiet one only. */
	kind: 'count' | 'time' | 'memory';
	measure: (results: R) => number;
	least?: number;
	most?: number;
}

export interface Scenario {
	/** For the command line. */
	name: string;
	title: string;
	/** What is done, and with which settings. */
	what: string;
	connection: Partial<ConnectionOptions>;
	subjects: readonly Subject[];
	/** Every run is followed by a second one under the same limit. */
	again?: boolean;
	goals: readonly Goal[];
}

/** The middle value, the lower one of two. NaN of none. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
}

export interface Judgement {
	value: number;
	isMet: boolean;
}

/** Holds a goal against what was measured. */
export function judge<R>(
	{ measure, least = -Infinity, most = Infinity }: Goal<R>,
	results: R,
): Judgement {
	const value = measure(results);
	return { value, isMet: value >= least && value <= most };
}

/** A goal with what was measured. */
export type Judged = Judgement & Pick<Goal, 'what' | 'kind' | 'least' | 'most'>;

/** Holds goals against what was measured. */
export const judgeAll = <R>(goals: ReadonlyArray<Goal<R>>, results: R): Judged[] =>
	goals.map(({ measure, ...goal }) => ({ ...goal, ...judge({ measure, ...goal }, results) }));
