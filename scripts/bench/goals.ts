import { median, type Figures, type Goal, type Results } from './model';

/** Names of the subjects that goals are about. */
export const MAKINI = 'Makini node';
export const HTTP = 'HTTP Request node';

type Of = (figures: Figures) => number;

const seconds: Of = (figures) => figures.seconds;

const medianOf = ({ runs }: Results, subject: string, of: Of = seconds): number =>
	median((runs.get(subject) ?? []).map(of));

/** Every run of the node, the second ones included. */
const all = ({ runs, again }: Results): Figures[] => [
	...(runs.get(MAKINI) ?? []),
	...(again.get(MAKINI) ?? []),
];

/** A number that has to be the same in every run; shows the run that is farthest away. */
const exactly = (what: string, number: number, of: Of): Goal => ({
	what,
	kind: 'count',
	measure: (results) => {
		const distance = (value: number): number => Math.abs(value - number);
		const [worst = NaN] = all(results)
			.map(of)
			.sort((a, b) => distance(b) - distance(a));
		return worst;
	},
	least: number,
	most: number,
});

/** A number that is exceeded in no run; shows the largest one. */
const atMost = (what: string, most: number, of: Of): Goal => ({
	what,
	kind: 'count',
	measure: (results) => {
		const [largest = NaN] = all(results)
			.map(of)
			.sort((a, b) => b - a);
		return largest;
	},
	most,
});

const executionsSucceed = exactly('failed executions', 0, ({ errors }) => errors.length);

/** All records come, each once. */
export const readsAll = (records: number): Goal[] => [
	exactly('records', records, (figures) => figures.records),
	exactly('different records', records, ({ keys }) => keys),
	executionsSucceed,
];

/** What is written stands on the server, each once, and in the output. */
export const writesAll = ({ created, updated = 0, failed = 0 }: Written): Goal[] => [
	exactly('orders created', created, ({ counters }) => counters.created),
	...(updated > 0 ? [exactly('orders updated', updated, ({ counters }) => counters.updated)] : []),
	exactly('orders doubled', 0, ({ doubles }) => doubles),
	exactly('different orders in the output', created + updated, ({ keys }) => keys),
	exactly('items reported as failed', failed, (figures) => figures.failed),
	executionsSucceed,
];

export interface Written {
	created: number;
	updated?: number;
	failed?: number;
}

export const inFlight = (most: number): Goal =>
	atMost('requests in flight', most, ({ counters }) => counters.maxInFlight);

export const refusals = (most: number): Goal =>
	atMost('answers with 429', most, ({ counters }) => counters.rateLimited);

export const writes = (most: number): Goal =>
	atMost(
		'writes sent',
		most,
		({ counters: { byMethod } }) => (byMethod.POST ?? 0) + (byMethod.PUT ?? 0),
	);

export const reads = (most: number): Goal =>
	atMost('reads sent', most, ({ counters }) => counters.byMethod.GET ?? 0);

/** The other's time divided by the node's. */
export const timesAsFast = (least: number, other = HTTP): Goal => ({
	what: `times as fast as the ${other}`,
	kind: 'time',
	measure: (results) => medianOf(results, other) / medianOf(results, MAKINI),
	least,
});

/** The node's time divided by the other's. */
export const timeOf = (most: number, other = HTTP): Goal => ({
	what: `of the time of: ${other}`,
	kind: 'time',
	measure: (results) => medianOf(results, MAKINI) / medianOf(results, other),
	most,
});

/**
 * The node's time divided by that of the fastest other which never had more than so many requests in flight.
 * @param mostInFlight of the others in all their runs.
 */
export const timeOfBest = (most: number, mostInFlight: number): Goal => ({
	what: `of the time of the fastest other that stays within ${mostInFlight} in flight`,
	kind: 'time',
	measure: (results) => {
		const within = [...results.runs].filter(
			([name, runs]) =>
				name !== MAKINI && runs.every(({ counters }) => counters.maxInFlight <= mostInFlight),
		);
		return medianOf(results, MAKINI) / Math.min(...within.map(([name]) => medianOf(results, name)));
	},
	most,
});

/** The node's processor time for a record divided by the other's. */
export const cpuOf = (most: number, other = HTTP): Goal => ({
	what: `of the processor time per record of the ${other}`,
	kind: 'time',
	measure: (results) => {
		const perRecord: Of = ({ cpuSeconds, records }) => cpuSeconds / records;
		return medianOf(results, MAKINI, perRecord) / medianOf(results, other, perRecord);
	},
	most,
});

/**
 * The node's time, in first runs and where there are any in second ones, divided by the least that
 * the limit allows.
 */
export const timeOfFloor = (most: number, floorSeconds: number): Goal => ({
	what: `of the least time that the limit allows, ${floorSeconds.toFixed(2)} s`,
	kind: 'time',
	measure: (results) =>
		Math.max(
			medianOf(results, MAKINI),
			results.again.size > 0 ? medianOf({ ...results, runs: results.again }, MAKINI) : 0,
		) / floorSeconds,
	most,
});
