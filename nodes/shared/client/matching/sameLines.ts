import { LINE_NUMBER } from '../../catalogue/lineItems';
import { isDeleted } from '../wire/deletion';
import { isObject, type MakiniRecord } from '../wire/envelopes';
import { keyText } from '../wire/keys';
import { matchValue } from './matchValue';

/** The lines in the value of a field. */
export const linesIn = (value: unknown): MakiniRecord[] =>
	Array.isArray(value) ? value.filter(isObject) : [];

/** The lines in the value of a field that were not deleted. */
export const presentLines = (value: unknown): MakiniRecord[] =>
	linesIn(value).filter((line) => !isDeleted(line));

const numbersOf = (...lines: MakiniRecord[]): Array<string | undefined> =>
	lines.map((line) => matchValue(line[LINE_NUMBER]));

/** Keys alone do not count: that of another connection may be the key of another line here. */
function haveSameKey(one: MakiniRecord, other: MakiniRecord): boolean {
	const [first, second] = numbersOf(one, other);
	const mayBe = first === undefined || second === undefined || first === second;
	const key = keyText(one.key);
	return mayBe && key !== undefined && key === keyText(other.key);
}

function haveSameNumber(one: MakiniRecord, other: MakiniRecord): boolean {
	const [first, second] = numbersOf(one, other);
	return first !== undefined && first === second;
}

/**
 * Which of the present lines each given one is, each at most once: by key where the number does not speak against it,
 * else by the number.
 */
export function pairLines(
	given: readonly MakiniRecord[],
	present: readonly MakiniRecord[],
): Map<MakiniRecord, MakiniRecord> {
	const pairs = new Map<MakiniRecord, MakiniRecord>();
	const free = new Set(present);
	for (const isSame of [haveSameKey, haveSameNumber]) {
		for (const line of given) {
			const found = pairs.has(line) ? undefined : [...free].find((each) => isSame(line, each));
			if (!found) continue;
			pairs.set(line, found);
			free.delete(found);
		}
	}
	return pairs;
}
