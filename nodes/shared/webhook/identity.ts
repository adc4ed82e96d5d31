import { createHash } from 'crypto';
import { omitBy } from 'lodash';
import type { WebhookEvent } from './event';
import { singleHeader, type Headers } from './signature';

/**
 * Characters of a fingerprint, 6 bits each. With 66 bits, the odds that an event is taken for one
 * of 100,000 earlier ones are 1 in 700 million million.
 */
export const FINGERPRINT_LENGTH = 11;

/** Properties that tell of the delivery, not of the event, and so may differ from one try to the next. */
const ABOUT_THE_TRY =
	/^(attempt|attempts|attemptnumber|attemptcount|deliveryattempt|retry|retries|retrycount|sentat|deliveredat)$/;

/** Headers by which senders of webhooks name a delivery. */
const HEADERS = [
	'x-makini-delivery',
	'x-makini-delivery-id',
	'x-makini-event-id',
	'x-makini-webhook-id',
	'webhook-id',
	'x-webhook-id',
	'x-delivery-id',
	'x-event-id',
];

/** A short text that stands for these values, and by all odds for no others. */
export const fingerprint = (values: readonly unknown[]): string =>
	createHash('sha256')
		.update(JSON.stringify(values))
		.digest('base64url')
		.slice(0, FINGERPRINT_LENGTH);

const stable = (payload: Record<string, unknown>): Record<string, unknown> =>
	omitBy(payload, (_value, name) =>
		ABOUT_THE_TRY.test(name.toLowerCase().replace(/[^a-z0-9]/g, '')),
	);

function idInHeaders(headers: Headers): string | undefined {
	return HEADERS.map((name) => singleHeader(headers, name)).find(Boolean);
}

export interface Identity {
	/** What deliveries of one event have in common, and deliveries of two events have not, unless `isContentAlone`. */
	fingerprint: string;
	/**
	 * The ID that was sent, or one made of the content; for content alone, which two events can
	 * share, of the time as well.
	 */
	deliveryId: string;
	/** Whether there is neither ID nor time to go by, so that another event can look the same. */
	isContentAlone: boolean;
}

/**
 * Tells repetitions of one event from two events. Names are not published, and a sender may put the record's ID where
 * another puts the event's. Therefore:
 * - an ID that can only be an event's counts together with type, connection, record and time;
 * - otherwise the content counts, with whatever ID it has in it, without what tells of the delivery;
 * - an ID in a header counts only for content with neither ID nor time of its own: headers are not
 * signed, so a recorded
 *   delivery could be sent again with another one.
 */
export function identify(event: WebhookEvent, headers: Headers, now: number): Identity {
	const { eventId, occurredAt, raw } = event;
	const sent = idInHeaders(headers);
	const saysNothing = event.id === null && occurredAt === null;
	const values =
		eventId !== null && occurredAt !== null
			? [eventId, event.type, event.connectionId, event.recordKey, occurredAt]
			: [stable(raw), ...(saysNothing ? [sent ?? null] : [])];
	const print = fingerprint(values);
	const isContentAlone = saysNothing && sent === undefined;
	const made = isContentAlone ? `${print}-${now.toString(36)}` : print;
	return { fingerprint: print, deliveryId: event.id ?? sent ?? made, isContentAlone };
}
