import { previewText, sumOf, wouldCounts } from '../../../nodes/shared/glue/writes/preview';

const counted = (...results: string[]) =>
	wouldCounts(results.map((writeResult) => ({ writeResult })));

const times = (count: number, result: string): string[] =>
	Array.from({ length: count }, () => result);

test.each([
	[
		[...times(3, 'wouldCreate'), ...times(2, 'wouldUpdate'), 'unchanged', 'wouldFail'],
		'Preview: nothing was written. 3 would be created, 2 updated, 1 unchanged, 1 would fail.',
	],
	[['wouldUpdate', 'skipped'], 'Preview: nothing was written. 1 would be updated, 1 skipped.'],
	[times(1_200, 'wouldDelete'), 'Preview: nothing was written. 1,200 would be deleted.'],
	[['wouldFail'], 'Preview: nothing was written. 1 would fail.'],
	[['unchanged'], 'Preview: nothing was written. 1 unchanged.'],
	[[], 'Preview: nothing was written.'],
])('%#', (results, text) => {
	expect(previewText(counted(...results))).toBe(text);
});

test('files are counted together', () => {
	const sum = sumOf([counted('wouldCreate', 'skipped'), counted('wouldCreate')]);
	expect(sum).toMatchObject({ wouldCreate: 2, skipped: 1, wouldFail: 0 });
});
