import type { IDataObject } from 'n8n-workflow';
import type { MakiniRecord } from '../../client/wire/envelopes';
import type { ItemResult } from '../../client/traffic/batches';
import { isUncertain, MakiniError } from '../../client/errors/errors';

/** Keys shown in an error's text; all of them are kept with the execution. */
const SHOWN_KEYS = 50;

/** [0, 1, 2, 5] as "0-2, 5". */
export function ranges(indexes: readonly number[]): string {
	const parts: Array<[number, number]> = [];
	for (const index of indexes) {
		const last = parts.at(-1);
		if (last && index === last[1] + 1) last[1] = index;
		else parts.push([index, index]);
	}
	return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

const indexesOf = (results: ReadonlyArray<ItemResult<unknown>>, state: string): number[] =>
	results.flatMap((result, index) => (result.state === state ? [index] : []));

/** What became of the items of a run that stopped. */
export interface RunReport {
	/** For people, behind the description of the error. */
	text: string;
	/** Everything, for programs. */
	data?: IDataObject;
}

/** Whether a failure leaves open whether the item was written. */
const isOpen = (result: ItemResult<unknown>): boolean =>
	result.state === 'failed' && result.error instanceof MakiniError && isUncertain(result.error);

/** Whether nothing was written for an item, because the options say so. */
export const isSkipped = (result: ItemResult<MakiniRecord>): boolean =>
	result.state === 'done' && result.value.writeResult === 'skipped';

/** Says of a run that stopped which items were written, which may have been, which failed and which were not tried. */
export function writeReport(results: ReadonlyArray<ItemResult<MakiniRecord>>): Required<RunReport> {
	const written = results.flatMap((result, item) =>
		result.state === 'done' && !isSkipped(result)
			? [{ item, key: String(result.value.key ?? '') }]
			: [],
	);
	const skipped = results.flatMap((result, item) => (isSkipped(result) ? [item] : []));
	const uncertain = results.flatMap((result, item) => (isOpen(result) ? [item] : []));
	const failed = indexesOf(results, 'failed').filter((item) => !uncertain.includes(item));
	const notTried = indexesOf(results, 'notTried');
	const keys = written.map(({ key }) => key).filter(Boolean);
	const more = keys.length > SHOWN_KEYS ? ` and ${keys.length - SHOWN_KEYS} more` : '';
	const shown = keys.length > 0 ? ` (keys ${keys.slice(0, SHOWN_KEYS).join(', ')}${more})` : '';
	const sentences = [
		written.length > 0
			? `Already written: items ${ranges(written.map(({ item }) => item))}${shown}.`
			: `Nothing was written${uncertain.length > 0 ? ' for certain' : ''}.`,
		skipped.length > 0 ? `Skipped: ${ranges(skipped)}.` : '',
		uncertain.length > 0 ? `May or may not have been written: ${ranges(uncertain)}.` : '',
		failed.length > 0 ? `Failed: ${ranges(failed)}.` : '',
		notTried.length > 0 ? `Not tried: ${ranges(notTried)}.` : '',
	];
	return {
		text: sentences.filter(Boolean).join(' '),
		data: { written, ...(skipped.length > 0 ? { skipped } : {}), uncertain, failed, notTried },
	};
}

/** Says of a run of requests that stopped which items were done, which failed and which were not tried. */
export function requestReport(results: ReadonlyArray<ItemResult<unknown>>): RunReport {
	const [done, failed, notTried] = ['done', 'failed', 'notTried'].map((state) =>
		ranges(indexesOf(results, state)),
	);
	const sentences = [
		done ? `Already done: items ${done}.` : 'Nothing was done.',
		`Failed: ${failed}.`,
		notTried ? `Not tried: ${notTried}.` : '',
	];
	return { text: sentences.filter(Boolean).join(' ') };
}
