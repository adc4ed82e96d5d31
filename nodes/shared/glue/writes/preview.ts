import type { IExecuteFunctions } from 'n8n-workflow';
import { MakiniError, type ErrorKind } from '../../client/errors/errors';
import type { MakiniRecord } from '../../client/wire/envelopes';
import type { Work } from '../parameters/items';
import { errorJson } from '../session/nodeErrors';
import { hintAtOutput } from '../session/progressHints';
import type { Session } from '../session/session';

/** Failures of the preview itself: whether the write would fail as well is not known. */
const UNTOLD: ReadonlySet<ErrorKind> = new Set([
	'authentication',
	'cancelled',
	'rateLimit',
	'reauthorization',
	'server',
	'unexpectedBody',
	'unreachable',
]);

/** Whether an error says that the write would fail, and not only that the preview did. */
export const isForeseen = (error: unknown): error is MakiniError =>
	error instanceof MakiniError && !UNTOLD.has(error.kind);

/** The message of an error without its place, and without secrets. */
export function reasonOf(error: unknown, session: Session): string {
	const { message } = errorJson(error, 0, session).error as { message?: unknown };
	return String(message).replace(/ \[item \d+\]$/, '');
}

/**
 * The work on an item in a preview. What keeps it from being written is a result like others.
 * @param prepare reads and checks the parameters of the item.
 */
export function previewed(prepare: () => Work<MakiniRecord>, session: Session): Work<MakiniRecord> {
	const failing = (error: unknown): MakiniRecord => ({
		writeResult: 'wouldFail',
		reason: reasonOf(error, session),
		changes: [],
	});
	const prepared = ((): Work<MakiniRecord> | { invalid: unknown } => {
		try {
			return prepare();
		} catch (error) {
			return { invalid: error };
		}
	})();
	if ('invalid' in prepared) return async () => await Promise.resolve(failing(prepared.invalid));
	return async () => {
		// Known when all items have been read.
		const problem = prepared.problem?.();
		if (problem !== undefined) return failing(problem);
		return await prepared().catch((error: unknown) => {
			if (isForeseen(error)) return failing(error);
			throw error;
		});
	};
}

/** What would become of records, in the order in which it is said. */
const RESULTS = [
	['wouldCreate', 'created'],
	['wouldUpdate', 'updated'],
	['wouldDelete', 'deleted'],
	['unchanged', 'unchanged'],
	['skipped', 'skipped'],
	['wouldFail', 'would fail'],
] as const;

export type Would = (typeof RESULTS)[number][0];

export type WouldCounts = Record<Would, number>;

export const NO_WOULD_COUNTS: Readonly<WouldCounts> = {
	wouldCreate: 0,
	wouldUpdate: 0,
	wouldDelete: 0,
	unchanged: 0,
	skipped: 0,
	wouldFail: 0,
};

/** "Preview: nothing was written. 3 would be created, 2 updated, 1 unchanged, 1 would fail." */
export function previewText(counts: Readonly<WouldCounts>): string {
	const parts = RESULTS.filter(([result]) => counts[result] > 0).map(([result, word], index) => {
		const isDone = result.startsWith('would') && result !== 'wouldFail';
		const number = counts[result].toLocaleString('en-US');
		return `${number} ${index === 0 && isDone ? 'would be ' : ''}${word}`;
	});
	return ['Preview: nothing was written.', parts.length > 0 ? `${parts.join(', ')}.` : '']
		.join(' ')
		.trim();
}

/** Says once that nothing was written, and what would be. */
export const hintAboutPreview = (context: IExecuteFunctions, counts: Readonly<WouldCounts>): void =>
	hintAtOutput(context, 'info', previewText(counts));

/** Counts what would become of items. */
export function wouldCounts(outputs: readonly MakiniRecord[]): WouldCounts {
	const counts = { ...NO_WOULD_COUNTS };
	for (const { writeResult } of outputs) {
		const result = RESULTS.find(([name]) => name === writeResult)?.[0];
		if (result) counts[result] += 1;
	}
	return counts;
}

/** The counts of several files. */
export function sumOf(all: ReadonlyArray<Readonly<WouldCounts>>): WouldCounts {
	const sum = { ...NO_WOULD_COUNTS };
	for (const counts of all) for (const [result] of RESULTS) sum[result] += counts[result];
	return sum;
}
