import type { ChangeReport } from './changes';
import type { OrderSource } from './data/orders';
import type { Dialect } from './dialects/types';
import type { FaultRule } from './faults';
import type { Counters, LogEntry } from './recorder';
import type {
	ChangeRequest,
	FireRequest,
	StormRequest,
	SyncRequest,
	WebhookOptions,
} from './requests';
import type { DeliveryReport } from './webhooks/sender';
import type { StormFigures } from './webhooks/storm';

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

export interface ConnectionOptions {
	name: string;
	token: string;
	systemType: SystemType;
	apiStyle: ApiStyle;
	/** Seed of orders and keys; the connection's name by default. */
	seed?: string;
	/** Seed of vendors, sites, currencies and statuses: connections that share it share their keys. */
	referenceSeed?: string;
	/** Number of generated orders, 10,000 by default. */
	orders?: number;
	/** Number of generated vendors, 500 by default. */
	vendors?: number;
	/**
	 * Number of generated records by entity, such as `{ assets: 200 }`. Lists that come with fixed records (sites,
	 * currencies, units, materials, order statuses) are never shorter than these.
	 */
	counts?: Record<string, number>;
	/** Lines of each generated order; without it 1 to 5. */
	linesPerOrder?: number;
	/** Replaces the generated orders. */
	orderSource?: OrderSource;
	/** Larger page sizes are cut down to this one without an error; 500 by default. */
	maxPageSize?: number;
	/** Page size of a request that names none; 15 by default. */
	defaultPageSize?: number;
	/** Delay of every answer in milliseconds. */
	latencyMs?: number;
	rateLimit?: RateLimitOptions;
	/** How its API differs from others; its limit replaces `rateLimit`. */
	dialect?: Dialect;
	faults?: FaultRule[];
	/** Additional order fields, present on every generated order and accepted in writes. */
	customFields?: string[];
	/** The same for work orders, and what `work-orders/custom-fields` lists; two of them by default. */
	workOrderCustomFields?: string[];
	/** Refuses a second order with the same orderNo; off by default, so that duplicates become visible. */
	uniqueOrderNo?: boolean;
	/** Refused operations, such as `DELETE purchase-orders`, `POST vendors` or `PUT purchase-orders/{key}/status`. */
	unsupported?: string[];
	/**
	 * What becomes of operations that the published contract lacks (create, update and delete where they are not
	 * published), for all entities or by entity. By default vendors and orders support them and the others refuse.
	 */
	unpublished?: UnpublishedOperations | Record<string, UnpublishedOperations>;
	/** Status of the refusal of such operations; 405 by default. */
	refusalStatus?: RefusalStatus;
	/** Lists that document no `per_page` ignore it. */
	ignoreUndocumentedPageSize?: boolean;
	/** A repeated Idempotency-Key gets the first answer again and writes nothing. */
	honoursIdempotencyKey?: boolean;
	/** Leaves total, last_page and the link to the last page out of lists. */
	omitTotals?: boolean;
	state?: SyncState;
	/** Of the times that the server gives to what is written: milliseconds, or seconds as in the generated records. */
	timestampPrecision?: (typeof TIMESTAMP_PRECISIONS)[number];
	/** Where the connection's events are sent. */
	webhooks?: WebhookOptions[];
	/** Name, e-mail address and system that the connection shows; made from its name and system type by default. */
	label?: string;
	email?: string;
	provider?: string;
}

export interface SandboxOptions {
	/** TCP port; 0 or nothing picks a free one. */
	port?: number;
	/** Address to listen on; 127.0.0.1 by default. */
	host?: string;
	connections: ConnectionOptions[];
	/** The application that connects its customers, and how it gets its tokens. */
	oauth?: OAuthOptions;
}

export const EXPIRES_IN_FORMS = ['timestamp', 'text', 'seconds'] as const;

