import type { Entity, SystemType } from '../../catalogue/types';

/** How the host writes its paths: `module` is the published contract, `v1` what Makini's product pages describe. */
export type ApiStyle = 'module' | 'v1';

export interface Connection {
	/** Address of the API without a slash at its end. */
	baseUrl: string;
	systemType: SystemType;
	apiStyle: ApiStyle;
	/** Tells connections apart within the process; derived from address and token, reveals neither. */
	id: string;
}

/** A file on its way. */
export interface Upload {
	contentType: string;
	/** What the file is called. */
	name: string;
	/** Bytes. */
	length: number;
	/** Opens the body anew for each try; a stream or a buffer, as the sender takes them. */
	open(): Promise<object>;
}

/** What a write does to a record. A preview shows that in place of sending it. */
export interface RecordChange {
	entity: Entity;
	kind: 'create' | 'update' | 'delete';
	/** Path of the record; of a new one, that of the list that it comes into. */
	path: string;
	/** What the record shows afterwards, as far as that is known. */
	shows?: Readonly<Record<string, unknown>>;
	/** The record as it was read just before. */
	before?: Readonly<Record<string, unknown>>;
}

export interface WireRequest {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Begins with a slash, below the base URL. */
	path: string;
	/** Beside those that sending sets itself. */
	headers?: Readonly<Record<string, string>>;
	/** In order; names may repeat. */
	query?: ReadonlyArray<readonly [string, string]>;
	body?: unknown;
	/** A body of another kind than JSON. */
	upload?: Upload;
	/** Of a write: what it does. It is not sent. */
	change?: RecordChange;
	/** Sent as `Idempotency-Key`; the same for every try of one write. */
	idempotencyKey?: string;
	/** The answer is kept as it came and read later, so that it shows only then whether it was cut off on its way. */
	isReadLater?: boolean;
}

export interface WireResponse {
	kind: 'response';
	status: number;
	/** Names in lower case. */
	headers: Readonly<Record<string, string>>;
	/** Parsed where it was JSON, else the text as it came. */
	body: unknown;
	/** The body as it came, in UTF-8, where that is at hand. */
	bytes?: Buffer;
}

export interface WireFailure {
	kind: 'failure';
	/** Whether the request can have reached the server. */
	reach: 'notSent' | 'maybeSent';
	/** The client stopped waiting, so that the server may still be working on it. */
	timedOut: boolean;
	/** Node.js error code such as ECONNREFUSED, or an empty string. */
	code: string;
}

export interface WireCancelled {
	kind: 'cancelled';
}

export type WireOutcome = WireResponse | WireFailure | WireCancelled;

/** Sends one request and never throws: whatever happens is an outcome. */
export type Send = (request: WireRequest) => Promise<WireOutcome>;

/** Time as the client sees it, so that tests can run without waiting. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Waits for `ms` milliseconds, or less if the execution is cancelled meanwhile. */
	sleep(ms: number): Promise<void>;
	/** Whether the execution was cancelled. */
	cancelled(): boolean;
	/** A random number from 0 (inclusive) to 1 (exclusive). */
	random(): number;
}
