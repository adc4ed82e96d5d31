import type { IExecuteFunctions } from 'n8n-workflow';
import { Progress, type Tally } from '../../client/traffic/progress';
import type { RequestContext } from './types';

/** Milliseconds between two messages about the same execution. */
const INTERVAL_MS = 5_000;

/** Milliseconds of waiting that people are told about with the result. */
const NOTABLE_WAIT_MS = 5_000;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const counted = (count: number, one: string, many: string): string[] =>
	count > 0 ? [`${count.toLocaleString('en-US')} ${count === 1 ? one : many}`] : [];

/** What an execution has done within `elapsedMs` milliseconds, for people. */
export function progressText(tally: Readonly<Tally>, elapsedMs: number): string {
	return [
		...counted(tally.writes, 'write', 'writes'),
		...counted(tally.records, 'record read', 'records read'),
		...counted(tally.pages, 'page', 'pages'),
		...counted(tally.requests, 'request', 'requests'),
		...counted(tally.retries, 'retry', 'retries'),
		...counted(
			tally.refusals,
			'answer to wait for the rate limit',
			'answers to wait for the rate limit',
		),
		...(tally.waitedMs > 0 ? [`${seconds(tally.waitedMs)} waiting for the rate limit`] : []),
		`${seconds(elapsedMs)} in all`,
	].join(', ');
}

/** What is said with the result about the time that went by waiting; nothing where that was short. */
export function waitHint(tally: Readonly<Tally>, elapsedMs: number): string | undefined {
	const { waitedMs, refusals } = tally;
	if (waitedMs < NOTABLE_WAIT_MS) return undefined;
	const why =
		refusals > 0
			? 'because the rate limit of this connection was reached'
			: 'to stay within the rate limit of this connection';
	return `${seconds(waitedMs)} of ${seconds(elapsedMs)} were spent waiting ${why}. All workflows that use the connection share the limit.`;
}

/** Says something at the output of a node. */
export const hintAtOutput = (
	context: IExecuteFunctions,
	type: 'info' | 'warning',
	message: string,
): void => context.addExecutionHints({ location: 'outputPane', type, message });

/** The progress of one execution, and what is said when it is over. */
export interface Watch {
	progress: Progress;
	/** Says what was done; to be called once. */
	end(): void;
}

const isExecution = (context: RequestContext): context is IExecuteFunctions =>
	'addExecutionHints' in context;

/**
 * Watches an execution: every 5 s a line in n8n's log at debug level and, where the workflow was started in the editor,
 * in the console of the browser; at the end one more in the log, and a hint at the output if it had to wait for long.
 */
export function watchExecution(context: RequestContext, now: () => number): Watch {
	const startedAt = now();
	let toldAt = startedAt;
	const line = (tally: Readonly<Tally>): string => progressText(tally, now() - startedAt);
	const progress = new Progress((tally) => {
		if (now() - toldAt < INTERVAL_MS) return;
		toldAt = now();
		const text = line(tally);
		context.logger.debug(`Makini: ${text}`);
		if (isExecution(context)) context.sendMessageToUI(text);
	});
	return {
		progress,
		end: () => {
			if (progress.tally.requests === 0) return;
			context.logger.debug(`Makini, done: ${line(progress.tally)}`);
			const message = waitHint(progress.tally, now() - startedAt);
			if (message !== undefined && isExecution(context)) hintAtOutput(context, 'info', message);
		},
	};
}
