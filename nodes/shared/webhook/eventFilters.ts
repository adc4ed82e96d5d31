import { isRecordEvent, type EventName } from './classify';
import type { WebhookEvent } from './event';

/** Which events a trigger is for. */
export interface Wanted {
	events: readonly EventName[];
	/** Names of entities; none stands for all. */
	entities: readonly string[];
	/** None stands for all. */
	connectionIds: readonly string[];
}

/** A record's key as Makini makes it: kind, the connection's ID in hexadecimal filled up with zeros, and an MD5. */
const MADE_KEY = /^\d\d([0-9a-f]{6})[0-9a-f]{32}$/i;

/** Whether an event is of the connection with this ID. Where only the record's key tells, it goes by the key. */
function isOf({ connectionId, recordKey }: WebhookEvent, id: string): boolean {
	if (connectionId !== null) return connectionId === id;
	const within = MADE_KEY.exec(recordKey ?? '')?.[1];
	return /^\d+$/.test(id) && within?.toLowerCase() === Number(id).toString(16).padEnd(6, '0');
}

export function isWanted(event: WebhookEvent, wanted: Wanted): boolean {
	const { events, entities, connectionIds } = wanted;
	if (!events.includes(event.event)) return false;
	if (isRecordEvent(event.event) && entities.length > 0 && !entities.includes(event.entity ?? '')) {
		return false;
	}
	return connectionIds.length === 0 || connectionIds.some((id) => isOf(event, id));
}

/** Whether a time, in milliseconds since 1970, lies further back than this many seconds; 0 stands for any. */
export const isTooOld = (time: number | null, maximumAge: number, now: number): boolean =>
	maximumAge > 0 && time !== null && now - time > maximumAge * 1000;
