import { purchaseOrder } from '../../../nodes/shared/catalogue';
import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import { Repeats } from '../../../nodes/shared/glue/writes/repeats';
import { skippedText } from '../../../nodes/shared/glue/writes/skipped';

/** The messages of rows, by number. */
function told(rows: MakiniRecord[], fields: string[] = ['orderNo'], mostKept?: number) {
	const repeats = new Repeats(mostKept === undefined ? 'Items' : 'Lines', mostKept);
	rows.forEach((data, place) => repeats.add({ place, entity: purchaseOrder, data, fields }));
	repeats.keepErrorsOnly();
	const messages = rows.map(
		(data) => repeats.errorOf({ entity: purchaseOrder, data, fields })?.message,
	);
	return { messages, first: repeats.first() };
}

const a = { orderNo: 'PO-1', vendorKey: 'V1', totalNetValue: '12.50' };
const other = { ...a, totalNetValue: '13' };

describe('rows that mean the same record', () => {
	test.each<[string, MakiniRecord]>([
		['are the same in another spelling', { ...a, totalNetValue: 12.5, orderNo: ' PO-1 ' }],
		['are the same in another order', { totalNetValue: '12.5', vendorKey: 'V1', orderNo: 'PO-1' }],
	])('and %s do no harm', (_, same) => {
		const trimmed = { ...same, orderNo: 'PO-1' };
		expect(told([a, trimmed]).messages).toEqual([undefined, undefined]);
	});

	test('and differ have one error, which names both and the field; others have none', () => {
		const { messages, first } = told([a, { orderNo: 'PO-2' }, other, a]);

		const message = 'Items 0 and 2 have the same order number PO-1 and differ in total net value';
		expect(messages).toEqual([message, undefined, message, message]);
		expect(first).toMatchObject({ place: 0, count: 3 });
	});

	test('differ also where only one of them has a field', () => {
		expect(told([a, { ...a, notes: 'urgent' }]).messages[1]).toContain('differ in notes');
	});

	test('are told apart by all fields that are matched by', () => {
		const fields = ['vendorKey', 'orderNo'];
		const ofOther = { ...other, vendorKey: 'V2' };

		expect(told([a, ofOther], fields).messages).toEqual([undefined, undefined]);
		expect(told([a, ofOther, other], fields).messages).toEqual([
			expect.stringContaining(
				'have the same vendor key V1 and the same order number PO-1 and differ in',
			),
			undefined,
			expect.any(String),
		]);
	});

	test('are found by a digest where they are many; the field is not named then', () => {
		const { messages } = told([a, { orderNo: 'PO-2' }, other, { orderNo: 'PO-2' }], ['orderNo'], 0);

		const message = 'Lines 0 and 2 have the same order number PO-1 and differ in other fields';
		expect(messages).toEqual([message, undefined, message, undefined]);
	});
});

test.each([
	[0, 0, undefined],
	[3, 0, '3 items were skipped: they exist already.'],
	[1, 1, '1 item was skipped: it exists already. 1 item was skipped: it does not exist.'],
	[0, 1200, '1,200 items were skipped: they do not exist.'],
])('of %d that exist and %d that do not is said: %s', (exist, missing, text) => {
	expect(skippedText({ changed: 0, exist, missing }, ['item', 'items'])).toBe(text);
});
