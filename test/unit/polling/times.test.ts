import { instantOf, isoOf } from '../../../nodes/shared/polling/times';

const EIGHT = Date.parse('2026-05-01T08:00:00.123Z');

it.each([
	['2026-05-01T08:00:00.123Z', EIGHT],
	['2026-05-01T08:00:00.123456Z', EIGHT],
	['2026-05-01T10:00:00.123+02:00', EIGHT],
	['2026-05-01T08:00:00.123', EIGHT],
	['2026-05-01 08:00:00.123', EIGHT],
	['2026-05-01 08:00:00', EIGHT - 123],
	['2026-05-01', Date.parse('2026-05-01T00:00:00Z')],
])('%s is a time', (text, millis) => {
	expect(instantOf(text)).toBe(millis);
});

it.each(['', 'soon', '2026-13-01T08:00:00Z', '1969-12-31T23:59:59Z', 1_777_000_000, null])(
	'%s is none',
	(value) => {
		expect(instantOf(value)).toBeUndefined();
	},
);

it('is asked for in UTC', () => {
	expect(isoOf(EIGHT)).toBe('2026-05-01T08:00:00.123Z');
});
