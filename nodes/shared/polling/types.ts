import type { MakiniRecord } from '../client/wire/envelopes';
import type { Position } from '../client/wire/styles';

export type RecordEvent = 'recordInserted' | 'recordUpdated' | 'recordDeleted';

/** A change of a record. */
export interface Change {
	event: RecordEvent;
	/** Milliseconds since the epoch, by the server. */
	time: number;
	/** The same whenever the change is found. */
	deliveryId: string;
	record: MakiniRecord;
}

/** What is read of the records' changes. */
export interface Watch {
	/** Name of the entity in the catalogue. */
	entity: string;
	/** In sentence case, for messages. */
	plural: string;
	/** Field with the time of a change. */
	timeField: string;
	/** Field with the time of the creation. A record without it counts as an old one. */
	createdField: string;
	events: ReadonlySet<RecordEvent>;
	/** Milliseconds before the newest known change from which on records are read again. */
	overlapMs: number;
	/** Most changes that one poll gives out. */
	maxRecords: number;
	/** Records per page to ask for. */
	pageSize: number;
	/** Most changes that are remembered. */
	seenLimit: number;
	/** Most deleted records that are remembered. */
	deletedLimit: number;
}

/** One page to ask for. */
export interface Ask {
	/** Records changed at or after this time, in milliseconds since the epoch; all without it. */
	from?: number;
	/** Whether the oldest change is to come first, or the newest; any order without it. */
	order?: 'ascending' | 'descending';
	position: Position;
	pageSize: number;
}

export interface Page {
	records: MakiniRecord[];
	/** Where the next page begins, if there is one. */
	next?: Position;
}

/** Asks for one page. */
export type Fetch = (ask: Ask) => Promise<Page>;
