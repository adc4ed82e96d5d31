import type { Page } from 'playwright-core';

const runTimeout = 180_000;

/** Milliseconds that the editor gets to finish its requests. */
const settleTimeout = 10_000;

/**
 * Waits until the editor asks for nothing more. A request that it leaves open now and then fails no test: what a step
 * needs, it waits for itself.
 */
export async function settled(page: Page): Promise<void> {
	await page.waitForLoadState('networkidle', { timeout: settleTimeout }).catch(() => undefined);
}

/** Opens a workflow on the canvas with all of its nodes in sight. */
export async function openWorkflow(page: Page, url: string, id: string): Promise<void> {
	await page.goto(`${url}/workflow/${id}`);
	await page.getByTestId('canvas-node').first().waitFor();
	await settled(page);
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
	await settled(page);
	await page.waitForTimeout(1000);
}

/** Opens the list of a resource locator; it is there when its first record is. */
export async function openList(page: Page, parameter: string): Promise<void> {
	await page.getByTestId(`resource-locator-${parameter}`).getByTestId('rlc-input').click();
	await page.getByTestId('rlc-item').first().waitFor();
}

/** Types into the search of an open list and gives the names that it offers then. */
export async function typeSearch(page: Page, text: string): Promise<string[]> {
	const search = page
		.locator('input[data-test-id=rlc-search], [data-test-id=rlc-search] input')
		.last();
	await search.waitFor();
	await search.fill(text);
	await page.waitForTimeout(2000);
	return await page.getByTestId('rlc-item').allInnerTexts();
}

/** Opens the list of a resource locator, types into its search and gives the names it offers. */
export async function searchList(page: Page, parameter: string, text: string): Promise<string[]> {
	await openList(page, parameter);
	return await typeSearch(page, text);
}

/** Scrolls an open list to its end again and again until it holds more than `count` records. */
export async function scrollBeyond(page: Page, count: number): Promise<number> {
	const items = page.getByTestId('rlc-item');
	for (let step = 0; step < 40 && (await items.count()) <= count; step += 1) {
		await items.last().scrollIntoViewIfNeeded();
		await page.waitForTimeout(250);
	}
	return await items.count();
}

/** Adds one of the optional parameters of a collection, which is known by what it says while nothing is chosen. */
export async function addToCollection(page: Page, says: string, name: string): Promise<void> {
	await page.getByPlaceholder(says).click();
	await page.getByRole('option', { name, exact: true }).locator('visible=true').click();
}

/** What the node browser offers for a text typed into it. */
export async function searchNodes(page: Page, text: string): Promise<string[]> {
	// Its key is N in n8n 2 and Tab in n8n 1.
	await page.getByTestId('node-creator-plus-button').click();
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
