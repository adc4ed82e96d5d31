import { randomBytes } from 'node:crypto';
import type { JsonObject, SyncState } from '../base';
import type { EventKind } from '../webhooks/events';

/** What the life cycle tells: an event with its details. */
export type Announce = (kind: EventKind, details: JsonObject) => void;

/** Says whether a token is one that any connection has or has had. */
export type IsTaken = (token: string) => boolean;

/** A connection from its consent to its end: state, token and the runs of its synchronization. */
export class LifeCycle {
	state: SyncState;
	connected = true;
	token: string;
	/** Counts the disconnections: tokens of an earlier session are ended for good. */
	session = 0;
	/** End of the last sync that succeeded, in ms since 1970. */
	syncedAt: number | undefined;
	/** Last change of the sync's state, in ms since 1970. */
	syncUpdatedAt: number | undefined;
	private readonly former = new Set<string>();
	private timer: NodeJS.Timeout | undefined;
	private endRun: (() => void) | undefined;

	constructor(
		given: { token: string; state?: SyncState },
		private readonly announce: Announce,
		private readonly isTaken: IsTaken,
	) {
		this.token = given.token;
		this.state = given.state ?? 'done';
	}

	/** Says whether it is a token of this connection, or was one. */
	has(token: string): boolean {
		return token === this.token || this.former.has(token);
	}

	/** Changes the state without telling anybody. */
	setState(state: SyncState): void {
		this.cancelRun();
		this.state = state;
		this.connected = true;
	}

	disconnect(): void {
		this.cancelRun();
		this.connected = false;
		this.session++;
	}

	/** What the customer's consent does: the connection works again, whatever it was before. */
	consent(): void {
		const worked = this.connected && this.state !== 'fail';
		this.connected = true;
		if (this.state === 'fail') this.move('done');
		if (!worked) this.announce('connection.online', {});
	}

	/** The system no longer accepts the credentials: every request gets 401 until the customer reconnects. */
	reauthorize(): void {
		this.cancelRun();
		this.move('fail');
		this.announce('connection.reauthorization_required', {
			reason: 'The connected system rejected its credentials.',
		});
	}

	/**
	 * The customer reconnects: gives the new token, and ends every other one. Throws for a token that
	 * was used before.
	 */
	reconnect(wanted?: string): string {
		const token = wanted ?? randomBytes(24).toString('base64url');
		if (this.isTaken(token)) throw new Error('The new token must be one that was never used');
		this.cancelRun();
		this.former.add(this.token);
		this.token = token;
		this.session++;
		this.connected = true;
		this.move('done');
		this.announce('connection.online', {});
		return token;
	}

	/** The system cannot be reached. Records stay readable. Throws in the state `fail`. */
	offline(): void {
		this.mustWork();
		this.cancelRun();
		this.move('error');
		this.announce('connection.offline', { reason: 'The connected system cannot be reached.' });
	}

	/** The system can be reached again. Throws in the state `fail`. */
	online(): void {
		this.mustWork();
		if (this.state === 'error') this.move('done');
		this.announce('connection.online', {});
	}

	/**
	 * Runs a synchronization: `work` is what it does when it ends without failing. Resolves when it has ended, or when
	 * something else ended it. Throws in the state `fail`, for a disconnected connection and while one is running.
	 */
	sync(run: { seconds: number; fail: boolean; work: () => void }): Promise<void> {
		this.mustWork();
		if (this.endRun) throw new Error('A sync is running already');
		this.move('inprogress');
		const end = (): void => {
			let failed = true;
			try {
				if (!run.fail) run.work();
				failed = run.fail;
			} finally {
				this.finish(failed);
			}
		};
		if (run.seconds === 0) {
			end();
			return Promise.resolve();
		}
		return new Promise((resolve, reject) => {
			this.endRun = resolve;
			this.timer = setTimeout(() => {
				this.endRun = undefined;
				try {
					end();
					resolve();
				} catch (error) {
					reject(error as Error);
				}
			}, run.seconds * 1000);
		});
	}

	/** Ends a run of the synchronization where it is. */
	cancelRun(): void {
		clearTimeout(this.timer);
		this.endRun?.();
		this.endRun = undefined;
	}

	private finish(failed: boolean): void {
		this.move(failed ? 'error' : 'done');
		if (!failed) this.syncedAt = this.syncUpdatedAt;
		this.announce(failed ? 'sync.failed' : 'sync.completed', {
			sync_status: this.state,
			sync_updated_at: new Date(this.syncUpdatedAt ?? 0).toISOString(),
			error_messages: failed ? ['The last sync ended with an error.'] : [],
		});
	}

	private move(state: SyncState): void {
		this.state = state;
		this.syncUpdatedAt = Date.now();
	}

	private mustWork(): void {
		if (!this.connected) throw new Error('The connection was disconnected');
		if (this.state === 'fail') throw new Error('The connection needs to be reconnected first');
	}
}
