import type { EntityDefinition } from '../contract/entities';
import { nameOf } from '../data/ownRecords';
import type { Store } from '../data/store';
import type { OwnSystem, StoredRecord } from '../base';
import { ApiError, locked } from '../replies';
import { recordName } from '../webhooks/events';

/** The entity with the fields that the connected system requires beside those that every system does. */
export function requiring(
	entity: EntityDefinition,
	{ requiredFields = {} }: Pick<OwnSystem, 'requiredFields'>,
): EntityDefinition {
	const needed = requiredFields[entity.name] ?? [];
	if (needed.length === 0) return entity;
	const fields = Object.entries(entity.fields).map(([field, definition]) => [
		field,
		needed.includes(field) ? { ...definition, required: true } : definition,
	]);
	return { ...entity, fields: Object.fromEntries(fields) as EntityDefinition['fields'] };
}

interface Locking {
	store: Store;
	entity: EntityDefinition;
	options: Pick<OwnSystem, 'lockedStatuses'>;
}

/** Throws a 409 for a record whose status allows no change of anything else. */
export function refuseLocked({ store, entity, options }: Locking, record: StoredRecord): void {
	const codes = options.lockedStatuses?.[entity.name] ?? [];
	if (codes.length === 0 || typeof record.statusKey !== 'string') return;
	const status = store.source(entity.statuses ?? '').get(record.statusKey);
	if (!status || !codes.includes(String(status.code))) return;
	const kind = recordName(entity.name).replaceAll('_', ' ');
	throw new ApiError(locked(`${kind} ${nameOf(record)}`, String(status.name)));
}
