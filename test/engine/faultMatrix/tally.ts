import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Problem } from './verdict';

/** Hands the counts of a test file over to the reporter (reporter.cjs), through a file in the folder that it made. */
export function tally(part: string, cases: number, problems: readonly Problem[]): void {
	const folder = process.env.FAULT_MATRIX_TALLIES;
	if (folder === undefined) return;
	const count = (kind: Problem['kind']): number =>
		problems.filter((problem) => problem.kind === kind).length;
	const counts = {
		cases,
		lost: count('lost'),
		doubled: count('doubled'),
		hung: count('hung'),
		secrets: count('secret'),
	};
	writeFileSync(path.join(folder, `${part}.json`), JSON.stringify(counts));
}
