import { MakiniError } from '../../../nodes/shared/client/errors/errors';
import { takeBaseline, newestRecord } from '../../../nodes/shared/polling/baseline';
import { pollRecords } from '../../../nodes/shared/polling/poll';
import { readRecordState, type RecordState } from '../../../nodes/shared/polling/state';
import type { Page, Watch } from '../../../nodes/shared/polling/types';
import { FakeServer, Poller, serverFault, START, versionOf, watch } from './support';

const identity = { subject: 's', token: 't', connectionId: null };

const iso = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

const now = (): number => START;

const given = ({ given: changes }: Poller) => changes.map(versionOf);

async function active(server: FakeServer, more: Partial<Watch> = {}): Promise<Poller> {
	const poller = new Poller(server, { ...watch, ...more });
	await poller.activate();
	server.now += 60_000;
	return poller;
}

/** A server that answers every request with the same page. */
const always = (page: Page) => async () => await Promise.resolve(page);

const stateAt = (seconds: number, more: Partial<RecordState> = {}): RecordState => ({
	version: 1,
	...identity,
	watermark: START + seconds * 1000,
	floor: START + seconds * 1000,
	bornFrom: START + seconds * 1000,
	idle: 0,
	seen: '',
	...more,
});

describe('the beginning', () => {
	it('gives nothing out of what is there', async () => {
		const server = new FakeServer();
		server.insertMany(30, 10_000);
		const poller = await active(server, { pageSize: 7 });
		expect(poller.given).toEqual([]);
		await poller.drain();
		expect(poller.given).toEqual([]);
	});

	it('takes everything for new after an empty list', async () => {
		const server = new FakeServer();
		const poller = await active(server);
		const made = server.insertMany(3);
		await poller.drain();
		expect(given(poller)).toEqual(made);
		expect(poller.given.map(({ event }) => event)).toEqual(Array(3).fill('recordInserted'));
	});

	it('looks at a whole table that came with one time, more than is remembered', async () => {
		const server = new FakeServer();
		server.insertMany(2000);
		const poller = await active(server, { pageSize: 100, seenLimit: 300 });
		expect(poller.given).toEqual([]);
		expect(poller.state.seen.length).toBeLessThanOrEqual(300 * 27);
		const [updated, made] = [server.update('r5'), server.insert()];
		await poller.drain();
		expect(given(poller)).toEqual([updated, made]);
		expect(poller.given.map(({ event }) => event)).toEqual(['recordUpdated', 'recordInserted']);
	});

	it('refuses a server that does not sort, where the order is needed', async () => {
		const records = [1, 5, 3].map((s) => ({ key: `k${s}`, updatedAt: iso(s) }));
		const fetch = always({ records, next: { page: 2 } });
		await expect(takeBaseline(fetch, watch, identity, false, now)).rejects.toThrow(
			'This connection does not sort purchase orders by updatedAt',
		);
		expect((await takeBaseline(fetch, watch, identity, true, now)).silentUntil).toBeGreaterThan(
			START,
		);
	});

	it('shows the newest of what comes, and nothing of nothing', async () => {
		const records = [1, 5, 3].map((s) => ({ key: `k${s}`, updatedAt: iso(s) }));
		expect(await newestRecord(always({ records }), watch)).toMatchObject({ key: 'k5' });
		expect(await newestRecord(always({ records: [] }), watch)).toBeUndefined();
	});
});

describe('a backlog', () => {
	it.each(['module', 'v1'] as const)(
		'of 10,000 is worked off by 1,000 (%s)',
		async (style) => {
			const server = new FakeServer(style);
			const poller = await active(server, { maxRecords: 1000 });
			const made = server.insertMany(10_000, 3);
			const sizes: number[] = [];
			while (poller.given.length < 10_000) sizes.push((await poller.poll()).changes.length);
			expect(sizes).toEqual(Array(10).fill(1000));
			await poller.drain();
			expect(given(poller).sort((a, b) => a.n - b.n)).toEqual(made);
			// While nothing new comes, the window is not read as a whole each time.
			expect((await poller.poll()).pages).toBeLessThan(5);
		},
		60_000,
	);

	it('that shares one time is worked off as well, at a price in pages that does not grow', async () => {
		const server = new FakeServer();
		const poller = await active(server, { maxRecords: 500, pageSize: 100 });
		server.insertMany(5000);
		const before = server.asked.length;
		while (poller.given.length < 5000) await poller.poll();
		expect(poller.given).toHaveLength(5000);
		expect(server.asked.length - before).toBeLessThan(65);
		await poller.drain();
		expect(poller.given).toHaveLength(5000);
	});

	it('larger than what is remembered comes once all the same', async () => {
		const server = new FakeServer();
		const poller = await active(server, { maxRecords: 100, pageSize: 50, seenLimit: 200 });
		const made = server.insertMany(1500, 400);
		await poller.drain();
		expect(given(poller)).toEqual(made);
		expect(poller.state.seen.length).toBeLessThanOrEqual(200 * 27);
	});

	it('does not hold what goes on at its end', async () => {
		const server = new FakeServer();
		const poller = await active(server, { maxRecords: 10, pageSize: 4 });
		server.insertMany(30, 1000);
		server.afterwards = () => {
			server.now += 500;
			server.update(server.keysNow[Math.floor(server.now / 500) % 30] ?? 'r1');
		};
		for (let poll = 0; poll < 10; poll += 1) await poller.poll();
		server.afterwards = () => undefined;
		await poller.drain();
		const names = given(poller).map(({ key, n }) => `${key}#${n}`);
		expect(new Set(names).size).toBe(names.length);
		for (const { key, n } of server.current) expect(names).toContain(`${key}#${n}`);
	});
});

