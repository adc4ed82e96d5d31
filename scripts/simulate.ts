import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { judge, shrink, storyOf, tell, type Verdict } from '../test/simulation/seeds';
import { traceOf } from '../test/simulation/trace';

const HELP = `Lets stories happen in virtual time, and holds what the nodes say against what the server has.

npm run simulate -- [options]

  --seeds <number>     number of stories (default 10000)
  --from <seed>        the first one (default 1)
  --processes <number> stories at once (default 2)
  --seed <seed>        one story, with all that happens in it
  --help               this text
`;

/** Seeds that a process takes at a time. */
const PORTION = 20;

/** Most of what a story makes is soon forgotten: with more room for it, collecting takes half of its time. */
const YOUNG = '--max-semi-space-size=64';

/** Failing seeds that are shrunk and shown. */
const SHOWN = 3;

const SHRINK_MS = 60_000;

interface Portion {
	from: number;
	count: number;
}

/** Judges portions of seeds as they are asked for. */
function work(): void {
	process.on('message', ({ from, count }: Portion) => {
		void (async () => {
			const verdicts: Verdict[] = [];
			for (let seed = from; seed < from + count; seed += 1) verdicts.push(await judge(seed));
			process.send?.(verdicts);
		})();
	});
}

/** Judges all seeds, several processes at once. */
async function judgeAll(from: number, seeds: number, processes: number): Promise<Verdict[]> {
	const verdicts: Verdict[] = [];
	let next = from;
	const end = from + seeds;
	const runOne = async (): Promise<void> =>
		await new Promise((resolve, reject) => {
			const child = fork(__filename, ['--work'], { execArgv: [...process.execArgv, YOUNG] });
			const give = (): void => {
				const count = Math.min(PORTION, end - next);
				if (count <= 0) return void child.disconnect();
				child.send({ from: next, count } satisfies Portion);
				next += count;
			};
			child.on('message', (judged: Verdict[]) => {
				for (const verdict of judged) report(verdict);
				verdicts.push(...judged);
				give();
			});
			child.on('exit', (code) => {
				if (code === 0) resolve();
				else reject(new Error(`A process of the simulation ended with ${code}`));
			});
			give();
		});
	await Promise.all(Array.from({ length: processes }, runOne));
	return verdicts;
}

function report({ seed, violations }: Verdict): void {
	for (const { check, text } of violations) console.log(`seed ${seed}: ${check}: ${text}`);
}

const sum = (verdicts: readonly Verdict[], what: 'executions' | 'requests' | 'virtualMs'): number =>
	verdicts.reduce((total, verdict) => total + verdict[what], 0);

async function showShrunk({ seed, violations }: Verdict): Promise<void> {
	const [violation] = violations;
	if (!violation) return;
	const smallest = await shrink(seed, violation, SHRINK_MS);
	const { history, violations: left } = await tell(smallest);
	console.log(`\nSeed ${seed} (npm run simulate -- --seed ${seed}), made as small as possible:`);
	console.log(traceOf(history, left));
}

/** One story, with all that happens in it, and a smaller one where it breaks a promise. */
async function showSeed(seed: number): Promise<boolean> {
	const { history, violations } = await tell(storyOf(seed));
	console.log(traceOf(history, violations));
	await showShrunk({ ...(await judge(seed)), violations });
	return violations.length === 0;
}

async function showAll(from: number, seeds: number, processes: number): Promise<boolean> {
	const started = performance.now();
	const verdicts = await judgeAll(from, seeds, processes);
	const failed = verdicts
		.filter(({ violations }) => violations.length > 0)
		.sort((one, other) => one.seed - other.seed);
	for (const verdict of failed.slice(0, SHOWN)) await showShrunk(verdict);
	const figures = [
		`${verdicts.length} seeds`,
		`${sum(verdicts, 'executions')} executions`,
		`${sum(verdicts, 'requests')} requests`,
		`${Math.round(sum(verdicts, 'virtualMs') / 3_600_000)} virtual hours`,
		`${Math.round((performance.now() - started) / 1000)} s`,
		`${failed.reduce((total, { violations }) => total + violations.length, 0)} violations`,
	];
	console.log(`\nSimulation: ${figures.join(', ')}`);
	if (failed.length > 0) {
		console.log(`Failing seeds: ${failed.map(({ seed }) => seed).join(' ')}`);
	}
	return failed.length === 0;
}

async function main(): Promise<void> {
	const text = { type: 'string' } as const;
	const { values } = parseArgs({
		options: {
			seeds: { ...text, default: '10000' },
			from: { ...text, default: '1' },
			processes: { ...text, default: '2' },
			seed: text,
			work: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.work) return work();
	if (values.help) return console.log(HELP);
	const isKept =
		values.seed === undefined
			? await showAll(Number(values.from), Number(values.seeds), Number(values.processes))
			: await showSeed(Number(values.seed));
	process.exitCode = isKept ? 0 : 1;
}

void main();
