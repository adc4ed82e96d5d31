import { install } from '@sinonjs/fake-timers';
import { Random } from '../../sandbox/random';

/** When every story begins. */
export const START = Date.parse('2026-06-01T08:00:00Z');

/** So many timers in one story are a loop that gets nowhere. */
const MOST_STEPS = 100_000;

/** How waiting for something came to its end: it came, it never will, it takes too long, or time stands still. */
export type Ending = 'over' | 'hung' | 'late' | 'spins';

export interface VirtualTime {
	/** Lets time jump from timer to timer until `isOver`, at most up to the time `latest`. */
	until: (isOver: () => boolean, latest: number) => Promise<Ending>;
	/** Gives back the real time. */
	release: () => void;
}

const realTurn = setImmediate;

/** Lets everything happen that needs no time: all promises and ticks come before the next turn of the event loop. */
const settle = async (): Promise<void> => await new Promise((done) => realTurn(done));

/** Takes timers, the date and chance into its hands, for one story at a time. */
export function holdTime(seed: string): VirtualTime {
	const clock = install({
		now: START,
		toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
	});
	const chance = new Random(seed);
	const realRandom = Math.random;
	Math.random = () => chance.next();
	return {
		async until(isOver, latest) {
			for (let steps = 0; steps < MOST_STEPS; steps += 1) {
				await settle();
				if (isOver()) return 'over';
				if (clock.countTimers() === 0) return 'hung';
				if (clock.now > latest) return 'late';
				clock.next();
			}
			return 'spins';
		},
		release() {
			clock.uninstall();
			Math.random = realRandom;
		},
	};
}

/** Waits in virtual time. */
export const pass = async (ms: number): Promise<void> =>
	await new Promise((done) => setTimeout(done, ms));
