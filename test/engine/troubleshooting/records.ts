import type { INodeParameters } from 'n8n-workflow';
import { runNode } from '../../support/engine';
import {
	AUTO_MAP,
	asJson,
	byKey,
	holdTime,
	mapped,
	orders,
	passUntil,
	recordAt,
	run,
	startPeer,
} from '../support';
import { creating, listing, onOrders, said, whileCreating, type Scenario } from './scenario';

const filtered = (field: string, value: string, more: object = {}) =>
	orders('getAll', { filters: { conditions: [{ field, operator: 'eq', value }] }, ...more });

/** An order for a vendor that is known by words. */
const creatingFor = (vendor: unknown) =>
	orders('create', asJson(JSON.stringify({ orderNo: 'N-1', vendor })));

/** What creating an order says where the connection has these two vendors. */
async function withTwoVendors(vendors: object[], vendor: unknown): Promise<string> {
	const peer = await startPeer();
	for (const each of vendors) {
		const parameters = { resource: 'vendor', operation: 'create', ...asJson(JSON.stringify(each)) };
		await run(peer, parameters, { node: 'MakiniVendor' });
	}
	return said(await run(peer, creatingFor(vendor)));
}

async function twoOfOneNumber(): Promise<string> {
	const peer = await startPeer();
	for (const title of ['One', 'Two'])
		await run(peer, orders('create', mapped({ orderNo: 'N-1', title })));
	return said(await run(peer, orders('upsert', mapped({ orderNo: 'N-1', title: 'Three' }))));
}

/** The sandbox compares times as instants, so that it finds an order by another spelling of its time. */
async function matchedByWhatIsNotShown(): Promise<string> {
	const meta = { current_page: 1, last_page: 1, per_page: 15, total: 1 };
	const body = { data: [{ key: '1', title: 'An order without its number' }], meta };
	const peer = await startPeer({
		faults: [{ match: { method: 'GET' }, effect: { kind: 'status', status: 200, body } }],
	});
	return said(await run(peer, orders('upsert', mapped({ orderNo: 'N-1' }))));
}

async function listedOnly(): Promise<string> {
	const peer = await startPeer({
		dialect: { filters: 'ignored' },
		faults: [
			{
				match: { method: 'GET', path: '/purchase-orders\\/.+/' },
				effect: { kind: 'status', status: 404 },
			},
		],
	});
	const { orderNo } = recordAt(peer.server, 'purchase-orders', 3);
	return said(await run(peer, orders('upsert', mapped({ orderNo, title: 'Mine' }))));
}

async function cutShort(): Promise<string> {
	const list = JSON.stringify({ data: [{ key: 'K1' }], meta: { last_page: 1, total: 250 } });
	const peer = await startPeer({
		faults: [{ effect: { kind: 'status', status: 200, body: list } }],
	});
	return said(await run(peer, listing));
}

async function lostAnswer(): Promise<string> {
	const peer = await startPeer({
		faults: [{ match: { method: 'POST' }, when: { nth: [1] }, effect: { kind: 'dropAfter' } }],
	});
	return said(await run(peer, { ...creating, options: { onUncertainWrite: 'fail' } }));
}

async function lostRequest(): Promise<string> {
	const { credentials } = await startPeer({
		faults: [{ match: { method: 'POST' }, effect: { kind: 'dropAfter' } }],
	});
	const parameters = {
		resource: 'path',
		operation: 'send',
		method: 'POST',
		path: '/api/erp/vendors',
		body: '{"name": "Nordwerk"}',
	};
	return said(await runNode({ node: 'MakiniApiRequest', parameters, credentials }));
}

async function unshownChange(): Promise<string> {
	const peer = await startPeer({
		faults: [{ match: { method: 'PUT' }, effect: { kind: 'status', status: 200, body: 'OK' } }],
	});
	const { key } = recordAt(peer.server, 'purchase-orders');
	holdTime();
	const parameters = orders('update', { ...byKey(key), ...mapped({ title: 'Bearings' }) });
	return said(await passUntil(run(peer, parameters), 5_000));
}

