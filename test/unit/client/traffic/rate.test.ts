import { Rate } from '../../../../nodes/shared/client/traffic/rate';

/** Sends so many at once at the time `now`; gives how long the next one has to wait. */
function sendMany(rate: Rate, count: number, now: number): number {
	for (let sent = 0; sent < count; sent += 1) rate.sends(now);
	return rate.waitMs(now);
}

/** Some are refused at the time `at`, and one passes again at the time `now`. */
function refuse(rate: Rate, count: number, at: number, now: number, slowestMs = Infinity): void {
	for (let refused = 0; refused < count; refused += 1) rate.spares();
	rate.learn(now, at, slowestMs);
	rate.sends(now);
}

/** What is known after 60 of 68 passed, and one again 5 s after the first. */
function known(): Rate {
	const rate = new Rate();
	sendMany(rate, 68, 0);
	refuse(rate, 8, 0, 5000);
	return rate;
}

test('nobody waits while nothing was refused', () => {
	const rate = new Rate();
	expect(rate.isKnown).toBe(false);
	expect(sendMany(rate, 10_000, 0)).toBe(0);
});

test('as many are sent as passed, in any time until one passed again', () => {
	const rate = new Rate();
	sendMany(rate, 38, 0);
	refuse(rate, 8, 0, 5000);
	expect(sendMany(rate, 28, 5000)).toBe(0);
	expect(sendMany(rate, 1, 5500)).toBe(4500);
	expect(sendMany(rate, 29, 10_000)).toBe(500);
	expect(rate.waitMs(10_500)).toBe(0);
});

test('what is announced and not sent counts for nothing', () => {
	const rate = known();
	expect(sendMany(rate, 59, 5000)).toBe(5000);
	rate.spares();
	expect(rate.waitMs(5000)).toBe(0);
});

test('nobody waits for longer than a minute, whatever was learned', () => {
	const rate = new Rate();
	sendMany(rate, 10, 0);
	refuse(rate, 2, 0, 3_600_000);
	expect(sendMany(rate, 7, 3_600_000)).toBe(60_000);
});

test('more is tried after a while, and more and more until it is refused', () => {
	const rate = known();
	let now = 5000;
	let most = 0;
	rate.spares();
	for (let time = 0; time < 12; time += 1, now += 5000) {
		for (most = 0; rate.waitMs(now) === 0; most += 1) sendMany(rate, 1, now);
	}
	expect(most).toBeGreaterThan(75);
	expect(most).toBeLessThan(150);
});

test('a refusal lowers it by no more than a third, and never raises it', () => {
	const lowered = known();
	sendMany(lowered, 20, 11_000);
	refuse(lowered, 11, 11_000, 16_000);
	expect(sendMany(lowered, 40, 16_000)).toBe(0);
	expect(sendMany(lowered, 1, 16_000)).toBe(5000);

	const raised = known();
	sendMany(raised, 60, 5000);
	refuse(raised, 1, 5000, 6000);
	expect(sendMany(raised, 60, 11_000)).toBe(5000);
});

test('where as many as may be were too many, it takes longer', () => {
	const rate = known();
	sendMany(rate, 59, 5100);
	sendMany(rate, 1, 10_000);
	refuse(rate, 1, 10_050, 11_000);
	sendMany(rate, 59, 11_000);
	expect(rate.waitMs(11_000)).toBeGreaterThan(5500);
});

test('what passed long before the refusal says nothing of it', () => {
	const rate = known();
	// A burst whose end is still within the time of the next one's first refusal, but not of its own.
	sendMany(rate, 30, 9000);
	sendMany(rate, 20, 15_000);
	refuse(rate, 1, 15_000, 16_000);
	// 19 in 1.6 s, and not 49 in 7 s.
	expect(rate.waitMs(16_000)).toBeCloseTo(583, 0);
});

test('one at least passes in so many milliseconds, where that is known', () => {
	const rate = new Rate();
	sendMany(rate, 3, 0);
	refuse(rate, 1, 0, 50_000, 1000);
	expect(sendMany(rate, 1, 50_000)).toBe(2000);
});

test('after a refusal, requests pass again when the first of those that are known to pass is old enough', () => {
	const rate = known();
	expect(rate.untilNext(6000)).toBe(4000);
	expect(new Rate().untilNext(0)).toBe(0);
});

test('tells how many passed since a time', () => {
	const rate = known();
	sendMany(rate, 9, 6000);
	rate.spares();
	expect(rate.passedSince(5000)).toBe(9);
});

test('of very many requests the times of the last ones are kept', () => {
	const rate = new Rate();
	sendMany(rate, 200_000, 0);
	expect(rate.passedSince(0)).toBeLessThanOrEqual(60_000);
	refuse(rate, 1, 0, 1000);
	expect(rate.waitMs(1000)).toBe(0);
});

test('a clock that is set back holds nobody back', () => {
	const unknown = new Rate();
	sendMany(unknown, 10, 300_000);
	expect(unknown.waitMs(0)).toBe(0);

	const rate = known();
	sendMany(rate, 60, 300_000);
	expect(rate.waitMs(300_000)).toBeGreaterThan(0);
	expect(sendMany(rate, 60, 1000)).toBe(5000);
});

test('what a server rounds up to whole seconds makes the time no longer', () => {
	const rate = new Rate();
	for (let now = 0; now < 680; now += 10) rate.sends(now);
	for (let refused = 0; refused < 8; refused += 1) rate.spares();
	rate.learn(5600, 600, Infinity, true);
	// The first of the next 60 goes when the first of the last 60 is 5 s old, and not 5.6 s.
	expect(rate.waitMs(600)).toBe(4400);
});
