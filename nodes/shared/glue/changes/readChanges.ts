import { DateTime } from 'luxon';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Entity } from '../../catalogue';
import { MakiniClient } from '../../client/client';
import { cancelledError, MakiniError } from '../../client/errors/errors';
import type { ReadQuery } from '../../client/records/lists';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { takeBaseline } from '../../polling/baseline';
import { pollRecords } from '../../polling/poll';
import { afterGiving, unmarkedOf } from '../../polling/sinceLastRun';
import type { RecordState } from '../../polling/state';
import { subjectOf, tokenMark } from '../../polling/subject';
import { instantOf } from '../../polling/times';
import type { Fetch, RecordEvent, Watch } from '../../polling/types';
import type { Since } from '../parameters/sinceLastRun';
import { changeMemory, isByHand } from '../session/changeMemory';
import { hintAtOutput } from '../session/progressHints';
import type { Session } from '../session/session';
import { connectionIdOf, keptState } from './connectionState';
import { fetcher, ServerTime, watchOf } from './fetching';

/** What changed, oldest change first. */
export interface Changed {
	records: MakiniRecord[];
	/** Keeps how far this went and says so; to be called when the records are certain to come out. */
	keep: () => void;
}

/** Where a reading goes on, and whether there was none before it that counts. */
interface Beginning {
	state: RecordState;
	kind: 'first' | 'anew' | 'next';
}

const eventsOf = ({ withoutDeleted }: ReadQuery): ReadonlySet<RecordEvent> =>
	new Set([
		'recordInserted' as const,
		'recordUpdated' as const,
		...(withoutDeleted ? [] : ['recordDeleted' as const]),
	]);

const timeText = (instant: number, zone: string): string =>
	`${DateTime.fromMillis(instant, { zone }).toFormat('yyyy-MM-dd HH:mm:ss')} (${zone})`;

/**
 * Ends where a server goes in circles: the same records come at another place of the list, or a cursor comes again.
 * A page may be asked for twice.
 */
function unlessCircling(fetch: Fetch, plural: string): Fetch {
	const places = new Map<string, string>();
	return async (ask) => {
		const page = await fetch(ask);
		if (page.records.length === 0) return page;
		const content = JSON.stringify([ask.from, ask.order, page.records.map(({ key }) => key)]);
		const place = JSON.stringify(ask.position);
		const known = places.get(content);
		const isCursor = !('page' in ask.position);
		if (known !== undefined && (known !== place || isCursor)) {
			throw new MakiniError(`Makini gave the same page twice while listing ${plural}`, {
				kind: 'unexpectedBody',
				hint: 'Nothing was given out, and the next run begins where this one did. If it stays, report it to Makini.',
			});
		}
		places.set(content, place);
		return page;
	};
}

/** The first run takes all that is there, or from a time on; what changes meanwhile is the next one's. */
async function firstState(
	fetch: Fetch,
	watch: Watch,
	identity: Pick<RecordState, 'subject' | 'token' | 'connectionId'>,
	{ startFrom }: Since,
	time: ServerTime,
	canDoWithoutOrder: boolean,
): Promise<RecordState> {
	const baseline = await takeBaseline(fetch, watch, identity, canDoWithoutOrder, time.now);
	return { ...baseline, floor: instantOf(startFrom) ?? 0, bornFrom: 0, silentUntil: undefined };
}

/** What was read, in words. */
function wordsOf(
	{ kind, state }: Beginning,
	{ plural }: Entity,
	count: number,
	{ startFrom }: Since,
	zone: string,
): string {
	const start = instantOf(startFrom);
	if (kind === 'next' && state.watermark > 0) {
		return `${count} ${plural} changed since the last run that was done. It had read up to ${timeText(state.watermark, zone)}.`;
	}
	const from =
		start === undefined
			? `all ${count} ${plural}`
			: `${count} ${plural} changed since ${timeText(start, zone)}`;
	return kind === 'anew'
		? `The filters, "Start From", the credential or its connection differ from those of the last run, so it starts over: ${from}.`
		: `First run: ${from}.`;
}

/**
 * Reads what changed since the last run that was marked as done. Each change comes once, also where it becomes visible
 * late, unless its run was not done.
 * @throws MakiniError where not all of it could be read: nothing counts as given out then.
 */
export async function readChanges(
	context: IExecuteFunctions,
	{ client, clock, credentialId }: Pick<Session, 'client' | 'clock' | 'credentialId'>,
	entity: Entity,
	query: ReadQuery,
	since: Since,
): Promise<Changed> {
	const { options } = client.requests;
	const { connection } = options;
	const { conditions = [], within, limit, pageSize } = query;
	const timeField = entity.updatedField ?? '';
	const watch = watchOf(entity, timeField, {
		events: eventsOf(query),
		overlapMs: since.overlapMs,
		maxRecords: limit ?? Infinity,
		pageSize,
	});
	const time = new ServerTime(clock);
	const reader = new MakiniClient({ ...options, send: time.noting(options.send) });
	const fetch = unlessCircling(
		fetcher(reader, { entity, timeField, conditions, within }),
		entity.plural,
	);
	const subject = subjectOf({
		source: 'records',
		entity: entity.name,
		conditions,
		connection,
		credentialId,
		more: [since.startFrom ?? '', within?.entity.name ?? '', within?.key ?? ''],
	});

	const memory = changeMemory(context, context.getNode().name);
	const kept = memory.read();
	const known = await keptState({ options }, kept.done, subject, 'other');
	const begin = async (): Promise<RecordState> => {
		const connectionId = await connectionIdOf({ options });
		const identity = { subject, token: tokenMark(connection), connectionId };
		return await firstState(fetch, watch, identity, since, time, connection.apiStyle === 'v1');
	};
	const beginning: Beginning = known
		? { state: known, kind: 'next' }
		: { state: await begin(), kind: kept.done ? 'anew' : 'first' };
	const { changes, failure, state } = await pollRecords(
		// However long nothing came: each run reads the whole overlap, since the next one may be a day away.
		{ ...beginning.state, idle: 0 },
		{ fetch, watch, apiStyle: connection.apiStyle, isOver: clock.cancelled, now: time.now },
	);
	if (failure !== undefined) throw failure;
	if (clock.cancelled()) throw cancelledError();

	const records = changes.map(({ record }) => record);
	const executionId = context.getExecutionId();
	const keep = (): void => {
		const words = wordsOf(beginning, entity, records.length, since, context.getTimezone());
		const more = state.pass ? ' There may be more: the next run goes on behind these.' : '';
		if (isByHand(context)) {
			const hand = 'A run by hand keeps nothing: the next active run gives the same changes.';
			hintAtOutput(context, 'info', `${words}${more} ${hand}`);
			return;
		}
		hintAtOutput(context, 'info', `${words}${more}`);
		const unmarked = unmarkedOf(kept, executionId);
		if (unmarked) {
			hintAtOutput(
				context,
				'warning',
				`Execution ${unmarked.executionId} gave out ${unmarked.records} ${entity.plural} and did not mark them as done, so they come again. If it did not fail, put Makini Connection with "Mark changes as done" at the end of the workflow.`,
			);
		}
		memory.write(afterGiving(kept, { executionId, records: records.length, state }));
	};
	return { records, keep };
}
