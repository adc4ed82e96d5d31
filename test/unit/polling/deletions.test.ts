import { omit } from 'lodash';
import { Deletions } from '../../../nodes/shared/polling/deletions';
import { newestRecord } from '../../../nodes/shared/polling/baseline';
import type { RecordEvent, Watch } from '../../../nodes/shared/polling/types';
import { FakeServer, Poller, versionOf, watch } from './support';

const keyOf = (n: number): string => String(n).padStart(10, '0');

describe('the records that are known to be deleted', () => {
	it('are new once, survive being kept as text, and can come back', () => {
		const deletions = new Deletions();
		expect(deletions.add(keyOf(1))).toBe(true);
		expect(deletions.add(keyOf(1))).toBe(false);
		const again = new Deletions(deletions.toString());
		expect(again.add(keyOf(1))).toBe(false);
		again.remove(keyOf(1));
		expect(again.toString()).toBe('');
		expect(again.add(keyOf(1))).toBe(true);
	});

	it('are none where the text was cut off', () => {
		expect(new Deletions(keyOf(1).slice(1)).toString()).toBe('');
	});

	it('are forgotten where there are too many, those that were met longest ago first', () => {
		const deletions = new Deletions();
		for (const n of [1, 2, 3, 1]) deletions.add(keyOf(n));
		deletions.shrink(2);
		expect(deletions.toString()).toBe(keyOf(3) + keyOf(1));
	});
});

const ALL: ReadonlySet<RecordEvent> = new Set(['recordInserted', 'recordUpdated', 'recordDeleted']);

describe.each(['module', 'v1'] as const)('a deletion (%s style)', (style) => {
	async function active(
		server: FakeServer,
		events = ALL,
		more: Partial<Watch> = {},
	): Promise<Poller> {
		server.insertMany(5, 1000);
		const poller = new Poller(server, { ...watch, events, ...more });
		await poller.activate();
		server.now += 60_000;
		return poller;
	}

	const eventsOf = ({ given }: Poller) =>
		given.map((change) => [change.event, versionOf(change).key]);

	it('is an event of its own, once, however often the record changes afterwards', async () => {
		const server = new FakeServer(style);
		const poller = await active(server);
		server.update('r1');
		server.markDeleted('r2');
		await poller.drain();
		for (let day = 0; day < 3; day += 1) {
			server.now += 86_400_000;
			server.update('r2');
			const made = server.insert();
			await poller.drain();
			poller.restart();
			expect(eventsOf(poller).at(-1)).toEqual(['recordInserted', made.key]);
		}
		const deletions = eventsOf(poller).filter(([, key]) => key === 'r2');
		expect(deletions).toEqual([['recordDeleted', 'r2']]);
		expect(poller.given).toHaveLength(5);
	});

	it('is no update, and nothing at all where it was not chosen', async () => {
		const server = new FakeServer(style);
		const poller = await active(server, watch.events);
		server.markDeleted('r2');
		server.update('r1');
		await poller.drain();
		expect(eventsOf(poller)).toEqual([['recordUpdated', 'r1']]);
		// What was met is not given out when it is chosen later.
		poller.watch = { ...poller.watch, events: ALL };
		server.now += 1000;
		server.update('r2');
		server.markDeleted('r3');
		await poller.drain();
		expect(eventsOf(poller).slice(1)).toEqual([['recordDeleted', 'r3']]);
	});

	it('alone can be chosen', async () => {
		const server = new FakeServer(style);
		const poller = await active(server, new Set(['recordDeleted']));
		server.insert();
		server.update('r1');
		server.markDeleted('r4');
		await poller.drain();
		expect(eventsOf(poller)).toEqual([['recordDeleted', 'r4']]);
	});

	it('of what was created since is a deletion only, where nobody has met it before', async () => {
		const server = new FakeServer(style);
		const poller = await active(server);
		const { key } = server.insert();
		server.markDeleted(key);
		await poller.drain();
		expect(eventsOf(poller)).toEqual([['recordDeleted', key]]);
	});

	it('that is taken back is an update, and the next one an event again', async () => {
		const server = new FakeServer(style);
		const poller = await active(server);
		for (const step of ['markDeleted', 'restore', 'markDeleted'] as const) {
			server[step]('r3');
			await poller.drain();
			server.now += 1000;
		}
		expect(eventsOf(poller)).toEqual([
			['recordDeleted', 'r3'],
			['recordUpdated', 'r3'],
			['recordDeleted', 'r3'],
		]);
	});

	it('from before the beginning does not come', async () => {
		const server = new FakeServer(style);
		server.insert();
		server.markDeleted('r1');
		const poller = await active(server);
		server.now += 1000;
		server.update('r1');
		await poller.drain();
		expect(poller.given).toEqual([]);
	});

	it('goes on from a state that knows of none', async () => {
		const server = new FakeServer(style);
		const poller = await active(server);
		poller.begin(omit(poller.state, 'deleted'));
		server.markDeleted('r1');
		await poller.drain();
		expect(eventsOf(poller)).toEqual([['recordDeleted', 'r1']]);
	});

	it('is remembered up to a number', async () => {
		const server = new FakeServer(style);
		const poller = await active(server, ALL, { deletedLimit: 2 });
		for (const key of ['r1', 'r2', 'r3']) {
			server.now += 1000;
			server.markDeleted(key);
		}
		await poller.drain();
		expect(poller.given).toHaveLength(3);
		expect(poller.state.deleted).toHaveLength(20);
	});
});

it('the record to show is one that can come, where there is any', async () => {
	const server = new FakeServer();
	server.insertMany(3, 1000);
	server.now += 1000;
	server.markDeleted('r1');
	expect(await newestRecord(server.fetch, watch)).toMatchObject({ key: 'r3' });
	expect(await newestRecord(server.fetch, { ...watch, events: ALL })).toMatchObject({ key: 'r1' });
	for (const key of ['r2', 'r3']) server.delete(key);
	expect(await newestRecord(server.fetch, watch)).toMatchObject({ key: 'r1' });
});
