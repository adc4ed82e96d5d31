import type { Locator, Page } from 'playwright-core';
import { settled } from '../canvas';

/** An empty workflow on the canvas. */
export async function newWorkflow(page: Page, url: string): Promise<void> {
	await page.goto(`${url}/workflow/new`);
	await page.getByTestId('canvas-plus-button').waitFor();
	await settled(page);
}

async function search(page: Page, text: string): Promise<string[]> {
	const field = page.getByTestId('node-creator-search-bar');
	await field.waitFor();
	await field.fill(text);
	await page.waitForTimeout(1000);
	return await page.getByTestId('node-creator-item-name').allInnerTexts();
}

/** Makes the workflow one that is started by hand. */
export async function placeTrigger(page: Page): Promise<void> {
	await page.getByTestId('canvas-plus-button').click();
	await search(page, 'manual');
	await page.getByTestId('node-creator-item-name').first().click();
	await page.getByTestId('canvas-trigger-node').waitFor();
}

/**
 * Searches for "purchase order", takes the first node and one of its actions; its panel is open then.
 * @param look called while the actions are in sight.
 */
export async function addAction(
	page: Page,
	action: string,
	look: () => Promise<void>,
): Promise<{ nodes: string[]; actions: string[] }> {
	await page.getByTestId('node-creator-plus-button').click();
	const items = page.getByTestId('node-creator-item-name');
	const nodes = await search(page, 'purchase order');
	await items.first().click();
	await items.filter({ hasText: action }).waitFor();
	await look();
	const actions = await items.allInnerTexts();
	await items.filter({ hasText: action }).click();
	await page.getByTestId('ndv').waitFor();
	await settled(page);
	return { nodes, actions };
}

/** A parameter of the open panel, or a field of its mapper. */
export const parameter = (page: Page, name: string): Locator =>
	page.getByTestId(`parameter-input-${name}`);

/** Opens a choice and takes the option with the text, or the first one. */
export async function chooseOption(page: Page, choice: Locator, text = ''): Promise<void> {
	await choice.scrollIntoViewIfNeeded();
	await choice.click();
	await page
		.locator('.el-select-dropdown__item:visible, [role=option]:visible')
		.filter({ hasText: text })
		.first()
		.click();
}

/** Opens the form for a new credential from the panel of a node: by a button while there is none, else in the list. */
export async function startCredential(page: Page): Promise<void> {
	const connect = page.getByRole('button', { name: 'Connect to Makini' });
	const list = page.getByTestId('node-credentials-select').first();
	await connect.or(list).first().waitFor();
	if (await connect.isVisible()) {
		await connect.click();
	} else {
		await list.click();
		await page.getByTestId('node-credentials-select-item-new').click();
	}
	await page.getByTestId('credential-save-button').waitFor();
}

/** Saves the credential whose form is open, and waits until n8n has tested it. */
export async function saveCredential(page: Page): Promise<void> {
	const tested = page.waitForResponse((response) => response.url().endsWith('/credentials/test'));
	await page.getByTestId('credential-save-button').click();
	await tested;
	await page.waitForTimeout(1000);
}

/** Closes the form of a credential, which some versions of n8n do themselves once it is saved and works. */
export async function closeCredential(page: Page): Promise<void> {
	const form = page.getByTestId('editCredential-modal');
	const close = form.locator('.el-dialog__headerbtn:visible, [aria-label^=Close]:visible').first();
	if (await close.isVisible()) await close.click();
	await form.waitFor({ state: 'hidden' });
}

/** Closes the panel of a node, by its cross or, where it has none, by the way back to the canvas. */
export async function closePanel(page: Page): Promise<void> {
	const cross = page.getByTestId('ndv-close-button');
	await cross.or(page.getByTestId('back-to-canvas')).first().click();
	await page.getByTestId('ndv').waitFor({ state: 'hidden' });
}
