import type { Page } from 'playwright-core';

const runTimeout = 180_000;

/** Opens a workflow on the canvas with all of its nodes in sight. */
export async function openWorkflow(page: Page, url: string, id: string): Promise<void> {
	await page.goto(`${url}/workflow/${id}`);
	await page.getByTestId('canvas-node').first().waitFor();
	await page.waitForLoadState('networkidle');
	await page.getByTestId('zoom-to-fit').click();
	await page.waitForTimeout(1000);
}

/** Clicks "Execute workflow" and waits until n8n says that it succeeded. */
export async function executeWorkflow(page: Page): Promise<void> {
	await page.getByTestId('execute-workflow-button').click();
	const toast = page.getByRole('alert');
	await toast.first().waitFor({ timeout: runTimeout });
	const text = await toast.first().innerText();
	if (!text.includes('successfully')) throw new Error(`n8n says: ${text}`);
	await page.locator('.el-notification__closeBtn').first().click();
	await page.waitForTimeout(500);
}

/** Opens the panel of a node of the canvas. */
export async function openNode(page: Page, name: string): Promise<void> {
	await page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`).dblclick();
	await page.getByTestId('ndv').waitFor();
	await page.waitForLoadState('networkidle');
	await page.waitForTimeout(1000);
}

/** What the node browser offers for a text typed into it. */
export async function searchNodes(page: Page, text: string): Promise<string[]> {
	await page.getByTestId('canvas-wrapper').click({ position: { x: 20, y: 20 } });
	await page.keyboard.press('n');
	const field = page.getByTestId('node-creator-search-bar');
	await field.waitFor();
	await field.fill(text);
	await page.waitForTimeout(1000);
	return await page.getByTestId('node-creator-item-name').allInnerTexts();
}

/** Clicks "Execute step" in the open panel of a node and waits for its output. */
export async function executeStep(page: Page): Promise<void> {
	await page.getByTestId('node-execute-button').first().click();
	await page
		.getByTestId('ndv-data-pagination')
		.or(page.getByText('items').first())
		.first()
		.waitFor();
	await page.waitForTimeout(2000);
}
