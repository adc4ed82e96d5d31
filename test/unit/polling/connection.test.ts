import {
	connectionDeliveryId,
	findingOf,
	isNews,
	type Finding,
} from '../../../nodes/shared/polling/connectionChanges';

const at = (minute: number): string => `2026-05-01T08:0${minute}:00Z`;

const finding = (state: string, minute: number): Finding => {
	const found = findingOf({ state, lastSync: at(minute) });
	if (!found) throw new Error(`${state} stands for no event`);
	return found;
};

describe('what the state of a connection stands for', () => {
	it.each([
		['ready', 'syncCompleted'],
		['syncFailed', 'syncFailed'],
		['needsReauthorization', 'connectionReauthorization'],
	])('%s: %s', (state, event) => {
		expect(findingOf({ state, lastSync: at(1) })).toMatchObject({ event, at: at(1) });
	});

	it.each(['syncing', 'unknown'])('%s: nothing', (state) => {
		expect(findingOf({ state })).toBeUndefined();
	});
});

describe('news', () => {
	it('is a sync that is newer, or ended otherwise', () => {
		const last = { event: 'syncCompleted', at: at(1) };
		expect(isNews(finding('ready', 1), last)).toBe(false);
		expect(isNews(finding('ready', 0), last)).toBe(false);
		expect(isNews(finding('ready', 2), last)).toBe(true);
		expect(isNews(finding('syncFailed', 1), last)).toBe(true);
		expect(isNews(finding('ready', 1), null)).toBe(true);
	});

	it('is the need to reauthorize once, however often the sync is tried', () => {
		const last = { event: 'connectionReauthorization', at: at(1) };
		expect(isNews(finding('needsReauthorization', 2), last)).toBe(false);
		expect(isNews(finding('ready', 2), last)).toBe(true);
	});

	it('is another time where times cannot be compared', () => {
		const found: Finding = { event: 'syncCompleted', at: null, data: {} };
		expect(isNews(found, { event: 'syncCompleted', at: null })).toBe(false);
		expect(isNews(found, { event: 'syncCompleted', at: at(1) })).toBe(true);
	});
});

it('names an event the same whenever it is found', () => {
	expect(connectionDeliveryId(finding('ready', 1), 'c')).toBe(
		connectionDeliveryId(finding('ready', 1), 'c'),
	);
	expect(connectionDeliveryId(finding('ready', 1), 'c')).not.toBe(
		connectionDeliveryId(finding('ready', 2), 'c'),
	);
});
