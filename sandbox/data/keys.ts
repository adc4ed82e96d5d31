import { hashText } from '../random';

const KEY_SPACE = 1_000_000_000;
// Coprime with the key space, so that no two indexes of one entity share a key.
const STRIDE = 7_654_321;

/** Index of the first record written through the API; generated records stay below it. */
export const FIRST_WRITTEN_INDEX = 10_000_000;

/** The key of the record with that index: 14 digits, unique per seed and entity. */
export function recordKey(seed: string, entity: string, index: number): string {
	const family = 1 + (hashText(entity) % 9);
	const number = (hashText(`${seed}/${entity}`) + index * STRIDE) % KEY_SPACE;
	return `0${family}000${String(number).padStart(9, '0')}`;
}
