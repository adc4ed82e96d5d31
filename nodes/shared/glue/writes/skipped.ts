import type { IExecuteFunctions } from 'n8n-workflow';
import { hintAtOutput } from '../session/progressHints';

/** How many rows nothing was written for, because their record exists, does not, or was changed meanwhile. */
export interface Skipped {
	changed: number;
	exist: number;
	missing: number;
}

/** Why a record was skipped. One that exists is skipped for that alone, whatever it holds. */
export const whySkipped = (key: unknown, { ifExists }: { ifExists?: string }): keyof Skipped =>
	key === undefined ? 'missing' : ifExists === 'skip' ? 'exist' : 'changed';

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
	{ changed, exist, missing }: Skipped,
	[one, many]: readonly [string, string],
): string | undefined {
	const sentences = [
		...sentence(exist, one, many, ['exists already', 'exist already']),
		...sentence(changed, one, many, [
			'changed after the time under "If Changed Since"',
			'changed after the time under "If Changed Since"',
		]),
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
