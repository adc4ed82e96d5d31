import fc from 'fast-check';
import { readEvent } from '../../../nodes/shared/webhook/event';
import { eventsOf } from '../../../nodes/shared/webhook/thin';

const read = (raw: Record<string, unknown>) => eventsOf(readEvent(raw));

const keysOf = (raw: Record<string, unknown>) => read(raw).map(({ recordKey }) => recordKey);

describe('a body of IDs', () => {
	it('is one event for each ID, as if it had come alone', () => {
		expect(read({ event: 'assets.updated', body: ['a', 'b'] })).toMatchObject(
			['a', 'b'].map((key) => ({
				event: 'recordUpdated',
				entity: 'asset',
				recordKey: key,
				connectionId: null,
				occurredAt: null,
				data: { key },
				raw: { event: 'assets.updated', body: [key] },
			})),
		);
	});

	it('takes texts and numbers, each once, and says nothing for none', () => {
		expect(keysOf({ event: 'sites.inserted', body: ['a', 7, 'a', '7'] })).toEqual(['a', '7']);
		expect(keysOf({ event: 'sites.inserted', body: [] })).toEqual([]);
	});

	it('is known by other names of the list, and with other properties beside it', () => {
		expect(keysOf({ event: 'sites.inserted', IDs: ['a'] })).toEqual(['a']);
		expect(keysOf({ type: 'site.updated', connection_id: 7, record_ids: ['a'] })).toEqual(['a']);
		expect(read({ type: 'site.updated', connection_id: 7, data: ['a'] })).toMatchObject([
			{ connectionId: '7', recordKey: 'a' },
		]);
		expect(keysOf({ event: 'assets.deleted', body: ['a', 'b'] })).toEqual(['a', 'b']);
	});

	it.each([
		{ event: 'assets.updated', body: [{ key: 'a' }, 'b'] },
		{ event: 'assets.updated', body: [9007199254740993] },
		{ event: 'assets.updated', body: 'a' },
		{ event: 'asset.updated', record_key: 'a', data: ['name', 'status'] },
		{ event: 'widgets.updated', body: ['a', 'b'] },
		{ event: 'sync.completed', body: ['a', 'b'] },
		{ event: 'assets.updated' },
	])('is nothing else: %j is one event as it is', (raw) => {
		expect(read(raw)).toEqual([readEvent(raw)]);
	});

	it('leaves no ID out, however many there are', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.uuid(), { minLength: 1 }), (ids) => {
				expect(keysOf({ event: 'purchase_orders.updated', body: ids })).toEqual(ids);
			}),
		);
		const many = Array.from({ length: 200_000 }, (_, index) => `k${index}`);
		expect(keysOf({ event: 'assets.updated', body: many })).toHaveLength(200_000);
	});
});
