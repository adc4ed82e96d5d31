import fc from 'fast-check';
import { isClosedJson } from '../../../nodes/shared/glue/closedJson';
import { responseOf } from '../../../nodes/shared/glue/send';
import { isCutOff } from '../../../nodes/shared/client/envelopes';

const objects = fc.oneof(
	fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()),
	fc.array(fc.jsonValue()),
);

const answer = (body: Buffer) =>
	responseOf({ statusCode: 200, headers: { 'Content-Type': 'application/json' }, body });

test('an object or array is closed, and nothing that was cut off of it is', () => {
	fc.assert(
		fc.property(objects, fc.nat(), fc.constantFrom(undefined, 2), (value, at, indent) => {
			const bytes = Buffer.from(JSON.stringify(value, undefined, indent));
			expect(isClosedJson(bytes)).toBe(true);
			expect(isClosedJson(bytes.subarray(0, at % bytes.length))).toBe(false);
			expect(isCutOff(answer(bytes))).toBe(false);
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
