import fc from 'fast-check';
import {
	changedNumber,
	exactNumber,
	isExact,
	lostNumber,
	parseExact,
} from '../../../nodes/shared/client/wire/exact';

describe('JSON', () => {
	test.each<[string, unknown]>([
		['{"id": 9007199254740993}', { id: '9007199254740993' }],
		['{"id": -9007199254740993}', { id: '-9007199254740993' }],
		['[0.12345678901234567890123]', ['0.12345678901234567890123']],
		['[12345678901234567890.50]', ['12345678901234567890.5']],
		['[1.0000000000000000001e3]', ['1000.0000000000000001']],
		['[1e400]', [`1${'0'.repeat(400)}`]],
		['{"a": [{"b": 9007199254740993, "c": 1}]}', { a: [{ b: '9007199254740993', c: 1 }] }],
		['9007199254740993', '9007199254740993'],
		// Nothing is lost of these.
		[
			'[9007199254740992, 1e21, 0.1, 12.50, 1e3, -0]',
			[9007199254740992, 1e21, 0.1, 12.5, 1000, -0],
		],
		['[0.1000000000000000000000]', [0.1]],
		['{"9007199254740993": "9007199254740993"}', { '9007199254740993': '9007199254740993' }],
		[
			'["\\"9007199254740993", "\\\\", 9007199254740993]',
			['"9007199254740993', '\\', '9007199254740993'],
		],
	])('%s is read to the last digit', (json, value) => {
		expect(parseExact(json)).toEqual(value);
	});

	test('is otherwise read as ever', () => {
		fc.assert(
			fc.property(fc.json(), (json) => {
				expect(parseExact(json)).toEqual(JSON.parse(json));
			}),
		);
	});

	test.each(['{', '', '{"a": 9007199254740993,}'])('%j is none', (json) => {
		expect(() => parseExact(json)).toThrow(SyntaxError);
	});

	test('of many characters is no burden', () => {
		const long = `{"text": "${'x\\"'.repeat(2_000_000)}", "id": 9007199254740993}`;
		expect(parseExact(long)).toMatchObject({ id: '9007199254740993' });
	});

	test('tells which number would change', () => {
		expect(changedNumber('{"a": 1, "b": 9007199254740993}')).toBe('9007199254740993');
		expect(changedNumber('{"a": 1e21, "b": "9007199254740993"}')).toBeUndefined();
	});
});

test('numbers keep their digits, as texts where they have to', () => {
	expect(exactNumber('12.50')).toBe(12.5);
	expect(exactNumber('0.12345678901234567890123')).toBe('0.12345678901234567890123');
});

test.each([
	[0, true],
	[0.1, true],
	[Number.MAX_SAFE_INTEGER, true],
	[Number.MAX_SAFE_INTEGER + 1, false],
	[-(2 ** 60), false],
	[Infinity, false],
	[NaN, false],
])('%d can be what was meant: %s', (value, exact) => {
	expect(isExact(value)).toBe(exact);
});

test('a number that has lost digits is found wherever it stands', () => {
	expect(lostNumber({ a: [{ b: 2 ** 53 }] })).toBe(2 ** 53);
	expect(lostNumber({ a: ['9007199254740993', null, 0.5, NaN] })).toBeUndefined();
});
