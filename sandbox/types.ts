import type { StoredRecord, SyncState } from './base';
import type { ChangeReport } from './system/changes';
import type { FaultRule } from './faults';
import type { Counters, LogEntry } from './recorder';
import type {
	ChangeRequest,
	FireRequest,
	StormRequest,
	SyncRequest,
	WebhookOptions,
} from './webhooks/requests';
import type { DeliveryReport } from './webhooks/sender';
import type { StormFigures } from './webhooks/storm';

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
	/**
	 * Replaces the fault rules of the application's own paths, which belong to no connection; their
	 * counts start again.
	 */
	setSystemFaults(rules: FaultRule[]): void;
	/** Closes the server and all its sockets at once, and ends all deliveries. */
	stop(): Promise<void>;
}
