import { DateTime } from 'luxon';
import type { IPollFunctions } from 'n8n-workflow';
import type { Entity } from '../../catalogue';
import type { MakiniClient } from '../../client/client';
import type { ReadQuery } from '../../client/records/lists';
import { inputError } from '../../client/errors/errors';
import { isDeleted } from '../../client/wire/deletion';
import type { MakiniRecord } from '../../client/wire/envelopes';
import type { Condition } from '../../client/wire/filters';
import type { ApiStyle, Clock, Send } from '../../client/wire/transport';
import { newestRecord, takeBaseline } from '../../polling/baseline';
import { deliveryIdOf } from '../../polling/fingerprint';
import { pollRecords } from '../../polling/poll';
import { readRecordState, type RecordState } from '../../polling/state';
import { subjectOf, tokenMark } from '../../polling/subject';
import { instantOf, isoOf } from '../../polling/times';
import type { Change, Fetch, RecordEvent, Watch } from '../../polling/types';
import { clientOf, type ConnectionAccess } from '../session/session';
import { readConnection } from './pollConnection';
import { CREATED_FIELD } from './pollEntities';
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

/** Changes that are remembered: 2.7 MB of static data. */
const SEEN_LIMIT = 100_000;

/** Deleted records that are remembered: 0.2 MB of static data. */
const DELETED_LIMIT = 20_000;

/** The time by the server, from the newest answer that says it; until there is one, by n8n. */
class ServerTime {
	/** How much the server is ahead. */
	private ahead = 0;

	readonly now = (): number => this.clock.now() + this.ahead;

	constructor(private readonly clock: Clock) {}

	/** Sends, and looks at what the answer says of the time. */
	readonly noting =
		(send: Send): Send =>
		async (request) => {
			const outcome = await send(request);
			const date = outcome.kind === 'response' ? outcome.headers.date : undefined;
			const time = DateTime.fromHTTP(date ?? '').toMillis();
			if (Number.isFinite(time)) this.ahead = time - this.clock.now();
			return outcome;
		};
}

/** Asks Makini for pages in the style of the connection. */
function fetcher(
	client: MakiniClient,
	apiStyle: ApiStyle,
	entity: Entity,
	timeField: string,
	conditions: readonly Condition[],
): Fetch {
	const isModule = apiStyle === 'module';
	return async ({ from, order, position, pageSize }) => {
		const since: Condition[] =
			isModule && from !== undefined
				? [{ field: timeField, operator: 'gteq', value: isoOf(from) }]
				: [];
		const query: ReadQuery = {
			conditions: [...conditions, ...since],
			updatedAfter: isModule || from === undefined ? undefined : isoOf(from),
			sort: order && [{ field: timeField, direction: order === 'ascending' ? 'asc' : 'desc' }],
			pageSize,
		};
		return await client.lists.page(entity, query, position);
	};
}

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

/** Only an ornament of the items: where it cannot be had, what is wrong shows when the records are read. */
const connectionIdOf = async (access: ConnectionAccess): Promise<string | null> =>
	await readConnection(access).then(
		({ connectionId }) => connectionId,
		() => null,
	);

/** The state as it was kept, unless the credential has got the token of another connection meanwhile. */
async function keptState(
	access: ConnectionAccess,
	stored: unknown,
	subject: string,
): Promise<RecordState | undefined> {
	const state = readRecordState(stored, subject);
	const token = tokenMark(access.options.connection);
	if (!state || state.token === token) return state;
	const connectionId = await connectionIdOf(access);
	const isOther = connectionId !== null && state.connectionId !== null;
	if (isOther && connectionId !== state.connectionId) return undefined;
	return { ...state, token, connectionId: connectionId ?? state.connectionId };
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
	const watch: Watch = {
		entity: entity.name,
		plural: entity.plural,
		timeField,
		createdField: CREATED_FIELD,
		events: readRecordEvents(context, entity),
		overlapMs: (options.overlap ?? POLL_DEFAULTS.overlap) * 1000,
		maxRecords: options.maxRecords ?? POLL_DEFAULTS.maxRecords,
		pageSize: options.pageSize ?? POLL_DEFAULTS.pageSize,
		seenLimit: SEEN_LIMIT,
		deletedLimit: DELETED_LIMIT,
	};
	const { connection } = access.options;
	const { apiStyle } = connection;
	const time = new ServerTime(clock);
	const client = clientOf(access, time.noting(access.options.send));
	const fetch = fetcher(client, apiStyle, entity, timeField, conditions);
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
