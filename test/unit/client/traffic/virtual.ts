import type { Clock } from '../../../../nodes/shared/client/wire/transport';
import { START } from '../support';

/**
 * Time that passes only while everybody waits, for many waits at once: it jumps to the next end of
 * one as soon as nothing else can run. Random numbers come from a seed.
 */
export class VirtualTime {
	now = START;

	private readonly ends = new Map<number, Array<() => void>>();

	/** Times at which waits end, in order. */
	private readonly times: number[] = [];

	private isMoving = false;

	constructor(private seed = 1) {}

	/** Seconds since the start. */
	get elapsed(): number {
		return (this.now - START) / 1000;
	}

	readonly random = (): number => {
		// The generator of Park and Miller.
		this.seed = (this.seed * 48271) % 2147483647;
		return this.seed / 2147483647;
	};

	readonly pass = async (ms: number): Promise<void> => {
		const time = this.now + ms;
		await new Promise<void>((resolve) => {
			const others = this.ends.get(time);
			if (others) others.push(resolve);
			else this.add(time, resolve);
			this.move();
		});
	};

	/** The clock of an execution, and what cancels it. */
	execution(): { clock: Clock; cancel: () => void } {
		let isCancelled = false;
		let cancel = (): void => undefined;
		const cancellation = new Promise<void>((resolve) => {
			cancel = () => {
				isCancelled = true;
				resolve();
			};
		});
		const clock: Clock = {
			now: () => this.now,
			random: this.random,
			cancelled: () => isCancelled,
			sleep: async (ms) => {
				if (ms > 0 && !isCancelled) await Promise.race([this.pass(ms), cancellation]);
			},
		};
		return { clock, cancel };
	}

	private add(time: number, resolve: () => void): void {
		this.ends.set(time, [resolve]);
		let place = this.times.length;
		while (place > 0 && (this.times[place - 1] ?? 0) < time) place -= 1;
		this.times.splice(place, 0, time);
	}

	private move(): void {
		if (this.isMoving) return;
		this.isMoving = true;
		// By then, everything that needs no time has happened.
		setImmediate(() => {
			this.isMoving = false;
			const time = this.times.pop();
			if (time === undefined) return;
			this.now = time;
			const due = this.ends.get(time) ?? [];
			this.ends.delete(time);
			due.forEach((wake) => wake());
			if (this.times.length > 0) this.move();
		});
	}
}
