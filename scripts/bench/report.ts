import { judge, median, type Figures, type Goal, type Results, type Scenario } from './model';
import { grouped } from './scenarios/size';

export interface Machine {
	processor: string;
	cores: number;
	memoryGb: number;
	system: string;
	node: string;
	n8n: string;
	engine: string;
	version: string;
	/** As 2026-05-01. */
	date: string;
	/** Times each subject was run. */
	runs: number;
}

export interface Section {
	scenario: Scenario;
	results: Results;
}

const table = (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The same in all runs, or the range. */
function range(values: readonly number[]): string {
	const [least, most] = [Math.min(...values), Math.max(...values)];
	return least === most ? grouped(least) : `${grouped(least)} to ${grouped(most)}`;
}

function rowOf(name: string, runs: readonly Figures[]): string[] {
	const times = runs.map(({ seconds }) => seconds);
	const cpu = runs.map(({ cpuSeconds }) => cpuSeconds);
	const counted = (of: (figures: Figures) => number): string => range(runs.map(of));
	const [error] = runs.flatMap(({ errors }) => errors);
	return [
		name,
		String(runs.length),
		`${median(times).toFixed(2)} s`,
		`${Math.min(...times).toFixed(2)} to ${Math.max(...times).toFixed(2)} s`,
		`${median(cpu).toFixed(2)} s`,
		counted(({ records }) => records),
		counted(({ counters }) => counters.requests),
		counted(({ counters }) => counters.rateLimited),
		counted(({ counters }) => counters.maxInFlight),
		counted(({ counters }) => counters.created),
		counted(({ doubles }) => doubles),
		error === undefined ? 'success' : `error: ${error.replaceAll('|', '/')}`,
	];
}

const HEAD = [
	'',
	'runs',
	'time (median)',
	'range',
	'processor',
	'records out',
	'requests',
	'429',
	'in flight',
	'created',
	'doubled',
	'ends in',
];

/** What was measured, as a table. */
export function figuresTable({ results }: Section): string {
	const rows = [
		...[...results.runs].map(([name, runs]) => rowOf(name, runs)),
		...[...results.again].map(([name, runs]) => rowOf(`${name}, second run`, runs)),
	];
	return table(HEAD, rows);
}

const shown = (value: number, kind: Goal['kind']): string =>
	kind === 'count' ? grouped(value) : value.toFixed(2);

function needed({ least, most, kind }: Goal): string {
	if (least !== undefined && least === most) return shown(least, kind);
	if (least !== undefined) return `at least ${shown(least, kind)}`;
	return `at most ${shown(most ?? NaN, kind)}`;
}

/** What had to hold, and whether it did. */
export function goalsTable({ scenario, results }: Section): string {
	const rows = scenario.goals.map((goal) => {
		const { value, isMet } = judge(goal, results);
		return [goal.what, needed(goal), shown(value, goal.kind), isMet ? 'yes' : '**no**'];
	});
	return table(['goal', 'needed', 'measured', 'met'], rows);
}

const missedOf = ({ scenario, results }: Section): number =>
	scenario.goals.filter((goal) => !judge(goal, results).isMet).length;

/** Number of goals that are not met. */
export const missed = (sections: readonly Section[]): number =>
	sections.reduce((sum, section) => sum + missedOf(section), 0);

const sectionText = (section: Section): string =>
	[
		`## ${section.scenario.title}`,
		section.scenario.what,
		figuresTable(section),
		goalsTable(section),
	].join('\n\n');

/** The whole document. */
export function reportText(machine: Machine, sections: readonly Section[]): string {
	const goals = sections.reduce((sum, { scenario }) => sum + scenario.goals.length, 0);
	return (
		[
			'# Benchmarks',
			'Written by `npm run bench`; not to be changed by hand.',
			[
				`- ${machine.date}, version ${machine.version}, ${goals - missed(sections)} of ${goals} goals met`,
				`- ${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB; ${machine.system}; Node.js ${machine.node}`,
				`- the engine of n8n (n8n-core ${machine.engine}) in one process, with the built Makini node and the HTTP Request node of n8n ${machine.n8n}`,
				'- the sandbox in another process, which answers after 50 ms',
			].join('\n'),
			[
				`All ways of a scenario are run in turns, ${machine.runs} times, or fewer where the table says so; both nodes are run before anything is measured, since n8n is a process that stays.`,
				'Each run has a token of its own, so that the Makini node knows nothing of the rate limit yet; a second run is one with the same token after a window has passed.',
				'Times are medians; counts are those of all runs and come from the sandbox, but for the records out. Processor time is that of the engine alone.',
				'_Doubled_ are the orders on the server with the number of an earlier one. Goals about counts have to hold in every run.',
			].join(' '),
			...sections.map(sectionText),
		].join('\n\n') + '\n'
	);
}
