import { hintToCollect } from '../../../nodes/shared/files/collect';

afterEach(() => jest.restoreAllMocks());

test('the hint to collect asks for more than V8 gives without looking, and keeps none of it', () => {
	const asked = jest.spyOn(Buffer, 'allocUnsafeSlow').mockReturnValue(Buffer.from(''));
	expect(hintToCollect()).toBeUndefined();
	const bytes = asked.mock.calls.map(([size]) => size);
	// Twice the largest young generation of Node.js 24, and then something that is asked for while this is there.
	expect(bytes).toEqual([128 * 1024 * 1024, 1]);
});

test('a system that has no memory to promise does not fail a run', () => {
	jest.spyOn(Buffer, 'allocUnsafeSlow').mockImplementation(() => {
		throw new RangeError('Array buffer allocation failed');
	});
	expect(hintToCollect).not.toThrow();
});
