import { equal, match } from 'node:assert/strict';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { storeDemo, type Demo } from '../../scripts/host/demo';
import { projectRoot } from '../../scripts/host/paths';
import { readWorkflow } from '../../scripts/host/workflows';
import { purchaseOrderSync } from '../../sandbox/scenarios';
import { startSandbox, type RunningSandbox } from '../../sandbox/server/server';
import { loggedInPage } from './browser';
import { executeWorkflow, openNode, openWorkflow, searchNodes } from './canvas';
import type { EndToEndTest, Suite } from './suite';

let sandbox: RunningSandbox;
let demo: Demo;
let page: Page;

function canvasTest(file: string, id: () => string): EndToEndTest {
	return {
		name: `${file} runs on the canvas`,
		async run({ n8n, imagePath }) {
			const { nodes } = await readWorkflow(path.join(projectRoot, 'examples', `${file}.json`));
			const drawn = nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
			await openWorkflow(page, n8n.url, id());
			equal(await page.getByTestId('canvas-node').count(), drawn.length);
			equal(await page.getByTestId('node-issues').count(), 0, 'a node shows an issue');
			await executeWorkflow(page);
			await page.screenshot({ path: imagePath(file) });
		},
	};
}

/** The nodes as people meet them: found, placed, configured and executed in the editor. */
export const editorSuite: Suite = {
	name: 'editor',
	async before({ n8n, browser }) {
		sandbox = await startSandbox({ connections: purchaseOrderSync() });
		// Both systems have the same words here.
		demo = await storeDemo(n8n.client, sandbox.url, []);
		page = await loggedInPage(await browser(), n8n.url);
	},
	tests: [
		canvasTest('purchase-order-sync', () => demo.sync),
		canvasTest('purchase-order-report', () => demo.report),
		{
			name: "the purchase order node's panel",
			async run({ n8n, imagePath }) {
				await openWorkflow(page, n8n.url, demo.report);
				await openNode(page, 'Get Large Orders');
				const panel = await page.getByTestId('ndv').innerText();
				for (const label of ['Resource', 'Operation', 'Return All', 'Filters', 'Output']) {
					match(panel, new RegExp(`^${label}`, 'm'));
				}
				await page.screenshot({ path: imagePath('purchase-order-filters') });
			},
		},
		{
			name: 'Create or Update offers the fields of the connection to map',
			async run({ n8n, imagePath }) {
				await openWorkflow(page, n8n.url, demo.sync);
				await openNode(page, 'Create or Update in B');
				await page.screenshot({ path: imagePath('purchase-order-upsert') });
				const panel = await page.getByTestId('ndv').innerText();
				for (const label of ['Match By', 'Input Mode', 'Mapping Column Mode']) {
					match(panel, new RegExp(`^${label}`, 'm'));
				}
			},
		},
		{
			name: 'the node is found by typing "purchase order"',
			async run({ n8n }) {
				await openWorkflow(page, n8n.url, demo.report);
				const [first] = await searchNodes(page, 'purchase order');
				equal(first, 'Makini Purchase Order');
			},
		},
	],
	async after() {
		await page.context().close();
		await sandbox.stop();
	},
};
