import type { Page } from 'playwright-core';

/** Opens the form for a new credential of a type, by the name that people see. */
export async function openNewCredential(
	page: Page,
	{ url, type, name }: { url: string; type: string; name: string },
): Promise<void> {
	await page.goto(`${url}/home/credentials/create`);
	await page.getByTestId('new-credential-type-select').locator('input').fill(type);
	await page.getByTestId('new-credential-type-select-option').filter({ hasText: type }).click();
	await page.getByTestId('new-credential-type-button').click();
	await page.getByTestId('credential-name').click();
	await page.getByTestId('credential-name').getByTestId('inline-edit-input').fill(name);
	await page.keyboard.press('Enter');
}

/** Fills text fields of the open form, by the names of the parameters. */
export async function fillCredential(page: Page, values: Record<string, string>): Promise<void> {
	for (const [parameter, value] of Object.entries(values)) {
		await page.getByTestId(`parameter-input-${parameter}`).locator('input').fill(value);
	}
}

// Of n8n 2, and of n8n 1, whose mark may be around the button.
const connectButton =
	'[data-test-id=quick-connect-button], button[data-test-id=oauth-connect-button], [data-test-id=oauth-connect-button] button';

/** Chooses Connect in the open form; gives the window in which the customer is asked. */
export async function chooseConnect(page: Page): Promise<Page> {
	const [popup] = await Promise.all([
		page.context().waitForEvent('page'),
		page.locator(connectButton).first().click(),
	]);
	await popup.waitForLoadState();
	return popup;
}
