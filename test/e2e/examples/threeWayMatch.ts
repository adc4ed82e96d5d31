import { deepEqual, equal } from 'node:assert/strict';
import { readExample } from '../../../scripts/host/demo';
import { runWorkflow } from '../../../scripts/host/executions';
import { storeWorkflow, type WorkflowFile } from '../../../scripts/host/workflows';
import { parseCsv } from '../csv';
import type { EndToEnd, EndToEndTest } from '../suite';
import { peers, test } from './peers';

/** The columns of the file, as an analyst reads them. */
const COLUMNS = [
	'order',
	'line',
	'article',
	'problem',
	'ordered',
	'received',
	'invoiced',
	'orderPrice',
	'invoicePrice',
	'vendor',
	'invoicedBy',
	'invoices',
];

/** What does not agree in the sandbox. The orders, receivings and invoices that do agree are not among it. */
const DISAGREEMENTS = [
	'PO-2025-000002 | 10 | BELT-A68 | quantity received | 114 | 113 | 114 | 12.9 | 12.9 | V-0463 Cobalt Industrial Supply Ltd | V-0463 Cobalt Industrial Supply Ltd | INV-2026-00002',
	'PO-2026-000003 | 10 | SEAL-45 | quantity received | 75 | 76 | 75 | 4.15 | 4.15 | V-0219 Harbour Industrial Supply Ltd | V-0219 Harbour Industrial Supply Ltd | INV-2026-00003',
	'PO-2026-000004 | 10 | CBL-5G6 | quantity invoiced | 109 | 109 | 111 | 5.12 | 5.12 | V-0197 Atlas Automation AG | V-0197 Atlas Automation AG | INV-2026-00004',
	'PO-2024-000005 | 10 | CHN-12B | price | 116 | 116 | 116 | 21.9 | 23.4 | V-0476 Brightwater Industrial Supply Inc. | V-0476 Brightwater Industrial Supply Inc. | INV-2026-00005',
	'PO-2025-000007 | 10 | VLV-BALL | nothing received | 73 | 0 | 73 | 42.6 | 42.6 | V-0337 Kowalski Lubricants Ltd | V-0337 Kowalski Lubricants Ltd | INV-2026-00007',
	'PO-2025-000007 | 20 | BELT-A68 | nothing received | 59 | 0 | 59 | 12.9 | 12.9 | V-0337 Kowalski Lubricants Ltd | V-0337 Kowalski Lubricants Ltd | INV-2026-00007',
	'PO-2025-000007 | 30 | SEAL-45 | nothing received | 50 | 0 | 50 | 4.15 | 4.15 | V-0337 Kowalski Lubricants Ltd | V-0337 Kowalski Lubricants Ltd | INV-2026-00007',
	'PO-2025-000008 | 10, 30 | BELT-A68 | vendor | 26 | 26 | 26 | 12.9 | 12.9 | V-0309 Harbour Steel AG | V-0001 Nordwind Steel Ltd | INV-2026-00008',
	'PO-2025-000008 | 20 | SNS-PT100 | vendor | 48 | 48 | 48 | 54.8 | 54.8 | V-0309 Harbour Steel AG | V-0001 Nordwind Steel Ltd | INV-2026-00008',
	'PO-2025-000011 | 10 | BRG-22210 | quantity received, quantity invoiced | 102 | 101 | 101 | 87.9 | 87.9 | V-0350 Fjord Automation SAS | V-0350 Fjord Automation SAS | INV-2026-00010',
	'none (INV-2026-00009) |  | GRS-LI | not ordered | 0 | 0 | 100 |  | 6.7 |  | V-0217 Fjord Lubricants GmbH | INV-2026-00009',
	'none (INV-2026-00009) |  | BLT-M12 | not ordered | 0 | 0 | 103 |  | 0.58 |  | V-0217 Fjord Lubricants GmbH | INV-2026-00009',
];

/** The example with pages of this size. */
function withPages(example: WorkflowFile, pageSize: number): WorkflowFile {
	const nodes = example.nodes.map((node) =>
		node.type.startsWith('n8n-nodes-makini.')
			? { ...node, parameters: { ...node.parameters, options: { pageSize } } }
			: node,
	);
	return { ...example, nodes };
}

async function check({ n8n }: EndToEnd, workflow: string): Promise<void> {
	const execution = await runWorkflow(n8n.client, workflow);
	equal(execution.status, 'success', execution.error);
	const [item] = execution.items('Write CSV File');
	const [header, ...rows] = parseCsv(await n8n.client.file(item?.binary?.data));
	deepEqual(header, COLUMNS);
	deepEqual(
		rows.map((row) => row.join(' | ')),
		DISAGREEMENTS,
	);
}

export const threeWayMatchTests: EndToEndTest[] = [
	test('three-way match: what does not agree is listed, and nothing else', async (context) => {
		await check(context, peers().demo.threeWayMatch);
	}),
	test('three-way match: the same with pages of two records', async (context) => {
		const example = withPages(await readExample('three-way-match'), 2);
		await check(context, await storeWorkflow(context.n8n.client, example));
	}),
];
