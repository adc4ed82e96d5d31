import { MakiniError } from '../../client/errors/errors';
import { SeenKeys } from '../../client/paging/seenKeys';

/** Runs that are remembered, over all executions of the process. One takes some 300 bytes, and a bit for each line. */
const MOST_RUNS = 20_000;

/** Numbers of lines, one bit each. */
class Lines {
	private bits = new Uint8Array(16);

	has(line: number): boolean {
		return ((this.bits[line >> 3] ?? 0) & (1 << (line & 7))) !== 0;
	}

	add(line: number): void {
		const at = line >> 3;
		if (at >= this.bits.length) {
			const grown = new Uint8Array(Math.max(at + 1, this.bits.length * 2));
			grown.set(this.bits);
			this.bits = grown;
		}
		this.bits[at] = (this.bits[at] ?? 0) | (1 << (line & 7));
	}
}

/** What became of the records of a file. */
export interface FileCounts {
	created: number;
	updated: number;
	unchanged: number;
	/** Left as they are, or not there, as the options say. */
	skipped: number;
	failed: number;
	/** Records that may have been written all the same. */
	uncertain: number;
}

export const NO_COUNTS: FileCounts = {
	created: 0,
	updated: 0,
	unchanged: 0,
	skipped: 0,
	failed: 0,
	uncertain: 0,
};

/** What one run of a node has done with a file, over all tries of n8n's Retry On Fail. */
export interface FileRun {
	done: Lines;
	/** Creations that may have been done: not to be sent again. */
	uncertain: Map<number, MakiniError>;
	/** Of the lines that are done. */
	counts: FileCounts;
}

const runs = new Map<string, FileRun>();

/** Names of runs that had to make room. */
const forgotten = new SeenKeys();

/**
 * The run of that name, a new one where there is none. The oldest runs are forgotten first.
 * @throws MakiniError (uncertain) for a run that had to make room, since nobody knows what it has written.
 */
export function fileRun(name: string): FileRun {
	const known = runs.get(name);
	if (known) return known;
	if (forgotten.has(name)) {
		throw new MakiniError(
			'What an earlier try has written of this file is not remembered any more',
			{
				kind: 'uncertain',
				hint: "Nothing was sent again, so that nothing is doubled. n8n's Retry On Fail has run the node again with more files than are remembered: use Loop Over Items for so many.",
			},
		);
	}
	const oldest = runs.size >= MOST_RUNS ? runs.keys().next().value : undefined;
	if (oldest !== undefined) {
		runs.delete(oldest);
		forgotten.add(oldest);
	}
	const run = newFileRun();
	runs.set(name, run);
	return run;
}

/** A run of which nothing is remembered. */
export const newFileRun = (): FileRun => ({
	done: new Lines(),
	uncertain: new Map(),
	counts: { ...NO_COUNTS },
});
