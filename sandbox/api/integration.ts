import { DAY_MS, isoSeconds, REFERENCE_DATE } from '../data/reference';
import { hashText } from '../random';
import type { JsonObject, SyncState } from '../types';

const SYNC_INTERVAL_MS = 15 * 60 * 1000;

const PROVIDERS = { erp: 'sap', eam: 'maximo', wms: 'manhattan' } as const;

interface Described {
	name: string;
	systemType: keyof typeof PROVIDERS;
}

/** The connection as the module style describes it. */
export function integrationBody({ name, systemType }: Described, state: SyncState): JsonObject {
	return {
		data: {
			id: String(1000 + (hashText(name) % 9000)),
			company_name: `Sandbox customer ${name.toUpperCase()}`,
			email: `${name}@customer.example`,
			provider: PROVIDERS[systemType],
			updated_at: isoSeconds(REFERENCE_DATE - DAY_MS),
			sync_status: state,
			sync_updated_at: isoSeconds(REFERENCE_DATE),
		},
	};
}

const STATE_MESSAGES: Partial<Record<SyncState, string>> = {
	error: 'The last sync ended with an error.',
	fail: 'The connected system rejected its credentials.',
};

/** The state of the connection's syncs as the v1 style describes it. */
export function syncStatusBody(state: SyncState): JsonObject {
	const message = STATE_MESSAGES[state];
	return {
		last_successful_sync: isoSeconds(REFERENCE_DATE),
		status: state,
		error_messages: message ? [message] : [],
		next_scheduled_sync: isoSeconds(REFERENCE_DATE + SYNC_INTERVAL_MS),
	};
}
