import type { IPollFunctions } from 'n8n-workflow';
import { inputError } from '../../client/errors/errors';
import { isDeleted } from '../../client/wire/deletion';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { newestRecord, takeBaseline } from '../../polling/baseline';
import { deliveryIdOf } from '../../polling/fingerprint';
import { pollRecords } from '../../polling/poll';
import type { RecordState } from '../../polling/state';
import { subjectOf, tokenMark } from '../../polling/subject';
import { instantOf, isoOf } from '../../polling/times';
import type { Change, Fetch, RecordEvent, Watch } from '../../polling/types';
import { connectionIdOf, keptState } from '../changes/connectionState';
import { fetcher, ServerTime, watchOf } from '../changes/fetching';
import { clientOf, type ConnectionAccess } from '../session/session';
import { READING_SHARE, withNamesInTime } from './pollNames';
import type { Delivery, Polled } from './pollOutput';
import {
	readConditions,
	readEntity,
	readNames,
	readRecordEvents,
	type PollOptions,
} from './pollParameters';
import { POLL_DEFAULTS } from './pollProperties';

function deliveryOf(
	{ event, time, deliveryId, record }: Change,
	entity: string,
	connectionId: string | null,
): Delivery {
	return { event, entity, connectionId, occurredAt: isoOf(time), deliveryId, data: record };
}

/** What the latest record stands for: nothing is known of it but its own times. */
function eventShown(record: MakiniRecord, watch: Watch, time: number): RecordEvent {
	if (isDeleted(record)) return 'recordDeleted';
	return instantOf(record[watch.createdField]) === time ? 'recordInserted' : 'recordUpdated';
}

/** The latest record, as the trigger would give it out. */
async function example(fetch: Fetch, watch: Watch): Promise<Change> {
	const record = await newestRecord(fetch, watch);
	if (!record) {
		throw inputError(
			`There are no ${watch.plural} to show`,
			'The trigger shows the latest record when it is tested. Create one in the connected system, or check the filters. An active workflow needs none to begin with.',
		);
	}
	const time = instantOf(record[watch.timeField]) ?? 0;
	const event = eventShown(record, watch, time);
	return { event, time, deliveryId: deliveryIdOf(watch.entity, record, time), record };
}

/** What a poll may take, and what it goes on from. */
export interface PollTask {
	options: PollOptions;
	/** Milliseconds that n8n gives it. */
	budgetMs: number;
	/** What was kept for the node. */
	stored: unknown;
}

/**
 * One poll for changes of records.
 * @throws MakiniError where nothing could be read.
 */
export async function pollForRecords(
	context: IPollFunctions,
	access: ConnectionAccess,
	{ options, budgetMs, stored }: PollTask,
): Promise<Polled> {
	const { clock } = access;
	const beganAt = clock.now();
	const { entity, timeField } = readEntity(context);
	const conditions = readConditions(context, entity);
	const wantsNames = readNames(context);
	const watch = watchOf(entity, timeField, {
		events: readRecordEvents(context, entity),
		overlapMs: (options.overlap ?? POLL_DEFAULTS.overlap) * 1000,
		maxRecords: options.maxRecords ?? POLL_DEFAULTS.maxRecords,
		pageSize: options.pageSize ?? POLL_DEFAULTS.pageSize,
	});
	const { connection } = access.options;
	const { apiStyle } = connection;
	const time = new ServerTime(clock);
	const client = clientOf(access, time.noting(access.options.send));
	const fetch = fetcher(client, { entity, timeField, conditions });
	// Names are put in only here: what is kept and the name of a change go by the record alone.
	const deliveriesOf = async (
		changes: readonly Change[],
		connectionId: string | null,
	): Promise<Delivery[]> => {
		const records = changes.map(({ record }) => record);
		const shown = wantsNames ? await withNamesInTime(context, client, entity, records) : records;
		return changes.map((change, index) =>
			deliveryOf({ ...change, record: shown[index] ?? change.record }, entity.name, connectionId),
		);
	};
	if (context.getMode() === 'manual') {
		const connectionId = await connectionIdOf(access);
		return { deliveries: await deliveriesOf([await example(fetch, watch)], connectionId) };
	}

	const subject = subjectOf({
		source: 'records',
		entity: entity.name,
		conditions,
		connection,
		credentialId: access.credentialId,
	});
	const kept = await keptState(access, stored, subject);
	const begin = async (): Promise<RecordState> => {
		const connectionId = await connectionIdOf(access);
		const identity = { subject, token: tokenMark(connection), connectionId };
		return await takeBaseline(fetch, watch, identity, apiStyle === 'v1', time.now);
	};
	const state = kept ?? (await begin());
	const readUntil = wantsNames ? beganAt + budgetMs * READING_SHARE : Infinity;
	const isOver = (): boolean => clock.cancelled() || clock.now() >= readUntil;
	const { changes, failure, ...result } = await pollRecords(state, {
		fetch,
		watch,
		apiStyle,
		isOver,
		now: time.now,
	});
	return {
		deliveries: await deliveriesOf(changes, result.state.connectionId),
		state: result.state,
		failure,
		progressed: result.pages > 0,
	};
}
