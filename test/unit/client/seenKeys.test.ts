import fc from 'fast-check';
import { SeenKeys } from '../../../nodes/shared/client/paging/seenKeys';

test('a key is new once, as a set has it', () => {
	fc.assert(
		fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 300 }), (keys) => {
			const seen = new SeenKeys();
			const set = new Set<string>();
			for (const key of keys) {
				expect(seen.add(key)).toBe(!set.has(key));
				set.add(key);
			}
		}),
	);
});

test('a key is new once among many, too', () => {
	const seen = new SeenKeys();
	const set = new Set<string>();
	const isNew = (key: string): boolean => set.size < set.add(key).size;
	for (let index = 0; index < 20_000; index += 1)
		expect(seen.add(`K${index}`)).toBe(isNew(`K${index}`));
	fc.assert(
		fc.property(fc.string({ maxLength: 3 }), (key) => {
			expect(seen.add(key)).toBe(isNew(key));
		}),
		{ numRuns: 1000 },
	);
});

test('100,000 keys are told apart and known again, however often the memory grew', () => {
	const seen = new SeenKeys();
	const keys = Array.from({ length: 100_000 }, (_, index) => `0600039891${index}`);
	expect(keys.filter((key) => seen.add(key))).toHaveLength(keys.length);
	expect(keys.filter((key) => seen.add(key))).toHaveLength(0);
});

test('asking for a key does not add it', () => {
	const seen = new SeenKeys();
	expect(seen.has('a')).toBe(false);
	expect(seen.add('a')).toBe(true);
	expect(seen.has('a')).toBe(true);
	expect(seen.has('b')).toBe(false);
});
