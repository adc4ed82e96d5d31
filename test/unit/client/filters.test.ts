import { DateTime } from 'luxon';
import { purchaseOrder } from '../../../nodes/shared/catalogue';
import { checkCondition, toIsoTime } from '../../../nodes/shared/client/wire/filters';
import { problemOf } from '../glue/support';

const fields = new Map(purchaseOrder.fields.map((field) => [field.name, field]));
const check = (field: string, value: unknown) =>
	checkCondition(fields, { field, operator: 'eq', value }, 1);

test.each<[string, unknown, string]>([
	['title', ' x ', 'x'],
	['title', 7, '7'],
	['title', 0.1, '0.1'],
	['custom', true, 'true'],
	['dueAt', new Date('2026-05-01T08:00:00Z'), '2026-05-01T08:00:00Z'],
	['dueAt', DateTime.fromISO('2026-05-01T08:00:00Z'), '2026-05-01T08:00:00Z'],
])('a condition on %s compares with %p as %s', (field, value, text) => {
	expect(check(field, value).value).toBe(text);
});

test.each<[string, unknown, RegExp, RegExp]>([
	['title', ['a', 'b'], /has a list as its value$/, /an item for each/],
	['title', { a: 1 }, /has an object as its value$/, /a part of the object/],
	['title', true, /has true as its value$/, /no switch/],
	[
		'title',
		2 ** 53,
		/has a number that has lost digits as its value: 9007199254740992$/,
		/as a text/,
	],
	['title', NaN, /has no number as its value$/, /expression/],
	['dueAt', 20, /needs a date, but has "20"$/, /2026-05-01/],
	['dueAt', DateTime.fromISO('x'), /needs a date, but has "Invalid DateTime"$/, /2026-05-01/],
])('a condition on %s is refused with %p', (field, value, message, hint) => {
	const error = problemOf(() => check(field, value));
	expect(error.message).toMatch(message);
	expect(error.description).toMatch(hint);
});

test.each([
	['2026-05-01', '2026-04-30T22:00:00Z'],
	['2026-05', '2026-04-30T22:00:00Z'],
	['20260501', '2026-04-30T22:00:00Z'],
	['2026-121', '2026-04-30T22:00:00Z'],
	['2026-W18-5', '2026-04-30T22:00:00Z'],
	['2026-05-01 08:00:00', '2026-05-01T06:00:00Z'],
	['2026-05-01T08:00:00+00:00', '2026-05-01T08:00:00Z'],
])('%s is %s in the zone that is given', (text, time) => {
	expect(toIsoTime(text, 'Europe/Berlin')).toBe(time);
});

test.each([
	'20',
	'2026',
	'2030-0200',
	'20:30',
	'T20',
	'203000',
	'1777622400',
	'2026-13-01',
	'x2026-05-01',
])('%s is no time', (text) => {
	expect(toIsoTime(text)).toBeUndefined();
});
