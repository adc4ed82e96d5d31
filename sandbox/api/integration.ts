import { DAY_MS, isoSeconds, REFERENCE_DATE } from '../data/reference';
import { hashText } from '../random';
import type { JsonObject, SyncState } from '../base';

const SYNC_INTERVAL_MS = 15 * 60 * 1000;

const PROVIDERS = { erp: 'sap', eam: 'maximo', wms: 'manhattan' } as const;

export interface Described {
	name: string;
	systemType: keyof typeof PROVIDERS;
	/** Shown instead of those that follow from name and system type. */
	label?: string;
	email?: string;
	provider?: string;
}

/** Who the connection is, as every endpoint that names it says. */
export function identityOf({ name, systemType, label, email, provider }: Described) {
	return {
		id: String(1000 + (hashText(name) % 9000)),
		label: label ?? `Sandbox customer ${name.toUpperCase()}`,
		email: email ?? `${name}@customer.example`,
		provider: provider ?? PROVIDERS[systemType],
	};
}

/** The connection as the module style describes it. `syncUpdatedAt` is in ms since 1970. */
export function integrationBody(
	described: Described,
	state: SyncState,
	syncUpdatedAt = REFERENCE_DATE,
): JsonObject {
	const { id, label, email, provider } = identityOf(described);
	return {
		data: {
			id,
			company_name: label,
			email,
			provider,
			updated_at: isoSeconds(REFERENCE_DATE - DAY_MS),
			sync_status: state,
			sync_updated_at: isoSeconds(syncUpdatedAt),
		},
	};
}

const STATE_MESSAGES: Partial<Record<SyncState, string>> = {
	error: 'The last sync ended with an error.',
	fail: 'The connected system rejected its credentials.',
};

/** The state of the connection's syncs as the v1 style describes it. `syncedAt` is in ms since 1970. */
export function syncStatusBody(state: SyncState, syncedAt = REFERENCE_DATE): JsonObject {
	const message = STATE_MESSAGES[state];
	return {
		last_successful_sync: isoSeconds(syncedAt),
		status: state,
		error_messages: message ? [message] : [],
		next_scheduled_sync: isoSeconds(syncedAt + SYNC_INTERVAL_MS),
	};
}
