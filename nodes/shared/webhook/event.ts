import { classify, type Classified } from './classify';
import {
	identifier,
	identifierIn,
	isObject,
	propertiesOf,
	valuesOf,
	type Properties,
} from './bodyProperties';
import { readTime } from './time';

// Makini publishes that a payload has event type, timestamp, connection ID and details, but none of
// the names. These are the likely ones, most telling first, without case and punctuation.
const TYPE = ['event', 'eventtype', 'type', 'eventname', 'topic', 'name', 'kind', 'action'];
const STATUS = ['status', 'syncstatus', 'connectionstatus', 'state', 'result', 'outcome'];
const ACTION = ['action', 'operation', 'changetype', 'change', 'verb'];
const ENTITY = [
	...['entity', 'entitytype', 'entityname', 'resource', 'resourcetype', 'resourcename'],
	...['recordtype', 'objecttype', 'object', 'model', 'table', 'collection', 'event', 'type'],
];
const CONNECTION_ID = [
	...['connectionid', 'connectionkey', 'connection', 'integrationid', 'integration', 'linkid'],
];
const TIME = ['occurredat', 'timestamp', 'eventtime', 'time', 'triggeredat', 'createdat', 'date'];
const RECORD_KEY = ['recordkey', 'recordid', 'entitykey', 'entityid', 'resourceid', 'objectid'];
const KEY = ['key', 'id'];
/** Where the details of an event may stand. */
export const DETAILS = [
	...['data', 'payload', 'details', 'record', 'object', 'resource', 'attributes', 'body'],
];

/** Names that can mean nothing but one delivery or one event. */
const EVENT_ID = ['deliveryid', 'eventid', 'messageid', 'notificationid', 'webhookdeliveryid'];
/** Names that may mean something that many events have in common: the record, the connection, the webhook. */
const LOOSE_ID = ['id', 'uuid', 'guid', 'webhookid'];

/** One event, as far as its payload could be read. */
export interface WebhookEvent extends Classified {
	/** The event's name as it was sent. */
	type: string;
	connectionId: string | null;
	/** Milliseconds since 1970. */
	occurredAt: number | null;
	/** By a name that can mean nothing else. */
	eventId: string | null;
	/** By any name. */
	id: string | null;
	recordKey: string | null;
	data: unknown;
	raw: Record<string, unknown>;
}

const text = (value: unknown): string => identifier(value) ?? '';

const firstText = (places: readonly Properties[], names: readonly string[]): string =>
	valuesOf(places, names).map(text).find(Boolean) ?? '';

function statusOf(places: readonly Properties[]): string {
	const [success] = valuesOf(places, ['success', 'successful']);
	if (success === false) return 'failed';
	return firstText(places, STATUS) || (success === true ? 'success' : '');
}

/** The name of the event as it was sent, and what it means. */
function named(outer: readonly Properties[], places: readonly Properties[]) {
	const types = valuesOf(outer, TYPE).map(text).filter(Boolean);
	const about = {
		status: statusOf(places),
		action: firstText(places, ACTION),
		entities: valuesOf(places, ENTITY).map(text),
	};
	const readings = types.map((type) => ({ type, ...classify({ ...about, type }) }));
	const unnamed = { type: '', event: 'other', entity: null } as const;
	return readings.find(({ event }) => event !== 'other') ?? readings[0] ?? unnamed;
}

/** Reads the payload of a webhook. */
export function readEvent(raw: Record<string, unknown>): WebhookEvent {
	const top = propertiesOf(raw);
	const outer = [top, ...['event', 'meta', 'metadata'].map((name) => propertiesOf(top.get(name)))];
	const data = valuesOf([top], DETAILS).find((value) => isObject(value) || Array.isArray(value));
	const details = propertiesOf(data);
	const places = [...outer, details];
	const time = valuesOf(outer, TIME)
		.map(readTime)
		.find((value) => value !== undefined);
	const eventId = identifierIn(outer, EVENT_ID) ?? null;
	return {
		...named(outer, places),
		connectionId: identifierIn(places, CONNECTION_ID) ?? null,
		occurredAt: time ?? null,
		eventId,
		id: eventId ?? identifierIn(outer, LOOSE_ID) ?? null,
		recordKey:
			identifierIn(places, RECORD_KEY) ??
			identifierIn([details], [...KEY, ...DETAILS]) ??
			identifierIn([top], ['key']) ??
			null,
		data: data ?? raw,
		raw,
	};
}
