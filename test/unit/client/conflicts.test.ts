import { changedAfter } from '../../../nodes/shared/client/records/conflicts';

const SINCE = '2026-05-01T10:00:00Z';

const seen = (told: unknown, text = SINCE): string =>
	changedAfter(told, { at: Date.parse(SINCE), text });

test.each([
	['2026-05-01T10:00:01Z', 'yes'],
	['2026-05-01T10:00:00Z', 'no'],
	['2026-05-01T09:59:59.999Z', 'no'],
	['2026-05-01T12:00:00+02:00', 'no'],
	['2026-05-01T12:00:00+01:00', 'yes'],
	['2026-05-01T00:00:05Z', 'no'],
])('exact times are compared: %s', (told, expected) => {
	expect(seen(told)).toBe(expected);
});

test.each([undefined, null, '', 'lately', 1_777_629_600, {}])('%p tells nothing', (told) => {
	expect(seen(told)).toBe('unknown');
});

test.each([
	// The day alone may be before the time or after it.
	['2026-05-01', 'unknown'],
	['2026-05-01T00:00:00Z', 'unknown'],
	['2026-05-01 00:00:00Z', 'unknown'],
	['2026-04-29', 'no'],
	['2026-05-02T00:00:00Z', 'yes'],
	['2026-05-03', 'yes'],
	// So may a time of which nobody knows the zone.
	['2026-05-01T09:00:00', 'unknown'],
	['2026-05-01 12:00:00', 'unknown'],
	['2026-04-30T19:00:00', 'no'],
	['2026-05-02T01:00:00', 'yes'],
])('what is not exact tells only what it can: %s', (told, expected) => {
	expect(seen(told)).toBe(expected);
});

test('a record that has the very time that it was read with is as it was', () => {
	expect(seen('2026-05-01 12:00:00', '2026-05-01 12:00:00')).toBe('no');
	expect(seen('2026-05-01', '2026-05-01')).toBe('no');
});
