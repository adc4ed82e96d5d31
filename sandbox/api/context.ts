import type { SyncState } from '../base';
import type { ConnectionOptions } from '../options';
import type { Store } from '../data/store';

/** What the API works on. */
export interface ApiContext {
	store: Store;
	options: ConnectionOptions;
	state: SyncState;
	/** End of the last sync that succeeded, and the last change of its state, in ms since 1970. */
	syncedAt?: number | undefined;
	syncUpdatedAt?: number | undefined;
	/** Runs a synchronization, which ends before the call does. */
	sync(): Promise<unknown>;
	/** Ends the connection: its token is invalid from then on. */
	disconnect(): void;
}
