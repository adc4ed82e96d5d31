import {
	MAX_IN_FLIGHT,
	Slots,
	START_IN_FLIGHT,
} from '../../../../nodes/shared/client/traffic/slots';

/** Good answers, one each 50 ms, with as many under way as may be. */
function pass(slots: Slots, count: number, from = 0): number {
	for (let answer = 1; answer <= count; answer += 1) {
		slots.passed('GET /x', 50, from + answer * 50, true);
	}
	return from + count * 50;
}

test('grows with each good answer up to the most', () => {
	const slots = new Slots(MAX_IN_FLIGHT);
	const now = pass(slots, 3);
	expect(slots.count).toBe(START_IN_FLIGHT + 3);
	pass(slots, 1000, now);
	expect(slots.count).toBe(MAX_IN_FLIGHT);
});

test('is as many as passed, after more were refused, and stays so for 10 s', () => {
	const slots = new Slots(MAX_IN_FLIGHT);
	expect(slots.refused(6, 16, false, 0)).toBe(true);
	expect(slots.count).toBe(10);
	const now = pass(slots, 199);
	expect(slots.count).toBe(10);
	pass(slots, 2, now);
	expect(slots.count).toBe(11);
});

test('is what is known to pass, after one more was refused', () => {
	const slots = new Slots(MAX_IN_FLIGHT);
	slots.refused(6, 16, false, 0);
	const now = pass(slots, 201);
	expect(slots.count).toBe(11);
	expect(slots.refused(1, 11, false, now)).toBe(true);
	expect(slots.count).toBe(10);
});

test('is half, where most were refused, though it was not for their number', () => {
	const slots = new Slots(MAX_IN_FLIGHT);
	pass(slots, 1000);
	expect(slots.refused(30, 32, false, 50_000)).toBe(false);
	expect(slots.count).toBe(MAX_IN_FLIGHT / 2);
});

test('grows faster and faster while all is well, and is never more than the server says', () => {
	const slots = new Slots(MAX_IN_FLIGHT);
	slots.refused(6, 16, false, 0);
	const now = pass(slots, 600);
	expect(slots.count).toBe(MAX_IN_FLIGHT);
	slots.most = 4;
	expect(slots.count).toBe(4);
	pass(slots, 100, now);
	expect(slots.count).toBe(4);
});

test('is never less than one', () => {
	const slots = new Slots(MAX_IN_FLIGHT);
	for (let now = 0; now < 100; now += 1) slots.refused(8, 8, now % 2 === 0, now);
	expect(slots.count).toBe(1);
});

test('shrinks with answers that are much slower than the fastest of their kind', () => {
	const slots = new Slots(MAX_IN_FLIGHT);
	pass(slots, 4);
	const before = slots.count;
	slots.passed('GET /x', 5000, 5200, true);
	expect(slots.count).toBeLessThan(before);
	const shrunk = slots.count;
	// Another kind of request may take its time.
	slots.passed('GET /large', 5000, 5200, true);
	expect(slots.count).toBeGreaterThan(shrunk);
});