describe('records that share a time', () => {
	it('are found by one pass when others move away while they are read', async () => {
		const server = new FakeServer();
		const poller = await active(server, { pageSize: 3 });
		const made = server.insertMany(12);
		let request = 0;
		server.afterwards = () => {
			// The first of the group is changed after each page: all that follow move up.
			request += 1;
			if (request > 4) return;
			server.now += 1000;
			server.update(`r${request}`);
		};
		await poller.poll();
		const numbers = given(poller).map(({ n }) => n);
		for (const { n } of made.slice(4)) expect(numbers).toContain(n);
		expect(new Set(numbers).size).toBe(numbers.length);
	});

	it('and are changed twice within it come twice', async () => {
		const server = new FakeServer();
		const poller = await active(server);
		const first = server.insert();
		await poller.poll();
		const second = server.update(first.key);
		await poller.drain();
		expect(given(poller)).toEqual([first, second]);
		expect(poller.given.map(({ event }) => event)).toEqual(['recordInserted', 'recordUpdated']);
		expect(new Set(poller.given.map(({ deliveryId }) => deliveryId)).size).toBe(2);
	});
});

describe('changes that become visible late', () => {
	it('are found within the overlap', async () => {
		const server = new FakeServer();
		const poller = await active(server);
		server.insertMany(3, 1000);
		await poller.drain();
		server.now += 200_000;
		const newest = server.insert();
		await poller.drain();
		const late = server.insert(150_000);
		await poller.drain();
		expect(given(poller).slice(-2)).toEqual([newest, late]);
		expect(poller.given.at(-1)?.event).toBe('recordInserted');
	});
});

describe('a quiet time after a burst', () => {
	it('finds what becomes visible late some polls later', async () => {
		const server = new FakeServer();
		const poller = await active(server, { pageSize: 10 });
		server.insertMany(40, 1000);
		await poller.drain();
		const late = server.insert(20_000);
		for (let poll = 0; poll < 10; poll += 1) await poller.poll();
		expect(given(poller).at(-1)).toEqual(late);
		expect(poller.given).toHaveLength(41);
	});
});

describe('events', () => {
	it('give only created, also when it was changed before it was read', async () => {
		const server = new FakeServer();
		server.insertMany(3, 1000);
		const poller = await active(server, { events: new Set(['recordInserted']) });
		server.update('r1');
		const { key } = server.insert();
		server.now += 5000;
		const changed = server.update(key);
		await poller.drain();
		server.now += 5000;
		server.update(key);
		await poller.drain();
		expect(given(poller)).toEqual([changed]);
	});

	it('give only updated', async () => {
		const server = new FakeServer();
		server.insertMany(3, 1000);
		const poller = await active(server, { events: new Set(['recordUpdated']) });
		const updated = server.update('r1');
		const { key } = server.insert();
		await poller.drain();
		server.now += 5000;
		const changed = server.update(key);
		await poller.drain();
		expect(given(poller)).toEqual([updated, changed]);
	});

	it('without a time of creation are all updates', async () => {
		const server = new FakeServer();
		const poller = await active(server, { createdField: 'bornAt' });
		server.insert();
		await poller.drain();
		expect(poller.given.map(({ event }) => event)).toEqual(['recordUpdated']);
	});
});

