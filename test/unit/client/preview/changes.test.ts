import { catalogue, type Entity } from '../../../../nodes/shared/catalogue';
import { changesOf } from '../../../../nodes/shared/client/matching/changes';
import type { MakiniRecord } from '../../../../nodes/shared/client/wire/envelopes';

function entityNamed(name: string): Entity {
	const entity = catalogue[name];
	if (!entity) throw new Error(`There is no entity ${name}`);
	return entity;
}

const { fields } = entityNamed('purchaseOrder');

const changes = (sent: MakiniRecord, before?: MakiniRecord, after: MakiniRecord = {}) =>
	changesOf(fields, sent, before, after);

test('only what was given and differs is a change, whatever its spelling', () => {
	const before = {
		title: 'Old',
		totalNetValue: '12.50',
		dueAt: '2026-05-01T00:00:00Z',
		statusKey: 'S',
	};
	const sent = { title: 'New', totalNetValue: 12.5, dueAt: '2026-05-01T00:00:00.000+00:00' };
	expect(changes(sent, before)).toEqual([{ field: 'title', from: 'Old', to: 'New' }]);
});

test('empty is null, on both sides', () => {
	expect(changes({ title: '' }, { title: 'Old' })).toEqual([
		{ field: 'title', from: 'Old', to: null },
	]);
	expect(changes({ title: 'New', orderNo: null })).toEqual([
		{ field: 'title', from: null, to: 'New' },
	]);
});

test('references are called by their word and say whose key it is', () => {
	expect(changes({ vendorKey: 'V2' }, { vendorKey: 'V1' })).toEqual([
		{ field: 'vendor', from: 'V1', to: 'V2', of: 'vendor' },
	]);
});

test('lines are counted from one, and lines that come or go are told field by field', () => {
	const lines = [
		{ materialKey: 'M1', quantity: '1' },
		{ materialKey: 'M2', quantity: '2' },
	];
	const changed = [lines[0], { materialKey: 'M2', quantity: '3' }];
	expect(changes({ lineItems: changed }, { lineItems: lines })).toEqual([
		{ field: 'lineItems.2.quantity', from: '2', to: '3' },
	]);
	expect(changes({ lineItems: lines }, { lineItems: lines.slice(0, 1) })).toEqual([
		{ field: 'lineItems.2.material', from: null, to: 'M2', of: 'material' },
		{ field: 'lineItems.2.quantity', from: null, to: '2' },
	]);
	const gone = [
		{ field: 'lineItems.2.material', from: 'M2', to: null, of: 'material' },
		{ field: 'lineItems.2.quantity', from: '2', to: null },
	];
	const removed = changes({ lineItems: lines.slice(0, 1) }, { lineItems: lines });
	expect(removed).toHaveLength(2);
	expect(removed).toEqual(expect.arrayContaining(gone));
	expect(changes({ lineItems: [] }, { lineItems: lines.slice(1) })).toHaveLength(2);
});

test('what the system made of a value is what it changed to', () => {
	const before = { title: 'Old' };
	expect(changes({ title: 'New' }, before, { title: 'NEW' })).toEqual([
		{ field: 'title', from: 'Old', to: 'NEW' },
	]);
	expect(changes({ title: 'New' }, before, before)).toEqual([]);
});

test('custom fields count as well, also those that have parts; what only the system sets does not', () => {
	expect(changes({ costCentre: 'C1', more: { a: 1, b: [1, 2] } }, { more: { a: 2 } })).toEqual([
		{ field: 'costCentre', from: null, to: 'C1' },
		{ field: 'more.a', from: 2, to: 1 },
		{ field: 'more.b', from: null, to: '1, 2' },
	]);
	expect(changes({ createdAt: '2026-01-01' })).toEqual([]);
});
