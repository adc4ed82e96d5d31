import '../../test/support/engine/environment';
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../host/paths';
import { thisMachine } from './machine';
import { startPeers } from './peer';
import { runMemory } from './memory/scenario';
import { goalsTable, memorySectionOf, missed, reportText, sectionOf, type Section } from './report';
import { runScenario } from './run';
import { FULL, memoryScenarios, scenarios } from './scenarios';
import { warmUp } from './warmUp';

const timed = scenarios(FULL);
const ofMemory = memoryScenarios(FULL);

/** Names and titles of the scenarios. */
export const list = (): string =>
	[...timed, ...ofMemory].map(({ name, title }) => `${name.padEnd(20)}${title}`).join('\n');

export interface BenchOptions {
	/** Times each subject is run. */
	runs: number;
	/** Names of scenarios; all of them unless told. */
	only?: string[];
	/** The Node.js executable that n8n is started with. */
	hostNode: string;
}

const WARM_UP = 'warm-up';

type Running = Omit<BenchOptions, 'only'>;

function show(section: Section): void {
	console.log(`\n${section.title}\n\n${section.figures}\n\n${goalsTable(section)}`);
}

async function runTimed(chosen: typeof timed, { runs }: Running): Promise<Section[]> {
	if (chosen.length === 0) return [];
	const peers = await startPeers([
		{ name: WARM_UP, connection: { orders: 10_000, latencyMs: 5 } },
		...chosen,
	]);
	await warmUp(peers.of(WARM_UP));
	const sections: Section[] = [];
	for (const scenario of chosen) {
		const { name, title } = scenario;
		console.log(`\n${title} (${name})`);
		const results = await runScenario(scenario, peers.of(name), { runs, tell: console.log });
		const section = sectionOf(scenario, results);
		show(section);
		sections.push(section);
	}
	await peers.stop();
	return sections;
}

async function runOfMemory(chosen: typeof ofMemory, options: Running): Promise<Section[]> {
	const sections: Section[] = [];
	for (const scenario of chosen) {
		console.log(`\n${scenario.title} (${scenario.name})`);
		const runs = await runMemory(scenario, { ...options, tell: console.log });
		const section = memorySectionOf(scenario, runs);
		show(section);
		sections.push(section);
	}
	return sections;
}

/**
 * Runs scenarios, prints what comes of them, and writes the document where it was all of them.
 * @returns the code that the process ends with: 1 where a goal is not met.
 * @throws Error for a name that there is not.
 */
export async function bench({ only, ...running }: BenchOptions): Promise<number> {
	const names = [...timed, ...ofMemory].map(({ name }) => name);
	if (only?.some((name) => !names.includes(name))) {
		throw new Error(`There are these scenarios:\n${list()}`);
	}
	const isChosen = ({ name }: { name: string }): boolean => only?.includes(name) ?? true;
	const sections = [
		...(await runTimed(timed.filter(isChosen), running)),
		...(await runOfMemory(ofMemory.filter(isChosen), running)),
	];
	if (sections.length === names.length) {
		const file = path.join('docs', 'benchmarks.md');
		writeFileSync(path.join(projectRoot, file), reportText(thisMachine(running.runs), sections));
		console.log(`\nWritten to ${file}`);
	}
	const count = missed(sections);
	console.log(count === 0 ? '\nAll goals are met' : `\n${count} goals are not met`);
	return count === 0 ? 0 : 1;
}
