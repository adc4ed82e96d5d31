import { invoice, purchaseOrder, vendor, workOrder } from '../../../../nodes/shared/catalogue';
import type { Resolving } from '../../../../nodes/shared/client/references/resolving';
import type { MakiniRecord } from '../../../../nodes/shared/client/wire/envelopes';
import { errorOf } from '../support';
import { listClient, many } from './support';

const { fields } = purchaseOrder;

const VENDORS = [
	{ key: '1', code: 'V-1', name: 'Nordwind ' },
	{ key: '2', code: 'V-2', name: 'Acme' },
	{ key: '3', code: 'V-3', name: 'Acme' },
	{ key: '4', code: 'V-4', name: 'Gone', deletedAt: '2026-01-01T00:00:00Z' },
	{ key: '5', code: 1001, name: 'Numbers' },
];

const STRICT: Resolving = { missing: 'fail', valueMap: [] };

function setUp(how: Partial<Resolving> = {}, records: Record<string, MakiniRecord[]> = {}) {
	const made = listClient({
		vendors: VENDORS.map((vendor) => ({ ...vendor })),
		materials: many(40, 'M'),
		statuses: [{ key: 's2', code: 'REL', name: 'Released' }],
		...records,
	});
	const resolve = async (data: MakiniRecord): Promise<MakiniRecord> =>
		await made.client.planReferences(fields, data, { ...STRICT, ...how }).resolve();
	return { ...made, resolve };
}

test.each<[string, unknown, string]>([
	['a code', 'V-2', '2'],
	['a code with blanks around it', ' V-2 ', '2'],
	['an exact name, whose record has a blank at its end', 'Nordwind', '1'],
	['a code as a number', 1001, '5'],
	['an object with a code', { code: 'V-3' }, '3'],
	['an object with a name', { name: 'Nordwind' }, '1'],
	['an object of another connection: its key counts for nothing', { key: '2', code: 'V-1' }, '1'],
	['a code, though two have the name', { code: 'V-3', name: 'Acme' }, '3'],
	['a code whose name is spelled otherwise', { code: 'V-1', name: 'Nordwind GmbH' }, '1'],
	['a name, where there is no such code', { code: 'X-9', name: 'Nordwind' }, '1'],
])('%s stands for the key of this connection', async (_, vendor, key) => {
	const { resolve } = setUp();
	expect(await resolve({ orderNo: 'PO-1', vendor })).toEqual({ orderNo: 'PO-1', vendorKey: key });
});

test('words beside the key that came with them decide, and a key that was set on purpose stays', async () => {
	const { resolve } = setUp();
	const vendor = { key: '2', code: 'V-1' };
	expect(await resolve({ vendorKey: '2', vendor })).toEqual({ vendorKey: '1' });
	expect(await resolve({ vendorKey: '3', vendor })).toEqual({ vendorKey: '3' });
	expect(await resolve({ vendorKey: '2', vendorCode: 'V-1', vendorName: 'Nordwind' })).toEqual({
		vendorKey: '1',
	});
});

test('lines have them too', async () => {
	const { resolve } = setUp();
	const lineItems = [
		{ lineNo: '1', materialKey: 'foreign', material: { key: 'foreign', code: 'M-7' } },
		{ lineNo: '2', material: 'M-8' },
	];
	expect(await resolve({ lineItems })).toEqual({
		lineItems: [
			{ lineNo: '1', materialKey: 'Mk7' },
			{ lineNo: '2', materialKey: 'Mk8' },
		],
	});
});

test.each<[string, unknown, string]>([
	['nothing', 'V-9', 'Vendor: there is no vendor "V-9"'],
	['another case', 'v-1', 'Vendor: there is no vendor "v-1"'],
	['two of a name', 'Acme', 'Vendor: more than one vendor has the name "Acme"'],
	[
		'code and name of two vendors',
		{ code: 'V-2', name: 'Nordwind' },
		'Vendor: the code "V-2" is vendor "Acme" in the connection that is written to, not "Nordwind"',
	],
	['nothing but a deleted one', { code: 'V-4', name: 'Gone' }, 'Vendor: there is no vendor'],
])('%s is refused by its name', async (_, vendor, message) => {
	const { resolve, server } = setUp();
	const error = await errorOf(resolve({ vendor }));
	expect(error.message).toContain(message);
	expect(error.details.parameter).toBe('fields.vendorKey');
	expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
});

test('what stands in a line is named by its line', async () => {
	const { resolve } = setUp();
	const error = await errorOf(resolve({ lineItems: [{ lineNo: '1' }, { material: 'X' }] }));
	expect(error.message).toBe('Line Items, entry 2, Material: there is no material "X"');
});

test('an empty text is refused unless emptying is meant, and nothing is none', async () => {
	const { resolve } = setUp();
	const error = await errorOf((async () => await resolve({ vendor: ' ' }))());
	expect(error.message).toBe('Vendor is empty');
	expect((await errorOf((async () => await resolve({ vendorKey: '' }))())).message).toBe(
		'Vendor is empty',
	);
	expect(await resolve({ vendorKey: null, vendor: null })).toEqual({ vendorKey: null });
	const meant = setUp({ missing: 'empty' });
	expect(await meant.resolve({ vendor: '' })).toEqual({ vendorKey: null });
	expect(await meant.resolve({ vendor: 'V-9' })).toEqual({ vendorKey: null });
});

test('the value map knows other words, for texts too', async () => {
	const { resolve } = setUp({
		valueMap: [
			{ field: 'status', from: 'approved', to: 'Released' },
			{ field: 'terms', from: 'N30', to: 'Net 30' },
		],
	});
	const given = {
		statusKey: 'x',
		status: { key: 'x', code: 'APPR', name: 'Approved' },
		terms: 'N30',
	};
	expect(await resolve(given)).toEqual({ statusKey: 's2', terms: 'Net 30' });
});

