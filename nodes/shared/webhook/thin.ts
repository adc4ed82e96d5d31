import type { WebhookEvent } from './event';
import { identifier, propertyNames } from './bodyProperties';

/** Where a list of record IDs may stand: `body` is the published place. */
const PLACES = ['body', 'ids', 'recordids', 'recordkeys', 'data', 'payload'];

/** The list of IDs that a payload is about, and the property that has it; `undefined` for anything else. */
function idsOf(raw: Record<string, unknown>): { name: string; ids: unknown[] } | undefined {
	for (const name of propertyNames(raw, PLACES)) {
		const ids = raw[name];
		if (Array.isArray(ids) && ids.every((id) => identifier(id) !== undefined)) return { name, ids };
	}
	return undefined;
}

/**
 * The events that a payload tells of: one for each record where it is a name and a list of IDs,
 * such as `{"event": "assets.updated", "body": ["1", "2"]}`, none where that list is empty. Each is
 * given as if its record had come alone, so that a long list does not stand in each of many events.
 */
export function eventsOf(event: WebhookEvent): WebhookEvent[] {
	const isAboutRecords = event.entity !== null && event.recordKey === null;
	const list = isAboutRecords ? idsOf(event.raw) : undefined;
	if (list === undefined) return [event];
	const { name, ids } = list;
	const byKey = new Map(ids.map((id) => [identifier(id) ?? '', id]));
	return [...byKey].map(([key, id]) => ({
		...event,
		recordKey: key,
		data: { key },
		raw: { ...event.raw, [name]: [id] },
	}));
}
