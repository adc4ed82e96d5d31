/** The part of the package that the simulation uses; it comes without types. */
declare module '@sinonjs/fake-timers' {
	export interface Clock {
		/** Milliseconds since 1970. */
		readonly now: number;
		countTimers(): number;
		/** Moves on to the next timer and fires it. */
		next(): number;
		uninstall(): void;
	}

	export function install(options: { now: number; toFake: readonly string[] }): Clock;
}
