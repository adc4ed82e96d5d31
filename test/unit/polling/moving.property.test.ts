import fc from 'fast-check';
import type { ApiStyle } from '../../../nodes/shared/client/wire/transport';
import { FakeServer, Poller, serverFault, versionOf, watch, type Version } from './support';

/** What happens around a request or between two polls. Numbers choose the record, and how much time goes by. */
type Happening =
	| { do: 'insert'; wait: number; age: number }
	| { do: 'update'; which: number; wait: number; age: number }
	| { do: 'delete'; which: number }
	| { do: 'fault' }
	| { do: 'nothing' };

const wait = fc.constantFrom(0, 0, 0, 1, 700, 1000, 20_000);
/** How long before it becomes visible a change was made; by a wrong clock it can be 10 hours later. */
const age = fc.constantFrom(0, 0, 0, 0, 0, 30_000, 30_000, -36_000_000);

const happening = (deletes: boolean): fc.Arbitrary<Happening> =>
	fc.oneof(
		{ weight: 3, arbitrary: fc.record({ do: fc.constant('insert' as const), wait, age }) },
		{
			weight: 5,
			arbitrary: fc.record({ do: fc.constant('update' as const), which: fc.nat(50), wait, age }),
		},
		...(deletes
			? [
					{
						weight: 1,
						arbitrary: fc.record({ do: fc.constant('delete' as const), which: fc.nat(50) }),
					},
				]
			: []),
		{ weight: 1, arbitrary: fc.constant({ do: 'fault' as const }) },
		{ weight: 2, arbitrary: fc.constant({ do: 'nothing' as const }) },
	);

interface Story {
	before: number;
	shared: boolean;
	behind: number;
	precision: number;
	cap: number;
	pageSize: number;
	maxRecords: number;
	/** In each poll: what happens after each request, then between this poll and the next. */
	polls: Array<{ during: Happening[][]; after: Happening[]; restart: boolean; requests: number }>;
}

const story = (deletes: boolean): fc.Arbitrary<Story> =>
	fc.record({
		before: fc.nat(12),
		shared: fc.boolean(),
		behind: fc.constantFrom(0, 0, 3_600_000),
		precision: fc.constantFrom(1, 1000, 1000, 60_000),
		cap: fc.integer({ min: 1, max: 6 }),
		pageSize: fc.integer({ min: 1, max: 6 }),
		maxRecords: fc.integer({ min: 1, max: 12 }),
		polls: fc.array(
			fc.record({
				during: fc.array(fc.array(happening(deletes), { maxLength: 3 }), { maxLength: 6 }),
				after: fc.array(happening(deletes), { maxLength: 10 }),
				restart: fc.constantFrom(false, false, false, true),
				requests: fc.integer({ min: 1, max: 8 }),
			}),
			{ maxLength: 8 },
		),
	});

/** Overlap of the polls in milliseconds; records become visible late by at most that. */
const OVERLAP = 60_000;

const nameOf = ({ key, n }: Version): string => `${key}#${n}`;

/** Lives through a story and gives what was made and what was given out. */
async function live(style: ApiStyle, told: Story) {
	const server = new FakeServer(style, told.precision, told.cap);
	const { pageSize, maxRecords } = told;
	const poller = new Poller(
		server,
		{ ...watch, overlapMs: OVERLAP, pageSize, maxRecords },
		told.behind,
	);
	server.insertMany(told.before, told.shared ? 0 : 700);
	const old = new Set(server.keysNow);
	// Nothing of what was there already may come.
	await poller.activate();
	const early = poller.given.length;
	server.now += 60_000;

	const made: Version[] = [];
	const happen = (what: Happening): void => {
		const keys = server.keysNow;
		if (what.do === 'fault') throw serverFault();
		if (what.do === 'nothing') return;
		if (what.do === 'insert') {
			server.now += what.wait;
			made.push(server.insert(what.age));
		}
		if (what.do !== 'insert' && keys.length > 0) {
			const key = keys[what.which % keys.length] ?? '';
			if (what.do === 'delete') server.delete(key);
			else {
				server.now += what.wait;
				made.push(server.update(key, what.age));
			}
		}
	};
	const quietly = (what: Happening): void => {
		if (what.do !== 'fault') happen(what);
	};
	for (const { during, after, restart, requests } of told.polls) {
		let request = 0;
		server.afterwards = () => {
			during[request]?.forEach(happen);
			request += 1;
		};
		poller.isOver = () => request >= requests;
		await poller.poll();
		after.forEach(quietly);
		if (restart) poller.restart();
	}
	server.afterwards = () => undefined;
	poller.isOver = () => false;
	await poller.drain();
	return { server, poller, made, old, early };
}

describe.each(['module', 'v1'] as const)('polling a list that moves (%s style)', (style) => {
	it('gives each change out once, the last one of each record for certain, and calls it what it is', async () => {
		await fc.assert(
			fc.asyncProperty(story(style === 'module'), async (told) => {
				const { server, poller, made, old, early } = await live(style, told);
				expect(early).toBe(0);

				const given = poller.given.map(versionOf).map(nameOf);
				expect(new Set(given).size).toBe(given.length);
				const known = new Set(made.map(nameOf));
				expect(given.filter((name) => !known.has(name))).toEqual([]);
				const last = server.current.map(nameOf).filter((name) => known.has(name));
				expect(last.filter((name) => !given.includes(name))).toEqual([]);

				const met = new Set<string>(old);
				for (const change of poller.given) {
					const { key } = versionOf(change);
					const event = met.has(key) ? 'recordUpdated' : 'recordInserted';
					expect([key, change.event]).toEqual([key, event]);
					met.add(key);
				}
			}),
			{ numRuns: 200 },
		);
	});
});
