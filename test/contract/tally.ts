import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** What the documents have of something, and how much of it the nodes have. */
export interface Tally {
	subject: 'operations' | 'fields';
	reached: number;
	total: number;
}

/**
 * Hands a count over to the reporter (reporter.cjs), which adds up what all files counted. They run in processes of
 * their own, so that it goes through a file, in the folder that the reporter made.
 */
export function tally(part: string, count: Tally): void {
	const folder = process.env.CONTRACT_TALLIES;
	if (folder === undefined) return;
	writeFileSync(path.join(folder, `${part}-${count.subject}.json`), JSON.stringify(count));
}
