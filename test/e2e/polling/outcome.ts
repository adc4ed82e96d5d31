import type { ChangeReport } from '../../../sandbox/system/changes';
import type { StoredRecord } from '../../../sandbox/server/server';
import type { Received } from './collector';

export interface Outcome {
	/** Changes that the sandbox made. */
	made: number;
	/** Items that the workflow received. */
	received: number;
	/** Changes that the record's next one followed before it was read. */
	superseded: number;
	/** The last change of a record that never came. */
	missing: number;
	twice: number;
	/** Items that tell of no change that was made. */
	foreign: number;
	/** Changes of new records that are called insertions, and their number. */
	inserted: number;
	created: number;
}

/** Compares what was received with what the sandbox says it changed, and with the records as they are now. */
export function outcomeOf(
	reports: readonly ChangeReport[],
	received: readonly Received[],
	records: readonly StoredRecord[],
): Outcome {
	const nameOf = (key: string, at: unknown): string => `${key} ${String(at)}`;
	const made = new Set<string>();
	const changed = new Set<string>();
	for (const { created, updated } of reports) {
		for (const { key, at } of [...created, ...updated]) {
			made.add(nameOf(key, at));
			changed.add(key);
		}
	}
	const names = received.map(({ key, at }) => nameOf(key, at));
	const distinct = new Set(names);
	const last = records.filter(({ key }) => changed.has(key));
	return {
		made: made.size,
		received: received.length,
		superseded: [...made].filter((name) => !distinct.has(name)).length,
		missing: last.filter(({ key, updatedAt }) => !distinct.has(nameOf(key, updatedAt))).length,
		twice: names.length - distinct.size,
		foreign: names.filter((name) => !made.has(name)).length,
		inserted: new Set(
			received.filter(({ event }) => event === 'recordInserted').map(({ key }) => key),
		).size,
		created: reports.reduce((sum, { created }) => sum + created.length, 0),
	};
}
