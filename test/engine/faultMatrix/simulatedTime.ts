import http from 'node:http';
import type * as Waiting from '../../../sandbox/server/waiting';

const { pause } = jest.requireActual<typeof Waiting>('../../../sandbox/server/waiting');

// Node.js's own timers go on in real time whatever Jest pretends, so those that requests wait for are replaced by ones
// that Jest holds.

let underWay = 0;
let asleep = 0;
const credentials = new Set<string>();

/** What requests carried to say who they come from, since the last call. */
export function takeCredentials(): string[] {
	const taken = [...credentials];
	credentials.clear();
	return taken;
}

/** The sandbox's wait, counted: a request that only waits for time does not keep time from going on. */
export async function pauseInSimulatedTime(ms: number, ended: AbortSignal): Promise<void> {
	asleep += 1;
	try {
		await pause(ms, ended);
	} finally {
		asleep -= 1;
	}
}

/** Lets requests time out in simulated time, and counts those that are under way. */
export function watchRequests(): void {
	jest.spyOn(http.ClientRequest.prototype, 'setTimeout').mockImplementation(function setTimeoutOf(
		this: http.ClientRequest,
		ms,
		callback,
	) {
		underWay += 1;
		const authorization = String(this.getHeader('authorization') ?? '');
		if (authorization !== '') credentials.add(authorization.replace(/^\w+ /, ''));
		const timer = ms > 0 && callback ? setTimeout(callback, ms) : undefined;
		this.once('close', () => {
			underWay -= 1;
			clearTimeout(timer);
		});
		return this;
	});
}

const realTurn = setImmediate;

const turns = async (count: number): Promise<void> => {
	for (let turn = 0; turn < count; turn += 1) await new Promise((done) => realTurn(done));
};

/** Event loop turns after which nothing more happens without a request or a timer. */
const QUIET_TURNS = 12;

async function quiet(isOver: () => boolean): Promise<void> {
	for (let still = 0; still < QUIET_TURNS && !isOver();) {
		await turns(1);
		still = underWay > asleep ? 0 : still + 1;
	}
}

export interface Simulated<T> {
	/** What came of it; `undefined` where it did not end within the bound. */
	value?: T;
	/** Simulated seconds that it took. */
	seconds: number;
}

/** Lets simulated time jump from timer to timer until `work` is over, at most for so many seconds. */
export async function simulate<T>(
	work: () => Promise<T>,
	boundSeconds: number,
): Promise<Simulated<T>> {
	const start = Date.now();
	const seconds = (): number => (Date.now() - start) / 1000;
	let over = false;
	const finished = work().finally(() => (over = true));
	const isOver = (): boolean => over;
	while (!over && seconds() < boundSeconds && (await idle(isOver))) {
		if (over) break;
		jest.advanceTimersToNextTimer();
		await turns(1);
	}
	return over ? { value: await finished, seconds: seconds() } : { seconds: seconds() };
}

/**
 * Waits until nothing but timers is left to wait for; `false` where there are none, so that nothing
 * will ever happen.
 */
async function idle(isOver: () => boolean): Promise<boolean> {
	await quiet(isOver);
	if (isOver() || jest.getTimerCount() > 0) return true;
	// What is slow without a timer or a request, such as a file, gets its time.
	for (let tries = 0; tries < 200 && !isOver() && jest.getTimerCount() === 0; tries += 1) {
		await turns(20);
	}
	return isOver() || jest.getTimerCount() > 0;
}
