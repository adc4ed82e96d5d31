import { megabytes, type MemoryRun, type MemoryScenario } from './memory/scenario';
import {
	judgeAll,
	median,
	type Figures,
	type Goal,
	type Judged,
	type Results,
	type Scenario,
} from './model';
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

/** A scenario in the document. */
export interface Section {
	title: string;
	what: string;
	/** What was measured, as a table. */
	figures: string;
	goals: readonly Judged[];
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

function figuresTable(results: Results): string {
	const rows = [
		...[...results.runs].map(([name, runs]) => rowOf(name, runs)),
		...[...results.again].map(([name, runs]) => rowOf(`${name}, second run`, runs)),
	];
	return table(HEAD, rows);
}

export const sectionOf = ({ title, what, goals }: Scenario, results: Results): Section => ({
	...{ title, what, figures: figuresTable(results) },
	goals: judgeAll(goals, results),
});

const MEMORY_HEAD = [
	'',
	'Node.js',
	'runs',
	'time (median)',
	'records a second',
	'records',
	'file',
	'idle',
	'above idle',
	'ends in',
];

function memoryRow(runs: readonly MemoryRun[]): string[] {
	const figures = runs.map((run) => run.figures);
	const most = (of: (run: MemoryRun['figures']) => number): number => Math.max(...figures.map(of));
	const error = figures.map((each) => each.error).find((each) => each !== undefined);
	const seconds = median(figures.map((each) => each.seconds));
	const bytes = most((each) => each.bytes);
	return [
		runs[0]?.subject.name ?? '',
		figures[0]?.node.replace('v', '') ?? '',
		String(runs.length),
		`${seconds.toFixed(2)} s`,
		grouped(Math.round(most(({ records }) => records) / seconds)),
		range(figures.map(({ records }) => records)),
		bytes > 0 ? megabytes(bytes) : 'none',
		megabytes(most(({ idle }) => idle)),
		megabytes(most(({ idle, peak }) => peak - idle)),
		error === undefined ? 'success' : `error: ${error.replaceAll('|', '/')}`,
	];
}

export function memorySectionOf(
	{ title, what, subjects, goals }: MemoryScenario,
	runs: readonly MemoryRun[],
): Section {
	const rows = subjects
		.map((subject) => runs.filter((run) => run.subject === subject))
		.filter((each) => each.length > 0)
		.map(memoryRow);
	return { title, what, figures: table(MEMORY_HEAD, rows), goals: judgeAll(goals, runs) };
}

const shown = (value: number, kind: Goal['kind']): string =>
	kind === 'time' ? value.toFixed(2) : grouped(Math.round(value));

function needed({ least, most, kind }: Judged): string {
	if (least !== undefined && least === most) return shown(least, kind);
	if (least !== undefined) return `at least ${shown(least, kind)}`;
	return `at most ${shown(most ?? NaN, kind)}`;
}

/** What had to hold, and whether it did. */
export function goalsTable({ goals }: Section): string {
	const rows = goals.map((goal) => [
		goal.what,
		needed(goal),
		shown(goal.value, goal.kind),
		goal.isMet ? 'yes' : '**no**',
	]);
	return table(['goal', 'needed', 'measured', 'met'], rows);
}

/** Number of goals that are not met. */
export const missed = (sections: readonly Section[]): number =>
	sections.flatMap(({ goals }) => goals).filter(({ isMet }) => !isMet).length;

const sectionText = (section: Section): string =>
	[`## ${section.title}`, section.what, section.figures, goalsTable(section)].join('\n\n');

/** The whole document. */
export function reportText(machine: Machine, sections: readonly Section[]): string {
	const goals = sections.reduce((sum, section) => sum + section.goals.length, 0);
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
				'Where memory is measured, each run has a process of its own, and a sandbox that answers at once; the most of all runs is given.',
				'_Doubled_ are the orders on the server with the number of an earlier one. Goals about counts have to hold in every run.',
			].join(' '),
			...sections.map(sectionText),
		].join('\n\n') + '\n'
	);
}
