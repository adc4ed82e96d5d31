import type { RecordSource } from '../collections';
import type { StoredRecord } from '../types';

/** A change of a record: what it was before, or nothing where it was not there. */
export interface Change {
	at: number;
	key: string;
	before: StoredRecord | undefined;
}

/** The records as they were at a time, out of those that there are now and what changed since. */
export function recordsAt(
	now: readonly StoredRecord[],
	changes: readonly Change[],
	time: number,
): StoredRecord[] {
	const records = new Map(now.map((record) => [record.key, record]));
	for (let index = changes.length - 1; index >= 0; index -= 1) {
		const change = changes[index];
		if (!change || change.at <= time) break;
		if (change.before) records.set(change.key, change.before);
		else records.delete(change.key);
	}
	return [...records.values()];
}

/** A collection that does not change. */
export const still = (records: readonly StoredRecord[]): RecordSource => ({
	version: 0,
	all: () => records,
	get: (key) => records.find((record) => record.key === key),
	lookUp: () => undefined,
});
