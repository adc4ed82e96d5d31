import '../../test/support/engine/environment';
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../host/paths';
import { thisMachine } from './machine';
import { startPeers } from './peer';
import { figuresTable, goalsTable, missed, reportText, type Section } from './report';
import { runScenario } from './run';
import { FULL, scenarios } from './scenarios';
import { warmUp } from './warmUp';

const everything = scenarios(FULL);

/** Names and titles of the scenarios. */
export const list = (): string =>
	everything.map(({ name, title }) => `${name.padEnd(20)}${title}`).join('\n');

export interface BenchOptions {
	/** Times each subject is run. */
	runs: number;
	/** Names of scenarios; all of them unless told. */
	only?: string[];
}

const WARM_UP = 'warm-up';

/**
 * Runs scenarios, prints what comes of them, and writes the document where it was all of them.
 * @returns the code that the process ends with: 1 where a goal is not met.
 * @throws Error for a name that there is not.
 */
export async function bench({ runs, only }: BenchOptions): Promise<number> {
	const chosen = everything.filter(({ name }) => only?.includes(name) ?? true);
	if (chosen.length === 0 || chosen.length < (only?.length ?? 0)) {
		throw new Error(`There are these scenarios:\n${list()}`);
	}
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
		const section = { scenario, results };
		console.log(`\n${figuresTable(section)}\n\n${goalsTable(section)}`);
		sections.push(section);
	}
	await peers.stop();
	if (chosen.length === everything.length) {
		const file = path.join('docs', 'benchmarks.md');
		writeFileSync(path.join(projectRoot, file), reportText(thisMachine(runs), sections));
		console.log(`\nWritten to ${file}`);
	}
	const count = missed(sections);
	console.log(count === 0 ? '\nAll goals are met' : `\n${count} goals are not met`);
	return count === 0 ? 0 : 1;
}
