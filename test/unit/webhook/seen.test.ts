import fc from 'fast-check';
import { Admissions, type Work } from '../../../nodes/shared/webhook/admissions';
import { fingerprint } from '../../../nodes/shared/webhook/identity';
import { SeenEvents, type Limits } from '../../../nodes/shared/webhook/seenEvents';

const print = (id: number) => fingerprint([id]);

const admissions = (limits?: Limits) => new Admissions(new SeenEvents(limits));

function begin(seen: Admissions<SeenEvents>, id: number, now = 0): Work {
	const admission = seen.admit(print(id), now);
	if (admission.kind !== 'new') throw new Error(`Event ${id} is ${admission.kind}`);
	return admission.work;
}

describe('events seen', () => {
	it('are let in once', () => {
		const seen = admissions();
		begin(seen, 1).executed(0);
		expect(seen.admit(print(1), 0)).toMatchObject({ kind: 'repeated' });
		expect(seen.admit(print(2), 0).kind).toBe('new');
	});

	it('make a repetition wait for what comes of the first', async () => {
		const seen = admissions();
		const [first, second] = [begin(seen, 1), begin(seen, 2)];
		const outcomes = [1, 2].map((id) => seen.admit(print(id), 0));
		first.executed(0);
		second.answered(false, 0);
		expect(
			await Promise.all(
				outcomes.map(async (each) => each.kind === 'underWay' && (await each.isCovered)),
			),
		).toEqual([true, false]);
		expect(seen.admit(print(1), 0).kind).toBe('repeated');
		expect(seen.admit(print(2), 0).kind).toBe('new');
	});

	it('let a repetition in when nothing was heard of one whose sender hung up', () => {
		const seen = admissions();
		const work = begin(seen, 1);
		expect(seen.admit(print(1), 100_000).kind).toBe('underWay');
		work.abandoned(0);
		expect(seen.admit(print(1), 24_999).kind).toBe('underWay');
		const again = seen.admit(print(1), 25_000);
		expect(again.kind).toBe('new');
		work.executed(0);
		expect(seen.admit(print(1), 0).kind).toBe('repeated');
	});

	it('are stored once executed, and not before', () => {
		const seen = admissions();
		const work = begin(seen, 1);
		expect(seen.known.stored()).toBe('');
		work.executed(0);
		expect(seen.known.stored()).toBe(print(1));
	});

	it('are adopted from what was stored', () => {
		const seen = admissions();
		seen.known.adopt(print(1) + print(2));
		begin(seen, 3).executed(0);
		seen.known.adopt(print(4) + print(2));
		expect(seen.known.stored()).toBe([1, 2, 3, 4].map(print).join(''));
		for (const id of [1, 2, 3, 4]) expect(seen.admit(print(id), 0).kind).toBe('repeated');
	});

	it.each([undefined, null, 7, {}, 'short'])('are not adopted from %j', (stored) => {
		const seen = admissions();
		seen.known.adopt(stored);
		expect(seen.known.stored()).toBe('');
	});

	it('are kept within limits, the newest ones', () => {
		const seen = admissions({ remembered: 20, stored: 5 });
		for (let id = 0; id < 100; id += 1) {
			const work = begin(seen, id);
			work.executed(0);
			work.answered(true, 0);
		}
		expect(seen.known.stored()).toBe([95, 96, 97, 98, 99].map(print).join(''));
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
				let seen = admissions();
				let open: Array<() => void> = [];
				for (const { id, ends, restart } of steps) {
					const admission = seen.admit(print(id), 0);
					if (admission.kind === 'new') {
						const execute = () => {
							executions.set(id, (executions.get(id) ?? 0) + 1);
							admission.work.executed(0);
						};
						if (ends === 'executed') execute();
						else if (ends === 'failed') admission.work.answered(false, 0);
						else open.push(execute);
					}
					if (restart) {
						open.forEach((execute) => execute());
						open = [];
						const stored = seen.known.stored();
						seen = admissions();
						seen.known.adopt(stored);
					}
				}
				expect([...executions.values()].every((count) => count === 1)).toBe(true);
			}),
		);
	});
});
