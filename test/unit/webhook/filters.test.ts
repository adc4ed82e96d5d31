import { EVENT_NAMES } from '../../../nodes/shared/webhook/classify';
import { readEvent } from '../../../nodes/shared/webhook/event';
import { isTooOld, isWanted, type Wanted } from '../../../nodes/shared/webhook/eventFilters';
import { NewestTimes, subjectOf } from '../../../nodes/shared/webhook/newest';
import { readTime } from '../../../nodes/shared/webhook/time';

const order = readEvent({ event: 'purchase_order.updated', connection_id: 7, data: { key: 'k' } });
const offline = readEvent({ event: 'connection.offline', connection_id: 7 });
const all: Wanted = { events: EVENT_NAMES, entities: [], connectionIds: [] };

describe('what a trigger is for', () => {
	it('goes by event, entity and connection', () => {
		expect(isWanted(order, all)).toBe(true);
		expect(isWanted(order, { ...all, events: ['recordInserted'] })).toBe(false);
		expect(isWanted(order, { ...all, entities: ['purchaseOrder'] })).toBe(true);
		expect(isWanted(order, { ...all, entities: ['asset'] })).toBe(false);
		expect(isWanted(offline, { ...all, entities: ['asset'] })).toBe(true);
		expect(isWanted(order, { ...all, connectionIds: ['8', '7'] })).toBe(true);
		expect(isWanted(order, { ...all, connectionIds: ['8'] })).toBe(false);
	});

	it('goes by the key of a record where nothing else tells the connection', () => {
		const rest = '0cc175b9c0f1b6a831c399e269772661';
		const changed = (key: string, more = {}) => readEvent({ event: 'asset.updated', key, ...more });
		const of = (...connectionIds: string[]) => ({ ...all, connectionIds });
		expect(isWanted(changed(`02182d00${rest}`), of('6189'))).toBe(true);
		expect(isWanted(changed(`02182D00${rest}`), of('1', '6189'))).toBe(true);
		expect(isWanted(changed(`02182d00${rest}`), of('618'))).toBe(false);
		expect(isWanted(changed(`02182d00${rest}`), of('x'))).toBe(false);
		expect(isWanted(changed('a-1'), of('6189'))).toBe(false);
		expect(isWanted(changed(`02182d00${rest}`, { connection_id: 7 }), of('6189'))).toBe(false);
	});

	it('goes by age, if one is set and the time is known', () => {
		expect(isTooOld(0, 0, 1e9)).toBe(false);
		expect(isTooOld(null, 60, 1e9)).toBe(false);
		expect(isTooOld(1e9 - 60_000, 60, 1e9)).toBe(false);
		expect(isTooOld(1e9 - 60_001, 60, 1e9)).toBe(true);
	});
});

describe('times', () => {
	it.each([
		[1777802400, 1777802400000],
		[1777802400123, 1777802400123],
		['1777802400', 1777802400000],
		['2026-05-03T10:00:00Z', 1777802400000],
		['2026-05-03T12:00:00+02:00', 1777802400000],
		['2026-05-03 10:00:00', 1777802400000],
		['Sun, 03 May 2026 10:00:00 GMT', 1777802400000],
		['soon', undefined],
		['', undefined],
		[-1, undefined],
		[Number.MAX_VALUE, undefined],
		[null, undefined],
	])('%j', (value, expected) => {
		expect(readTime(value)).toBe(expected);
	});
});

describe('the newest times', () => {
	it('tell what is stale, within one record or connection', () => {
		const times = new NewestTimes();
		times.note('aaaaaaaaaaa', 1000);
		expect(times.isStale('aaaaaaaaaaa', 999)).toBe(true);
		expect(times.isStale('aaaaaaaaaaa', 1000)).toBe(false);
		expect(times.isStale('bbbbbbbbbbb', 1)).toBe(false);
		times.note('aaaaaaaaaaa', 5);
		expect(times.isStale('aaaaaaaaaaa', 999)).toBe(true);
	});

	it('outlast a restart, within limits', () => {
		const times = new NewestTimes();
		const name = (index: number) => String(index).padStart(11, '0');
		for (let index = 0; index < 2500; index += 1) times.note(name(index), 1777802400000 + index);
		const later = new NewestTimes();
		later.adopt(times.stored());
		expect(later.stored()).toBe(times.stored());
		expect(later.isStale(name(2499), 1777802402498)).toBe(true);
		expect(later.isStale(name(499), 0)).toBe(false);
		later.adopt({ odd: true });
		later.adopt('???????????_________');
		expect(later.stored()).toBe(times.stored());
	});

	it('compare what belongs together', () => {
		const online = readEvent({ event: 'connection.online', connection_id: 7 });
		expect(subjectOf(offline)).toBe(subjectOf(online));
		expect(subjectOf(offline)).not.toBe(subjectOf(order));
		const inserted = readEvent({ event: 'po.inserted', connection_id: 7, data: { key: 'k' } });
		expect(subjectOf(inserted)).toBe(subjectOf(order));
		expect(subjectOf(readEvent({ event: 'connection.online' }))).toBeUndefined();
		expect(subjectOf(readEvent({ event: 'po.updated', connection_id: 7 }))).toBeUndefined();
		expect(subjectOf(readEvent({ event: 'odd', connection_id: 7 }))).toBeUndefined();
	});
});
