import { pairLines } from '../../../nodes/shared/client/matching/sameLines';

const pairsOf = (given: Array<Record<string, unknown>>, present: Array<Record<string, unknown>>) =>
	given.map((line) => pairLines(given, present).get(line)?.key);

test('each present line is one given line at most', () => {
	expect(pairsOf([{ lineNo: '1' }, { lineNo: '1' }], [{ key: 'L1', lineNo: '1' }])).toEqual([
		'L1',
		undefined,
	]);
});

test('of two lines of one number, the key tells which is which', () => {
	const present = [
		{ key: 'L1', lineNo: '1' },
		{ key: 'L2', lineNo: '1' },
	];
	expect(pairsOf([{ key: 'L2', lineNo: 1 }, { lineNo: '1' }], present)).toEqual(['L2', 'L1']);
});

test('a key counts for nothing where the numbers differ', () => {
	const present = [
		{ key: '6', lineNo: '1' },
		{ key: '7', lineNo: '2' },
	];
	expect(pairsOf([{ key: '6', lineNo: '2' }], present)).toEqual(['7']);
});
