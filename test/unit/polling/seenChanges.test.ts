import { deliveryIdOf, fingerprintOf } from '../../../nodes/shared/polling/fingerprint';
import { SeenChanges } from '../../../nodes/shared/polling/seenChanges';

const change = (key: string, time: number, note = '') => fingerprintOf({ key, note }, time);

describe('the changes that were seen', () => {
	it('survive being kept as text, at 27 characters each', () => {
		const seen = new SeenChanges();
		for (let n = 0; n < 1000; n += 1) seen.add(change(`k${n}`, 1_777_000_000_000 + n));
		const text = seen.toString();
		expect(text).toHaveLength(27_000);
		const again = new SeenChanges(text);
		expect(again.size).toBe(1000);
		expect(again.has(change('k7', 1_777_000_000_007))).toBe(true);
		expect(again.has(change('k7', 1_777_000_000_008))).toBe(false);
		expect(again.has(change('k7', 1_777_000_000_007, 'other'))).toBe(false);
		expect(again.hasRecord(change('k7', 0))).toBe(true);
		expect(again.hasRecord(change('k1000', 0))).toBe(false);
	});

	it('are none where the text was cut off', () => {
		const seen = new SeenChanges();
		seen.add(change('k', 5));
		expect(new SeenChanges(seen.toString().slice(1)).size).toBe(0);
	});

	it('forget a record with its last change', () => {
		const seen = new SeenChanges();
		seen.add(change('k', 5));
		seen.add(change('k', 9));
		seen.forgetBefore(9);
		expect(seen.hasRecord(change('k', 0))).toBe(true);
		seen.forgetBefore(10);
		expect(seen.hasRecord(change('k', 0))).toBe(false);
		expect(seen.size).toBe(0);
	});

	it('shrink by whole times, oldest first, and tell from when on they are complete', () => {
		const seen = new SeenChanges();
		for (const time of [1, 2, 2, 2, 3, 4]) seen.add(change(`k${seen.size}`, time));
		expect(seen.shrink(6, 100)).toBeUndefined();
		expect(seen.shrink(4, 100)).toBe(3);
		expect(seen.size).toBe(2);
	});

	it('keep what is still to be read, however much that is', () => {
		const seen = new SeenChanges();
		for (const time of [1, 2, 2, 2]) seen.add(change(`k${seen.size}`, time));
		expect(seen.shrink(1, 2)).toBe(2);
		expect(seen.size).toBe(3);
		expect(seen.shrink(1, 2)).toBeUndefined();
	});
});

describe('the content of a record', () => {
	const file = (signature: string) => ({
		key: 'd1',
		url: `https://files.makini.io/d1?signature=${signature}`,
		name: 'plan',
	});

	it('is the same when only the signature of an address is new', () => {
		expect(fingerprintOf(file('a'), 1)).toEqual(fingerprintOf(file('b'), 1));
		expect(deliveryIdOf('document', file('a'), 1)).toBe(deliveryIdOf('document', file('b'), 1));
	});

	it('is another when a field changed', () => {
		const other = { ...file('a'), name: 'drawing' };
		expect(fingerprintOf(file('a'), 1)).not.toEqual(fingerprintOf(other, 1));
		expect(deliveryIdOf('document', file('a'), 1)).not.toBe(deliveryIdOf('document', other, 1));
	});

	it('stands for records without a key', () => {
		const seen = new SeenChanges();
		seen.add(fingerprintOf({ name: 'a' }, 1));
		expect(seen.has(fingerprintOf({ name: 'a' }, 1))).toBe(true);
		expect(seen.has(fingerprintOf({ name: 'b' }, 1))).toBe(false);
	});
});
