import type { IPollFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { catalogue, type Entity } from '../../catalogue';
import { inputError } from '../../client/errors';
import type { Condition } from '../../client/filters';
import { CONNECTION_EVENTS, type ConnectionEvent } from '../../polling/connection';
import type { RecordEvent } from '../../polling/types';
import { checkConditions, entriesOf, filterShape } from '../entries';
import { checkOptions } from '../parameters';
import { whole } from '../shapes';
import { timeFieldOf } from './entities';

const optionsShape = z.object({
	maxRecords: whole(1).optional(),
	maxWait: whole(0).optional(),
	overlap: whole(0).optional(),
	pageSize: whole(1).optional(),
	systemType: z.string().optional(),
});

export type PollOptions = z.infer<typeof optionsShape>;

/**
 * The Options collection of the trigger.
 * @throws MakiniError (input) naming the option that is out of range.
 */
export const readPollOptions = (context: IPollFunctions): PollOptions =>
	checkOptions(optionsShape, context.getNodeParameter('options', {}));

/** What the trigger watches: an entity, or the connection itself. */
export const readSource = (context: IPollFunctions): 'records' | 'connection' =>
	context.getNodeParameter('source', 'records') === 'connection' ? 'connection' : 'records';

/**
 * The entity whose records are watched.
 * @throws MakiniError (input) for one whose changes cannot be told by time.
 */
export function readEntity(context: IPollFunctions): { entity: Entity; timeField: string } {
	const name = String(context.getNodeParameter('entity', ''));
	const entity = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
	const timeField = entity?.operations.getAll && timeFieldOf(entity);
	if (entity && timeField) return { entity, timeField };
	throw inputError(`The entity "${name}" cannot be watched`, 'Choose it from the list.', 'entity');
}

const names = z.array(z.string()).catch([]);

const noEvents = (): never => {
	throw inputError('No events are chosen', 'Choose at least one under "Events".', 'events');
};

const RECORD_EVENTS: Readonly<Record<string, RecordEvent>> = {
	created: 'recordInserted',
	updated: 'recordUpdated',
};

/**
 * The events of records that are given out.
 * @throws MakiniError (input) for none, and for those that the records of the entity cannot tell.
 */
export function readRecordEvents(context: IPollFunctions, entity: Entity): Set<RecordEvent> {
	const chosen = names.parse(context.getNodeParameter('events', []));
	const events = new Set(chosen.flatMap((name) => RECORD_EVENTS[name] ?? []));
	if (events.size === 0) noEvents();
	if (events.size === 1 && events.has('recordUpdated') && !entity.updatedField) {
		throw inputError(
			`Changes of ${entity.plural} cannot be told: they carry no time of change`,
			'Choose "Created" under "Events".',
			'events',
		);
	}
	return events;
}

/**
 * The events of the connection that are given out.
 * @throws MakiniError (input) for none.
 */
export function readConnectionEvents(context: IPollFunctions): Set<ConnectionEvent> {
	const chosen = names.parse(context.getNodeParameter('connectionEvents', []));
	const events = new Set(CONNECTION_EVENTS.filter((event) => chosen.includes(event)));
	return events.size === 0 ? noEvents() : events;
}

/**
 * The conditions that records have to meet.
 * @throws MakiniError (input) for conditions that cannot be used.
 */
export const readConditions = (context: IPollFunctions, entity: Entity): Condition[] =>
	checkConditions(
		entriesOf(context.getNodeParameter('filters', {}), filterShape('')),
		entity.fields,
	);
