import { equal } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { readExample, type Demo } from '../../../scripts/host/demo';
import { loggedInPage } from '../browser';
import { openWorkflow } from '../canvas';
import type { EndToEndTest } from '../suite';
import { peers, test } from './peers';

let page: Page | undefined;

/** An example as people find it: drawn in the editor, with nothing left to complain of. */
export const drawnTest = (file: string, workflow: keyof Demo): EndToEndTest =>
	test(`${file} is drawn without an issue`, async ({ n8n, browser, imagePath }) => {
		page ??= await loggedInPage(await browser(), n8n.url);
		const { nodes } = await readExample(file);
		const own = nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
		await openWorkflow(page, n8n.url, peers().demo[workflow]);
		equal(await page.getByTestId('canvas-node').count(), own.length);
		equal(await page.getByTestId('node-issues').count(), 0, 'a node shows an issue');
		await page.screenshot({ path: imagePath(file) });
	});