describe('what goes wrong', () => {
	it('keeps what was read before it, and goes on from there', async () => {
		const server = new FakeServer();
		const poller = await active(server, { pageSize: 10 });
		const made = server.insertMany(25, 1000);
		let requests = 0;
		server.afterwards = () => {
			requests += 1;
			if (requests === 3) throw serverFault();
		};
		const first = await poller.poll();
		expect(first.failure).toBeInstanceOf(MakiniError);
		expect(first.changes.length).toBeGreaterThan(0);
		poller.restart();
		await poller.drain();
		expect(given(poller)).toEqual(made);
	});

	it('a filter that is ignored is an error', async () => {
		const records = [{ key: 'old', updatedAt: iso(-100_000) }];
		const { failure } = await pollRecords(stateAt(0), {
			fetch: always({ records }),
			watch,
			apiStyle: 'module',
			isOver: () => false,
			now,
		});
		expect(failure).toMatchObject({
			message: 'This connection does not filter purchase orders by updatedAt',
		});
	});

	it('an order that is ignored is an error', async () => {
		const records = [3, 1].map((s) => ({ key: `k${s}`, updatedAt: iso(s) }));
		const { failure, changes } = await pollRecords(stateAt(0), {
			fetch: always({ records }),
			watch,
			apiStyle: 'module',
			isOver: () => false,
			now,
		});
		expect(failure).toMatchObject({
			message: 'This connection does not sort purchase orders by updatedAt',
		});
		expect(changes).toEqual([]);
	});

	it('a server that filters by whole seconds is understood', async () => {
		const server = new FakeServer('module', 1);
		const poller = await active(server, { pageSize: 2, overlapMs: 0 });
		const coarse = server.fetch;
		Object.assign(server, {
			fetch: async (ask: Parameters<typeof coarse>[0]) =>
				await coarse({ ...ask, from: Math.floor((ask.from ?? 0) / 1000) * 1000 }),
		});
		const made = server.insertMany(20, 90);
		await poller.drain();
		expect(given(poller)).toEqual(made);
	});

	it('a cursor that has ended begins the list anew', async () => {
		const server = new FakeServer('v1');
		const poller = await active(server, { pageSize: 10, maxRecords: 10 });
		const made = server.insertMany(25, 1000);
		await poller.poll();
		let refused = 0;
		server.afterwards = ({ position }) => {
			if (!('cursor' in position) || refused > 0) return;
			refused += 1;
			throw new MakiniError('Makini refused listing purchase orders', {
				kind: 'validation',
				status: 400,
			});
		};
		await poller.drain();
		expect(refused).toBe(1);
		expect(given(poller)).toEqual(made);
	});

	it('a cursor that leads to itself is an error, not an endless list', async () => {
		const records = [{ key: 'k', updatedAt: iso(5) }];
		const { failure, pages } = await pollRecords(stateAt(0), {
			fetch: always({ records, next: { cursor: 'c' } }),
			watch,
			apiStyle: 'v1',
			isOver: () => false,
			now,
		});
		expect(pages).toBe(2);
		expect(failure).toMatchObject({ kind: 'unexpectedBody' });
	});
});

describe('the state', () => {
	it('is not gone on with by another subject or version, or when it is damaged', () => {
		const state = stateAt(0);
		expect(readRecordState(JSON.parse(JSON.stringify(state)), 's')).toEqual(state);
		expect(readRecordState(state, 'other')).toBeUndefined();
		expect(readRecordState({ ...state, version: 0 }, 's')).toBeUndefined();
		expect(readRecordState({ ...state, watermark: 'yesterday' }, 's')).toBeUndefined();
		expect(readRecordState(undefined, 's')).toBeUndefined();
	});

	it('holds a page of another size for none', async () => {
		const server = new FakeServer();
		const poller = await active(server, { maxRecords: 20, pageSize: 10 });
		const made = server.insertMany(100);
		await poller.poll();
		poller.watch = { ...poller.watch, pageSize: 7 };
		await poller.drain();
		expect(given(poller).sort((a, b) => a.n - b.n)).toEqual(made);
	});
});

describe.each(['module', 'v1'] as const)(
	'a record with a time in the future (%s style)',
	(style) => {
		const HOUR = 3_600_000;

		it('comes once and silences no other', async () => {
			const server = new FakeServer(style);
			server.insertMany(3, 1000);
			const poller = await active(server);
			const ahead = server.insert(-10 * HOUR);
			await poller.drain();
			server.now += HOUR;
			const made = [server.insert()];
			await poller.drain();
			poller.restart();
			server.now += HOUR;
			made.push(server.update('r1'), server.insert());
			await poller.drain();
			expect(given(poller)).toEqual([ahead, ...made]);
			server.now += 20 * HOUR;
			made.push(server.update(ahead.key));
			server.now += 1000;
			made.push(server.insert());
			await poller.drain();
			expect(given(poller)).toEqual([ahead, ...made]);
		});

		it('is known, like all that is there, when the trigger begins', async () => {
			const server = new FakeServer(style);
			server.insertMany(12, 1000);
			server.insert(-10 * HOUR);
			const poller = await active(server);
			const made = [server.insert(), server.update('r2')];
			await poller.drain();
			expect(poller.given.map(versionOf)).toEqual(expect.arrayContaining(made));
			expect(poller.given).toHaveLength(2);
		});

		it('does not silence the trigger any longer where an earlier version has let it', async () => {
			const server = new FakeServer(style);
			server.insertMany(3, 1000);
			server.insert(-10 * HOUR);
			server.now += HOUR;
			const ahead = server.now + 9 * HOUR;
			const silenced = {
				...stateAt(0),
				watermark: ahead,
				floor: ahead - 300_000,
				bornFrom: ahead - 300_000,
			};
			const poller = new Poller(server, watch);
			poller.begin(silenced);
			await poller.poll();
			const made = server.insert();
			await poller.drain();
			expect(given(poller)).toContainEqual(made);
			expect(poller.given.map(({ event }) => event)).toContain('recordInserted');
		});
	},
);
