import { readEvent } from '../../../nodes/shared/webhook/event';
import { FINGERPRINT_LENGTH, identify } from '../../../nodes/shared/webhook/identity';

const NOW = 1777802400000;

const identityOf = (raw: Record<string, unknown>, headers = {}) =>
	identify(readEvent(raw), headers, NOW);
const printOf = (raw: Record<string, unknown>, headers = {}) =>
	identityOf(raw, headers).fingerprint;

const update = {
	event: 'purchase_order.updated',
	connectionId: '1',
	timestamp: '2026-05-03T10:00:00Z',
};

describe('the identity of an event', () => {
	it('is short and of one length', () => {
		expect(printOf(update)).toHaveLength(FINGERPRINT_LENGTH);
		expect(printOf({})).toHaveLength(FINGERPRINT_LENGTH);
	});

	it('is the same for a repetition that counts its tries', () => {
		expect(printOf({ ...update, attempt: 2, sent_at: 'later' })).toBe(
			printOf({ ...update, attempt: 1 }),
		);
	});

	it('is the same for the same event ID, whatever record came with it', () => {
		const event = { ...update, event_id: 'e1' };
		expect(printOf({ ...event, data: { key: 'k', total: '2' } })).toBe(
			printOf({ ...event, data: { key: 'k', total: '1' } }),
		);
	});

	it.each(['id', 'uuid', 'webhook_id', 'event_id', 'delivery_id'])(
		'differs where a sender puts the ID of the record into %s',
		(name) => {
			const first = { ...update, [name]: 'po-1' };
			expect(printOf({ ...first, timestamp: '2026-05-03T10:00:01Z' })).not.toBe(printOf(first));
			expect(printOf({ ...first, event: 'purchase_order.inserted' })).not.toBe(printOf(first));
			expect(printOf({ ...first, connectionId: '2' })).not.toBe(printOf(first));
			expect(printOf({ ...first, data: { key: 'other' } })).not.toBe(printOf(first));
		},
	);

	it('differs for two changes within the same second, if their IDs may be those of the record', () => {
		const first = { ...update, id: 'po-1', data: { total: '1' } };
		expect(printOf({ ...first, data: { total: '2' } })).not.toBe(printOf(first));
	});

	it('takes an ID from a header only for content that says nothing of its own', () => {
		const [a, b] = [{ 'x-makini-delivery': 'a' }, { 'x-makini-delivery': 'b' }];
		expect(printOf({ event: 'connection.offline' }, a)).not.toBe(
			printOf({ event: 'connection.offline' }, b),
		);
		expect(printOf(update, a)).toBe(printOf(update, b));
		expect(printOf({ id: '1' }, a)).toBe(printOf({ id: '1' }, b));
	});

	it('says where the content alone is to go by, which two events can share', () => {
		const alone = (raw: Record<string, unknown>, headers = {}) =>
			identityOf(raw, headers).isContentAlone;
		expect(alone({ event: 'assets.updated', body: ['a'] })).toBe(true);
		expect(alone({ event: 'assets.updated', body: ['a'], id: '7' })).toBe(false);
		expect(alone({ event: 'assets.updated', body: ['a'], timestamp: 1777802400 })).toBe(false);
		expect(alone({ event: 'assets.updated', body: ['a'] }, { 'webhook-id': 'h' })).toBe(false);
	});

	it('is another one each time where the content alone is to go by', () => {
		const thin = readEvent({ event: 'assets.updated', body: ['a'] });
		const [first, second] = [identify(thin, {}, NOW), identify(thin, {}, NOW + 1)];
		expect(first.fingerprint).toBe(second.fingerprint);
		expect(first.deliveryId).not.toBe(second.deliveryId);
	});

	it('shows the ID that was sent', () => {
		expect(identityOf({ ...update, id: 'd1' }).deliveryId).toBe('d1');
		expect(identityOf({ ...update, id: 'd1', event_id: 'e1' }).deliveryId).toBe('e1');
		expect(identityOf(update, { 'x-makini-delivery': 'h1' }).deliveryId).toBe('h1');
		expect(identityOf(update).deliveryId).toBe(printOf(update));
	});
});