async function unsupported(): Promise<string> {
	const peer = await startPeer({ unsupported: ['DELETE purchase-orders'] });
	const { key } = recordAt(peer.server, 'purchase-orders');
	return said(await run(peer, orders('delete', byKey(key))));
}

async function brokenOff(): Promise<string> {
	const peer = await startPeer({ faults: [{ effect: { kind: 'garbage' } }] });
	holdTime();
	return said(await passUntil(run(peer, listing), 5_000));
}

/** What can go wrong while records are read. */
export const readingScenarios: Scenario[] = [
	{
		message: 'There is no <purchase order> with the key "<key>"',
		happen: async () => await onOrders(orders('get', byKey('nobody'))),
	},
	{
		message: 'There is no <purchase order> with the <order number> "<number>"',
		happen: async () => {
			const recordKey = { __rl: true, mode: 'number', value: 'PO-NONE' };
			return await onOrders(orders('get', { recordKey }));
		},
	},
	{
		message: 'Makini gave the same page of <purchase orders> twice',
		happen: async () => {
			const peer = await startPeer({
				omitTotals: true,
				faults: [{ match: { page: 2 }, effect: { kind: 'repeatedPage' } }],
			});
			return said(
				await run(peer, orders('getAll', { returnAll: true, options: { pageSize: 20 } })),
			);
		},
	},
	{
		message: "Makini's list of <purchase orders> was cut short <at 100 of 250>",
		happen: cutShort,
	},
	{
		message: "Makini's answer could not be read while <listing purchase orders>",
		happen: brokenOff,
	},
	{
		message: '"Updated After" cannot be used together with filters of which any may match',
		happen: async () =>
			await onOrders(
				filtered('orderNo', 'PO-1', { filterMatch: 'any', updatedAfter: '2026-05-01' }),
			),
	},
	{
		message: '"<Updated After>" came out empty',
		happen: async () => await onOrders(orders('getAll', { updatedAfter: '={{ $json.missing }}' })),
	},
	{
		message:
			'"Only Changed Since Last Run" cannot be used together with <more than one input item>',
		happen: async () => await onOrders(orders('getAll', { onlyChanged: true, outputAs: 'csv' })),
	},
	{
		message: '"<Updated After>" is a number: <value>',
		happen: async () => await onOrders(orders('getAll', { updatedAfter: '={{ 20 }}' })),
	},
	{
		message: '<The key of the purchase order is> a number that has lost digits<: value>',
		happen: async () => await onOrders(orders('get', byKey('={{ 9007199254740993 }}'))),
	},
	{
		message: 'Filter condition <1> (<field>) has <a list> as its value',
		happen: async () => await onOrders(filtered('orderNo', '={{ ["PO-1", "PO-2"] }}')),
	},
	{
		message: '"<Updated After>" is not a date: <value>',
		happen: async () => await onOrders(orders('getAll', { updatedAfter: 'yesterday' })),
	},
	{
		message: 'Filter condition <1> (<field>) has no value',
		happen: async () => await onOrders(filtered('orderNo', '={{ $json.missing }}')),
	},
	{
		message: 'Filter condition <1> (<field>) needs a date, but has "<value>"',
		happen: async () => await onOrders(filtered('dueAt', '05/01/2026')),
	},
	{
		message: 'Two filter conditions use the same field and operator (<field>, <operator>)',
		happen: async () =>
			await onOrders(
				orders('getAll', {
					filters: {
						conditions: ['PO-1', 'PO-2'].map((value) => ({
							field: 'orderNo',
							operator: 'eq',
							value,
						})),
					},
				}),
			),
	},
];

/** What can go wrong while records are written. */
/** What changing an order says with such options. */
async function changingSince(
	options: INodeParameters,
	more: Parameters<typeof startPeer>[0] = {},
): Promise<string> {
	const peer = await startPeer(more);
	const { key } = recordAt(peer.server, 'purchase-orders');
	const parameters = { ...byKey(String(key)), ...mapped({ title: 'New' }), options };
	return said(await run(peer, orders('update', parameters)));
}

