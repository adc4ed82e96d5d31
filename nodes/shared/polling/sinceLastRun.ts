// What is kept for a node that gives out only what changed since its last run. No node can see how an earlier execution
// has ended, so a node at the end of the workflow marks as done what was given out. Until then the time stays: whatever
// goes wrong in between, the next run gives the same changes again.
import { z } from 'zod';
import { recordState, type RecordState } from './state';

const given = z.object({
	executionId: z.string(),
	records: z.number().int().nonnegative(),
	state: recordState,
});

/** What an execution has given out, and where the next one goes on once that is done. */
export type Given = z.infer<typeof given>;

const kept = z.object({
	/** All up to here was given out and is done. */
	done: recordState.optional(),
	/** Given out by an execution, and not marked as done so far. */
	given: given.optional(),
});

export type Kept = z.infer<typeof kept>;

/** What was kept; nothing where it is of another shape or version, so that all is read anew. */
export function readKept(stored: unknown): Kept {
	const parsed = kept.safeParse(stored);
	return parsed.success ? parsed.data : {};
}

/**
 * What is kept after a reading. One that found nothing is done by itself: no node behind it runs that could mark it. It
 * has read on from what is done, so nothing of earlier executions is left to be marked.
 */
export const afterGiving = ({ done }: Kept, now: Given): Kept =>
	now.records === 0 ? { done: now.state } : { ...(done ? { done } : {}), given: now };

/** What another execution gave out that nobody has marked as done. */
export function unmarkedOf(
	{ given: last }: Kept,
	executionId: string,
): Pick<Given, 'executionId' | 'records'> | undefined {
	if (!last || last.executionId === executionId) return undefined;
	return { executionId: last.executionId, records: last.records };
}

/** What is kept once an execution is done, and what it has given out; `undefined` where it gave out nothing. */
export function markDone(
	{ given: last }: Kept,
	executionId: string,
): { kept: Kept; records: number; state: RecordState } | undefined {
	if (!last || executionId === '' || last.executionId !== executionId) return undefined;
	return { kept: { done: last.state }, records: last.records, state: last.state };
}
