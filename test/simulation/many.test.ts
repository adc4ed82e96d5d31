import { claimsOf, type Said } from './claims';
import { newNo } from './drawing';
import { play, type History } from './play';
import type { Execution, Story } from './story';

const EXISTING = 10_000;
const GIVEN = 5_000;

/** Where nobody else writes: a reading of the list, and counts of it now and then. */
const MOST_READS = 300;

const all: Execution = {
	at: 0,
	operation: 'upsert',
	from: 'fields',
	items: Array.from({ length: GIVEN }, (_, index) => ({
		no: newNo(index),
		title: `Title ${index}`,
	})),
	perFile: 1,
	options: { concurrency: 5 },
	onError: 'continueErrorOutput',
	asTool: false,
};

const told = (parts: Partial<Story>): Story => ({
	chance: 1,
	world: {
		style: 'module',
		orders: EXISTING,
		maxPageSize: 100,
		latency: { least: 5, most: 60 },
		dialect: {},
		honoursIdempotencyKey: false,
		uniqueOrderNo: false,
		faults: [],
		outages: [],
	},
	executions: [all],
	writers: [],
	restarts: [],
	...parts,
});

const requestsOf = ({ requests }: History, method: string): number =>
	requests.filter((request) => request.method === method).length;

/** How many orders of each new number were created by the node. */
function createdBy({ changes }: History): Map<string, number> {
	const created = new Map<string, number>();
	for (const { what, order, isForeign } of changes) {
		if (what !== 'created' || isForeign) continue;
		const no = String(order.orderNo);
		created.set(no, (created.get(no) ?? 0) + 1);
	}
	return created;
}

/** How many items of an execution are said to be what. */
function saidBy({ story, runs }: History, number: number): Partial<Record<Said, number>> {
	const counts: Partial<Record<Said, number>> = {};
	const [execution, run] = [story.executions[number], runs[number]];
	for (const { said } of execution && run ? claimsOf(execution, run) : []) {
		counts[said] = (counts[said] ?? 0) + 1;
	}
	return counts;
}

// Each plays ten thousand requests, on machines that have other work to do as well.
jest.setTimeout(600_000);

describe(`${GIVEN} new orders against ${EXISTING}`, () => {
	test('by one execution: each is created once, with few reads', async () => {
		const history = await play(told({}));
		expect(saidBy(history, 0)).toEqual({ created: GIVEN });
		expect(createdBy(history).size).toBe(GIVEN);
		expect(requestsOf(history, 'POST') + requestsOf(history, 'PUT')).toBe(GIVEN);
		expect(requestsOf(history, 'GET')).toBeLessThanOrEqual(MOST_READS);
		console.log(`${GIVEN} writes, ${requestsOf(history, 'GET')} reads`);
	});

	test.each([700, 30_000])(
		'by two executions, the second one %i ms later: each is created once',
		async (at) => {
			const history = await play(told({ chance: at, executions: [all, { ...all, at }] }));
			expect(createdBy(history)).toEqual(new Map(all.items.map(({ no }) => [no, 1])));
			const [first, second] = [saidBy(history, 0), saidBy(history, 1)];
			expect((first.created ?? 0) + (second.created ?? 0)).toBe(GIVEN);
			expect((first.unchanged ?? 0) + (second.unchanged ?? 0)).toBe(GIVEN);
			expect(requestsOf(history, 'POST') + requestsOf(history, 'PUT')).toBe(GIVEN);
		},
	);

	test('by one execution that is stopped, its process that ends, and a last one: each is created once', async () => {
		const executions = [
			{ ...all, cancelAfter: 20_000 },
			{ ...all, at: 21_000 },
			{ ...all, at: 90_000 },
		];
		const history = await play(told({ executions, restarts: [60_000] }));
		const created = createdBy(history);
		expect([...created.values()].filter((count) => count > 1)).toEqual([]);
		expect(created.size).toBe(GIVEN);
		expect(history.runs[1]?.isCrashed).toBe(true);
	});

	test('while somebody else creates some of them: each is there once', async () => {
		const others = Array.from({ length: 20 }, (_, index) => 2_000 + 150 * index);
		const writers = others.map((index) => ({
			at: 8_000,
			does: 'create' as const,
			no: newNo(index),
		}));
		const history = await play(told({ writers }));
		const created = createdBy(history);
		expect(created.size).toBe(GIVEN - others.length);
		expect(others.filter((index) => created.has(newNo(index)))).toEqual([]);
		expect(saidBy(history, 0)).toEqual({ created: GIVEN - others.length, updated: others.length });
	});
});
