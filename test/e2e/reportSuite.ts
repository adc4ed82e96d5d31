import { deepEqual, equal } from 'node:assert/strict';
import { storeDemo, type Demo } from '../../scripts/host/demo';
import { runWorkflow } from '../../scripts/host/executions';
import { purchaseOrderSync } from '../../sandbox/scenarios';
import { startSandbox, type RunningSandbox } from '../../sandbox/server/server';
import { parseCsv } from './csv';
import type { Suite } from './suite';

/** What people know the vendor by stands beside its key. */
const shownColumns = [
	'orderNo',
	'title',
	'vendorKey',
	'vendorCode',
	'vendorName',
	'orderDate',
	'totalGrossValue',
];
const least = 10_000;
const most = 50;

let sandbox: RunningSandbox;
let demo: Demo;

function expectedRows(): string[][] {
	const value = (order: Record<string, unknown>) => Number(order.totalGrossValue);
	const [orders, vendors] = [
		sandbox.connection('a').records('purchase-orders'),
		new Map(
			sandbox
				.connection('a')
				.records('vendors')
				.map((vendor) => [vendor.key, vendor]),
		),
	];
	return orders
		.filter((order) => value(order) >= least)
		.sort((a, b) => value(b) - value(a) || (String(a.orderNo) < String(b.orderNo) ? -1 : 1))
		.slice(0, most)
		.map((order) => {
			const vendor = vendors.get(String(order.vendorKey));
			const named: Record<string, unknown> = {
				...order,
				vendorCode: vendor?.code ?? '',
				vendorName: vendor?.name ?? '',
			};
			return shownColumns.map((column) => String(named[column]));
		});
}

/** The purchase order report, down to the content of its file. */
export const reportSuite: Suite = {
	name: 'report',
	async before({ n8n }) {
		sandbox = await startSandbox({ connections: purchaseOrderSync() });
		demo = await storeDemo(n8n.client, sandbox.url);
	},
	tests: [
		{
			name: 'the file holds the largest orders, in order, with the chosen columns',
			async run({ n8n }) {
				const execution = await runWorkflow(n8n.client, demo.report);
				equal(execution.status, 'success', execution.error);
				const [item] = execution.items('Write CSV File');
				const file = item?.binary?.data;
				equal(file?.fileName, 'large-purchase-orders.csv');
				const [header, ...rows] = parseCsv(await n8n.client.file(file));
				deepEqual(header, shownColumns);
				equal(rows.length, most);
				deepEqual(rows, expectedRows());
			},
		},
	],
	async after() {
		await sandbox.stop();
	},
};
