import { equal, match, ok } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { storeDemo } from '../../scripts/host/demo';
import { storeWorkflow, type WorkflowFile } from '../../scripts/host/workflows';
import { purchaseOrderSync } from '../../sandbox/scenarios';
import { startSandbox, type RunningSandbox } from '../../sandbox/server/server';
import { loggedInPage } from './browser';
import { executeStep, openNode, openWorkflow, searchList } from './canvas';
import type { Suite } from './suite';

let sandbox: RunningSandbox;
let page: Page;
let workflow: string;

function makiniNode(
	name: string,
	x: number,
	parameters: Record<string, unknown>,
): WorkflowFile['nodes'][number] & { id: string; typeVersion: number; position: number[] } {
	return {
		id: `00000000-0000-4000-8000-0000000000${x / 10}`,
		name,
		type: 'n8n-nodes-makini.makiniPurchaseOrder',
		typeVersion: 1,
		position: [x, 0],
		parameters: { resource: 'purchaseOrder', ...parameters },
		credentials: { makiniApi: { id: null, name: 'Makini A' } },
	};
}

const trigger = {
	id: '00000000-0000-4000-8000-000000000001',
	name: 'Run by Hand',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const forms: WorkflowFile = {
	name: 'Forms of the purchase order node',
	nodes: [
		trigger,
		makiniNode('Create', 220, { operation: 'create' }),
		makiniNode('Get', 440, { operation: 'get' }),
		makiniNode('Change Status', 660, { operation: 'updateStatus' }),
		makiniNode('Get Many', 880, { operation: 'getAll', output: 'simplified' }),
		makiniNode('Remove', 990, { operation: 'delete' }),
		makiniNode('Value Map', 1100, {
			operation: 'upsert',
			valueMap: { entries: [{ field: 'status', from: 'Released', to: '' }] },
		}),
	],
	connections: {
		'Run by Hand': { main: [[{ node: 'Get Many', type: 'main', index: 0 }]] },
	},
	settings: {},
};

/** A node that says what an update would change, for the first order and another vendor. */
function previewNode(): WorkflowFile['nodes'][number] {
	const a = sandbox.connection('a');
	const [order] = a.records('purchase-orders');
	const vendor = a.records('vendors').find(({ key }) => key !== order?.vendorKey);
	return makiniNode('Preview', 1210, {
		operation: 'update',
		recordKey: { __rl: true, mode: 'number', value: String(order?.orderNo) },
		preview: true,
		inputMode: 'json',
		jsonData: JSON.stringify({ title: 'Bearings for line 3', vendor: String(vendor?.code) }),
	});
}

const panelText = async (): Promise<string> => await page.getByTestId('ndv').innerText();

async function open(url: string, name: string): Promise<void> {
	await openWorkflow(page, url, workflow);
	await openNode(page, name);
}

/** The forms that people fill in: fields of the connection, records to choose from, results to look at. */
export const formsSuite: Suite = {
	name: 'forms',
	async before({ n8n, browser }) {
		sandbox = await startSandbox({ connections: purchaseOrderSync() });
		await storeDemo(n8n.client, sandbox.url);
		const nodes = [...forms.nodes, previewNode()];
		workflow = await storeWorkflow(n8n.client, { ...forms, nodes });
		page = await loggedInPage(await browser(), n8n.url);
	},
	tests: [
		{
			name: 'Create offers the fields of a purchase order',
			async run({ n8n, imagePath }) {
				await open(n8n.url, 'Create');
				await page.getByText('Order Number').first().waitFor();
				const text = await panelText();
				for (const label of ['Order Number', 'Vendor', 'Line Items', 'Due At']) {
					match(text, new RegExp(`^${label}$`, 'm'));
				}
				await page.screenshot({ path: imagePath('purchase-order-create') });
			},
		},
		{
			name: 'a purchase order is found in the list by its number',
			async run({ n8n, imagePath }) {
				await open(n8n.url, 'Get');
				const found = await searchList(page, 'recordKey', '000123');
				await page.screenshot({ path: imagePath('purchase-order-list') });
				ok(found.length > 0, 'the list is empty');
				for (const name of found) match(name, /000123/);
			},
		},
		{
			name: 'a status is chosen from the statuses of the connection',
			async run({ n8n, imagePath }) {
				await open(n8n.url, 'Change Status');
				const found = await searchList(page, 'status', 'Appr');
				await page.screenshot({ path: imagePath('purchase-order-status') });
				ok(found.length > 0, 'the list is empty');
			},
		},
		{
			name: 'an operation that systems may lack says so',
			async run({ n8n }) {
				await open(n8n.url, 'Remove');
				match(await panelText(), /Only some connected systems support this operation/);
			},
		},
		{
			name: 'Get Many shows its orders as a table',
			async run({ n8n, imagePath }) {
				await open(n8n.url, 'Get Many');
				await executeStep(page);
				match(await panelText(), /50 items/);
				await page.screenshot({ path: imagePath('purchase-order-node') });
			},
		},
		{
			name: 'a record is chosen by its number, and a preview shows what would change, by name',
			async run({ n8n, imagePath }) {
				const before = sandbox.connection('a').counters().updated;
				await open(n8n.url, 'Preview');
				await executeStep(page);
				const text = await panelText();
				for (const word of ['wouldUpdate', 'changes', 'vendor', 'Bearings for line 3']) {
					match(text, new RegExp(word));
				}
				equal(sandbox.connection('a').counters().updated, before);
				await page.screenshot({ path: imagePath('purchase-order-preview') });
			},
		},
		{
			name: 'a value map offers what the connection has',
			async run({ n8n, imagePath }) {
				await open(n8n.url, 'Value Map');
				await page.getByText('Loading options').first().waitFor({ state: 'hidden' });
				await page.getByText('To Name or ID').first().scrollIntoViewIfNeeded();
				await page.getByText('To Name or ID').first().locator('xpath=following::input[1]').click();
				await page
					.getByRole('option', { name: /Approved/ })
					.first()
					.waitFor();
				match(await panelText(), /From/);
				await page.screenshot({ path: imagePath('purchase-order-value-map') });
			},
		},
	],
	async after() {
		await page.context().close();
		await sandbox.stop();
	},
};
