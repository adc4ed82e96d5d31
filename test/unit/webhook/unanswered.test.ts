import fc from 'fast-check';
import { Admissions, type Work } from '../../../nodes/shared/webhook/admissions';
import { fingerprint } from '../../../nodes/shared/webhook/identity';
import { UnansweredEvents } from '../../../nodes/shared/webhook/unanswered';

const PRINT = fingerprint(['a']);
const HOUR = 3_600_000;

const admissions = (stored?: unknown) => new Admissions(new UnansweredEvents(stored));

function begin(alike: Admissions<UnansweredEvents>, now = 0): Work {
	const admission = alike.admit(PRINT, now);
	if (admission.kind !== 'new') throw new Error(`The delivery is ${admission.kind}`);
	return admission.work;
}

/** A delivery that is executed while its sender is told nothing. */
function lost(alike: Admissions<UnansweredEvents>, now = 0): void {
	const work = begin(alike, now);
	work.executed(now);
	work.abandoned(now);
}

describe('deliveries that only their content tells apart', () => {
	it('are new events once the one before was acknowledged', () => {
		const alike = admissions();
		for (const now of [0, 1, HOUR, 25 * HOUR]) {
			const work = begin(alike, now);
			work.executed(now);
			work.answered(true, now);
		}
		expect(alike.isBusy).toBe(false);
		expect(alike.known.stored(0)).toBe('');
	});

	it('are repetitions for a day where the one before was not acknowledged', () => {
		const alike = admissions();
		lost(alike);
		expect(alike.admit(fingerprint(['b']), 0).kind).toBe('new');
		expect(alike.known.has(PRINT, 24 * HOUR)).toBe(true);
		expect(alike.known.has(PRINT, 24 * HOUR + 1)).toBe(false);
	});

	it.each([
		['hung up before', (work: Work) => (work.abandoned(1), work.executed(2))],
		['hung up after', (work: Work) => (work.executed(1), work.abandoned(2))],
		['was told of an error', (work: Work) => (work.executed(1), work.answered(false, 2))],
	])('are repetitions where an execution was created and the sender %s', (_how, happens) => {
		const alike = admissions();
		happens(begin(alike));
		expect(alike.admit(PRINT, 3).kind).toBe('repeated');
		expect(alike.isBusy).toBe(false);
	});

	it('run where the one before was not executed', () => {
		const alike = admissions();
		begin(alike).answered(false, 0);
		begin(alike).abandoned(0);
		expect(alike.admit(PRINT, 24_999).kind).toBe('underWay');
		expect(alike.admit(PRINT, 25_000).kind).toBe('new');
	});

	it('are new events after a repetition was acknowledged, and only then', () => {
		const alike = admissions();
		lost(alike);
		const repeated = alike.admit(PRINT, HOUR);
		expect(alike.known.stored(HOUR)).toBe('');
		if (repeated.kind === 'repeated') repeated.untold();
		expect(alike.known.has(PRINT, 24 * HOUR)).toBe(true);
		expect(alike.known.has(PRINT, 25 * HOUR)).toBe(false);
		alike.admit(PRINT, 2 * HOUR);
		expect(alike.admit(PRINT, 2 * HOUR).kind).toBe('new');
	});

	it('are covered by one that has not begun, and looked at anew after one that has', async () => {
		const alike = admissions();
		const work = begin(alike);
		const early = alike.admit(PRINT, 0);
		work.begins();
		const late = alike.admit(PRINT, 0);
		work.executed(0);
		expect(early.kind === 'underWay' && (await early.isCovered)).toBe(true);
		work.answered(true, 0);
		expect(late.kind === 'underWay' && (await late.isCovered)).toBe(false);
		expect(alike.admit(PRINT, 0).kind).toBe('new');
	});

	it('are recognized after a restart, the newest of many, and odd memories are none', () => {
		const alike = admissions();
		lost(alike, 1777802400000);
		const stored = alike.known.stored(1777802400000);
		expect(stored).toHaveLength(20);
		expect(admissions(stored).admit(PRINT, 1777802400000 + HOUR).kind).toBe('repeated');
		expect(alike.known.stored(1777802400000 + 25 * HOUR)).toBe('');
		for (const odd of [7, {}, 'short', '?'.repeat(40)]) {
			expect(admissions(odd).known.stored(0)).toBe('');
		}
		for (let n = 0; n < 10_001; n += 1) alike.known.unanswered(fingerprint([n]), 1777802400000);
		expect(alike.known.stored(1777802400000)).toHaveLength(10_000 * 20);
	});

	it('run once for each change in any order of losses, errors and repetitions', () => {
		const fate = fc.constantFrom('lost', 'error', 'hungUp', 'acknowledged');
		fc.assert(
			fc.property(fc.array(fc.array(fate, { maxLength: 4 }), { maxLength: 10 }), (changes) => {
				const alike = admissions();
				let executions = 0;
				for (const fates of changes) {
					// The sender repeats until it is told that all is well.
					for (const each of [...fates, 'acknowledged']) {
						const admission = alike.admit(PRINT, 0);
						if (admission.kind === 'repeated' && each !== 'acknowledged') admission.untold();
						if (admission.kind === 'new' && each === 'error') admission.work.answered(false, 0);
						if (admission.kind === 'new' && each !== 'error') {
							executions += 1;
							if (each === 'hungUp') admission.work.abandoned(0);
							admission.work.executed(0);
							if (each === 'lost') admission.work.abandoned(0);
							if (each === 'acknowledged') admission.work.answered(true, 0);
						}
						if (each === 'acknowledged') break;
					}
				}
				expect(executions).toBe(changes.length);
			}),
		);
	});
});
