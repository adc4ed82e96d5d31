import fc from 'fast-check';
import { fingerprint } from '../../../nodes/shared/webhook/identity';
import { SeenEvents, type Work } from '../../../nodes/shared/webhook/seen';

const print = (id: number) => fingerprint([id]);

function begin(seen: SeenEvents, id: number, now = 0): Work {
	const admission = seen.admit(print(id), now);
	if (admission.kind !== 'new') throw new Error(`Event ${id} is ${admission.kind}`);
	return admission.work;
}

describe('events seen', () => {
	it('are let in once', () => {
		const seen = new SeenEvents();
		begin(seen, 1).executed();
		expect(seen.admit(print(1), 0)).toEqual({ kind: 'repeated' });
		expect(seen.admit(print(2), 0).kind).toBe('new');
	});

	it('make a repetition wait for what comes of the first', async () => {
		const seen = new SeenEvents();
		const [first, second] = [begin(seen, 1), begin(seen, 2)];
		const outcomes = [1, 2].map((id) => seen.admit(print(id), 0));
		first.executed();
		second.failed();
		expect(
			await Promise.all(
				outcomes.map(async (each) => each.kind === 'underWay' && (await each.executed)),
			),
		).toEqual([true, false]);
		expect(seen.admit(print(1), 0).kind).toBe('repeated');
		expect(seen.admit(print(2), 0).kind).toBe('new');
	});

	it('let a repetition in when nothing was heard of one whose sender hung up', () => {
		const seen = new SeenEvents();
		const work = begin(seen, 1);
		expect(seen.admit(print(1), 100_000).kind).toBe('underWay');
		work.abandoned(0);
		expect(seen.admit(print(1), 24_999).kind).toBe('underWay');
		const again = seen.admit(print(1), 25_000);
		expect(again.kind).toBe('new');
		work.executed();
		expect(seen.admit(print(1), 0).kind).toBe('repeated');
	});

	it('are stored once executed, and not before', () => {
		const seen = new SeenEvents();
		const work = begin(seen, 1);
		expect(seen.stored()).toBe('');
		work.executed();
		expect(seen.stored()).toBe(print(1));
	});

	it('are adopted from what was stored', () => {
		const seen = new SeenEvents();
		seen.adopt(print(1) + print(2));
		begin(seen, 3).executed();
		seen.adopt(print(4) + print(2));
		expect(seen.stored()).toBe([1, 2, 3, 4].map(print).join(''));
		for (const id of [1, 2, 3, 4]) expect(seen.admit(print(id), 0).kind).toBe('repeated');
	});

	it.each([undefined, null, 7, {}, 'short'])('are not adopted from %j', (stored) => {
		const seen = new SeenEvents();
		seen.adopt(stored);
		expect(seen.stored()).toBe('');
	});

	it('are kept within limits, the newest ones', () => {
		const seen = new SeenEvents({ remembered: 20, stored: 5 });
		for (let id = 0; id < 100; id += 1) begin(seen, id).executed();
		expect(seen.stored()).toBe([95, 96, 97, 98, 99].map(print).join(''));
		expect(seen.admit(print(80), 0).kind).toBe('repeated');
		expect(seen.admit(print(79), 0).kind).toBe('new');
	});

	it('are executed exactly once in any order of deliveries, ends and restarts', () => {
		const step = fc.record({
			id: fc.nat(5),
			ends: fc.constantFrom('executed', 'failed', 'later'),
			restart: fc.boolean(),
		});
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const executions = new Map<number, number>();
				let seen = new SeenEvents();
				let open: Array<() => void> = [];
				for (const { id, ends, restart } of steps) {
					const admission = seen.admit(print(id), 0);
					if (admission.kind === 'new') {
						const execute = () => {
							executions.set(id, (executions.get(id) ?? 0) + 1);
							admission.work.executed();
						};
						if (ends === 'executed') execute();
						else if (ends === 'failed') admission.work.failed();
						else open.push(execute);
					}
					if (restart) {
						open.forEach((execute) => execute());
						open = [];
						const stored = seen.stored();
						seen = new SeenEvents();
						seen.adopt(stored);
					}
				}
				expect([...executions.values()].every((count) => count === 1)).toBe(true);
			}),
		);
	});
});
