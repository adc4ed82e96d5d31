import type { EntityDefinition } from '../contract/entities';
import type { JsonObject, OwnSystem, StoredRecord } from '../base';
import { isoSeconds, REFERENCE_DATE } from './reference';

/** What people call a record by. */
export function nameOf({ code, orderNo, name, key }: StoredRecord): string {
	return String(code ?? orderNo ?? name ?? key);
}

/**
 * The records of an entity as a system has them, with the keys of the generated ones: without those
 * that it lacks, with its own words, and with some that are marked as deleted. Throws when it names
 * a record that there is not.
 */
export function ownRecords(
	{ name }: EntityDefinition,
	generated: readonly StoredRecord[],
	{ ownRecords: plans = {}, deletedEvery = {} }: OwnSystem,
): readonly StoredRecord[] {
	const plan = plans[name] ?? {};
	const every = deletedEvery[name];
	const known = new Set(generated.map(nameOf));
	const unknown = Object.keys(plan).find((code) => !known.has(code));
	if (unknown !== undefined) {
		throw new Error(`There is no "${unknown}" in ${name} that could be other than usual`);
	}
	return generated.flatMap((record, index): StoredRecord[] => {
		const own = plan[nameOf(record)];
		if (own === null) return [];
		const isDeleted = every !== undefined && index % every === every - 1;
		return [{ ...record, ...(isDeleted ? deletion(record) : {}), ...own }];
	});
}

function deletion({ updatedAt }: StoredRecord): JsonObject {
	return { deletedAt: updatedAt ?? isoSeconds(REFERENCE_DATE) };
}