export interface OAuthOptions {
	/** `sandbox-client` by default. */
	clientId?: string;
	/** `sandbox-secret` by default. */
	clientSecret?: string;
	/** Addresses that the authorization may lead back to; without any all of them. */
	redirectUris?: string[];
	/** Connects at once, without the page. A query `auto_approve=1` does the same for one request. */
	autoApprove?: boolean;
	/** Connection chosen when the request names none; the first by default. */
	connection?: string;
	/** Life of an access token in seconds; 30 days by default. */
	accessTokenSeconds?: number;
	/** Life of a refresh token in seconds; 31 days by default. */
	refreshTokenSeconds?: number;
	/** Form of `expires_in`: absolute Unix time (the default), the same as a string, or seconds from now. */
	expiresIn?: (typeof EXPIRES_IN_FORMS)[number];
	/** A token for the system endpoints that is always valid. */
	clientToken?: string;
}

/** What a test may do with a connection without going through HTTP. */
export interface ConnectionControl {
	readonly name: string;
	/** A copy of the counters since the start or the last reset. */
	counters(): Counters;
	/** The requests since the start or the last reset, oldest first. */
	log(): LogEntry[];
	/** Clears counters and log, and starts a new rate limit window; data, faults and state stay. */
	reset(): void;
	/** The records of an entity, such as `purchase-orders`, as they are now. */
	records(entity: string): readonly StoredRecord[];
	/** Replaces all fault rules; their counts start again. */
	setFaults(rules: FaultRule[]): void;
	/** Changes the state; this also reconnects a connection that was disconnected through the API. */
	setState(state: SyncState): void;
	/** Builds the data set anew: what was written is gone, also what was still to be carried out. */
	reload(): void;
	/** Ends the life of all access tokens that the authorization server gave out for it; the refresh tokens stay. */
	expireTokens(): void;

	/** The token that is valid now, apart from those of the authorization server. */
	readonly token: string;
	readonly state: SyncState;
	/** Requests that are still carried out though they were answered, or though nobody waits for them. */
	readonly working: number;
	/** Adds a webhook and gives its ID. */
	addWebhook(options: WebhookOptions): string;
	/** Removes a webhook; throws for an ID that there is not. */
	removeWebhook(id: string): void;
	/** Sends events to the connection's webhooks and gives their IDs. */
	fire(request: FireRequest): string[];
	/** The deliveries of single events, oldest first; those of a storm are not among them. */
	deliveries(): DeliveryReport[];
	/** Sends a lot of events to one webhook; resolves when each delivery is acknowledged or given up. */
	storm(request: StormRequest): Promise<StormFigures>;
	/** The figures of the last storm, which may be running; undefined when there was none. */
	stormFigures(): StormFigures | undefined;
	/** Changes records as users of the connected system do. */
	change(request: ChangeRequest): ChangeReport;
	/** Runs a synchronization; resolves when it has ended, with what it changed. */
	sync(request?: SyncRequest): Promise<ChangeReport | undefined>;
	/** The customer changed the system's credentials: state `fail`, 401 to every request for records. */
	reauthorize(): void;
	/** The customer reconnects: gives the new token, and the old one is never valid again. */
	reconnect(token?: string): string;
	/** The connected system cannot be reached (state `error`), or can again. */
	offline(): void;
	online(): void;
	/** An error of the system that changes nothing. */
	systemError(message?: string): void;
}

export interface RunningSandbox {
	readonly url: string;
	readonly port: number;
	/** All connections by name, those made through the API included. */
	readonly connections: Record<string, ConnectionControl>;
	/** The connection of that name; throws when there is none. */
	connection(name: string): ConnectionControl;
	/** Requests whose token belongs to no connection. */
	strangers(): LogEntry[];
	/** Requests to the system endpoints and to the authorization server. */
	systemLog(): LogEntry[];
	/** Ends the life of all access tokens that the application got for itself. */
	expireApplicationTokens(): void;
	/** Replaces the fault rules of the application's own paths, which belong to no connection; their counts start again. */
	setSystemFaults(rules: FaultRule[]): void;
	/** Closes the server and all its sockets at once, and ends all deliveries. */
	stop(): Promise<void>;
}
