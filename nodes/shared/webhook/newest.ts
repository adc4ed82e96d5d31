import { isRecordEvent, type EventName } from './classify';
import type { WebhookEvent } from './event';
import { FINGERPRINT_LENGTH, fingerprint } from './identity';

/** Characters of a time in milliseconds to the base of 36, enough until the year 5188. */
const TIME_LENGTH = 9;

const ENTRY_LENGTH = FINGERPRINT_LENGTH + TIME_LENGTH;

/** Records and connections whose newest time is known. */
const MOST = 2000;

/** Events of one connection that follow each other: of "offline" and "online", the later one holds. */
const GROUPS: Readonly<Partial<Record<EventName, string>>> = {
	connectionReauthorization: 'state',
	connectionOnline: 'state',
	connectionOffline: 'state',
	syncCompleted: 'sync',
	syncFailed: 'sync',
};

/** What an event is about, for comparing its time with others; `undefined` for what cannot be compared. */
export function subjectOf(event: WebhookEvent): string | undefined {
	const { connectionId, entity, recordKey } = event;
	if (connectionId === null) return undefined;
	if (isRecordEvent(event.event)) {
		return recordKey === null ? undefined : fingerprint([connectionId, entity, recordKey]);
	}
	const group = GROUPS[event.event];
	return group === undefined ? undefined : fingerprint([connectionId, group]);
}

/** The newest time of each record and connection that events told of. */
export class NewestTimes {
	private readonly times = new Map<string, number>();

	/** Adds what was stored. Anything that cannot be read is taken as nothing. */
	adopt(stored: unknown): void {
		if (typeof stored !== 'string') return;
		for (let at = 0; at + ENTRY_LENGTH <= stored.length; at += ENTRY_LENGTH) {
			const subject = stored.slice(at, at + FINGERPRINT_LENGTH);
			const time = parseInt(stored.slice(at + FINGERPRINT_LENGTH, at + ENTRY_LENGTH), 36);
			if (Number.isFinite(time)) this.note(subject, time);
		}
	}

	stored(): string {
		return [...this.times]
			.map(([subject, time]) => subject + time.toString(36).padStart(TIME_LENGTH, '0'))
			.join('');
	}

	isStale(subject: string, time: number): boolean {
		return time < (this.times.get(subject) ?? time);
	}

	note(subject: string, time: number): void {
		if (this.isStale(subject, time)) return;
		this.times.delete(subject);
		this.times.set(subject, time);
		const [oldest] = this.times.keys();
		if (this.times.size > MOST && oldest) this.times.delete(oldest);
	}
}
