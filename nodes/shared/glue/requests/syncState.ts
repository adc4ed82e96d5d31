import { z } from 'zod';
import type { MakiniRecord } from '../../client/wire/envelopes';
import type { WireResponse } from '../../client/wire/transport';

/** What a sync status says, in letters alone. Source: GET /api/integrations/current. */
const STATES: Readonly<Record<string, { state: string; summary: string }>> = {
	pending: { state: 'pending', summary: 'The connection has not been connected to a system yet.' },
	inprogress: { state: 'syncing', summary: 'A sync is under way.' },
	done: { state: 'ready', summary: 'The last sync has finished.' },
	fulldone: { state: 'ready', summary: 'The last full sync has finished.' },
	error: { state: 'syncFailed', summary: 'The last sync ended with an error.' },
	fail: {
		state: 'needsReauthorization',
		summary:
			'The connected system no longer accepts the login that Makini holds for it. Reconnect the system in Makini.',
	},
};

/** Published as `fulldone` and `full_done`, `inprogress` and `in_progress`. */
const lettersOf = (status: string): string => status.toLowerCase().replace(/[^a-z]/g, '');

const UNKNOWN = { state: 'unknown', summary: 'Makini gives a state that this node does not know.' };

const word = z.string().nullish().catch(undefined);

const stateFields = z.object({
	id: z
		.union([z.string(), z.number().transform(String)])
		.nullish()
		.catch(undefined),
	company_name: word,
	email: word,
	provider: word,
	updated_at: word,
	sync_status: word,
	sync_updated_at: word,
	status: word,
	last_successful_sync: word,
	next_scheduled_sync: word,
	error_messages: z.array(z.unknown()).optional().catch(undefined),
});

const stateBody = z.object({ data: z.unknown() }).partial();

/** The state of a connection in plain words, in whichever style it came; `undefined` if there is none. */
export function readSyncState(body: unknown): MakiniRecord | undefined {
	const outer = stateBody.safeParse(body);
	const parsed = stateFields.safeParse(outer.success ? (outer.data.data ?? body) : undefined);
	if (!parsed.success) return undefined;
	const fields = parsed.data;
	const syncStatus = fields.sync_status ?? fields.status;
	if (!syncStatus) return undefined;
	const { state, summary } = STATES[lettersOf(syncStatus)] ?? UNKNOWN;
	const told: MakiniRecord = {
		state,
		summary,
		needsReauthorization: state === 'needsReauthorization',
		lastSync: fields.sync_updated_at ?? fields.last_successful_sync,
		nextSync: fields.next_scheduled_sync,
		errors: fields.error_messages,
		connectionId: fields.id,
		companyName: fields.company_name,
		email: fields.email,
		provider: fields.provider,
		updatedAt: fields.updated_at,
		syncStatus,
	};
	return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}

/** The same of an answer, as the output of a node. */
export function stateOf({ body }: WireResponse): MakiniRecord[] | undefined {
	const state = readSyncState(body);
	return state && [state];
}
