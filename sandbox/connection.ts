import { type ApiContext } from './api/handler';
import type { Reply } from './api/replies';
import { Faults, type FaultRule } from './faults';
import { RateLimiter } from './rateLimit';
import { Recorder } from './recorder';
import { Store } from './store';
import type { ConnectionControl, ConnectionOptions, StoredRecord, SyncState } from './types';

/** One simulated customer system: its data, its state and what it has been asked. */
export class Connection implements ConnectionControl, ApiContext {
	store: Store;
	faults: Faults;
	limiter: RateLimiter | undefined;
	state: SyncState;
	connected = true;
	/** Counts the disconnections: tokens of an earlier session are ended for good. */
	session = 0;
	/** Counts how often the access tokens were made to expire. */
	tokenRound = 0;
	syncedAt: number | undefined;
	/** What the application keeps with the connection. */
	readonly metadata: Record<string, string> = {};
	readonly recorder = new Recorder();
	/** First answers by Idempotency-Key, for connections that honour it. */
	readonly answered = new Map<string, Reply>();

	constructor(readonly options: ConnectionOptions) {
		this.store = new Store(options);
		this.faults = this.faultsOf(options.faults ?? []);
		this.limiter = this.newLimiter();
		this.state = options.state ?? 'done';
	}

	get name(): string {
		return this.options.name;
	}

	counters() {
		return this.recorder.counters();
	}

	log() {
		return this.recorder.log();
	}

	reset(): void {
		this.recorder.reset();
		this.limiter = this.newLimiter();
	}

	records(entity: string): readonly StoredRecord[] {
		return this.store.source(entity).all();
	}

	setFaults(rules: FaultRule[]): void {
		this.faults = this.faultsOf(rules);
	}

	setState(state: SyncState): void {
		this.state = state;
		this.connected = true;
	}

	reload(): void {
		this.store = new Store(this.options);
		this.answered.clear();
	}

	expireTokens(): void {
		this.tokenRound++;
	}

	disconnect(): void {
		this.connected = false;
		this.session++;
	}

	/** What the customer's consent does: the connection works again, whatever it was before. */
	reconnect(): void {
		this.connected = true;
		if (this.state === 'fail') this.state = 'done';
	}

	private faultsOf(rules: readonly FaultRule[]): Faults {
		return new Faults(rules, this.options.seed ?? this.options.name);
	}

	private newLimiter(): RateLimiter | undefined {
		return this.options.rateLimit && new RateLimiter(this.options.rateLimit);
	}
}
