import { existsSync } from 'node:fs';
import { chromium, selectors, type Browser, type Page } from 'playwright-core';
import { owner } from '../../scripts/host/rest';

const candidates = [
	process.env.CHROMIUM_PATH,
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Starts the Chromium of this machine without a window. */
export async function openBrowser(): Promise<Browser> {
	const executablePath = candidates.find((file) => file !== undefined && existsSync(file));
	if (!executablePath) {
		throw new Error('No Chromium was found. Install it, or name one with CHROMIUM_PATH.');
	}
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({
		executablePath,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
}

/** A page of the editor with the owner logged in through the login form. */
export async function loggedInPage(browser: Browser, url: string): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
	const page = await context.newPage();
	page.setDefaultTimeout(60_000);
	await page.goto(`${url}/signin`);
	await page.locator('input[type=email]').fill(owner.email);
	await page.locator('input[type=password]').fill(owner.password);
	await page.locator('button[type=submit], [data-test-id=form-submit-button]').first().click();
	await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
	return page;
}
