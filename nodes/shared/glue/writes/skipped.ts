import type { IExecuteFunctions } from 'n8n-workflow';
import { hintAtOutput } from '../session/progressHints';

/** How many rows nothing was written for, because their record exists, or does not. */
export interface Skipped {
	exist: number;
	missing: number;
}

function sentence(count: number, one: string, many: string, why: [string, string]): string[] {
	if (count === 0) return [];
	const number = count.toLocaleString('en-US');
	return [
		count === 1
			? `${number} ${one} was skipped: it ${why[0]}.`
			: `${number} ${many} were skipped: they ${why[1]}.`,
	];
}

/** "3 items were skipped: they exist already."; `undefined` where nothing was skipped. */
export function skippedText(
	{ exist, missing }: Skipped,
	[one, many]: readonly [string, string],
): string | undefined {
	const sentences = [
		...sentence(exist, one, many, ['exists already', 'exist already']),
		...sentence(missing, one, many, ['does not exist', 'do not exist']),
	];
	return sentences.join(' ') || undefined;
}

/** Says once how much was skipped, since nobody looks at each item. */
export function hintAboutSkipped(
	context: IExecuteFunctions,
	skipped: Skipped,
	words: readonly [string, string],
): void {
	const message = skippedText(skipped, words);
	if (message === undefined) return;
	hintAtOutput(context, 'info', message);
}
