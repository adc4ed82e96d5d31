import pLimit from 'p-limit';
import type { Clock } from './transport';

/** Most requests of one connection that are under way at once, over all nodes and executions of the process. */
export const MAX_IN_FLIGHT = 16;

/** Longest pause in milliseconds. Whoever was asked to wait longer finds out again after it. */
export const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Traffic of one connection: bounds what is under way, and holds everyone back while the server has asked to wait.
 * Shared by all nodes and executions of the process, since the server counts per connection.
 */
export class Governor {
	private readonly slots: ReturnType<typeof pLimit>;

	private pausedUntil = 0;

	private readonly queues = new Map<string, Promise<unknown>>();

	constructor(maxInFlight: number = MAX_IN_FLIGHT) {
		this.slots = pLimit(maxInFlight);
	}

	/** Nothing more is sent before `time`, in milliseconds since the epoch. An earlier time does not shorten a pause. */
	pauseUntil(time: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, time);
	}

	/** Milliseconds that are left of a pause at the time `now`. */
	pausedFor(now: number): number {
		return Math.max(0, this.pausedUntil - now);
	}

	/** Runs `task` when there is a slot and no pause. A cancelled execution does not wait. */
	async run<T>(task: () => Promise<T>, clock: Clock): Promise<T> {
		const isPaused = (): boolean => this.pausedFor(clock.now()) > 0 && !clock.cancelled();
		for (;;) {
			// Waits outside of a slot, so that a cancelled execution is not stuck behind others that wait.
			while (isPaused()) await clock.sleep(this.pausedFor(clock.now()));
			const done = await this.slots(async () => (isPaused() ? undefined : { value: await task() }));
			if (done) return done.value;
		}
	}

	/**
	 * Runs tasks of the same name one after the other. Two items that name the same purchase order must not look it up
	 * at the same time, find nothing, and create it twice.
	 */
	async exclusive<T>(name: string, task: () => Promise<T>): Promise<T> {
		const before = this.queues.get(name) ?? Promise.resolve();
		const mine = before.then(task, task);
		const settled = mine.then(
			() => undefined,
			() => undefined,
		);
		this.queues.set(name, settled);
		try {
			return await mine;
		} finally {
			if (this.queues.get(name) === settled) this.queues.delete(name);
		}
	}
}

const governors = new Map<string, Governor>();

/** The governor of a connection, the same one for everybody who asks with the same identification. */
export function governorOf(connectionId: string): Governor {
	let governor = governors.get(connectionId);
	if (!governor) {
		governor = new Governor();
		governors.set(connectionId, governor);
	}
	return governor;
}
