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

export function isWanted(event: WebhookEvent, wanted: Wanted): boolean {
	const { events, entities, connectionIds } = wanted;
	if (!events.includes(event.event)) return false;
	if (isRecordEvent(event.event) && entities.length > 0 && !entities.includes(event.entity ?? '')) {
		return false;
	}
	return connectionIds.length === 0 || connectionIds.includes(event.connectionId ?? '');
}

/** Whether a time, in milliseconds since 1970, lies further back than this many seconds; 0 stands for any. */
export const isTooOld = (time: number | null, maximumAge: number, now: number): boolean =>
	maximumAge > 0 && time !== null && now - time > maximumAge * 1000;
