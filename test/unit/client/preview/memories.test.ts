import { catalogue, type Entity } from '../../../../nodes/shared/catalogue';
import { RecentWrites } from '../../../../nodes/shared/client/matching/recentWrites';
import { Directories } from '../../../../nodes/shared/client/references/directory';

function entityNamed(name: string): Entity {
	const entity = catalogue[name];
	if (!entity) throw new Error(`There is no entity ${name}`);
	return entity;
}

const order = entityNamed('purchaseOrder');
const vendor = entityNamed('vendor');
const NAME = 'purchaseOrder:orderNo:N-1';
const NOW = Date.parse('2026-05-01T08:00:00Z');

const created = (key: string) => ({
	record: { key, orderNo: 'N-1' },
	data: { orderNo: 'N-1' },
	sentAt: NOW,
});

test('a preview knows what was written, also meanwhile, and tells nobody what it pretends', () => {
	const real = new RecentWrites();
	const pretended = new RecentWrites(real);
	real.created(order, created('K1'), NOW);
	expect(pretended.creationsOf(NAME, NOW)).toMatchObject([{ key: 'K1' }]);
	expect(pretended.growthOf(order)).toEqual(real.growthOf(order));

	pretended.created(order, created('P1'), NOW);
	expect(pretended.creationsOf(NAME, NOW).map(({ key }) => key)).toEqual(['K1', 'P1']);
	expect(real.creationsOf(NAME, NOW).map(({ key }) => key)).toEqual(['K1']);
	expect(real.growthOf(order).created).toBe(1);
	// The server's list does not grow by what is pretended, so that a count of it is no surprise.
	expect(pretended.growthOf(order).created).toBe(1);
	expect(pretended.creationSince(order, 'orderNo', NOW)?.key).toBe('K1');
});

test('what a preview finds to be gone is there for the others', () => {
	const real = new RecentWrites();
	real.created(order, created('K1'), NOW);
	real.updated(order, { key: 'K1', updatedAt: '2026-05-01T08:00:00Z' }, NOW);
	const pretended = new RecentWrites(real);
	pretended.missing(order, 'K1', NAME, NOW);
	expect(pretended.creationsOf(NAME, NOW)).toEqual([]);
	expect(pretended.hasChanged(order, 'K1', NOW)).toBe(false);
	expect(real.creationsOf(NAME, NOW)).toHaveLength(1);
	expect(real.hasChanged(order, 'K1', NOW)).toBe(true);
	expect(real.isGone('K1', NAME, NOW)).toBe(false);
});

test('an earlier creation in doubt is in doubt for a preview as well', () => {
	const real = new RecentWrites();
	real.inDoubt(order, [NAME], { sentAt: NOW }, NOW);
	const pretended = new RecentWrites(real);
	expect(pretended.doubtOf(NAME, NOW)).toMatchObject({ sentAt: NOW });
	pretended.seen(NAME, { record: { key: 'K1' }, value: 'N-1', values: {} }, NOW);
	expect(pretended.doubtOf(NAME, NOW)).toBeUndefined();
	expect(real.doubtOf(NAME, NOW)).toMatchObject({ sentAt: NOW });
});

test('a preview knows the names that are known, and keeps those that it makes up', () => {
	const real = new Directories();
	real.of(vendor).add([{ key: 'V1', code: 'V-1', name: 'Acme' }], NOW);
	real.of(vendor).complete(NOW, NOW);
	const pretended = new Directories(real);
	expect(pretended.of(vendor).find('code', 'V-1', NOW).found).toHaveLength(1);
	pretended.of(vendor).add([{ key: 'P1', code: 'V-2', name: 'New' }], NOW);
	expect(pretended.of(vendor).find('code', 'V-2', NOW).found).toHaveLength(1);
	expect(real.of(vendor).find('code', 'V-2', NOW).found).toHaveLength(0);
});
