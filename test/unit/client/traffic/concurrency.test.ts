import {
	MAX_IN_FLIGHT,
	Concurrency,
	START_IN_FLIGHT,
} from '../../../../nodes/shared/client/traffic/concurrency';

/** Good answers, one each 50 ms, with as many under way as may be. */
function pass(concurrency: Concurrency, count: number, from = 0): number {
	for (let answer = 1; answer <= count; answer += 1) {
		concurrency.passed('GET /x', 50, from + answer * 50, true);
	}
	return from + count * 50;
}

test('grows with each good answer up to the most', () => {
	const concurrency = new Concurrency(MAX_IN_FLIGHT);
	const now = pass(concurrency, 3);
	expect(concurrency.count).toBe(START_IN_FLIGHT + 3);
	pass(concurrency, 1000, now);
	expect(concurrency.count).toBe(MAX_IN_FLIGHT);
});

test('is as many as passed, after more were refused, and stays so for 10 s', () => {
	const concurrency = new Concurrency(MAX_IN_FLIGHT);
	expect(concurrency.refused(6, 16, false, 0)).toBe(true);
	expect(concurrency.count).toBe(10);
	const now = pass(concurrency, 199);
	expect(concurrency.count).toBe(10);
	pass(concurrency, 2, now);
	expect(concurrency.count).toBe(11);
});

test('is what is known to pass, after one more was refused', () => {
	const concurrency = new Concurrency(MAX_IN_FLIGHT);
	concurrency.refused(6, 16, false, 0);
	const now = pass(concurrency, 201);
	expect(concurrency.count).toBe(11);
	expect(concurrency.refused(1, 11, false, now)).toBe(true);
	expect(concurrency.count).toBe(10);
});

test('is half, where most were refused, though it was not for their number', () => {
	const concurrency = new Concurrency(MAX_IN_FLIGHT);
	pass(concurrency, 1000);
	expect(concurrency.refused(30, 32, false, 50_000)).toBe(false);
	expect(concurrency.count).toBe(MAX_IN_FLIGHT / 2);
});

test('grows faster and faster while all is well, and is never more than the server says', () => {
	const concurrency = new Concurrency(MAX_IN_FLIGHT);
	concurrency.refused(6, 16, false, 0);
	const now = pass(concurrency, 600);
	expect(concurrency.count).toBe(MAX_IN_FLIGHT);
	concurrency.most = 4;
	expect(concurrency.count).toBe(4);
	pass(concurrency, 100, now);
	expect(concurrency.count).toBe(4);
});

test('is never less than one', () => {
	const concurrency = new Concurrency(MAX_IN_FLIGHT);
	for (let now = 0; now < 100; now += 1) concurrency.refused(8, 8, now % 2 === 0, now);
	expect(concurrency.count).toBe(1);
});

test('shrinks with answers that are much slower than the fastest of their kind', () => {
	const concurrency = new Concurrency(MAX_IN_FLIGHT);
	pass(concurrency, 4);
	const before = concurrency.count;
	concurrency.passed('GET /x', 5000, 5200, true);
	expect(concurrency.count).toBeLessThan(before);
	const shrunk = concurrency.count;
	// Another kind of request may take its time.
	concurrency.passed('GET /large', 5000, 5200, true);
	expect(concurrency.count).toBeGreaterThan(shrunk);
});
