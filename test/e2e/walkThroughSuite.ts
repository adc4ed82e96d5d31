import { deepEqual, equal, match, ok } from 'node:assert/strict';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../scripts/host/paths';
import {
	startSandbox,
	type ConnectionControl,
	type RunningSandbox,
} from '../../sandbox/server/server';
import { loggedInPage } from './browser';
import { executeStep, executeWorkflow } from './canvas';
import { fillCredential } from './credentialForm';
import type { EndToEndTest, Suite } from './suite';
import {
	addAction,
	chooseOption,
	closeCredential,
	closePanel,
	newWorkflow,
	parameter,
	placeTrigger,
	saveCredential,
	startCredential,
} from './walk/editor';

const TOKEN = 'token-of-the-walk-through';

let sandbox: RunningSandbox;
let connection: ConnectionControl;
let page: Page;

const test = (name: string, run: EndToEndTest['run']): EndToEndTest => ({ name, run });

const panel = async (): Promise<string> => await page.getByTestId('ndv').innerText();

/** Closes what n8n has said so far. */
async function closeToasts(): Promise<void> {
	const close = page.locator('.el-notification__closeBtn:visible');
	for (let quiet = 0; quiet < 3;) {
		quiet = (await close.count()) > 0 ? 0 : quiet + 1;
		if (quiet === 0) await close.first().click();
		await page.waitForTimeout(500);
	}
}

/** What a new analyst does, from an empty workflow on, with nothing prepared. */
export const walkThroughSuite: Suite = {
	name: 'walk-through',
	async before({ n8n, browser }) {
		sandbox = await startSandbox({
			connections: [
				{ name: 'plant', token: TOKEN, systemType: 'erp', apiStyle: 'module', orders: 40 },
			],
		});
		connection = sandbox.connection('plant');
		page = await loggedInPage(await browser(), n8n.url);
		await newWorkflow(page, n8n.url);
	},
	tests: [
		test('finds the node by "purchase order" and chooses what it is to do', async ({
			imagePath,
		}) => {
			await placeTrigger(page);
			const { nodes, actions } = await addAction(page, 'Create a purchase order', async () => {
				await page.screenshot({ path: imagePath('walk-through-1-actions') });
			});
			equal(nodes[0], 'Makini Purchase Order');
			ok(actions.includes('Get many purchase orders'));
			ok(actions.includes('Delete a purchase order permanently'));
		}),
		test('is told to choose a credential before there are fields', async ({ imagePath }) => {
			await page.getByTestId('empty-fields-notice').waitFor();
			match(await panel(), /With a credential chosen above, choose Retry/);
			await page.screenshot({ path: imagePath('walk-through-2-no-credential') });
		}),
		test('creates a credential; a wrong token is named as such', async ({ imagePath }) => {
			await startCredential(page);
			await fillCredential(page, { apiToken: 'not-the-token', baseUrl: sandbox.url });
			await saveCredential(page);
			await page.getByText('More details').click();
			await page.getByText('Makini did not accept the API token').first().waitFor();
			await page.screenshot({ path: imagePath('walk-through-3-wrong-token') });
		}),
		test('puts the right token in, and the test passes', async ({ imagePath }) => {
			await fillCredential(page, { apiToken: TOKEN });
			await saveCredential(page);
			await closeCredential(page);
			await page.getByTestId('credential-edit-button').first().click();
			await page.getByTestId('credentials-config-container-test-success').waitFor();
			await page.screenshot({ path: imagePath('walk-through-4-credential') });
			await closeCredential(page);
		}),
		test('maps the fields: number, vendor from the list, line items', async ({ imagePath }) => {
			await page.getByText('Retry', { exact: true }).first().click();
			await parameter(page, 'orderNo').locator('input, textarea').first().fill('PO-4711');
			await chooseOption(page, parameter(page, 'vendorKey'));
			await parameter(page, 'lineItems').locator('.cm-content').click();
			await page.keyboard.insertText('[{ "lineNo": "10", "quantity": 4, "price": 12.5 }]');
			await page.screenshot({ path: imagePath('walk-through-5-fields') });
		}),
		test('runs it, and reads the new order in the output', async ({ imagePath }) => {
			await executeStep(page);
			await page.screenshot({ path: imagePath('walk-through-6-output') });
			const [created] = connection
				.records('purchase-orders')
				.filter(({ orderNo }) => orderNo === 'PO-4711');
			ok(created?.vendorKey);
			match(await panel(), new RegExp(`1 item[^]*${String(created.key)}`));
		}),
		test('mistypes a quantity, and reads in the error which and what to do', async ({
			imagePath,
		}) => {
			await parameter(page, 'lineItems').locator('.cm-content').click();
			await page.keyboard.press('ControlOrMeta+a');
			await page.keyboard.insertText('[{ "lineNo": "10", "quantity": "four" }]');
			await page.getByTestId('node-execute-button').first().click();
			await page.getByTestId('node-error-message').waitFor();
			await page.screenshot({ path: imagePath('walk-through-7-error') });
			match(
				await page.getByTestId('output-panel').innerText(),
				/Line Items, entry 1, Quantity is not a number: "four"[^]*Correct the value of/,
			);
		}),
		test('connects the error output, and the run goes on', async ({ imagePath }) => {
			await page.getByTestId('tab-settings').click();
			await chooseOption(page, parameter(page, 'onError'), 'using error output');
			await closePanel(page);
			await closeToasts();
			await executeWorkflow(page);
			await page.screenshot({ path: imagePath('walk-through-8-error-output') });
			equal(await page.getByTestId('edge-label').last().innerText(), '1 item');
			equal(
				connection.records('purchase-orders').filter(({ orderNo }) => orderNo === 'PO-4711').length,
				1,
			);
		}),
		test('opens an example as a template', async ({ n8n, imagePath }) => {
			await newWorkflow(page, n8n.url);
			const file = path.join(projectRoot, 'examples', 'purchase-order-report.json');
			await page.getByTestId('workflow-import-input').setInputFiles(file);
			await page.getByTestId('canvas-node').first().waitFor();
			await page.getByTestId('zoom-to-fit').click();
			await page.waitForTimeout(1000);
			await page.screenshot({ path: imagePath('walk-through-9-template') });
			const names = await page
				.getByTestId('canvas-node')
				.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node-name')));
			deepEqual(names.includes('Get Large Orders'), true);
		}),
	],
	async after() {
		await page.context().close();
		await sandbox.stop();
	},
};
