import type { IDataObject } from 'n8n-workflow';
import type { WebhookEvent } from '../../webhook/event';
import { isoTime } from '../../webhook/time';
import type { RecordRead } from './records';

/** What the trigger puts out for an event: with the record, or with what became of reading it, where it was to be read. */
export function itemOf(event: WebhookEvent, deliveryId: string, read?: RecordRead): IDataObject {
	const { event: name, entity, connectionId, occurredAt, data, raw } = event;
	return {
		event: name,
		entity,
		connectionId,
		occurredAt: occurredAt === null ? null : isoTime(occurredAt),
		deliveryId,
		data: (read?.record ?? data) as IDataObject,
		...(read ? { recordState: read.state } : {}),
		raw: raw as IDataObject,
	};
}
