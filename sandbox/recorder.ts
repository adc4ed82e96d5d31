import type { Reply } from './replies';
import type { FaultEffect } from './faults';

export interface Counters {
	/** All requests with this connection's token, rejected ones included. */
	requests: number;
	byMethod: Record<string, number>;
	/** By HTTP status, and `dropped` for requests that got no answer. */
	byStatus: Record<string, number>;
	byRoute: Record<string, number>;
	created: number;
	updated: number;
	deleted: number;
	statusChanges: number;
	rateLimited: number;
	/** Requests struck, by kind of effect. */
	faults: Record<string, number>;
	maxInFlight: number;
}

export interface LogEntry {
	/** Arrival in ms since 1970. */
	at: number;
	method: string;
	path: string;
	/** The query without its question mark. */
	query: string;
	status: number | 'dropped';
	fault?: FaultEffect['kind'];
	/** Key of the record read or written. */
	itemKey?: string;
	idempotencyKey?: string;
	authorizationOk: boolean;
}

const MOST_ENTRIES = 200_000;

function emptyCounters(): Counters {
	return {
		requests: 0,
		byMethod: {},
		byStatus: {},
		byRoute: {},
		created: 0,
		updated: 0,
		deleted: 0,
		statusChanges: 0,
		rateLimited: 0,
		faults: {},
		maxInFlight: 0,
	};
}

function increment(counts: Record<string, number>, name: string): void {
	counts[name] = (counts[name] ?? 0) + 1;
}

/** Counts and logs the requests of one connection. */
export class Recorder {
	private counts = emptyCounters();
	private entries: LogEntry[] = [];
	private inFlight = 0;

	counters(): Counters {
		return structuredClone(this.counts);
	}

	log(): LogEntry[] {
		return [...this.entries];
	}

	/** Requests still under way are counted when they end. */
	reset(): void {
		this.counts = { ...emptyCounters(), maxInFlight: this.inFlight };
		this.entries = [];
	}

	begin(): void {
		this.inFlight++;
		this.counts.maxInFlight = Math.max(this.counts.maxInFlight, this.inFlight);
	}

	end(entry: LogEntry, routeLabel: string): void {
		this.inFlight--;
		this.counts.requests++;
		increment(this.counts.byMethod, entry.method);
		increment(this.counts.byStatus, String(entry.status));
		increment(this.counts.byRoute, routeLabel);
		if (entry.fault) increment(this.counts.faults, entry.fault);
		this.append(entry);
	}

	/** Adds an entry to the log alone. */
	append(entry: LogEntry): void {
		this.entries.push(entry);
		// A tenth at a time, because moving the whole array for every request would be slow.
		if (this.entries.length > MOST_ENTRIES * 1.1) this.entries = this.entries.slice(-MOST_ENTRIES);
	}

	/** Counts what a request changed, at the moment it did, which an answer that never arrives does not undo. */
	effect(effect: Exclude<Reply['effect'], undefined>): void {
		this.counts[effect]++;
	}

	rateLimited(): void {
		this.counts.rateLimited++;
	}
}
