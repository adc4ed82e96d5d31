import fc from 'fast-check';
import type { ItemResult } from '../../../nodes/shared/client/traffic/batches';
import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import { MakiniError } from '../../../nodes/shared/client/errors/errors';
import { ranges, writeReport } from '../../../nodes/shared/glue/run/report';

test.each<[number[], string]>([
	[[], ''],
	[[4], '4'],
	[[0, 1], '0-1'],
	[[0, 1, 2, 5], '0-2, 5'],
	[[0, 2, 4], '0, 2, 4'],
	[[3, 7, 8, 9, 11, 12], '3, 7-9, 11-12'],
])('%j as ranges: %s', (indexes, expected) => {
	expect(ranges(indexes)).toBe(expected);
});

test('ranges name exactly the given indexes', () => {
	fc.assert(
		fc.property(fc.uniqueArray(fc.nat(50), { minLength: 1 }), (given) => {
			const indexes = given.sort((a, b) => a - b);
			const named = ranges(indexes)
				.split(', ')
				.flatMap((part) => {
					const [from = 0, to = from] = part.split('-').map(Number);
					return Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
				});
			expect(named).toEqual(indexes);
		}),
	);
});

const done = (key?: string): ItemResult<MakiniRecord> => ({ state: 'done', value: { key } });
const failed: ItemResult<MakiniRecord> = { state: 'failed', error: new Error('no') };
const open: ItemResult<MakiniRecord> = {
	state: 'failed',
	error: new MakiniError('Lost', { kind: 'uncertain' }),
};
const notTried: ItemResult<MakiniRecord> = { state: 'notTried' };

test.each<[string, Array<ItemResult<MakiniRecord>>, string]>([
	[
		'some of each',
		[done('A'), done('B'), failed, done('C'), notTried, notTried],
		'Already written: items 0-1, 3 (keys A, B, C). Failed: 2. Not tried: 4-5.',
	],
	['the first failed', [failed, notTried], 'Nothing was written. Failed: 0. Not tried: 1.'],
	['the last failed', [done('A'), failed], 'Already written: items 0 (keys A). Failed: 1.'],
	[
		'some that nobody can tell of',
		[open, failed, open, notTried],
		'Nothing was written for certain. May or may not have been written: 0, 2. Failed: 1. Not tried: 3.',
	],
	[
		'nothing certain',
		[done('A'), open],
		'Already written: items 0 (keys A). May or may not have been written: 1.',
	],
	['no keys known', [done(), failed], 'Already written: items 0. Failed: 1.'],
])('a report with %s', (_, results, text) => {
	expect(writeReport(results).text).toBe(text);
});

test('a report has everything for programs, and not too much for people', () => {
	const many = Array.from({ length: 60 }, (_, index) => done(`K${index}`));
	const { text, data } = writeReport([...many, failed, notTried]);

	expect(text).toMatch(
		/^Already written: items 0-59 \(keys K0, .*, K49 and 10 more\)\. Failed: 60\. Not tried: 61\.$/,
	);
	expect(data.written).toHaveLength(60);
	expect(data).toMatchObject({ uncertain: [], failed: [60], notTried: [61] });
	expect((data.written as unknown[])[59]).toEqual({ item: 59, key: 'K59' });
});