export const writingScenarios: Scenario[] = [
	{
		message: 'Makini refused <creating the purchase order><: fields and reasons>',
		happen: async () =>
			await whileCreating({
				match: { method: 'POST' },
				effect: {
					kind: 'status',
					status: 422,
					body: { message: 'Invalid.', errors: { vendorKey: ['The vendor is required.'] } },
				},
			}),
	},
	{
		message: 'The connected system does not support <deleting purchase orders>',
		happen: unsupported,
	},
	{ message: 'The <purchase order N-1> may or may not have been created', happen: lostAnswer },
	{ message: 'The <purchase order 7> may or may not have been changed', happen: unshownChange },
	{ message: 'The request may or may not have been carried out', happen: lostRequest },
	{ message: 'More than one <purchase order> has the <orderNo> "<value>"', happen: twoOfOneNumber },
	{
		message: 'This connection does not look up <purchase orders> by <field> exactly',
		happen: matchedByWhatIsNotShown,
	},
	{
		message:
			'The list of <purchase orders> has one with the key "<key>", but there is none by that key',
		happen: listedOnly,
	},
	{
		message: 'The <purchase order PO-1> was changed after <time>',
		happen: async () => await changingSince({ ifChangedSince: '2020-01-01', onConflict: 'fail' }),
	},
	{
		message: 'Whether the <purchase order PO-1> was changed meanwhile cannot be told',
		happen: async () => {
			const body = { data: { key: '7', orderNo: 'PO-1', title: 'Old' } };
			const effect = { kind: 'status', status: 200, body } as const;
			const faults = [{ match: { method: 'GET' }, effect }];
			return await changingSince({ ifChangedSince: '2020-01-01', onConflict: 'skip' }, { faults });
		},
	},
	{
		message: '"On Conflict" is set to <skip>, and there is no time under "If Changed Since"',
		happen: async () =>
			await changingSince({ ifChangedSince: '={{ $json.nothing }}', onConflict: 'skip' }),
	},
	{
		message: '"If Changed Since" is not a time: <value>',
		happen: async () => await changingSince({ ifChangedSince: 'lately', onConflict: 'skip' }),
	},
	{
		message: '"On Conflict" cannot be used for <inventory records>',
		happen: async () => {
			const options = { ifChangedSince: '2020-01-01', onConflict: 'skip' };
			const parameters = { resource: 'material', operation: 'update', ...byKey('7') };
			const locator = { __rl: true, mode: 'id', value: '7' };
			const more = { parentKey: locator, ...mapped({ usedQuantity: 1 }), options };
			const peer = await startPeer({ systemType: 'eam' });
			return said(await run(peer, { ...parameters, ...more }, { node: 'MakiniWorkOrder' }));
		},
	},
	{
		message: '"Preview" is neither true nor false',
		happen: async () => await onOrders({ ...creating, preview: '={{ $json.nothing }}' }),
	},
	{
		message: '"Preview" is <true> for item <0> and <false> for item <1>',
		happen: async () => {
			const input = [{ json: { shows: true } }, { json: { shows: false } }];
			const parameters = { ...creating, preview: '={{ $json.shows }}' };
			return said(await run(await startPeer(), parameters, { input }));
		},
	},
	{
		message: 'The field to match by (<orderNo>) has no value',
		happen: async () => await onOrders(orders('upsert', mapped({ title: 'Bearings' }))),
	},
	{
		message: '<A purchase order> with the <order number N-1> already exists',
		happen: async () => {
			const peer = await startPeer();
			const { orderNo } = recordAt(peer.server, 'purchase-orders', 3);
			const options = { ifExists: 'fail' };
			return said(await run(peer, orders('upsert', { ...mapped({ orderNo }), options })));
		},
	},
	{
		message: 'There is no <purchase order> with the <order number N-1>',
		happen: async () =>
			await onOrders(
				orders('upsert', { ...mapped({ orderNo: 'N-1' }), options: { ifMissing: 'fail' } }),
			),
	},
	{
		message: '<Items 0 and 2> have the same <order number N-1> and differ in <title>',
		happen: async () => {
			const input = ['One', 'Two'].map((title) => ({ orderNo: 'N-1', title }));
			return said(await run(await startPeer(), orders('upsert', AUTO_MAP), { input }));
		},
	},
	{
		message: '<Vendor>: there is no <vendor "V-9">',
		happen: async () => await onOrders(creatingFor('V-9')),
	},
	{
		message: '<Vendor>: more than one <vendor> has the <name> "<Acme>"',
		happen: async () => await withTwoVendors([{ name: 'Acme' }, { name: 'Acme' }], 'Acme'),
	},
	{
		message:
			'<Vendor>: the code "<V-2>" is <vendor> "<Acme>" in the connection that is written to, not "<Nordwind>"',
		happen: async () =>
			await withTwoVendors(
				[
					{ code: 'V-2', name: 'Acme' },
					{ code: 'V-3', name: 'Nordwind' },
				],
				{ code: 'V-2', name: 'Nordwind' },
			),
	},
	{
		message: '<Vendor> has only a key, "<1001>", and nothing tells which connection it is from',
		happen: async () => {
			const input = [{ orderNo: 'N-1', vendorKey: '1001' }];
			return said(await run(await startPeer(), orders('create', AUTO_MAP), { input }));
		},
	},
	{
		message:
			'The key "<1001>" is the <purchase order> "<PO-7>" in this connection, but the item is "<PO-1>"',
		happen: async () => {
			const peer = await startPeer();
			const { key } = recordAt(peer.server, 'purchase-orders');
			const input = [{ key, orderNo: 'PO-1' }];
			return said(await run(peer, orders('delete', byKey('={{ $json.key }}')), { input }));
		},
	},
	{
		message: '<Line Items> leaves out <2> of the <3> lines that the <purchase order> has',
		happen: async () => {
			const peer = await startPeer({ linesPerOrder: 3 });
			const { key } = recordAt(peer.server, 'purchase-orders');
			const lines = mapped({ lineItems: [{ lineNo: '10' }] });
			return said(await run(peer, orders('update', { ...byKey(key), ...lines })));
		},
	},
	{
		message: 'The input has columns that are no fields: <names>',
		happen: async () => {
			const input = [{ orderNo: 'N-1', 'PO Date': '2026-05-01', Supplier: 'Acme' }];
			return said(await run(await startPeer(), orders('create', AUTO_MAP), { input }));
		},
	},
	{
		message: 'The file has columns of <line items>: <names>',
		happen: async () => {
			const text = 'orderNo,lineNo,material,quantity\nN-1,10,M-1,5\n';
			const data = {
				data: Buffer.from(text).toString('base64'),
				mimeType: 'text/csv',
				fileName: 'lines.csv',
			};
			const input = [{ json: {}, binary: { data } }];
			const parameters = orders('create', { inputMode: 'file' });
			return said(await run(await startPeer(), parameters, { input }));
		},
	},
	{
		message: '<Vendor> is empty',
		happen: async () => {
			const input = [{ orderNo: 'N-1', vendor: '' }];
			return said(await run(await startPeer(), orders('create', AUTO_MAP), { input }));
		},
	},
	{
		message: '<Total Net Value> is not <a number>: <value>',
		happen: async () =>
			await onOrders(orders('create', mapped({ orderNo: 'N-1', totalNetValue: '12,50' }))),
	},
	{
		message: 'The <purchase order> has no values',
		happen: async () => await onOrders(orders('create', asJson('{}'))),
	},
	{
		message: 'There is nothing to update',
		happen: async () => await onOrders(orders('update', { ...byKey('1'), ...AUTO_MAP })),
	},
	{
		message: 'The JSON is malformed: <reason>',
		happen: async () => await onOrders(orders('create', asJson('{"orderNo": "N-1",}'))),
	},
	{
		message: 'The JSON is not an object',
		happen: async () => await onOrders(orders('create', asJson('[{"orderNo": "N-1"}]'))),
	},
	{
		message: '<Vendor Key> has two values: "<value>" under Fields and "<value>" under References',
		happen: async () =>
			await onOrders(
				orders('create', {
					...mapped({ orderNo: 'N-1', vendorKey: 'one' }),
					chosenReferences: { vendorKey: { __rl: true, mode: 'id', value: 'another' } },
				}),
			),
	},
];
