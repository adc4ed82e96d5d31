export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export interface JsonObject {
	[field: string]: JsonValue;
}
export type StoredRecord = JsonObject & { key: string };

export const SYSTEM_TYPES = ['erp', 'eam', 'wms'] as const;
export type SystemType = (typeof SYSTEM_TYPES)[number];

export const API_STYLES = ['module', 'v1'] as const;
export type ApiStyle = (typeof API_STYLES)[number];

/** `fail` means that the connected system no longer accepts its credentials: the customer must reconnect. */
export const SYNC_STATES = ['done', 'inprogress', 'fulldone', 'error', 'fail'] as const;
export type SyncState = (typeof SYNC_STATES)[number];

export const REFUSAL_STATUSES = [404, 405, 422, 501] as const;
export type RefusalStatus = (typeof REFUSAL_STATUSES)[number];

export const TIMESTAMP_PRECISIONS = ['milliseconds', 'seconds'] as const;

export type UnpublishedOperations = 'support' | 'refuse';

export interface RateLimitOptions {
	/** Requests allowed in one window. */
	requests: number;
	/** Length of the window in seconds; it starts with the first request after the last one ended. */
	perSeconds: number;
	/** Form of the Retry-After header. */
	retryAfter: 'seconds' | 'date';
	/** Adds X-RateLimit-Limit, -Remaining and -Reset (Unix time in seconds) to every answer. */
	sendRateHeaders?: boolean;
}

export interface CustomFields {
	/** Additional order fields, present on every generated order and accepted in writes. */
	customFields?: string[];
	/** The same for work orders, and what `work-orders/custom-fields` lists; two of them by default. */
	workOrderCustomFields?: string[];
}

/** `long`: 14 digits, of one connection alone for what is traded. `running`: 1001, 1002 and so on in each entity. */
export const KEY_FORMS = ['long', 'running'] as const;

/** What makes the data of a connected system its own, where two systems hold the same things. */
export interface OwnSystem {
	/**
	 * Keys of the records; `long` by default. Running numbers follow an order of the connection's seed, so that one
	 * number is another vendor in each system.
	 */
	keys?: (typeof KEY_FORMS)[number];
	/**
	 * What is other than usual, by entity and by the usual code (of an order its number): the fields that differ, such
	 * as `{ uom: { PCE: { code: 'PCS' } } }`, or null for a record that the system lacks. References to it are empty.
	 */
	ownRecords?: Record<string, Record<string, JsonObject | null>>;
	/** One generated record in so many is marked as deleted, by entity; it stays in lists. */
	deletedEvery?: Record<string, number>;
	/** Fields without which nothing is created, by entity, beside those that every system requires; 422 otherwise. */
	requiredFields?: Record<string, string[]>;
	/** Codes of the statuses in which a record refuses changes and deletion with a 409, by entity. */
	lockedStatuses?: Record<string, string[]>;
}
