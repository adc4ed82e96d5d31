import type { IPollFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { catalogue, type Entity } from '../../catalogue';
import { inputError } from '../../client/errors/errors';
import type { Condition } from '../../client/wire/filters';
import { CONNECTION_EVENTS, type ConnectionEvent } from '../../polling/connectionChanges';
import type { RecordEvent } from '../../polling/types';
import { checkConditions, entriesOf, filterShape } from '../parameters/entries';
import { checkOptions } from '../parameters/parameters';
import { whole } from '../description/shapes';
import { timeFieldOf } from './pollEntities';

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

/**
 * What the trigger watches: an entity, or the connection itself.
 * @throws MakiniError (input) for anything else.
 */
export function readSource(context: IPollFunctions): 'records' | 'connection' {
	const source = context.getNodeParameter('source', 'records');
	if (source === 'records' || source === 'connection') return source;
	throw inputError(
		`The source "${String(source)}" is not known`,
		'Choose it from the list.',
		'source',
	);
}

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

const names = z.array(z.string());

/** Throws MakiniError (input) for no event, and for one that would never come. */
function readEvents(
	context: IPollFunctions,
	parameter: string,
	known: readonly string[],
): string[] {
	const chosen = names.safeParse(context.getNodeParameter(parameter, []));
	const hint = `Choose at least one under "Events", or let the expression give a list of: ${known.join(', ')}.`;
	if (!chosen.success) throw inputError('"Events" is not a list of names', hint, parameter);
	const unknown = chosen.data.find((name) => !known.includes(name));
	if (unknown !== undefined) {
		throw inputError(`The event "${unknown}" is not known`, hint, parameter);
	}
	if (chosen.data.length === 0) throw inputError('No events are chosen', hint, parameter);
	return chosen.data;
}

const RECORD_EVENTS: Readonly<Record<string, RecordEvent>> = {
	created: 'recordInserted',
	deleted: 'recordDeleted',
	updated: 'recordUpdated',
};

/**
 * The events of records that are given out.
 * @throws MakiniError (input) for none, unknown ones, and those that the records of the entity cannot tell.
 */
export function readRecordEvents(context: IPollFunctions, entity: Entity): Set<RecordEvent> {
	const chosen = readEvents(context, 'events', Object.keys(RECORD_EVENTS));
	const events = new Set(chosen.flatMap((name) => RECORD_EVENTS[name] ?? []));
	if (!events.has('recordInserted') && !entity.updatedField) {
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
 * @throws MakiniError (input) for none, and for unknown ones.
 */
export function readConnectionEvents(context: IPollFunctions): Set<ConnectionEvent> {
	const chosen = readEvents(context, 'connectionEvents', CONNECTION_EVENTS);
	return new Set(CONNECTION_EVENTS.filter((event) => chosen.includes(event)));
}

/**
 * Whether code and name stand beside the keys in records.
 * @throws MakiniError (input) for another choice.
 */
export function readNames(context: IPollFunctions): boolean {
	const references = context.getNodeParameter('references', 'names');
	if (references === 'names' || references === 'keys') return references === 'names';
	throw inputError(
		'"References" is not one of: names, keys',
		'Choose it from the list, or let the expression give one of these words.',
		'references',
	);
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
