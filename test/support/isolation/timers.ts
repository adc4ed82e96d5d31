interface Timers {
	setTimeout: typeof setTimeout;
	setInterval: typeof setInterval;
	clearTimeout: typeof clearTimeout;
	clearInterval: typeof clearInterval;
}

type Timer = ReturnType<typeof setTimeout>;

/** A function in place of another one, with all that hangs on it, such as what `promisify` makes of it. */
const inPlaceOf = <T extends object>(original: T, replacement: unknown): T =>
	Object.defineProperties(replacement as T, Object.getOwnPropertyDescriptors(original));

/** Keeps what a test file's timers are, as long as they run. */
export class WatchedTimers {
	private readonly running = new Set<Timer>();

	/** @param timers the globals of the test file, which are replaced. */
	constructor(timers: Timers) {
		const { setTimeout: once, setInterval: often, clearTimeout: end } = timers;
		const { running } = this;
		timers.setTimeout = inPlaceOf(
			once,
			(callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): Timer => {
				const timer: Timer = once(
					(...given: unknown[]) => {
						running.delete(timer);
						callback(...given);
					},
					ms,
					...args,
				);
				running.add(timer);
				return timer;
			},
		);
		timers.setInterval = inPlaceOf(often, (...args: Parameters<typeof often>): Timer => {
			const timer = often(...args);
			running.add(timer);
			return timer;
		});
		timers.clearTimeout = timers.clearInterval = inPlaceOf(end, (timer?: Timer): void => {
			if (timer) running.delete(timer);
			end(timer);
		});
	}

	/** What runs and would keep a process alive, in words. */
	get names(): string[] {
		return [...this.running].filter((timer) => timer.hasRef()).map(() => 'a timer that runs');
	}

	/** Ends all of them. */
	end(): void {
		for (const timer of this.running) clearTimeout(timer);
		this.running.clear();
	}
}
