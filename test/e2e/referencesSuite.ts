import { equal, match, ok } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { storeCredential, storeWorkflow, type WorkflowFile } from '../../scripts/host/workflows';
import { startSandbox, type RunningSandbox, type StoredRecord } from '../../sandbox/server/server';
import { loggedInPage } from './browser';
import {
	addToCollection,
	executeStep,
	openList,
	openNode,
	openWorkflow,
	scrollBeyond,
	typeSearch,
} from './canvas';
import type { Suite } from './suite';

const VENDORS = 10_000;

const ORDER_NO = 'REFERENCES-1';

const TOKEN = 'many-vendors-token';

const CREDENTIAL = 'Makini with Many Vendors';

const workflow: WorkflowFile = {
	name: 'An order for one of many vendors',
	nodes: [
		{
			name: 'Create',
			type: 'n8n-nodes-makini.makiniPurchaseOrder',
			parameters: {
				resource: 'purchaseOrder',
				operation: 'create',
				fields: { mappingMode: 'defineBelow', value: { orderNo: ORDER_NO } },
			},
			credentials: { makiniApi: { id: null, name: CREDENTIAL } },
			...{
				id: '00000000-0000-4000-8000-000000000101',
				typeVersion: 1,
				position: [0, 0],
			},
		},
	],
	connections: {},
	settings: {},
};

let sandbox: RunningSandbox;
let page: Page;
let chosen: StoredRecord | undefined;

/** Choosing the records that a new record refers to, where there are more than a list can hold at once. */
export const referencesSuite: Suite = {
	name: 'references',
	async before({ n8n, browser }) {
		sandbox = await startSandbox({
			connections: [
				{ name: 'many', token: TOKEN, systemType: 'erp', apiStyle: 'module', vendors: VENDORS },
			],
		});
		chosen = sandbox.connection('many').records('vendors').at(-7);
		await storeCredential(n8n.client, {
			name: CREDENTIAL,
			type: 'makiniApi',
			data: {
				apiToken: TOKEN,
				baseUrl: sandbox.url,
				systemType: 'erp',
				apiStyle: 'module',
				webhookSecret: '',
			},
		});
		const id = await storeWorkflow(n8n.client, workflow);
		page = await loggedInPage(await browser(), n8n.url);
		await openWorkflow(page, n8n.url, id);
		await openNode(page, 'Create');
	},
	tests: [
		{
			name: 'Create offers its references, by the names of what they refer to',
			async run() {
				await addToCollection(page, 'Add Reference', 'Vendor');
				await page.getByTestId('resource-locator-vendorKey').waitFor();
			},
		},
		{
			name: `the list of ${VENDORS} vendors goes on as one scrolls`,
			async run() {
				await openList(page, 'vendorKey');
				const first = await page.getByTestId('rlc-item').count();
				ok(first < VENDORS / 10, `${first} are loaded at once`);
				const count = await scrollBeyond(page, 2 * first);
				ok(count > 2 * first, `${count} after scrolling, ${first} before`);
			},
		},
		{
			name: 'a vendor is found by its code and chosen',
			async run({ imagePath }) {
				const found = await typeSearch(page, String(chosen?.code));
				equal(found.length, 1, found.join(', '));
				match(found[0] ?? '', new RegExp(String(chosen?.code)));
				await page.screenshot({ path: imagePath('purchase-order-references') });
				await page.getByTestId('rlc-item').first().click();
				const locator = page.getByTestId('resource-locator-vendorKey');
				const input = locator
					.getByTestId('rlc-input')
					.locator('input')
					.or(locator.locator('input[data-test-id=rlc-input]'));
				match(await input.inputValue(), new RegExp(String(chosen?.code)));
			},
		},
		{
			name: 'the order that is created has that vendor',
			async run() {
				await executeStep(page);
				const orders = sandbox.connection('many').records('purchase-orders');
				const [order] = orders.filter(({ orderNo }) => orderNo === ORDER_NO);
				equal(order?.vendorKey, chosen?.key);
			},
		},
	],
	async after() {
		await page.context().close();
		await sandbox.stop();
	},
};
