import { invoice } from '../../../nodes/shared/catalogue/purchasing/invoicing';
import { purchaseOrder } from '../../../nodes/shared/catalogue/purchasing/purchasing';
import { leftOutLines } from '../../../nodes/shared/client/matching/leftOutLines';

const ORDER = {
	lineItems: [
		{ key: 'L1', lineNo: '10', materialKey: 'M1' },
		{ key: 'L2', lineNo: '20', materialKey: 'M2' },
	],
};

const left = (lineItems: unknown, record: Record<string, unknown> = ORDER): unknown =>
	leftOutLines(purchaseOrder.fields, { lineItems }, record)?.lines.map(({ key }) => key);

describe('lines that a list leaves out', () => {
	it.each([
		['nothing is said of lines', undefined, undefined],
		[
			'all are there, with a new one',
			[{ lineNo: 10 }, { lineNo: '20' }, { quantity: 5 }],
			undefined,
		],
		['their order changed', [{ lineNo: '20' }, { lineNo: ' 10 ' }], undefined],
		['their keys tell them', [{ key: 'L2' }, { key: 'L1' }], undefined],
		['one is gone', [{ lineNo: '10' }], ['L2']],
		[
			'a new one of the same material stands in its place',
			[{ lineNo: '10' }, { materialKey: 'M2' }],
			['L2'],
		],
		[
			'the key is another line of another system',
			[{ lineNo: '10' }, { key: 'L2', lineNo: '30' }],
			['L2'],
		],
		['the list is empty', [], ['L1', 'L2']],
		['the list is cleared', null, ['L1', 'L2']],
	])('%s', (_, given, expected) => expect(left(given)).toEqual(expected));

	it('a line that was deleted is not missed', () => {
		const lineItems = [{ key: 'L1', lineNo: '10', deletedAt: '2026-05-01T00:00:00Z' }];
		expect(left([{ quantity: 5 }], { lineItems })).toBeUndefined();
	});

	it('a record without lines loses none', () => {
		expect(left([{ quantity: 5 }], {})).toBeUndefined();
		expect(left([{ quantity: 5 }], { lineItems: null })).toBeUndefined();
	});

	it('an invoice shows its lines under another name than the one that they are written under', () => {
		const found = leftOutLines(invoice.fields, { lineItem: [{ lineNo: '10' }] }, ORDER);
		expect(found).toMatchObject({ field: { name: 'lineItem' }, lines: [{ key: 'L2' }], of: 2 });
	});
});
