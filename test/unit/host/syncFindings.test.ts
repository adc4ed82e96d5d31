import { findings, untoldStatuses } from '../../../scripts/host/sync/findings';
import { grouped, namedAlike, reasonOf } from '../../../scripts/host/sync/report';
import type { SyncRun } from '../../../scripts/host/sync/run';
import type { MeaningComparison } from '../../../sandbox/meaning';

const compared = (more: Partial<MeaningComparison>): MeaningComparison => ({
	equal: [],
	differing: [],
	missing: [],
	extra: [],
	doubled: [],
	...more,
});

/** A run in which PO-1 is created, PO-2 updated, PO-3 left alone, and PO-4 refused. */
const good: SyncRun = {
	summary: { read: 4, created: 1, updated: 1, unchanged: 1, failed: 1 },
	failures: [
		{ orderNo: 'PO-4', reason: 'Vendor: there is no vendor with the code "V-9" [item 4]' },
	],
	expected: {
		created: ['PO-1'],
		updated: ['PO-2'],
		unchanged: ['PO-3'],
		refused: [
			{ orderNo: 'PO-4', obstacles: [{ kind: 'lacking', field: 'vendorKey', word: 'V-9' }] },
		],
		byName: [],
	},
	written: { a: 0, created: 1, updated: 1 },
	before: compared({ equal: ['PO-3'], missing: ['PO-1', 'PO-4'] }),
	after: compared({ equal: ['PO-1', 'PO-2', 'PO-3'], missing: ['PO-4'] }),
};

describe('what is wrong with a run of the sync', () => {
	it('is nothing where all is as the data say', () => expect(findings(good)).toEqual([]));

	it('is nothing where an update was sent again because its answer was lost', () => {
		expect(findings({ ...good, written: { ...good.written, updated: 2 } })).toEqual([]);
	});

	it('is nothing where an order refers to what has the same name and another code', () => {
		const differences = [{ orderNo: 'PO-2', field: 'vendorKey', a: 'V-1', b: 'V-7' }];
		const after = compared({
			equal: ['PO-1', 'PO-3'],
			differing: [{ orderNo: 'PO-2', differences }],
			missing: ['PO-4'],
		});
		const byName = [{ orderNo: 'PO-2', field: 'vendorKey', word: 'V-1', other: 'V-7' }];
		expect(findings({ ...good, after, expected: { ...good.expected, byName } })).toEqual([]);
		expect(findings({ ...good, after })).not.toEqual([]);
	});

	it.each<[string, Partial<SyncRun>, RegExp]>([
		[
			'another figure in the summary',
			{ summary: { ...good.summary, created: 2 } },
			/created should be 1, not 2/,
		],
		[
			'a creation too many',
			{ written: { a: 0, created: 2, updated: 1 } },
			/created 2 orders, not 1/,
		],
		['no update', { written: { a: 0, created: 1, updated: 0 } }, /updated 0 orders, not 1/],
		['a write into A', { written: { a: 1, created: 1, updated: 1 } }, /A took 1 write/],
		[
			'an order that failed without a cause',
			{
				failures: [...good.failures, { orderNo: 'PO-1', reason: 'Timeout' }],
			},
			/PO-1 .*should have arrived.*Timeout/,
		],
		['an order that did not fail', { failures: [] }, /PO-4 .*should have failed.*V-9/],
		[
			'a reason that does not name what is missing',
			{
				failures: [{ orderNo: 'PO-4', reason: 'Something is wrong' }],
			},
			/PO-4 .*"V-9".*Something is wrong/,
		],
		[
			'an order that did not arrive',
			{
				after: compared({ equal: ['PO-2', 'PO-3'], missing: ['PO-1', 'PO-4'] }),
			},
			/PO-1 .*is not in B/,
		],
		[
			'an order that refers to something else',
			{
				after: compared({
					equal: ['PO-1', 'PO-3'],
					differing: [
						{
							orderNo: 'PO-2',
							differences: [{ orderNo: 'PO-2', field: 'vendorKey', a: 'V-1', b: 'V-2' }],
						},
					],
					missing: ['PO-4'],
				}),
			},
			/PO-2 .*vendorKey.*"V-1" in A, "V-2" in B/,
		],
		[
			'a refused order that was written',
			{
				after: compared({ equal: ['PO-1', 'PO-2', 'PO-3', 'PO-4'] }),
			},
			/PO-4 .*was refused.*is in B/,
		],
		['a double', { after: { ...good.after, doubled: ['PO-1'] } }, /PO-1 .*more than once/],
		['an order of nobody', { after: { ...good.after, extra: ['PO-9'] } }, /PO-9 .*none of those/],
	])('is %s', (_, more, finding) => {
		const found = findings({ ...good, ...more });
		expect(found.join('\n')).toMatch(finding);
	});
});

describe('statuses that cannot be told', () => {
	const lackingStatus = (orderNo: string, word: string) => ({
		orderNo,
		obstacles: [{ kind: 'lacking' as const, field: 'statusKey', word }],
	});
	const run = {
		...good,
		expected: {
			...good.expected,
			refused: [lackingStatus('PO-4', 'DRAFT'), lackingStatus('PO-5', 'SENT')],
		},
		failures: [{ orderNo: 'PO-4', reason: 'there is no status with the code "DRAFT"' }],
	};

	it('are told apart by whether the workflow names them', () => {
		expect(untoldStatuses(run)).toEqual({ named: ['DRAFT'], unnamed: ['SENT'] });
		expect(findings(run).join('\n')).toMatch(/No reason names SENT/);
	});
});

describe('references by name alone', () => {
	it('are told by code, with their orders', () => {
		const at = (orderNo: string, other: string) => ({
			orderNo,
			field: 'vendorKey',
			word: 'V-1',
			other,
		});
		expect(namedAlike([at('PO-1', 'V-7'), at('PO-2', 'V-7'), at('PO-3', 'V-8')])).toEqual([
			'V-1 is "V-7" in B, which has the same name: PO-1, PO-2',
			'V-1 is "V-8" in B, which has the same name: PO-3',
		]);
	});
});

describe('reasons for people', () => {
	it('count what fails for the same reason, whatever the item and the order', () => {
		const locked = (orderNo: string, item: number) => ({
			orderNo,
			reason: `Makini refused updating the purchase order: The purchase order ${orderNo} is Released [item ${item}]`,
		});
		expect(reasonOf(locked('PO-1', 3))).toBe(
			'Makini refused updating the purchase order: The purchase order … is Released',
		);
		expect(grouped([locked('PO-1', 0), locked('PO-22', 5)])).toEqual([
			'2  Makini refused updating the purchase order: The purchase order … is Released: PO-1, PO-22',
		]);
	});

	it('are bounded, the most frequent first', () => {
		const failures = Array.from({ length: 60 }, (_, index) => ({
			orderNo: `PO-${index}`,
			reason: index < 20 ? 'Often' : `Once ${index}`,
		}));
		const lines = grouped(failures);
		expect(lines).toHaveLength(11);
		expect(lines[0]).toBe('20  Often: PO-0, PO-1, PO-2, PO-3, PO-4 and 15 more');
		expect(lines[10]).toBe('31  for 31 other reasons');
	});
});
