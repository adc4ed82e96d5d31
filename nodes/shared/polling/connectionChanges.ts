import { createHash } from 'crypto';
import type { MakiniRecord } from '../client/wire/envelopes';
import type { ConnectionState } from './state';
import { instantOf } from './times';

export const CONNECTION_EVENTS = [
	'connectionReauthorization',
	'syncCompleted',
	'syncFailed',
] as const;

export type ConnectionEvent = (typeof CONNECTION_EVENTS)[number];

/** A connection's state as it was found. */
export interface Finding {
	event: ConnectionEvent;
	/** Time of it by the server, as it gives it. */
	at: string | null;
	/** What there is to say about it. */
	data: MakiniRecord;
}

/** By the states of a connection in plain words; the others stand for no event. */
const EVENTS: Readonly<Record<string, ConnectionEvent>> = {
	needsReauthorization: 'connectionReauthorization',
	ready: 'syncCompleted',
	syncFailed: 'syncFailed',
};

/** What the state of a connection stands for; nothing for a sync that is under way and for unknown states. */
export function findingOf(state: MakiniRecord): Finding | undefined {
	const event = EVENTS[String(state.state)];
	if (event === undefined) return undefined;
	return { event, at: typeof state.lastSync === 'string' ? state.lastSync : null, data: state };
}

const isLater = (at: string | null, before: string | null): boolean => {
	const [time, known] = [instantOf(at), instantOf(before)];
	return time === undefined || known === undefined ? at !== before : time > known;
};

/**
 * Whether a finding is news. A sync is so when it is newer than the one before; the need to reauthorize only when it
 * arises, since every sync fails while it lasts.
 */
export function isNews(found: Finding, last: ConnectionState['last']): boolean {
	if (found.event !== last?.event) return true;
	return found.event !== 'connectionReauthorization' && isLater(found.at, last.at);
}

/** A name for the event that is the same whenever it is found. */
export const connectionDeliveryId = ({ event, at }: Finding, connectionId: string | null): string =>
	createHash('sha256')
		.update(JSON.stringify([event, at, connectionId]))
		.digest('hex')
		.slice(0, 32);
