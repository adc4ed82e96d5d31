import { entityNamed } from './entities';
import {
	ACCESS,
	ACCESS_LOST,
	CONNECTION,
	DONE,
	FAILED,
	FILLER,
	INSERTED,
	NOISE,
	OFFLINE,
	ONLINE,
	REAUTHORIZATION,
	SYNC,
	SYSTEM,
	UPDATED,
} from './vocabulary';
import { hasAny, without, wordsOf } from './words';

export const EVENT_NAMES = [
	'connectionReauthorization',
	'connectionOnline',
	'connectionOffline',
	'syncCompleted',
	'syncFailed',
	'systemError',
	'recordInserted',
	'recordUpdated',
	'other',
] as const;

export type EventName = (typeof EVENT_NAMES)[number];

export const isRecordEvent = (event: EventName): boolean =>
	event === 'recordInserted' || event === 'recordUpdated';

/** What a payload says about its event. */
export interface Statement {
	/** The name of the event, such as "connection.offline". */
	type: string;
	/** A state given beside it, such as "failed". */
	status: string;
	/** What was done to a record, where the name does not say it. */
	action: string;
	/** What may say what kind of record it was, where the name does not. */
	entities: readonly string[];
}

export interface Classified {
	event: EventName;
	/** The catalogue's name of the record's entity, for records. */
	entity: string | null;
}

type Judge = (words: readonly string[], status: string) => EventName | undefined;

/** RequestWords about the connection and nothing else. */
const onlyAccess = (words: readonly string[]): boolean =>
	without(words, [...REAUTHORIZATION, ...ACCESS, ...ACCESS_LOST, ...CONNECTION, ...FILLER])
		.length === 0;

const reauthorization: Judge = (words) => {
	const says =
		hasAny(words, REAUTHORIZATION) || (hasAny(words, ACCESS) && hasAny(words, ACCESS_LOST));
	return says && onlyAccess(words) ? 'connectionReauthorization' : undefined;
};

const sync: Judge = (words, status) => {
	if (!hasAny(words, SYNC)) return undefined;
	const all = [...words, ...wordsOf(status)];
	// First, because a sync that "completed" may have completed with an error.
	if (hasAny(all, FAILED)) return 'syncFailed';
	return hasAny(all, DONE) ? 'syncCompleted' : undefined;
};

const connection: Judge = (words, status) => {
	if (!hasAny(words, CONNECTION)) return undefined;
	const own = without(words, [...CONNECTION, ...FILLER]);
	const states = own.length > 0 ? own : wordsOf(status);
	if (hasAny(states, OFFLINE)) return 'connectionOffline';
	if (hasAny(states, ONLINE)) return 'connectionOnline';
	return reauthorization(states, '') ?? (hasAny(states, FAILED) ? 'systemError' : undefined);
};

const systemError: Judge = (words) =>
	hasAny(words, FAILED) && without(words, [...FAILED, ...SYSTEM, 'occurred']).length === 0
		? 'systemError'
		: undefined;

const JUDGES: readonly Judge[] = [reauthorization, sync, connection, systemError];

const firstEntity = (texts: readonly string[]): string | undefined =>
	texts.map((text) => entityNamed(text)).find(Boolean);

function record(words: readonly string[], statement: Statement): Classified | undefined {
	const verbs = [...INSERTED, ...UPDATED];
	const done = hasAny(words, verbs) ? words : wordsOf(statement.action);
	if (!hasAny(done, verbs)) return undefined;
	const entity = entityNamed(statement.type, verbs) ?? firstEntity(statement.entities);
	if (entity === undefined) return undefined;
	return { event: hasAny(done, INSERTED) ? 'recordInserted' : 'recordUpdated', entity };
}

/**
 * What kind of event a payload tells of. What the vocabulary does not know is another event, with
 * the entity if it names one.
 */
export function classify(statement: Statement): Classified {
	const words = without(wordsOf(statement.type), NOISE);
	for (const judge of JUDGES) {
		const event = judge(words, statement.status);
		if (event) return { event, entity: null };
	}
	const entity = firstEntity(statement.entities) ?? null;
	return record(words, statement) ?? { event: 'other', entity };
}
