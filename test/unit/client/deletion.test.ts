import { isDeleted } from '../../../nodes/shared/client/wire/deletion';

test.each([
	{ deletedAt: '2026-01-01T00:00:00Z' },
	{ deletedAt: '20260101' },
	{ deletedAt: 1_767_225_600 },
	{ deletedAt: true },
	{ _deletedAt: '2026-01-01' },
	{ deletedAt: null, _deletedAt: '2026-01-01' },
	{ isDeleted: true },
])('%j was deleted', (record) => {
	expect(isDeleted(record)).toBe(true);
});

// What systems write where there is no time; to take it for one would leave out every record.
test.each([
	{},
	{ deletedAt: null },
	{ deletedAt: undefined },
	{ deletedAt: '' },
	{ deletedAt: ' ' },
	{ deletedAt: false },
	{ deletedAt: 0 },
	{ deletedAt: '0' },
	{ deletedAt: 'false' },
	{ deletedAt: '00000000' },
	{ deletedAt: '0000-00-00 00:00:00' },
	{ deletedAt: '0001-01-01T00:00:00' },
	{ deletedAt: '1970-01-01T00:00:00Z' },
	{ deletedAt: '9999-12-31' },
	{ _deletedAt: '0000-00-00' },
	{ isDeleted: false },
	{ isDeleted: 'true' },
	{ lineItems: [{ deletedAt: '2026-01-01' }] },
])('%j was not', (record) => {
	expect(isDeleted(record)).toBe(false);
});
