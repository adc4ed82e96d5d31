import { clamp, groupBy } from 'lodash';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import pLimit from 'p-limit';
import { catalogue, type Entity } from '../../catalogue';
import type { MakiniClient } from '../../client/client';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { MakiniError } from '../../client/errors/errors';
import { isRecordEvent } from '../../webhook/classify';
import type { WebhookEvent } from '../../webhook/event';
import { isoTime } from '../../webhook/time';
import { openSession } from '../session/session';

/** What became of reading the record of an event. */
export interface RecordRead {
	state: 'read' | 'notFound' | 'notRead';
	record?: MakiniRecord;
}

/** Records of one kind from which on a page of the list is asked for first. */
const MANY = 3;

/** Most records of that page. */
const PAGE = 500;

/** Single records asked for at once; how many of them go out is up to the connection's limits. */
const AT_ONCE = 32;

interface Reading {
	client: MakiniClient;
	/** Whether the time is over. */
	isOver: () => boolean;
	/** By entity and key. */
	found: Map<string, RecordRead>;
	/** Is told why a record could not be read. */
	warn: (reason: unknown) => void;
}

const placeOf = (entity: string | null, key: string | null): string => `${entity}/${key}`;

/** What changed lately stands at the head of the list by time, so one page has most of many records. */
async function readNewest(reading: Reading, entity: Entity, keys: readonly string[]) {
	const { updatedField, operations, name } = entity;
	if (keys.length < MANY || !updatedField || !operations.getAll) return;
	const query = {
		sort: [{ field: updatedField, direction: 'desc' as const }],
		pageSize: clamp(keys.length * 2, 20, PAGE),
	};
	const wanted = new Set(keys);
	// Whatever comes of it: what is missing is read by its key.
	const page = await reading.client.lists.page(entity, query, { page: 1 }).catch(() => undefined);
	for (const record of page?.records ?? []) {
		const key = String(record.key);
		if (wanted.has(key)) reading.found.set(placeOf(name, key), { state: 'read', record });
	}
}

async function readOne(reading: Reading, entity: Entity, key: string): Promise<void> {
	const { client, found, isOver, warn } = reading;
	const place = placeOf(entity.name, key);
	if (isOver() || found.has(place)) return;
	try {
		const record = await client.records.find(entity, key);
		found.set(place, record ? { state: 'read', record } : { state: 'notFound' });
	} catch (error) {
		if (!isOver()) warn(error);
	}
}

async function readAll(reading: Reading, events: readonly WebhookEvent[]): Promise<void> {
	const limit = pLimit(AT_ONCE);
	const byEntity = Object.entries(groupBy(events, ({ entity }) => entity ?? ''));
	await Promise.all(
		byEntity.map(async ([name, changed]) => {
			const entity = catalogue[name];
			if (!entity?.operations.get) return;
			const keys = changed.map(({ recordKey }) => recordKey ?? '');
			await readNewest(reading, entity, keys);
			await Promise.all(
				keys.map(async (key) => await limit(async () => await readOne(reading, entity, key))),
			);
		}),
	);
}

const isReadable = ({ event, recordKey }: WebhookEvent): boolean =>
	isRecordEvent(event) && recordKey !== null;

/**
 * Reads the records that events tell of, for so many milliseconds. What is missing then is
 * `notRead`, and the event still starts the workflow. Never fails. Gives what became of each
 * event's record; nothing for events without one.
 */
export async function readRecords(
	context: IWebhookFunctions,
	events: readonly WebhookEvent[],
	milliseconds: number,
): Promise<Array<RecordRead | undefined>> {
	const changed = events.filter(isReadable);
	const found = new Map<string, RecordRead>();
	const reasons = new Set<string>();
	const warn = (reason: unknown): void => {
		reasons.add(reason instanceof MakiniError ? reason.message : 'the request could not be made');
	};
	const signal = AbortSignal.timeout(Math.max(0, milliseconds));
	const over = new Promise<void>((resolve) => {
		signal.addEventListener('abort', () => resolve(), { once: true });
	});
	const work = async (): Promise<void> => {
		const session = await openSession(context, { signal, maxWait: milliseconds / 1000 });
		const isOver = (): boolean => signal.aborted;
		try {
			await readAll({ client: session.client, isOver, found, warn }, changed);
		} finally {
			session.end();
		}
	};
	if (changed.length > 0 && milliseconds > 0) await Promise.race([work().catch(warn), over]);
	const states = events.map((event): RecordRead | undefined =>
		isReadable(event)
			? (found.get(placeOf(event.entity, event.recordKey)) ?? { state: 'notRead' })
			: undefined,
	);
	const missing = states.filter((read) => read?.state === 'notRead').length;
	if (missing > 0) {
		const why = reasons.size > 0 ? [...reasons].join('; ') : 'the time for it was over';
		context.logger.warn(`Makini Trigger could not read ${missing} records of a webhook: ${why}`);
	}
	return states;
}

/**
 * What the trigger puts out for an event: with the record, or with what became of reading it, where
 * it was to be read.
 */
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
