import fc from 'fast-check';
import { isCutOff } from '../../../nodes/shared/client/wire/envelopes';
import { responseOf } from '../../../nodes/shared/glue/session/send';

const objects = fc.oneof(
	fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()),
	fc.array(fc.jsonValue()),
);

const answer = (body: Buffer) =>
	responseOf({ statusCode: 200, headers: { 'Content-Type': 'application/json' }, body });

test('an object or array is whole, and what was cut off of it is not', () => {
	fc.assert(
		fc.property(objects, fc.nat(), fc.constantFrom(undefined, 2), (value, at, indent) => {
			const bytes = Buffer.from(JSON.stringify(value, undefined, indent));
			// An answer without any content says nothing, which is another matter.
			const length = 1 + (at % (bytes.length - 1));
			expect(isCutOff(answer(bytes))).toBe(false);
			expect(isCutOff(answer(bytes.subarray(0, length)))).toBe(true);
		}),
	);
});

test.each([
	['{"data":[{"a":"}]}"', true],
	['{"data":["\\\\"]}', false],
	['{"data":["\\""]}', false],
	['  {"data":[', true],
	['{"data":[{"a":1}', true],
	// Neither can be told from an answer that is what it is.
	['', false],
	['"a text"', false],
	['<html>', false],
])('%j is cut off: %s', (text, expected) => {
	expect(isCutOff(answer(Buffer.from(text)))).toBe(expected);
});