test('what is missing is created once, also for many at a time', async () => {
	const { resolve, server } = setUp({ missing: 'create' });
	const vendor = { key: 'a', code: 'V-9', name: 'New' };
	const made = await Promise.all([1, 2, 3, 4].map(async () => await resolve({ vendor })));
	expect(new Set(made.map(({ vendorKey }) => vendorKey)).size).toBe(1);
	const posts = server.requests.filter(({ method }) => method === 'POST');
	expect(posts.map(({ body }) => body)).toEqual([{ code: 'V-9', name: 'New' }]);
});

test('what is not found in a list that was read before is asked for anew', async () => {
	const { resolve, server, client } = setUp({}, { vendors: many(60, 'V') });
	const all = many(60, 'V').map(({ code }) => ({ vendor: code }));
	const plans = all.map((data) => client.planReferences(fields, data, STRICT));
	await Promise.all(plans.map(async (plan) => await plan.resolve()));
	expect(server.requests).toHaveLength(1);
	server.records.vendors?.push({ key: 'new', code: 'V-new', name: 'x' });
	expect(await resolve({ vendor: 'V-new' })).toEqual({ vendorKey: 'new' });
});

test('where a field has the name of a reference already, the words have another one', async () => {
	const statuses = [{ key: 's9', code: 'OPEN', name: 'Open' }];
	const { client } = listClient({ statuses }, 'eam');
	const given = { status: 'In the workshop', statusReference: 'OPEN' };
	const plan = client.planReferences(workOrder.fields, given, STRICT);
	expect(await plan.resolve()).toEqual({ status: 'In the workshop', statusKey: 's9' });
});

test.each<[string, unknown]>([
	['an empty object', {}],
	['an object whose code came out empty', { code: '' }],
	['an object whose code is missing', { code: undefined }],
	['an object with other names', { id: 'V-1' }],
])('%s is refused, and clears nothing', async (_, vendor) => {
	const { resolve } = setUp();
	const error = await errorOf((async () => await resolve({ orderNo: 'PO-1', vendor }))());
	expect(error.message).toBe('Vendor is empty');
});

test('a text beside a code that differs is two values, and a list is no key', async () => {
	const { resolve } = setUp();
	const twice = { vendor: 'V-2', vendorCode: 'V-1' };
	expect((await errorOf((async () => await resolve(twice))())).message).toBe(
		'Vendor has two values: "V-2" and "V-1"',
	);
	expect((await errorOf((async () => await resolve({ vendorKey: ['1'] }))())).message).toBe(
		'Vendor Key is not a key: ["1"]',
	);
});

test('the value map is gone through once', async () => {
	const { resolve } = setUp({
		valueMap: [
			{ field: 'vendor', from: 'V-1', to: 'V-2' },
			{ field: 'vendor', from: 'V-2', to: 'V-1' },
		],
	});
	for (const vendor of ['V-1', { code: 'V-1' }]) {
		expect(await resolve({ vendor })).toEqual({ vendorKey: '2' });
	}
	expect(await resolve({ vendorCode: 'V-2' })).toEqual({ vendorKey: '1' });
});

test.each<[string, unknown[], MakiniRecord[]]>([
	[
		'in different words',
		[{ code: 'N-2', name: 'Beta' }, 'Beta', { name: 'Beta' }],
		[{ name: 'Beta' }],
	],
	[
		'with one code and two names',
		[
			{ code: 'N-3', name: 'Gamma' },
			{ code: 'N-3', name: 'Gamma.' },
		],
		[{ code: 'N-3', name: 'Gamma' }],
	],
])('what is missing is created once at a time, %s, and not changed', async (_, given, created) => {
	const { resolve, server } = setUp({ missing: 'create' });
	const made = await Promise.all(given.map(async (vendor) => await resolve({ vendor })));
	expect(new Set(made.map(({ vendorKey }) => vendorKey)).size).toBe(1);
	const sent = server.requests.filter(({ method }) => method !== 'GET');
	expect(sent.map(({ method, body }) => [method, body])).toEqual(
		created.map((body) => ['POST', expect.objectContaining(body)]),
	);
});

test('nothing is created for a record that fails', async () => {
	const { resolve, server } = setUp({ missing: 'create' });
	const error = await errorOf(resolve({ vendor: 'V-77', status: 'No such status' }));
	expect(error.message).toBe('Status: there is no status "No such status"');
	expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
});

test('no order is created because something refers to it', async () => {
	const { client } = listClient({ 'purchase-orders': [] });
	const how: Resolving = { missing: 'create', valueMap: [] };
	const plan = client.planReferences(invoice.fields, { po: 'PO-10O1' }, how);
	expect((await errorOf(plan.resolve())).message).toContain('there is no purchase order "PO-10O1"');
});

test('what this process has changed is read anew', async () => {
	const { resolve, client, server } = setUp({}, { vendors: many(60, 'V') });
	const all = many(60, 'V').map(({ code }) => ({ vendor: code }));
	await Promise.all(
		all.map(async (data) => await client.planReferences(fields, data, STRICT).resolve()),
	);
	expect(await resolve({ vendor: 'V-1' })).toEqual({ vendorKey: 'Vk1' });
	const [zero, one] = server.records.vendors ?? [];
	Object.assign(one ?? {}, { code: 'V-x' });
	Object.assign(zero ?? {}, { code: 'V-1' });
	await client.records.update(vendor, 'Vk1', { code: 'V-x' });
	expect(await resolve({ vendor: 'V-1' })).toEqual({ vendorKey: 'Vk0' });
});
