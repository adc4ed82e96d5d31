import { purchaseOrder } from '../../../../nodes/shared/catalogue';
import { referringOf } from '../../../../nodes/shared/catalogue/referring';
import { withFlatNames } from '../../../../nodes/shared/client/references/naming';
import { response } from '../support';
import { listClient, many } from './support';

const { fields } = purchaseOrder;

const order = {
	key: 'o1',
	orderNo: 'PO-1',
	vendorKey: 'Vk1',
	siteKey: '',
	statusKey: 's1',
	lineItems: [
		{ lineNo: '1', materialKey: 'Mk2', uomKey: 'u1' },
		{ lineNo: '2', materialKey: null },
	],
};

const world = () => ({
	vendors: many(3, 'V'),
	materials: many(5, 'M'),
	statuses: [{ key: 's1', code: 'APPR', name: 'Approved' }],
});

test('code and name stand beside the key, in lines as well', async () => {
	const { client } = listClient(world());
	const [named] = await client.references.named(fields, [order]);
	expect(named).toMatchObject({
		vendorKey: 'Vk1',
		vendor: { key: 'Vk1', code: 'V-1', name: 'V no. 1' },
		lineItems: [
			{ materialKey: 'Mk2', material: { key: 'Mk2', code: 'M-2', name: 'M no. 2' } },
			{ lineNo: '2', materialKey: null },
		],
	});
	expect(named).not.toHaveProperty('site');
	expect(Object.keys(named ?? {}).slice(2, 4)).toEqual(['vendorKey', 'vendor']);
});

test('flat texts take the place of keys, and a key without a name stays', async () => {
	const { client } = listClient({ ...world(), vendors: [] });
	const [named = {}] = await client.references.named(fields, [
		{ orderNo: 'PO-1', vendorKey: 'gone', statusKey: 's1' },
	]);
	expect(withFlatNames(referringOf(fields), named, false)).toEqual({
		orderNo: 'PO-1',
		vendorKey: 'gone',
		statusCode: 'APPR',
		statusName: 'Approved',
	});
});

test('a list is read once for many, and kept for some minutes', async () => {
	const { client, server, clock } = listClient({ vendors: many(250, 'V') });
	const orders = many(200, 'V').map(({ key }) => ({ vendorKey: key }));
	await client.references.named(fields, orders.slice(0, 100));
	await client.references.named(fields, orders);
	expect(server.count('vendors')).toBe(3);
	await clock.sleep(4 * 60_000);
	await client.references.named(fields, orders);
	expect(server.count('vendors')).toBe(3);
	await clock.sleep(2 * 60_000);
	await client.references.named(fields, orders.slice(0, 1));
	expect(server.count('vendors')).toBe(4);
});

test('few of a long list are read one by one', async () => {
	const { client, server } = listClient({ materials: many(20_000, 'M') });
	const [one] = await client.references.named(fields, [
		{ lineItems: [{ materialKey: 'Mk19999' }] },
	]);
	expect(one).toMatchObject({ lineItems: [{ material: { code: 'M-19999' } }] });
	expect(server.count('materials')).toBe(1);
});

test('1,000 orders with 3,000 lines, 500 vendors and 20,000 materials take few requests', async () => {
	const { client, server } = listClient({
		vendors: many(500, 'V'),
		materials: many(20_000, 'M'),
	});
	const orders = Array.from({ length: 1_000 }, (_, index) => ({
		vendorKey: `Vk${index % 500}`,
		lineItems: [0, 1, 2].map((line) => ({
			materialKey: `Mk${(index * 37 + line * 6_007) % 20_000}`,
		})),
	}));
	for (let page = 0; page < 10; page += 1) {
		const named = await client.references.named(fields, orders.slice(page * 100, page * 100 + 100));
		for (const record of named) {
			expect(record).toMatchObject({ vendor: { code: expect.any(String) } });
		}
	}
	process.stdout.write(`\nreads for the names of 1,000 orders: ${server.requests.length}\n`);
	expect(server.requests.length).toBeLessThanOrEqual(250);
});

test('names that cannot be read fail nothing, and are told', async () => {
	const { client, server } = listClient(world());
	server.refused.set('vendors', response(403, { message: 'No access' }));
	const [named] = await client.references.named(fields, [order]);
	expect(named).toMatchObject({ vendorKey: 'Vk1', orderNo: 'PO-1' });
	expect(named).not.toHaveProperty('vendor');
	expect(client.references.unread.map(({ entity }) => entity)).toEqual(['vendor']);
	await client.references.named(fields, [order]);
	expect(server.count('vendors')).toBe(1);
});

test('a list that takes longer than names are kept is read once, and its first page not for ever', async () => {
	const { client, server, clock } = listClient({ vendors: many(5_000, 'V') });
	server.takesMs = 10_000;
	const orders = many(900, 'V').map(({ key }) => ({ vendorKey: key }));
	await client.references.named(fields, orders);
	const read = server.count('vendors');
	await client.references.named(fields, [{ vendorKey: 'Vk4999' }]);
	expect(server.count('vendors')).toBe(read);
	await clock.sleep(60 * 60_000);
	await client.references.named(fields, [{ vendorKey: 'Vk1' }]);
	expect(server.count('vendors')).toBeGreaterThan(read);
});

test('names that are not known when the time is over are left out, where that was asked for', async () => {
	const { client, clock } = listClient(world());
	await client.references.named(fields, [{ vendorKey: 'Vk1' }]);
	clock.cancel();
	const [named] = await client.references.named(fields, [order], 'keysAlone');
	expect(named).toMatchObject({ vendor: { name: 'V no. 1' }, statusKey: 's1' });
	expect(named).not.toHaveProperty('status');
	await expect(client.references.named(fields, [order])).rejects.toMatchObject({
		kind: 'cancelled',
	});
});
