import type { Claim } from './claims';
import type { Ledger } from './ledger';
import type { History, Run } from './play';
import type { World } from './story';

const READABLE = new Set([
	undefined,
	'numbers',
	'numbersOnly',
	'links',
	'httpLinks',
	'cursor',
	'nextCursor',
	'metaCursor',
	'paginationCursor',
	'paginationNextCursor',
]);

/** Whether nothing in a world gives a reason to fail. */
function isCalm({ dialect, faults, outages, uniqueOrderNo }: World): boolean {
	const { paging, filters, limit, record, lateListsMs, numbers } = dialect;
	return (
		faults.length === 0 &&
		outages.length === 0 &&
		!uniqueOrderNo &&
		!limit &&
		!lateListsMs &&
		filters !== 'refused' &&
		READABLE.has(paging) &&
		(record === undefined || record === 'data' || record === 'bare' || record === 'named') &&
		numbers !== 'numericKeys'
	);
}

/** Failures of items where nothing stands in the way. */
export function* isNeedless(
	{ story, runs }: History,
	ledger: Ledger,
	claims: ReadonlyArray<readonly Claim[]>,
): Generator<{ check: string; text: string }> {
	if (!isCalm(story.world) || story.writers.length > 0 || story.executions.length > 1) return;
	for (const [number, { operation, items }] of story.executions.entries()) {
		const { cancelledAt, isCrashed } = runs[number] as Run;
		if (cancelledAt !== undefined || isCrashed) continue;
		for (const { item, said, words } of claims[number] ?? []) {
			if (said !== 'failed' && said !== 'uncertain') continue;
			if (operation === 'update' || operation === 'delete') continue;
			yield {
				check: 'needless',
				text: `execution ${number}, item ${item} (${operation} ${items[item]?.no}): ${said} for no reason: ${words}`,
			};
		}
	}
	void ledger;
}
